// A whole participant: one bot that sends, one that receives.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/publisher_bot.hpp"
#include "support/subscriber_bot.hpp"

namespace seodang::test {

struct PersonBot {
  /// Adds the participant; what does not send has no publisher.
  PersonBot(RoomDriver& room, const std::string& id, Colour colour, int tone, Sends sends = {},
            bool sending = true)
      : id(id), colour(colour), tone(tone), room(room), subscriber(room, id) {
    room.add(id);
    if (sending) publisher = std::make_unique<PublisherBot>(room, id, colour, tone, sends);
  }

  void join() {
    subscriber.subscribe();
    if (publisher) publisher->publish();
  }

  /// The announced slot, live, shows the other's colour.
  bool sees(const PersonBot& other) const {
    std::string mid = room.slot_of(id, other.id, "camera");
    return !mid.empty() && subscriber.sees(mid, other.colour);
  }
  bool hears(const PersonBot& other) const { return subscriber.hears(other.tone); }
  /// The SSRC of the slot in which another's source is live for this viewer; 0: in none.
  uint32_t slot_ssrc(const PersonBot& other, const std::string& source = "camera") const {
    return subscriber.slot(room.slot_of(id, other.id, source)).ssrc;
  }

  std::string id;
  Colour colour;
  int tone;
  RoomDriver& room;
  std::unique_ptr<PublisherBot> publisher;
  SubscriberBot subscriber;
};

/// Red, green and blue, who have all joined.
inline std::vector<std::unique_ptr<PersonBot>> meeting_of_three(RoomDriver& room, Sends sends = {}) {
  std::vector<std::unique_ptr<PersonBot>> people;
  people.push_back(std::make_unique<PersonBot>(room, "ann", red, 500, sends));
  people.push_back(std::make_unique<PersonBot>(room, "bob", green, 900, sends));
  people.push_back(std::make_unique<PersonBot>(room, "cho", blue, 1400, sends));
  for (auto& person : people) person->join();
  return people;
}

}  // namespace seodang::test
