#pragma once

// The element rtparrival; what it is for stands in rtparrival.cpp.

#include <gst/gst.h>

G_BEGIN_DECLS

GType seodang_rtp_arrival_get_type();
GST_ELEMENT_REGISTER_DECLARE(rtparrival)

G_END_DECLS
