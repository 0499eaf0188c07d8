/**
 * SECTION:element-rtporder
 * @title: rtporder
 * @see_also: rtparrival, rtpselector, rtpjitterbuffer
 *
 * Puts the packets of one RTP stream in order, for those who write or decode and do not forward: what comes
 * from a tee of a Track has been passed on as it arrived, with retransmissions late and now and then one
 * twice. It is the little of an rtpjitterbuffer that a recorder needs, without its two threads and its clock.
 *
 * A packet in order leaves at once, on the thread that brought it. Behind a hole packets wait for the missing
 * one, which the sender has been asked for again (see rtparrival); the hole is given up when a packet arrives
 * that is more than #rtporder:window later, by its PTS, than the first one behind the hole, or when 2048
 * packets wait. The next buffer then has the flag DISCONT, which no other one has. What comes too late or
 * twice is dropped.
 *
 * PTS stay as they are; only one that is earlier than that of the packet before it, as may be when another
 * layer of a picture takes over, becomes the same as that. Packets without a PTS take the latest one.
 *
 * With #rtporder:batch packets leave together, as a GstBufferList, when they span so much of the stream's
 * time or are 64: a thread behind a queue is then woken some times a second and not for every packet. What is
 * held back so leaves before any event, too.
 *
 * EOS and every other serialized event first sends on what waits. A custom downstream event does not: it
 * follows when everything that came before it has left, holes filled or given up. So it tells, wherever it is
 * looked for, that all of that has passed.
 *
 * The flow that comes back is that of the element behind. Nothing here waits for time.
 *
 * All packets come on one streaming thread; properties from any.
 *
 * ## Example
 * |[
 * gst-launch-1.0 videotestsrc num-buffers=30 ! vp8enc deadline=1 ! rtpvp8pay ! rtporder window=500 \
 *     ! rtpvp8depay ! webmmux ! fakesink
 * ]|
 * Records a stream, nearly.
 */

#include "elements/rtporder.hpp"

#include <deque>
#include <utility>

#include "elements/element.hpp"
#include "elements/order_window.hpp"

GST_DEBUG_CATEGORY_STATIC(rtporder_debug);
#define GST_CAT_DEFAULT rtporder_debug

namespace {

using namespace seodang;
using namespace seodang::rtp;

constexpr guint kDefaultWindow = 1000;
constexpr guint kMaxWindow = 60000;
constexpr guint kMaxBatch = 1000;
constexpr size_t kMostTogether = 64;

using Window = OrderWindow<GRef<GstBuffer>>;
using Leaving = std::vector<Window::Leaving>;

struct Counters {
  uint64_t packets = 0;
  uint64_t lost = 0;
  uint64_t dropped = 0;
  uint64_t waiting = 0;
  GstClockTime last_pts = GST_CLOCK_TIME_NONE;
};

/// The element's state. Every function takes the lock itself and calls nobody under it; those that change the
/// window are for the streaming thread.
class Order {
 public:
  Leaving take(GRef<GstBuffer> buffer);
  Leaving flush();
  void reset();
  /// The event is due when all that has come so far has left.
  void wait(GRef<GstEvent> event);
  GRef<GstEvent> due();
  /// Adds to what leaves next.
  void hold(GRef<GstBuffer> buffer);
  /// What is to leave now, if anything: once there is enough of it, or `all` shall.
  std::vector<GRef<GstBuffer>> let_go(bool all);
  Counters counters();

  std::atomic<guint> window = kDefaultWindow;  // ms
  std::atomic<guint> batch = 0;                // ms

