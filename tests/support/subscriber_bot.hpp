// A participant who sees and hears: every slot decoded, its colour and its tones known, its wire watched.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "support/bot.hpp"
#include "support/publisher_bot.hpp"

namespace seodang::test {

class SubscriberBot : public Bot {
 public:
  SubscriberBot(RoomDriver& room, const std::string& participant);
  ~SubscriberBot();

  /// The whole negotiation: `subscribe`, answer, `subscribe.answer`.
  void subscribe();
  /// Its first half: the offer's slots are known then, and nothing is answered.
  void ask_for_offer();
  void answer();

  struct SlotLine {
    std::string kind, mid;
    int index = 0;
    uint32_t ssrc = 0, rtx_ssrc = 0;
  };
  const std::vector<SlotLine>& slots() const { return slots_; }
  const std::string& offer() const { return offer_; }
  const SlotLine& slot(const std::string& mid) const;

  /// The newest decoded picture of an m-line is about this colour.
  bool sees(const std::string& mid, Colour colour) const;
  std::string colour_text(const std::string& mid) const;
  /// When the picture last became another, monotonic µs.
  int64_t changed_us(const std::string& mid) const;
  size_t pictures(const std::string& mid) const;
  /// Of the newest picture, in pixels: which layer it is.
  int height(const std::string& mid) const;
  /// A tone in the last 200 ms of any audio m-line.
  bool hears(int hertz) const;
  void view(const std::vector<std::string>& tiles, int height = 0, const std::string& receive = "all");

 private:
  struct Screen {
    Colour colour;
    size_t pictures = 0;
    int height = 0;
    int64_t changed_us = 0;
  };
  static void on_pad(GstElement*, GstPad* pad, gpointer self);
  static void on_transceiver(GstElement*, GObject* transceiver, gpointer self);
  static GstFlowReturn on_picture(GstElement* sink, gpointer self);
  static GstFlowReturn on_sound(GstElement* sink, gpointer self);
  void note_picture(const std::string& mid, GstSample* sample);
  void read_slots(const Json& slots);

  std::vector<SlotLine> slots_;
  std::string offer_;
  mutable std::mutex mutex_;  // guards what follows: filled on streaming threads
  std::map<std::string, Screen> screens_;
  std::map<std::string, std::deque<float>> sounds_;
};

}  // namespace seodang::test
