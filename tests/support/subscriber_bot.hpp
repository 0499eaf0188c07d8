// A participant who sees and hears: every slot decoded, its colour and its tones known, its wire watched.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <span>
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
  /// The longest time without a new picture since restart_watch(), µs; up to now if none has come since.
  int64_t longest_gap_us(const std::string& mid) const;
  /// The windows of 200 ms decoded since restart_watch(), and those of them in which its tone was heard.
  struct Windows {
    size_t decoded = 0, heard = 0;
  };
  Windows windows(const std::string& mid) const;
  void restart_watch(int hertz = 0);
  /// What a browser does that cannot go on: a PLI to the room.
  void ask_keyframe(const std::string& mid);
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
    int64_t last_us = 0, longest_gap_us = 0;
  };
  struct Sound {
    std::deque<float> samples;  ///< the last window
    size_t since = 0;           ///< samples since the last window was judged
    Windows windows = {};
  };
  static void on_pad(GstElement*, GstPad* pad, gpointer self);
  static void on_transceiver(GstElement*, GObject* transceiver, gpointer self);
  static GstFlowReturn on_picture(GstElement* sink, gpointer self);
  static GstFlowReturn on_sound(GstElement* sink, gpointer self);
  static void on_jitterbuffer(GstElement*, GstElement* buffer, guint session, guint ssrc, gpointer self);
  void note_picture(const std::string& mid, GstSample* sample);
  void note_sound(const std::string& mid, std::span<const float> samples);
  void read_slots(const Json& slots);

  std::vector<SlotLine> slots_;
  std::string offer_;
  mutable std::mutex mutex_;  // guards what follows: filled on streaming threads
  std::map<std::string, Screen> screens_;
  std::map<std::string, Sound> sounds_;
  std::map<std::string, GRef<GstPad>> decoders_;
  int listening_to_ = 0;  ///< Hz
};

}  // namespace seodang::test
