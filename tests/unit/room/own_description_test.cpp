// What we add to webrtcbin's own descriptions before a browser sees them.
#include "room/own_description.hpp"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "unit/room/sdp_samples.hpp"

namespace seodang::room {
namespace {

size_t times(const std::string& text, const std::string& what) {
  size_t count = 0;
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at++) count++;
  return count;
}

/// The sample is an offer as a browser gets it: what dress_own_offer() adds is taken out again.
std::string undressed(const std::string& dressed) {
  std::string text;
  std::istringstream lines(dressed);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("a=msid:") || line.find("goog-remb") != std::string::npos) continue;
    text += line + "\n";
  }
  return text;
}

TEST(OwnDescription, TheSlotsOfOurOfferAreFound) {
  std::vector<OfferedSlot> slots = read_own_offer(sample("room.offer"));
  ASSERT_EQ(slots.size(), 11u);
  std::set<uint32_t> ssrcs;
  for (const OfferedSlot& slot : slots) {
    bool video = slot.mid.starts_with("video");
    EXPECT_EQ(slot.rtx_payload, video ? 97 : 0) << slot.mid;
    EXPECT_EQ(slot.rtx_ssrc != 0, video) << slot.mid;
    EXPECT_TRUE(!video || ssrcs.insert(slot.rtx_ssrc).second) << "one RTX stream for two slots";
  }
  EXPECT_TRUE(read_own_offer("").empty());
}

TEST(OwnDescription, EachMLineOfTheOfferSaysItsStream) {
  std::vector<std::string> streams;
  for (int i = 0; i < 11; i++) streams.push_back("stream-" + std::to_string(i));
  std::string dressed = dress_own_offer(undressed(sample("room.offer")), streams);
  for (const std::string& stream : streams) EXPECT_GE(times(dressed, "a=msid:" + stream + " "), 1u) << stream;
  EXPECT_EQ(times(dressed, "m="), 11u);
  EXPECT_EQ(times(dressed, "goog-remb"), 7u) << "video and screen";
  EXPECT_EQ(read_own_offer(dressed).size(), 11u);
}

TEST(OwnDescription, TheAnswerNamesTheExtensionsThatTheOfferHad) {
  for (const char* browser : {"chromium", "firefox"}) {
    Result<SessionDescription> offer =
        read_description(sample(std::string(browser) + ".offer"), DescriptionType::offer);
    ASSERT_TRUE(offer);
    SessionDescription answer = *offer;
    answer.setup = "active";
    for (MediaDescription& media : answer.media) {
      media.sends = false;
      media.receives = true;
      media.audio_level_id = media.transport_cc_id = 0;
    }
    std::string dressed = dress_own_answer(write_description(answer), *offer);
    EXPECT_EQ(times(dressed, "ssrc-audio-level"), 2u) << browser;
    Result<SessionDescription> read = read_description(dressed, DescriptionType::answer);
    ASSERT_TRUE(read) << read.error().text;
    for (size_t i = 0; i < offer->media.size(); i++) {
      EXPECT_EQ(read->media[i].audio_level_id, offer->media[i].audio_level_id);
      EXPECT_EQ(read->media[i].transport_cc_id, offer->media[i].transport_cc_id);
    }
  }
}

}  // namespace
}  // namespace seodang::room