 private:
  std::mutex mutex_;
  Window window_;
  std::vector<GRef<GstBuffer>> held_;
  std::deque<std::pair<int64_t, GRef<GstEvent>>> events_;
  uint64_t packets_ = 0;
  GstClockTime last_pts_ = GST_CLOCK_TIME_NONE;
};

Leaving Order::take(GRef<GstBuffer> buffer) {
  uint16_t seqnum = 0;
  {
    const MappedBuffer mapped(buffer.get());
    const auto packet = parse(mapped.bytes());
    if (!packet) return {};
    seqnum = packet->seqnum;
  }
  const auto pts = time_of(GST_BUFFER_PTS(buffer.get()));
  const std::lock_guard lock(mutex_);
  return window_.take(seqnum, pts, int64_t{window} * 1'000'000, std::move(buffer));
}

Leaving Order::flush() {
  const std::lock_guard lock(mutex_);
  return window_.flush();
}

void Order::reset() {
  const std::lock_guard lock(mutex_);
  window_.reset();
  held_.clear();
  events_.clear();
  packets_ = 0;
  last_pts_ = GST_CLOCK_TIME_NONE;
}

void Order::wait(GRef<GstEvent> event) {
  const std::lock_guard lock(mutex_);
  events_.emplace_back(window_.mark(), std::move(event));
}

GRef<GstEvent> Order::due() {
  const std::lock_guard lock(mutex_);
  if (events_.empty() || !window_.done(events_.front().first)) return {};
  auto event = std::move(events_.front().second);
  events_.pop_front();
  return event;
}

void Order::hold(GRef<GstBuffer> buffer) {
  const std::lock_guard lock(mutex_);
  ++packets_;
  last_pts_ = GST_BUFFER_PTS(buffer.get());
  held_.push_back(std::move(buffer));
}

std::vector<GRef<GstBuffer>> Order::let_go(bool all) {
  const std::lock_guard lock(mutex_);
  if (held_.empty()) return {};
  const GstClockTime span = last_pts_ - GST_BUFFER_PTS(held_.front().get());
  const bool enough = span >= batch * GST_MSECOND || held_.size() >= kMostTogether;
  return all || enough ? std::exchange(held_, {}) : std::vector<GRef<GstBuffer>>{};
}

Counters Order::counters() {
  const std::lock_guard lock(mutex_);
  return {packets_, window_.lost(), window_.dropped(), window_.waiting(), last_pts_};
}

GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS("application/x-rtp"));
GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS("application/x-rtp"));

struct SeodangRtpOrder {
  GstElement element;
  GstPad* sink;
  GstPad* src;
  Order* order;
};
struct SeodangRtpOrderClass {
  GstElementClass parent_class;
};

SeodangRtpOrder* self_of(gpointer object) { return static_cast<SeodangRtpOrder*>(object); }
Order& order_of(gpointer object) { return *self_of(object)->order; }

GstFlowReturn push_together(SeodangRtpOrder* self, bool all) {
  auto packets = self->order->let_go(all);
  if (packets.empty()) return GST_FLOW_OK;
  if (packets.size() == 1) return gst_pad_push(self->src, packets.front().release());
  GstBufferList* list = gst_buffer_list_new_sized(static_cast<guint>(packets.size()));
  for (auto& packet : packets) gst_buffer_list_add(list, packet.release());
  return gst_pad_push_list(self->src, list);
}

/// Sends on what leaves, and then the events that waited for it. The first flow that is not OK ends it.
GstFlowReturn push(SeodangRtpOrder* self, Leaving leaving, bool all = false) {
  GstFlowReturn flow = GST_FLOW_OK;
  for (auto& packet : leaving) {
    if (flow != GST_FLOW_OK) break;
    auto buffer = GRef<GstBuffer>::take(gst_buffer_make_writable(packet.value.release()));
    GST_BUFFER_PTS(buffer.get()) = static_cast<GstClockTime>(packet.pts);
    packet.after_hole ? GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_DISCONT)
                      : GST_BUFFER_FLAG_UNSET(buffer.get(), GST_BUFFER_FLAG_DISCONT);
    self->order->hold(std::move(buffer));
    flow = push_together(self, false);
  }
  if (all && flow == GST_FLOW_OK) flow = push_together(self, true);
  while (const auto event = self->order->due()) {
    push_together(self, true);
    gst_pad_push_event(self->src, gst_event_ref(event.get()));
  }
  return flow;
}

GstFlowReturn chain(GstPad*, GstObject* parent, GstBuffer* buffer) {
  return push(self_of(parent), order_of(parent).take(GRef<GstBuffer>::take(buffer)));
}

gboolean sink_event(GstPad* pad, GstObject* parent, GstEvent* event) {
  SeodangRtpOrder* self = self_of(parent);
  if (GST_EVENT_TYPE(event) == GST_EVENT_CUSTOM_DOWNSTREAM) {
    self->order->wait(GRef<GstEvent>::take(event));
    push(self, {});
    return TRUE;
  }
  if (GST_EVENT_TYPE(event) == GST_EVENT_FLUSH_STOP) {
    self->order->reset();
  } else if (GST_EVENT_IS_SERIALIZED(event)) {
    push(self, self->order->flush(), true);
  }
  return gst_pad_event_default(pad, parent, event);
}

}  // namespace

enum {
  PROP_WINDOW = 1,
  PROP_BATCH,
  PROP_PACKETS,
  PROP_LOST,
  PROP_DROPPED,
  PROP_WAITING,
  PROP_LAST_PTS,
};

