#include "room/bus_router.hpp"

#include "base/log.hpp"

namespace seodang::room {

namespace {

bool is_of_writing(const GError* error) {
  return g_error_matches(error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT) ||
         g_error_matches(error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_WRITE);
}

}  // namespace

BusRouter::BusRouter(GstPipeline* pipeline, Owner& fallback)
    : pipeline_(GST_OBJECT(pipeline)),
      fallback_(fallback),
      bus_(GRef<GstBus>::take(gst_pipeline_get_bus(pipeline))) {
  gst_bus_set_sync_handler(bus_.get(), filter, nullptr, nullptr);
  gst_bus_add_watch(bus_.get(), dispatch, this);
}

BusRouter::~BusRouter() {
  gst_bus_set_sync_handler(bus_.get(), nullptr, nullptr, nullptr);
  gst_bus_remove_watch(bus_.get());
}

GstBusSyncReply BusRouter::filter(GstBus*, GstMessage* message, gpointer) {
  constexpr auto wanted =
      static_cast<GstMessageType>(GST_MESSAGE_ERROR | GST_MESSAGE_WARNING | GST_MESSAGE_ELEMENT);
  if (GST_MESSAGE_TYPE(message) & wanted) return GST_BUS_PASS;
  gst_message_unref(message);
  return GST_BUS_DROP;
}

gboolean BusRouter::dispatch(GstBus*, GstMessage* message, gpointer self) {
  static_cast<BusRouter*>(self)->route(message);
  return G_SOURCE_CONTINUE;
}

void BusRouter::route(GstMessage* message) {
  GPtr<GError> error;
  GPtr<char> debug;
  const char* source = GST_MESSAGE_SRC_NAME(message);
  Owner* owner = owner_of(GST_MESSAGE_SRC(message));
  switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_ELEMENT: {
      const GstStructure* structure = gst_message_get_structure(message);
      if (owner && g_str_has_prefix(gst_structure_get_name(structure), "seodang-"))
        owner->on_element_message(structure);
      return;
    }
    case GST_MESSAGE_WARNING:
      gst_message_parse_warning(message, out(error), out(debug));
      return log_warning("graph", "%s: %s", source, error->message);
    case GST_MESSAGE_ERROR:
      gst_message_parse_error(message, out(error), out(debug));
      log_warning("graph", "%s: %s (%s)", source, error->message, debug ? debug.get() : "");
      if (!owner) return;
      return is_of_writing(error.get())
                 ? owner->on_write_error(std::string(source) + ": " + error->message)
                 : owner->on_element_error(std::string(source) + ": " + error->message);
    default: return;
  }
}

BusRouter::Owner* BusRouter::owner_of(GstObject* source) {
  for (GstObject* at = source; at; at = GST_OBJECT_PARENT(at)) {
    if (auto found = owners_.find(at); found != owners_.end()) return found->second;
    if (at == pipeline_) return &fallback_;
  }
  return nullptr;  // the chain of parents ends early: it has left the pipeline since
}

}  // namespace seodang::room
