#include "room/segment.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "base/log.hpp"

namespace seodang::room {

namespace {

constexpr uint32_t written_ssrc = 1;
constexpr const char* flush_mark = "seodang-flush";

/// What a streaming thread tells main: a number, posted (law 1).
struct Told {
  std::function<void(int64_t)> call;
  void operator()(int64_t number) const {
    post([call = call, number] { call(number); });
  }
};

void tell(GstElement* element, const char* pad, GstPadProbeType type, GstPadProbeCallback look,
          std::function<void(int64_t)> call) {
  auto at = GRef<GstPad>::take(gst_element_get_static_pad(element, pad));
  gst_pad_add_probe(at.get(), type, look, new Told{std::move(call)},
                    [](gpointer data) { delete static_cast<Told*>(data); });
}

GstPadProbeReturn on_first_packet(GstPad*, GstPadProbeInfo* info, gpointer told) {
  const bool list = GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER_LIST;
  GstBuffer* first =
      list ? gst_buffer_list_get(GST_PAD_PROBE_INFO_BUFFER_LIST(info), 0) : GST_PAD_PROBE_INFO_BUFFER(info);
  (*static_cast<Told*>(told))(static_cast<int64_t>(GST_BUFFER_PTS(first)));
  return GST_PAD_PROBE_REMOVE;
}

GstPadProbeReturn on_mark(GstPad*, GstPadProbeInfo* info, gpointer told) {
  GstEvent* event = GST_PAD_PROBE_INFO_EVENT(info);
  gint64 serial = 0;
  if (!gst_event_has_name(event, flush_mark)) return GST_PAD_PROBE_OK;
  gst_structure_get_int64(gst_event_get_structure(event), "serial", &serial);
  (*static_cast<Told*>(told))(serial);
  return GST_PAD_PROBE_DROP;  // it has told what it was for
}

GstPadProbeReturn on_last(GstPad*, GstPadProbeInfo* info, gpointer told) {
  if (GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_EOS) (*static_cast<Told*>(told))(0);
  return GST_PAD_PROBE_OK;
}

GstPadProbeReturn hold(GstPad*, GstPadProbeInfo*, gpointer) { return GST_PAD_PROBE_OK; }

/// UTC µs of a running time of the pipeline, ns.
int64_t wall_us_of(GstElement* pipeline, int64_t running_ns) {
  auto clock = GRef<GstClock>::take(gst_element_get_clock(pipeline));
  const auto now =
      static_cast<int64_t>(gst_clock_get_time(clock.get()) - gst_element_get_base_time(pipeline));
  return g_get_real_time() - (now - running_ns) / 1000;
}

GRef<GstElement> part(GstElement* bin, const char* name) {
  return GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(bin), name));
}

}  // namespace

Json to_json(const SegmentReport& report) {
  constexpr const char* states[] = {"open", "closed", "failed"};
  Json json = Json::object({{"participant", report.of.participant},
                            {"source", name_of(report.of.source)},
                            {"segment", report.name},
                            {"path", report.path},
                            {"state", states[static_cast<size_t>(report.state)]},
                            {"from", report.from}});
  if (report.state != SegmentReport::State::open) json.set("to", report.to);
  if (report.reason) json.set("reason", name_of(*report.reason));
  return json;
}

Segment::Segment(SegmentSource of, std::string directory, GstElement* description, const RoomGraph& graph,
                 Listener& listener)
    : of_(std::move(of)),
      directory_(std::move(directory)),
      graph_(graph),
      listener_(listener),
      bin_(GRef<GstElement>::share(description)),
      queue_(part(description, "queue")),
      order_(part(description, "order")),
      file_(part(description, "file")),
      switch_(graph.name("written_" + of_.participant + "_" + std::string(name_of(of_.source))),
              rtp_caps(is_audio(of_.source), written_ssrc).get(), graph, *this),
      heard_us_(g_get_monotonic_time()) {
  std::string name = graph_.name("segment_" + of_.participant + "_" + std::string(name_of(of_.source)));
  gst_object_set_name(GST_OBJECT(bin_.get()), name.c_str());
  gst_bin_add(GST_BIN(graph_.pipeline), bin_.get());
  graph_.bus->own(bin_.get(), *this);
  gst_element_set_locked_state(file_.get(), TRUE);  // it has no name yet
  watch();
  auto sink = GRef<GstPad>::take(gst_element_get_static_pad(bin_.get(), "sink"));
  gst_pad_link(switch_.src().get(), sink.get());
  gst_element_sync_state_with_parent(bin_.get());
  gst_element_sync_state_with_parent(switch_.selector());
  switch_.open();
}

