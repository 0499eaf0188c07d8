#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/line_pipe.hpp"
#include "protocol/rpc.hpp"
#include "room/room.hpp"

namespace seodang::room {

/// The room's end of the wire to the service: JSON lines in, results and events out. A table, name → handler.
/// Main thread. A person at a terminal drives it as well as the service does.
class Control : public Bindable,
                public LinePipe::Listener,
                public RpcEndpoint::Listener,
                public Room::Listener {
 public:
  class Listener {
   public:
    /// The process shall end: `close` came, the pipe is gone, or the graph failed (`ok` false).
    virtual void on_finished(bool ok) = 0;

   protected:
    ~Listener() = default;
  };

  /// Reads `in`, writes `out`; owns both. `pipelines`: where the descriptions are, unless `open` says
  /// otherwise.
  Control(int in, int out, std::string pipelines, Listener& listener);

  static std::span<const RpcMethod<Control>> methods();
  /// Says that the process is warm.
  void announce();
  void flush() { pipe_.flush(); }
  /// Ends what is being written, then the listener is told that the process shall end: within 2 s.
  void finish(bool ok);

 private:
  static constexpr unsigned last_answers_ms =
      3'000;  ///< what was asked before stdin ended is answered by then

  // Handlers, in the order of the table.
  void open(const Json& params, Reply reply);
  void close(const Json& params, Reply reply);
  void add_participant(const Json& params, Reply reply);
  void update_participant(const Json& params, Reply reply);
  void remove_participant(const Json& params, Reply reply);
  void publish(const Json& params, Reply reply);
  void subscribe(const Json& params, Reply reply);
  void answer(const Json& params, Reply reply);
  void candidate(const Json& params, Reply reply);
  void view(const Json& params, Reply reply);
  void talk(const Json& params, Reply reply);
  void screen(const Json& params, Reply reply);
  void start_recording(const Json& params, Reply reply);
  void stop_recording(const Json& params, Reply reply);
  void state(const Json& params, Reply reply);
  void stats(const Json& params, Reply reply);
  void graph(const Json& params, Reply reply);

  /// Errors: wrong_state (no room, or one that nothing can be recorded of), invalid_params.
  Result<Recorder*> recorder_for(const Json& params);
  Result<Json> open_room(const Json& params);
  /// The participant of `params.participant`. Errors: wrong_state (no room yet), invalid_params, not_found.
  Result<Participant*> participant_of(const Json& params, const char* member = "participant");
  void notify(std::string_view method, const Json& params, const std::string& coalesce_key = {}) {
    rpc_.notify(method, params, coalesce_key);
  }

  // Of the pipe and the wire.
  void on_line(std::string_view line) override { rpc_.receive(line); }
  void on_pipe_closed(const std::string& why) override;
  void send_text(std::string text, const std::string& coalesce_key) override {
    pipe_.send(std::move(text), coalesce_key);
  }
  void on_request(const std::string& method, const Json& params, Reply reply) override;
  void on_timeout(const std::string&) override {}
  void on_garbage(const Error& error) override;
  // Of the room.
  void on_candidate(const std::string& participant, const IceCandidate& candidate) override;
  void on_peer_state(const std::string& participant, PeerKind peer, std::string_view state,
                     const std::string& why) override;
  void on_track(const std::string& participant, const PublishTrack& track, bool added) override;
  void on_slots(const std::string& participant, const std::vector<SlotState>& slots) override;
  void on_connection(const std::string& participant, Connection uplink, Connection downlink) override;
  void on_speaking(const std::vector<std::string>& participants) override;
  void on_wanted(const std::string& participant, const std::vector<WantedTrack>& tracks) override;
  void on_segment(const SegmentReport& report) override;
  void on_room_failed(const std::string& why) override;

  // Passed in.
  std::string pipelines_;
  Control::Listener& listener_;
  // Owned.
  LinePipe pipe_;
  RpcEndpoint rpc_;
  size_t unanswered_ = 0;
  bool input_ended_ = false, finishing_ = false;
  Timer last_answers_;
  std::unique_ptr<Room> room_;
};

}  // namespace seodang::room
