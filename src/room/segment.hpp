#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/loop.hpp"
#include "room/sidecar.hpp"
#include "room/track_switch.hpp"
#include "room/webrtcbin_internals.hpp"

namespace seodang::room {

/// What is told of a segment. Times are UTC ms: arrivals of the first and the last packet written.
struct SegmentReport {
  enum class State { open, closed, failed };
  SegmentSource of;
  std::string name, path;
  State state = State::open;
  int64_t from = 0, to = 0;
  std::optional<Code> reason;  ///< of a failure
};
Json to_json(const SegmentReport& report);

/// One file being written: a stretch of one source of one participant, from its first packet (video:
/// keyframe) on, out of one Track after another. The graph of pipelines/record.*.launch behind a TrackSwitch.
/// A failure ends this segment only. Main thread.
///
/// Nothing waits for the disk: between the publisher's thread and the writing one is the description's queue,
/// parked until the first packet has told main what the file is called.
class Segment : public Bindable, public BusRouter::Owner {
 public:
  class Listener {
   public:
    /// It is open, closed or failed now.
    virtual void on_segment(const SegmentReport& report) = 0;
    /// Its graph is gone: it may be destroyed, though not within this call.
    virtual void on_segment_done(Segment& segment) = 0;

   protected:
    ~Listener() = default;
  };

  static constexpr int64_t silence_us = 2'000'000;   ///< so long without packets, and it has ended
  static constexpr int64_t keyframe_us = 9'600'000;  ///< one comes within 10 s
  static constexpr unsigned end_ms = 1'500;          ///< for what has arrived to get to the disk
  static constexpr unsigned flush_ms = 1'200;        ///< for what is missing to come, when a flush waits

  /// `description`: a fresh bin of pipelines/record.*.launch. `directory` exists.
  Segment(SegmentSource of, std::string directory, GstElement* description, const RoomGraph& graph,
          Listener& listener);
  ~Segment();

  const SegmentSource& of() const { return of_; }
  /// Writes this track from its next keyframe (sound: packet) on.
  void show(Track& track);
  Track* live() const { return switch_.live(); }

  /// Nothing that arrives from now on is written; what has arrived still is, within end_ms.
  void end();
  /// Told once everything that has arrived before this call is in the file, or the segment has ended.
  void flush(std::function<void()> done);

  /// A few times a second. False: it has been silent for too long.
  bool read(int64_t now_us);
  /// Asks for a keyframe unless one has come lately.
  void keep_keyframes(int64_t now_us);
  void request_keyframe(int64_t now_us);
  /// What the sender says of the live track's clock; one that is known already is passed over.
  void note(const SenderReport& report);
  Json stats() const;

 private:
  /// waiting: for its first packet; nothing is on the disk. done: the graph is gone.
  enum class Phase { waiting, open, ending, stuck, done };

  void on_element_error(const std::string& text) override { fail(Code::media_failed, text); }
  void on_write_error(const std::string& text) override { fail(Code::storage_full, text); }
  void on_element_message(const GstStructure* message) override { switch_.take(message); }
  void watch();
  void on_first(int64_t pts);
  void on_passed(int64_t serial);
  void on_end();
  void fail(Code code, const std::string& why);
  void give_up();
  void stop();
  void report(SegmentReport::State state, std::optional<Code> reason = {});
  void finish_flushes(int64_t up_to);
  int64_t written_us() const;

  struct Flush {
    int64_t serial = 0;
    std::function<void()> done;
  };

  // Passed in.
  SegmentSource of_;
  std::string directory_;
  const RoomGraph& graph_;
  Listener& listener_;
  // Owned.
  GRef<GstElement> bin_, queue_, order_, file_;
  TrackSwitch switch_;
  gulong parking_ = 0;
  Phase phase_ = Phase::waiting;
  Sidecar sidecar_;
  std::string name_;
  int64_t first_pts_ = 0, from_us_ = 0;
  std::optional<SenderReport> noted_;
  guint64 packets_ = 0;  ///< as of the last reading
  int64_t heard_us_, asked_us_ = 0;
  std::vector<Flush> flushes_;
  int64_t next_flush_ = 1;
  Timer ending_, flushing_;
};

}  // namespace seodang::room
