#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "room/descriptions.hpp"
#include "room/segment.hpp"

namespace seodang::room {

/// Writes what it is told to, each source of each participant into segments of its own, and ends them when
/// nothing comes any more. Who is written is the policy's (plan_recording). Main thread.
class Recorder : public Bindable, public Segment::Listener {
 public:
  class Listener {
   public:
    virtual void on_segment(const SegmentReport& report) = 0;
    virtual std::optional<SenderReport> sender_report(const Track& track) const = 0;

   protected:
    ~Listener() = default;
  };
  /// One source that is to be written.
  struct Wish {
    SegmentSource of;
    Track* track;  ///< nullptr: nothing comes just now
  };

  static constexpr int64_t retry_us = 5'000'000;  ///< after a failure
  static constexpr unsigned last_ms = 1'800;      ///< for everything to be on the disk at the end

  /// `directory`: where the segments go; empty: nothing can be written.
  Recorder(std::string directory, const RoomGraph& graph, const Descriptions& descriptions,
           Listener& listener);
  ~Recorder();

  bool able() const { return !directory_.empty() && !finishing_; }
  /// Exactly these from now on: of others nothing is written that arrives after this call.
  void write(const std::vector<Wish>& wishes);
  /// This participant's tracks are about to die.
  void drop(const std::string& participant);
  /// It is not wished any more that this participant is written: if it is again, a disk that was full is
  /// tried anew.
  void forgive(const std::string& participant) { full_.erase(participant); }

  /// A few times a second: silence, keyframes, sender reports.
  void tick(int64_t now_us);
  void request_keyframes();
  /// Told when everything that has arrived is in the files: at once or within a second and a half.
  void flush(std::function<void()> done);
  /// Ends everything; told when all is on the disk, or after last_ms. Nothing is written afterwards.
  void finish(std::function<void()> done);

  Json stats() const;

 private:
  static constexpr unsigned report_every = 5;  ///< ticks

  using Key = std::pair<std::string, Source>;
  using Segments = std::map<Key, std::unique_ptr<Segment>>;

  void on_segment(const SegmentReport& report) override;
  void on_segment_done(Segment& segment) override;
  void begin(const Wish& wish);
  bool may_begin(const Key& key) const;
  /// Out of those that are written; its end is waited for elsewhere.
  Segments::iterator end(Segments::iterator segment);
  void clear_away();

  // Passed in.
  std::string directory_;
  const RoomGraph& graph_;
  const Descriptions& descriptions_;
  Recorder::Listener& listener_;
  // Owned.
  Segments written_;
  std::vector<std::unique_ptr<Segment>> ending_;
  std::set<const Segment*> done_;       ///< may be destroyed
  std::map<Key, int64_t> retry_at_us_;  ///< of those that failed
  std::set<std::string> full_;          ///< participants whose disk was full
  bool finishing_ = false;
  std::function<void()> finished_;
  Timer clearing_, finishing_timer_;
  unsigned ticks_ = 0;
};

}  // namespace seodang::room
