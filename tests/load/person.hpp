// One participant: takes a ticket, joins, publishes, receives, leaves; by REST and WebSocket as a browser
// does.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "load/front_desk.hpp"
#include "load/receiver.hpp"
#include "load/sender.hpp"

namespace seodang::load {

/// What all participants share.
struct World {
  explicit World(std::string url) : desk(std::make_unique<FrontDesk>(std::move(url))) {}
  std::unique_ptr<FrontDesk> desk;
  Sockets sockets;
  Certificate certificate;
  Delays delays;
  bool agrees = false;  ///< everybody: to be recorded
};

/// Main thread.
class Person : public Bindable, private Line::Listener {
 public:
  Person(World& world, std::string name);
  ~Person();

  /// Begins to enter by a room's number, or with a ticket in hand (the host's). `sends`: nothing = only
  /// watches.
  void enter(const std::string& number, std::optional<Sends> sends);
  void enter_with(const std::string& ticket, std::optional<Sends> sends);
  /// Who is to be seen, in order.
  void view(const std::vector<std::string>& participants);
  /// Goes, with a word. A host's `ends` ends the room.
  void leave(bool ends = false);

  const std::string& id() const { return id_; }
  /// Both connections stand, as far as wanted.
  bool ready() const;
  bool left() const { return left_; }
  /// A picture and a voice have begun to arrive.
  bool gets_media() const { return first_packet_ms(false) > 0 && first_packet_ms(true) > 0; }
  /// Why it did not work out; "" if nothing is wrong.
  const std::string& trouble() const { return trouble_; }
  Sender* sender() { return sender_.get(); }
  Receiver* receiver() { return receiver_.get(); }
  /// From the first byte of signalling to keys for receiving.
  double ready_ms() const;
  /// … to the first packet of a camera or a microphone; 0: none came.
  double first_packet_ms(bool audio) const;

 private:
  void on_message(const std::string& method, const Json& params, Reply reply) override;
  void on_line_closed() override;
  void join(const std::string& ticket);
  void agree(const Json& notice);
  void publish();
  void on_subscribe(const Json& params, const Reply& reply);
  void on_candidate(const Json& params);
  void tell_candidate(const char* peer, const Transport& transport, const std::string& mid);
  void fail(const std::string& what, const Error& error);

  // Passed in.
  World& world_;
  std::string name_;
  // Owned.
  std::optional<Sends> sends_;
  std::unique_ptr<Line> line_;
  std::unique_ptr<Sender> sender_;
  std::unique_ptr<Receiver> receiver_;
  std::vector<std::string> early_candidates_;  ///< of a subscriber that is not offered yet
  std::string id_, trouble_;
  int64_t began_ns_ = 0;
  bool leaving_ = false, left_ = false;
};

}  // namespace seodang::load
