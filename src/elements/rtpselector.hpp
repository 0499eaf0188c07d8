#pragma once

// The element rtpselector; what it is for stands in rtpselector.cpp.

#include <gst/gst.h>

G_BEGIN_DECLS

GType seodang_rtp_selector_get_type();
GST_ELEMENT_REGISTER_DECLARE(rtpselector)

G_END_DECLS
