// Mutated offers and candidates: no crash, no hang; what is let through is something we can write again.
#include <gtest/gtest.h>

#include <random>

#include "room/candidate_gate.hpp"
#include "room/session_description.hpp"
#include "unit/room/sdp_samples.hpp"

namespace seodang::room {
namespace {

constexpr unsigned seed = 20220707;

using Random = std::mt19937;
size_t below(Random& random, size_t limit) { return limit == 0 ? 0 : random() % limit; }

/// One small damage: a byte, a piece cut, doubled or moved, a line swapped, a nasty word put in.
void damage(std::string& text, Random& random) {
  static const std::string words[] = {"a=mid:0\r\n",
                                      "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n",
                                      "a=group:BUNDLE\r\n",
                                      "a=ssrc-group:FID\r\n",
                                      "-1",
                                      "4294967296",
                                      "\r\n\r\n",
                                      "a=",
                                      "=",
                                      std::string(1, '\0'),
                                      "\xff",
                                      "a=rtpmap:\r\n",
                                      "m=",
                                      "a=fingerprint:\r\n",
                                      "%s%n",
                                      "99999999999999999999"};
  size_t at = below(random, text.size()), length = below(random, std::min<size_t>(80, text.size() - at) + 1);
  switch (below(random, 5)) {
    case 0: text[at] = static_cast<char>(random()); break;
    case 1: text.erase(at, length); break;
    case 2: text.insert(at, text.substr(at, length)); break;
    case 3: text.insert(below(random, text.size()), text.substr(at, length)); break;
    default: text.insert(at, words[below(random, std::size(words))]);
  }
}

TEST(SessionDescriptionFuzz, DamagedDescriptionsAreRefusedOrUnderstood) {
  Random random(seed);
  const std::string samples[] = {sample("chromium.offer"), sample("firefox.offer"), sample("chromium.answer"),
                                 sample("firefox.answer")};
  int accepted = 0;
  for (int round = 0; round < 6000; round++) {
    size_t which = below(random, std::size(samples));
    std::string text = samples[which];
    for (size_t times = 1 + below(random, 4); times > 0 && !text.empty(); times--) damage(text, random);
    DescriptionType type = which < 2 ? DescriptionType::offer : DescriptionType::answer;
    Result<SessionDescription> session = read_description(text, type);
    if (!session) continue;
    accepted++;
    Result<SessionDescription> again = read_description(write_description(*session), type);
    ASSERT_TRUE(again) << "round " << round << ": " << again.error().text;
    ASSERT_EQ(write_description(*again), write_description(*session)) << "round " << round;
  }
  EXPECT_GT(accepted, 100) << "most damages hit what we do not read";
  EXPECT_LT(accepted, 6000);
}

TEST(SessionDescriptionFuzz, NoiseIsRefused) {
  Random random(seed);
  for (int round = 0; round < 2000; round++) {
    std::string text = "v=0\r\n";
    for (size_t i = below(random, 400); i > 0; i--) text += static_cast<char>(random());
    EXPECT_FALSE(read_description(text, DescriptionType::offer)) << "round " << round;
  }
}

TEST(CandidateFuzz, DamagedCandidatesNeverLeadToAHostThatIsForbidden) {
  Random random(seed);
  for (int round = 0; round < 20'000; round++) {
    std::string text =
        "candidate:842163049 1 udp 1677729535 203.0.113.9 46154 typ srflx raddr 10.0.0.1 rport 46154 "
        "generation 0";
    for (size_t times = 1 + below(random, 4); times > 0 && !text.empty(); times--) damage(text, random);
    Result<CandidateVerdict> verdict = check_candidate(text, {.allow_private = false});
    bool used = verdict && *verdict == CandidateVerdict::use;
    EXPECT_FALSE(used && text.find(" 127.") < text.find(" typ")) << text;
  }
}

}  // namespace
}  // namespace seodang::room
