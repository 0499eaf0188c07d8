#pragma once

// GStreamer's types for GRef and GPtr (base/gref.hpp); for elements and room only.

#include <gst/gst.h>

#include "base/gref.hpp"

namespace seodang {

/// Elements, pads, bins: GstObjects keep their own floating rule.
#define SEODANG_GST_OBJECT(Type)                                    \
  template <>                                                       \
  struct GRefTraits<Type> {                                         \
    static void ref(Type* object) { gst_object_ref(object); }       \
    static void unref(Type* object) { gst_object_unref(object); }   \
    static void sink(Type* object) { gst_object_ref_sink(object); } \
  }

SEODANG_GST_OBJECT(GstObject);
SEODANG_GST_OBJECT(GstElement);
SEODANG_GST_OBJECT(GstElementFactory);
SEODANG_GST_OBJECT(GstPad);
SEODANG_GST_OBJECT(GstBin);
SEODANG_GST_OBJECT(GstPipeline);
SEODANG_GST_OBJECT(GstBus);
SEODANG_GST_OBJECT(GstClock);

SEODANG_GREF(GstBuffer, gst_buffer_ref, gst_buffer_unref);
SEODANG_GREF(GstBufferList, gst_buffer_list_ref, gst_buffer_list_unref);
SEODANG_GREF(GstCaps, gst_caps_ref, gst_caps_unref);
SEODANG_GREF(GstEvent, gst_event_ref, gst_event_unref);
SEODANG_GREF(GstMessage, gst_message_ref, gst_message_unref);
SEODANG_GREF(GstPromise, gst_promise_ref, gst_promise_unref);
SEODANG_GREF(GstQuery, gst_query_ref, gst_query_unref);
SEODANG_GREF(GstSample, gst_sample_ref, gst_sample_unref);

SEODANG_GPTR(GstIterator, gst_iterator_free);
SEODANG_GPTR(GstStructure, gst_structure_free);

}  // namespace seodang
