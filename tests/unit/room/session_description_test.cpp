// The gate in front of webrtcbin: everything that hardening.md (row 7, A3) names is refused, and what
// browsers send is not.
#include "room/session_description.hpp"

#include <gtest/gtest.h>

#include "room/own_description.hpp"
#include "unit/room/sdp_samples.hpp"

namespace seodang::room {
namespace {

/// A good offer of one voice and one camera, as our own writer would put it.
SessionDescription small_offer() {
  SessionDescription session{"ufrg", "passwordpasswordpassword", std::string(32 * 3 - 1, ':'), "actpass", {}};
  for (size_t i = 0; i < 32; i++) session.fingerprint.replace(i * 3, 2, "AB");
  session.media.push_back({"0", true, true, false, 111, -1, 1001, 0, 1, 3});
  session.media.push_back({"1", false, true, false, 96, 97, 2001, 2002, 0, 3});
  return session;
}

std::string small_text() { return write_description(small_offer()); }

Result<SessionDescription> offer(const std::string& text) {
  return read_description(text, DescriptionType::offer);
}

struct Mutation {
  const char *name, *from, *to;
  int nth = 1;
};

class Refused : public testing::TestWithParam<Mutation> {};

TEST_P(Refused, ByTheGate) {
  const Mutation& mutation = GetParam();
  std::string text = changed(small_text(), mutation.from, mutation.to, mutation.nth);
  Result<SessionDescription> result = offer(text);
  ASSERT_FALSE(result) << text;
  EXPECT_EQ(result.error().code, Code::bad_sdp) << result.error().text;
}

constexpr const char* fingerprint = "a=fingerprint:sha-256 AB:AB:";

INSTANTIATE_TEST_SUITE_P(
    Gate, Refused,
    testing::Values(
        Mutation{"NotSdp", "v=0", "x=0"}, Mutation{"NoEquals", "s=-", "s"},
        Mutation{"ControlCharacter", "s=-", "s=\x01"},
        Mutation{"DataChannel", "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
                 "m=application 9 UDP/DTLS/SCTP webrtc-datachannel"},
        Mutation{"OtherKind", "m=video", "m=text"}, Mutation{"PlainRtp", "UDP/TLS/RTP/SAVPF", "RTP/AVP"},
        Mutation{"PlainProfile", "UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP"},
        Mutation{"TcpProfile", "UDP/TLS/RTP/SAVPF", "TCP/TLS/RTP/SAVPF", 2},
        Mutation{"NoDirection", "a=sendonly\r\n", ""},
        Mutation{"TwoDirections", "a=sendonly", "a=sendonly\r\na=recvonly"},
        Mutation{"SameDirectionTwice", "a=sendonly", "a=sendonly\r\na=sendonly"},
        Mutation{"NoMid", "a=mid:0\r\n", ""}, Mutation{"TwoMids", "a=mid:0", "a=mid:0\r\na=mid:1"},
        Mutation{"EmptyMid", "a=mid:0", "a=mid:"}, Mutation{"MidTwice", "a=mid:1", "a=mid:0"},
        Mutation{"LongMid", "a=mid:0", "a=mid:01234567890123456"},
        Mutation{"StrangeMid", "a=mid:0", "a=mid:0;1"}, Mutation{"NoBundle", "a=group:BUNDLE 0 1\r\n", ""},
        Mutation{"BundleMisses", "BUNDLE 0 1", "BUNDLE 0"},
        Mutation{"BundleInvents", "BUNDLE 0 1", "BUNDLE 0 1 2"},
        Mutation{"BundleRepeats", "BUNDLE 0 1", "BUNDLE 0 1 1"},
        Mutation{"TwoUfrags", "a=ice-ufrag:ufrg", "a=ice-ufrag:ufrg\r\na=ice-ufrag:ufrg"},
        Mutation{"OtherUfrag", "a=ice-ufrag:ufrg", "a=ice-ufrag:else", 2},
        Mutation{"ShortUfrag", "a=ice-ufrag:ufrg", "a=ice-ufrag:ufr"},
        Mutation{"StrangeUfrag", "a=ice-ufrag:ufrg", "a=ice-ufrag:uf rg"},
        Mutation{"NoUfrag", "a=ice-ufrag:ufrg\r\n", ""},
        Mutation{"NoPassword", "a=ice-pwd:passwordpasswordpassword\r\n", ""},
        Mutation{"ShortPassword", "a=ice-pwd:passwordpasswordpassword", "a=ice-pwd:short"},
        Mutation{"OtherPassword", "a=ice-pwd:password", "a=ice-pwd:passw0rd", 2},
        Mutation{"NoSetup", "a=setup:actpass\r\n", ""},
        Mutation{"OfferIsActive", "a=setup:actpass", "a=setup:active"},
        Mutation{"TwoSetups", "a=setup:actpass", "a=setup:actpass\r\na=setup:actpass"},
        Mutation{"OtherHash", "a=fingerprint:sha-256", "a=fingerprint:sha-1"},
        Mutation{"ShortFingerprint", fingerprint, "a=fingerprint:sha-256 AB:"},
        Mutation{"LongFingerprint", fingerprint, "a=fingerprint:sha-256 AB:AB:AB:"},
        Mutation{"NoHex", fingerprint, "a=fingerprint:sha-256 GG:AB:"},
        Mutation{"NoColon", fingerprint, "a=fingerprint:sha-256 AB-AB:"},
        Mutation{"OtherFingerprint", fingerprint, "a=fingerprint:sha-256 CD:AB:", 2},
        Mutation{"TwoFingerprints", fingerprint, "a=fingerprint:sha-256 00\r\na=fingerprint:sha-256 AB:AB:"},
        Mutation{"PayloadOver127", "SAVPF 96 97", "SAVPF 96 97 300"},
        Mutation{"PayloadTwice", "SAVPF 96 97", "SAVPF 96 97 96"},
        Mutation{"PayloadNotANumber", "SAVPF 96 97", "SAVPF 96 97 x"},
        Mutation{"PayloadNegative", "SAVPF 96 97", "SAVPF 96 97 -1"},
        Mutation{"NoRtpmap", "a=rtpmap:111 opus/48000/2\r\n", ""},
        Mutation{"RtpmapOfNothing", "a=rtpmap:111", "a=rtpmap:112"},
        Mutation{"AnotherPayloadWithoutRtpmap", "SAVPF 111", "SAVPF 111 0"},
        Mutation{"WrongCodec", "VP8/90000", "H264/90000"},
        Mutation{"WrongRate", "opus/48000/2", "opus/16000/2"},
        Mutation{"MonoOpus", "opus/48000/2", "opus/48000"}, Mutation{"NoRtcpMux", "a=rtcp-mux\r\n", ""},
        Mutation{"RejectedLine", "m=video 9", "m=video 0"},
        Mutation{"SendsWithoutSsrc", "a=ssrc:1001 cname:peer\r\n", ""},
        Mutation{"SsrcZero", "a=ssrc:1001", "a=ssrc:0"},
        Mutation{"SsrcTooLarge", "a=ssrc:1001", "a=ssrc:4294967296"},
        Mutation{"SsrcOfAnotherLine", "a=ssrc:1001", "a=ssrc:2001"},
        Mutation{"SecondStream", "a=ssrc:1001 cname:peer",
                 "a=ssrc:1001 cname:peer\r\na=ssrc:1002 cname:peer"},
        Mutation{"Simulcast", "a=ssrc-group:FID 2001 2002", "a=ssrc-group:SIM 2001 2002"},
        Mutation{"BrokenGroup", "a=ssrc-group:FID 2001 2002", "a=ssrc-group:FID 2001 x"}),
    [](const auto& info) { return info.param.name; });

TEST(Gate, TheUnchangedOfferPasses) { ASSERT_TRUE(offer(small_text())) << offer(small_text()).error().text; }

TEST(Gate, SizesAreLimited) {
  std::string padding;
  while (padding.size() < DescriptionLimits::bytes) padding += "a=x:" + std::string(500, 'x') + "\r\n";
  EXPECT_EQ(offer(small_text() + padding).error().code, Code::too_large);
  EXPECT_EQ(offer(small_text() + "a=x:" + std::string(2000, 'x') + "\r\n").error().code, Code::bad_sdp);
  SessionDescription many = small_offer();
  many.media.clear();
  for (uint32_t i = 0; i < 65; i++)
    many.media.push_back({std::to_string(i), true, true, false, 111, -1, 5000 + i, 0});
  EXPECT_EQ(offer(write_description(many)).error().code, Code::bad_sdp);
  many.media.pop_back();
  EXPECT_TRUE(offer(write_description(many)));
  many.media.clear();
  EXPECT_FALSE(offer(write_description(many)));
}

TEST(Gate, AFingerprintInLowerCaseOrAtTheSessionIsGood) {
  std::string lower = changed_everywhere(small_text(), "AB", "ab");
  ASSERT_TRUE(offer(lower));
  EXPECT_EQ(offer(lower)->fingerprint, small_offer().fingerprint);
}

TEST(Gate, WhatIsWrittenIsReadAgain) {
  SessionDescription session = small_offer();
  Result<SessionDescription> again = offer(write_description(session));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->ufrag + again->password + again->fingerprint + again->setup,
            session.ufrag + session.password + session.fingerprint + session.setup);
  ASSERT_EQ(again->media.size(), session.media.size());
  for (size_t i = 0; i < session.media.size(); i++) {
    const MediaDescription &a = session.media[i], &b = again->media[i];
    EXPECT_EQ(std::tie(a.mid, a.audio, a.sends, a.receives, a.payload, a.rtx_payload, a.ssrc, a.rtx_ssrc,
                       a.audio_level_id, a.transport_cc_id),
              std::tie(b.mid, b.audio, b.sends, b.receives, b.payload, b.rtx_payload, b.ssrc, b.rtx_ssrc,
                       b.audio_level_id, b.transport_cc_id));
  }
  EXPECT_EQ(write_description(*again), write_description(session));
}

struct BrowserRow {
  const char* browser;
  int vp8, rtx, opus, level;
};

class RealOffer : public testing::TestWithParam<BrowserRow> {};

// Five m-lines: microphone, camera in two layers, screen and screen audio without a track yet. Firefox says
// port 0 and bundle-only for all but the first (webrtcbin.md §20).
TEST_P(RealOffer, IsUnderstoodAndPutIntoOurWords) {
  const BrowserRow& row = GetParam();
  std::string text = sample(std::string(row.browser) + ".offer");
  Result<SessionDescription> session = offer(text);
  ASSERT_TRUE(session) << session.error().text;
  ASSERT_EQ(session->media.size(), 5u);
  const bool audio[] = {true, false, false, false, true};
  for (size_t i = 0; i < 5; i++) {
    const MediaDescription& media = session->media[i];
    EXPECT_EQ(media.audio, audio[i]);
    EXPECT_TRUE(media.sends);
    EXPECT_FALSE(media.receives);
    EXPECT_NE(media.ssrc, 0u);
    EXPECT_EQ(media.payload, audio[i] ? row.opus : row.vp8);
    EXPECT_EQ(media.rtx_payload, audio[i] ? -1 : row.rtx);
    EXPECT_EQ(media.rtx_ssrc != 0, !audio[i]);
    EXPECT_EQ(media.audio_level_id, audio[i] ? row.level : 0);
    EXPECT_NE(media.transport_cc_id, 0);
  }
  std::string ours = write_description(*session);
  EXPECT_EQ(ours.find("m=video 0"), std::string::npos);
  EXPECT_EQ(ours.find("m=audio 0"), std::string::npos);
  EXPECT_EQ(ours.find("bundle-only"), std::string::npos);
  EXPECT_EQ(ours.find("mid\r\n"), std::string::npos) << "no extension that we do not use";
  ASSERT_TRUE(offer(ours)) << offer(ours).error().text;
}

INSTANTIATE_TEST_SUITE_P(Browsers, RealOffer,
                         testing::Values(BrowserRow{"chromium", 96, 97, 111, 1},
                                         BrowserRow{"firefox", 120, 124, 109, 1}),
                         [](const auto& info) { return std::string(info.param.browser); });

class RealAnswer : public testing::TestWithParam<const char*> {};

TEST_P(RealAnswer, ToOurOfferIsUnderstood) {
  std::vector<OfferedSlot> slots = read_own_offer(sample("room.offer"));
  ASSERT_EQ(slots.size(), 11u);
  Result<SessionDescription> session =
      read_description(sample(std::string(GetParam()) + ".answer"), DescriptionType::answer);
  ASSERT_TRUE(session) << session.error().text;
  EXPECT_EQ(session->setup, "active");
  ASSERT_EQ(session->media.size(), slots.size());
  for (size_t i = 0; i < slots.size(); i++) {
    EXPECT_EQ(session->media[i].mid, slots[i].mid);
    EXPECT_TRUE(session->media[i].receives);
    EXPECT_FALSE(session->media[i].sends);
    EXPECT_EQ(slots[i].rtx_ssrc != 0, !session->media[i].audio);
  }
}

INSTANTIATE_TEST_SUITE_P(Browsers, RealAnswer, testing::Values("chromium", "firefox"),
                         [](const auto& info) { return std::string(info.param); });

TEST(Gate, AnAnswerMustNotBeAnOfferAndPortZeroIsARejection) {
  std::string answer = sample("firefox.answer");
  EXPECT_FALSE(read_description(answer, DescriptionType::offer)) << "setup:active";
  EXPECT_FALSE(read_description(sample("firefox.offer"), DescriptionType::answer)) << "setup:actpass";
  EXPECT_FALSE(read_description(changed(answer, "m=video 9", "m=video 0"), DescriptionType::answer));
  EXPECT_FALSE(read_description(changed(answer, "m=video 9", "m=video 0") + "a=bundle-only\r\n",
                                DescriptionType::answer));
}

}  // namespace
}  // namespace seodang::room
