#include "room/recorder.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace seodang::room {

Recorder::Recorder(std::string directory, const RoomGraph& graph, const Descriptions& descriptions,
                   Listener& listener)
    : directory_(std::move(directory)), graph_(graph), descriptions_(descriptions), listener_(listener) {}

Recorder::~Recorder() {
  unbind();
  written_.clear();  // they tell us
  ending_.clear();
}

void Recorder::write(const std::vector<Wish>& wishes) {
  if (!able()) return;
  std::map<Key, const Wish*> wished;
  for (const Wish& wish : wishes) wished[{wish.of.participant, wish.of.source}] = &wish;
  for (auto segment = written_.begin(); segment != written_.end();) {
    auto wish = wished.find(segment->first);
    const bool goes_on = wish != wished.end() && wish->second->of == segment->second->of();
    segment = goes_on ? std::next(segment) : end(segment);
  }
  for (const auto& [key, wish] : wished) {
    if (!wish->track) continue;
    auto segment = written_.find(key);
    segment == written_.end() ? begin(*wish) : segment->second->show(*wish->track);
  }
}

bool Recorder::may_begin(const Key& key) const {
  auto retry = retry_at_us_.find(key);
  return !full_.count(key.first) && (retry == retry_at_us_.end() || g_get_monotonic_time() >= retry->second);
}

void Recorder::begin(const Wish& wish) {
  const Key key{wish.of.participant, wish.of.source};
  if (!may_begin(key)) return;
  retry_at_us_.erase(key);
  Result<GRef<GstElement>> graph =
      descriptions_.build(is_audio(wish.of.source) ? "record.audio" : "record.video");
  if (!graph) return log_warning("room", "%s", graph.error().text.c_str());
  auto& segment = written_[key] = std::make_unique<Segment>(wish.of, directory_, graph->get(), graph_, *this);
  segment->show(*wish.track);
}

Recorder::Segments::iterator Recorder::end(Segments::iterator segment) {
  Segment& ended = *segment->second;
  ending_.push_back(std::move(segment->second));
  auto next = written_.erase(segment);
  ended.end();
  return next;
}

void Recorder::drop(const std::string& participant) {
  for (auto segment = written_.begin(); segment != written_.end();)
    segment = segment->first.first == participant ? end(segment) : std::next(segment);
}

void Recorder::tick(int64_t now_us) {
  const bool reports = ++ticks_ % report_every == 0;
  for (auto segment = written_.begin(); segment != written_.end();) {
    Segment& at = *segment->second;
    if (!at.read(now_us)) {
      segment = end(segment);
      continue;
    }
    at.keep_keyframes(now_us);
    if (reports && at.live()) {
      if (auto report = listener_.sender_report(*at.live())) at.note(*report);
    }
    ++segment;
  }
}

void Recorder::request_keyframes() {
  for (auto& [key, segment] : written_) segment->request_keyframe(g_get_monotonic_time());
}

void Recorder::flush(std::function<void()> done) {
  std::vector<Segment*> all;
  for (auto& [key, segment] : written_) all.push_back(segment.get());
  for (auto& segment : ending_) all.push_back(segment.get());
  auto left = std::make_shared<size_t>(all.size() + 1);
  auto one = [left, done = std::move(done)] {
    if (--*left == 0) done();
  };
  for (Segment* segment : all) segment->flush(one);
  one();
}

void Recorder::finish(std::function<void()> done) {
  finishing_ = true;
  finished_ = std::move(done);
  while (!written_.empty()) end(written_.begin());
  finishing_timer_ = Timer::once(ending_.empty() ? 0 : last_ms, [this] {
    if (auto call = std::exchange(finished_, nullptr)) call();
  });
}

Json Recorder::stats() const {
  Json all = Json::array();
  for (const auto& [key, segment] : written_) all.push(segment->stats());
  return all;
}

void Recorder::on_segment(const SegmentReport& report) {
  if (report.reason == Code::storage_full) full_.insert(report.of.participant);
  if (report.state == SegmentReport::State::failed)
    retry_at_us_[{report.of.participant, report.of.source}] = g_get_monotonic_time() + retry_us;
  listener_.on_segment(report);
}

void Recorder::on_segment_done(Segment& segment) {
  done_.insert(&segment);
  if (done_.size() == 1) clearing_ = Timer::once(0, [this] { clear_away(); });
}

void Recorder::clear_away() {
  auto done = [this](const Segment* segment) { return done_.count(segment) > 0; };
  std::erase_if(written_, [&](const auto& entry) { return done(entry.second.get()); });
  std::erase_if(ending_, [&](const auto& segment) { return done(segment.get()); });
  done_.clear();
  if (!ending_.empty() || !finished_) return;
  if (auto call = std::exchange(finished_, nullptr)) call();
}

}  // namespace seodang::room
