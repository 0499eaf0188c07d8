#pragma once

// The element rtporder; what it is for stands in rtporder.cpp.

#include <gst/gst.h>

G_BEGIN_DECLS

GType seodang_rtp_order_get_type();
GST_ELEMENT_REGISTER_DECLARE(rtporder)

G_END_DECLS