Segment::~Segment() {
  unbind();
  switch_.close();
  stop();
}

void Segment::watch() {
  auto behind = GRef<GstPad>::take(gst_element_get_static_pad(queue_.get(), "src"));
  parking_ = gst_pad_add_probe(behind.get(), GST_PAD_PROBE_TYPE_BLOCK_DOWNSTREAM, hold, nullptr, nullptr);
  constexpr auto packets =
      static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST);
  tell(queue_.get(), "sink", packets, on_first_packet, weak(this, [this](int64_t pts) { on_first(pts); }));
  tell(queue_.get(), "src", GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_mark,
       weak(this, [this](int64_t serial) { on_passed(serial); }));
  tell(file_.get(), "sink", GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_last,
       weak(this, [this](int64_t) { on_end(); }));
}

void Segment::on_first(int64_t pts) {
  if (phase_ != Phase::waiting) return;
  phase_ = Phase::open;
  first_pts_ = pts;
  from_us_ = wall_us_of(GST_ELEMENT(graph_.pipeline), pts);
  name_ = of_.participant + "." + std::string(name_of(of_.source)) + "." + std::to_string(from_us_ / 1000);
  Result<Sidecar> sidecar = Sidecar::create(directory_ + "/" + name_ + ".jsonl", of_, from_us_);
  if (!sidecar) return fail(sidecar.error().code, sidecar.error().text);
  sidecar_ = *sidecar;
  g_object_set(file_.get(), "location", (directory_ + "/" + name_ + ".webm").c_str(), nullptr);
  gst_element_set_locked_state(file_.get(), FALSE);
  if (!gst_element_sync_state_with_parent(file_.get()))
    return fail(Code::media_failed, name_ + ".webm cannot be opened");
  auto behind = GRef<GstPad>::take(gst_element_get_static_pad(queue_.get(), "src"));
  gst_pad_remove_probe(behind.get(), parking_);
  report(SegmentReport::State::open);
}

void Segment::show(Track& track) {
  if (phase_ == Phase::waiting || phase_ == Phase::open) switch_.show(track);
}

void Segment::end() {
  if (phase_ != Phase::waiting && phase_ != Phase::open) return;
  switch_.close();
  if (phase_ == Phase::waiting) return stop();
  phase_ = Phase::ending;
  auto sink = GRef<GstPad>::take(gst_element_get_static_pad(bin_.get(), "sink"));
  gst_pad_send_event(sink.get(), gst_event_new_eos());
  ending_ = Timer::once(end_ms, [this] { give_up(); });
}

void Segment::on_end() {
  if (phase_ == Phase::ending) {
    sidecar_.end(written_us());
    report(SegmentReport::State::closed);
  } else if (phase_ != Phase::stuck) {
    return;
  }
  stop();
}

void Segment::fail(Code code, const std::string& why) {
  if (phase_ == Phase::done) return;
  log_warning("room", "a recording's segment has failed: %s", why.c_str());
  switch_.close();
  if (phase_ != Phase::stuck && !name_.empty()) report(SegmentReport::State::failed, code);
  stop();
}

/// The disk takes nothing, and to wait for it would make main wait: it is let go when it answers.
void Segment::give_up() {
  phase_ = Phase::stuck;
  log_warning("room", "%s: the disk has not taken it within %u ms", name_.c_str(), end_ms);
  report(SegmentReport::State::failed, Code::media_failed);
  finish_flushes(std::numeric_limits<int64_t>::max());
}

