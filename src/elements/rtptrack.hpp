#pragma once

// The element rtptrack; what it is for stands in rtptrack.cpp.

#include <gst/gst.h>

G_BEGIN_DECLS

GType seodang_rtp_track_get_type();
GST_ELEMENT_REGISTER_DECLARE(rtptrack)

G_END_DECLS