G_DEFINE_TYPE(SeodangRtpOrder, seodang_rtp_order, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE(rtporder, "rtporder", GST_RANK_NONE, seodang_rtp_order_get_type())

static void seodang_rtp_order_set_property(GObject* object, guint id, const GValue* value, GParamSpec* spec) {
  switch (id) {
    case PROP_WINDOW: order_of(object).window = g_value_get_uint(value); break;
    case PROP_BATCH: order_of(object).batch = g_value_get_uint(value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
  }
}

static void seodang_rtp_order_get_property(GObject* object, guint id, GValue* value, GParamSpec* spec) {
  const Counters counters = order_of(object).counters();
  switch (id) {
    case PROP_WINDOW: g_value_set_uint(value, order_of(object).window); break;
    case PROP_BATCH: g_value_set_uint(value, order_of(object).batch); break;
    case PROP_PACKETS: g_value_set_uint64(value, counters.packets); break;
    case PROP_LOST: g_value_set_uint64(value, counters.lost); break;
    case PROP_DROPPED: g_value_set_uint64(value, counters.dropped); break;
    case PROP_WAITING: g_value_set_uint64(value, counters.waiting); break;
    case PROP_LAST_PTS: g_value_set_uint64(value, counters.last_pts); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
  }
}

static void seodang_rtp_order_finalize(GObject* object) {
  delete self_of(object)->order;
  G_OBJECT_CLASS(seodang_rtp_order_parent_class)->finalize(object);
}

static GstStateChangeReturn seodang_rtp_order_change_state(GstElement* element, GstStateChange change) {
  const auto result = GST_ELEMENT_CLASS(seodang_rtp_order_parent_class)->change_state(element, change);
  if (change == GST_STATE_CHANGE_PAUSED_TO_READY) order_of(element).reset();
  return result;
}

static void install_properties(GObjectClass* object_class) {
  const auto flags = static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  const auto read = static_cast<GParamFlags>(G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  const auto counter = [&](guint id, const char* name, const char* nick, const char* blurb,
                           guint64 preset = 0) {
    g_object_class_install_property(object_class, id,
                                    g_param_spec_uint64(name, nick, blurb, 0, G_MAXUINT64, preset, read));
  };
  g_object_class_install_property(
      object_class, PROP_WINDOW,
      g_param_spec_uint("window", "Window",
                        "How much later a packet must be than what waits behind a hole, for the hole to be "
                        "given up, in ms (0 = at once)",
                        0, kMaxWindow, kDefaultWindow, flags));
  g_object_class_install_property(
      object_class, PROP_BATCH,
      g_param_spec_uint(
          "batch", "Batch",
          "Packets that span so much time leave together, as a list, in ms (0 = each by itself)", 0,
          kMaxBatch, 0, flags));
  counter(PROP_PACKETS, "packets", "Packets", "Packets that left");
  counter(PROP_LOST, "lost", "Lost", "Packets that were given up");
  counter(PROP_DROPPED, "dropped", "Dropped", "Packets that came twice or too late");
  counter(PROP_WAITING, "waiting", "Waiting", "Packets that wait behind a hole now");
  counter(PROP_LAST_PTS, "last-pts", "Last PTS",
          "PTS of the last packet that left, in ns (the greatest number = none yet)", GST_CLOCK_TIME_NONE);
}

static void seodang_rtp_order_class_init(SeodangRtpOrderClass* klass) {
  GST_DEBUG_CATEGORY_INIT(rtporder_debug, "rtporder", 0, "an ordering window without thread or clock");
  auto* object_class = G_OBJECT_CLASS(klass);
  auto* element_class = GST_ELEMENT_CLASS(klass);
  object_class->set_property = seodang_rtp_order_set_property;
  object_class->get_property = seodang_rtp_order_get_property;
  object_class->finalize = seodang_rtp_order_finalize;
  element_class->change_state = seodang_rtp_order_change_state;
  install_properties(object_class);
  gst_element_class_add_static_pad_template(element_class, &sink_template);
  gst_element_class_add_static_pad_template(element_class, &src_template);
  gst_element_class_set_static_metadata(
      element_class, "RTP order", "Network/RTP",
      "Puts the packets of a stream in order, waits for missing ones as long as the stream tells", "seodang");
}

static void seodang_rtp_order_init(SeodangRtpOrder* self) {
  self->order = new Order;
  self->sink = gst_pad_new_from_static_template(&sink_template, "sink");
  gst_pad_set_chain_function(self->sink, chain);
  gst_pad_set_event_function(self->sink, sink_event);
  GST_PAD_SET_PROXY_CAPS(self->sink);
  GST_PAD_SET_PROXY_ALLOCATION(self->sink);
  gst_element_add_pad(&self->element, self->sink);
  self->src = gst_pad_new_from_static_template(&src_template, "src");
  GST_PAD_SET_PROXY_CAPS(self->src);
  gst_element_add_pad(&self->element, self->src);
}