void Segment::stop() {
  if (std::exchange(phase_, Phase::done) == Phase::done) return;
  ending_.stop();
  flushing_.stop();
  graph_.bus->release(bin_.get());
  gst_element_set_locked_state(bin_.get(), TRUE);
  gst_element_set_state(bin_.get(), GST_STATE_NULL);
  gst_bin_remove(GST_BIN(graph_.pipeline), bin_.get());
  graph_.bus->disown(bin_.get());
  finish_flushes(std::numeric_limits<int64_t>::max());
  listener_.on_segment_done(*this);
}

void Segment::report(SegmentReport::State state, std::optional<Code> reason) {
  listener_.on_segment({of_, name_, directory_ + "/" + name_ + ".webm", state, from_us_ / 1000,
                        (from_us_ + written_us()) / 1000, reason});
}

int64_t Segment::written_us() const {
  guint64 last = GST_CLOCK_TIME_NONE;
  g_object_get(order_.get(), "last-pts", &last, nullptr);
  return GST_CLOCK_TIME_IS_VALID(last) ? (static_cast<int64_t>(last) - first_pts_) / 1000 : 0;
}

// The mark travels with the packets, rtporder lets it wait for what is missing before it, and it leaves the
// queue when all before it have been written: from there to the file everything happens in one call.
void Segment::flush(std::function<void()> done) {
  if (phase_ == Phase::waiting || phase_ == Phase::stuck || phase_ == Phase::done) return done();
  const int64_t serial = next_flush_++;
  flushes_.push_back({serial, std::move(done)});
  if (phase_ != Phase::open) return;  // told at its end
  auto sink = GRef<GstPad>::take(gst_element_get_static_pad(bin_.get(), "sink"));
  GstStructure* mark = gst_structure_new(flush_mark, "serial", G_TYPE_INT64, serial, nullptr);
  gst_pad_send_event(sink.get(), gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, mark));
  // A hole at the very end, and nothing comes any more that would tell its time.
  flushing_ = Timer::once(flush_ms, [this] { end(); });
}

void Segment::on_passed(int64_t serial) { finish_flushes(serial); }

void Segment::finish_flushes(int64_t up_to) {
  auto reached = std::stable_partition(flushes_.begin(), flushes_.end(),
                                       [&](const Flush& flush) { return flush.serial > up_to; });
  const std::vector<Flush> told(std::make_move_iterator(reached), std::make_move_iterator(flushes_.end()));
  flushes_.erase(reached, flushes_.end());
  if (flushes_.empty()) flushing_.stop();
  for (const Flush& flush : told) flush.done();
}

bool Segment::read(int64_t now_us) {
  guint64 packets = 0;
  g_object_get(switch_.selector(), "packets", &packets, nullptr);
  if (std::exchange(packets_, packets) != packets) heard_us_ = now_us;
  return now_us - heard_us_ < silence_us;
}

void Segment::keep_keyframes(int64_t now_us) {
  if (is_audio(of_.source) || !live()) return;
  if (now_us - std::max(live()->last_keyframe_us(), asked_us_) >= keyframe_us) request_keyframe(now_us);
}

void Segment::request_keyframe(int64_t now_us) {
  if (is_audio(of_.source) || !live()) return;
  asked_us_ = now_us;
  live()->request_keyframe();
}

void Segment::note(const SenderReport& report) {
  if (phase_ != Phase::open || !live() || noted_ == report) return;
  noted_ = report;
  if (auto pts = live()->pts_of(report.rtp_time))
    sidecar_.report((*pts - first_pts_) / 1000, ntp_us(report.ntp));
}

Json Segment::stats() const {
  guint64 packets = 0, lost = 0;
  guint queued = 0;
  g_object_get(order_.get(), "packets", &packets, "lost", &lost, nullptr);
  g_object_get(queue_.get(), "current-level-bytes", &queued, nullptr);
  return Json::object({{"participant", of_.participant},
                       {"source", name_of(of_.source)},
                       {"segment", name_},
                       {"packets", packets},
                       {"lost", lost},
                       {"queued", queued}});
}

}  // namespace seodang::room
