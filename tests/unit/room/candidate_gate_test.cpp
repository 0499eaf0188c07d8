#include "room/candidate_gate.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace seodang::room {
namespace {

std::string candidate(const std::string& address, const std::string& port = "50000",
                      const std::string& transport = "udp") {
  return "candidate:1 1 " + transport + " 2122260223 " + address + " " + port + " typ host generation 0";
}

enum Expected { use, ignore, refuse };

Expected verdict(const std::string& text, const CandidateRules& rules) {
  Result<CandidateVerdict> result = check_candidate(text, rules);
  if (!result) return refuse;
  return *result == CandidateVerdict::use ? use : ignore;
}

TEST(CandidateGate, AddressesByRules) {
  struct Row {
    const char* address;
    Expected school, open, test;  ///< defaults; allow_private false; allow_loopback true
  };
  const Row rows[] = {
      {"203.0.113.7", use, use, use},
      {"2001:db8::7", use, use, use},
      {"192.168.1.7", use, ignore, use},
      {"10.0.0.7", use, ignore, use},
      {"172.16.0.7", use, ignore, use},
      {"fd00::7", use, ignore, use},
      {"127.0.0.1", ignore, ignore, use},
      {"127.8.8.8", ignore, ignore, use},
      {"::1", ignore, ignore, use},
      {"169.254.1.1", ignore, ignore, ignore},
      {"fe80::1", ignore, ignore, ignore},
      {"224.0.0.251", ignore, ignore, ignore},
      {"ff02::fb", ignore, ignore, ignore},
      {"0.0.0.0", ignore, ignore, ignore},
      {"::", ignore, ignore, ignore},
      {"255.255.255.255", ignore, ignore, ignore},
      {"::ffff:127.0.0.1", ignore, ignore, ignore},
      {"::ffff:10.0.0.7", ignore, ignore, ignore},
      {"example.org", ignore, ignore, ignore},
      {"6f2c9e2e-9d8b-4b4f-8a07-1f6f2c3b7a11.local", ignore, ignore, ignore},
      {"1.2.3", ignore, ignore, ignore},
      {"1.2.3.4.5", ignore, ignore, ignore},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(verdict(candidate(row.address), {}), row.school) << row.address;
    EXPECT_EQ(verdict(candidate(row.address), {.allow_private = false}), row.open)
        << row.address << ", open host";
    EXPECT_EQ(verdict(candidate(row.address), {.allow_loopback = true}), row.test) << row.address << ", test";
  }
}

TEST(CandidateGate, TransportsPortsAndComponents) {
  EXPECT_EQ(verdict(candidate("203.0.113.7", "50000", "UDP"), {}), use);
  EXPECT_EQ(verdict(candidate("203.0.113.7", "9", "tcp") + " tcptype active", {}), ignore);
  for (const char* port : {"0", "1023"})
    EXPECT_EQ(verdict(candidate("203.0.113.7", port), {}), ignore) << port;
  for (const char* port : {"1024", "65535"})
    EXPECT_EQ(verdict(candidate("203.0.113.7", port), {}), use) << port;
  for (const char* port : {"65536", "-1", "", "x", "1e4", "99999999999999999999"})
    EXPECT_EQ(verdict(candidate("203.0.113.7", port), {}), refuse) << port;
  EXPECT_EQ(verdict("candidate:1 2 udp 1 203.0.113.7 50000 typ host", {}), ignore)
      << "RTCP has no component of its own";
}

// libnice counts empty fields: it would send to 10.0.0.1, port 203, where an address of the world was looked
// at.
TEST(CandidateGate, FieldsArePartedByOneSpace) {
  EXPECT_EQ(
      verdict("candidate:1 1 udp  10.0.0.1 203.0.113.7 50000 typ host x typ host", {.allow_private = false}),
      refuse);
  EXPECT_EQ(verdict("candidate:1 1  udp 1 203.0.113.7 50000 typ host", {}), refuse);
}

TEST(CandidateGate, WhatIsNoCandidateIsRefused) {
  for (const char* text : {"", "a=candidate:1 1 udp 1 203.0.113.7 50000 typ host",
                           "candidate:", "candidate:1 1 udp 1 203.0.113.7 50000",
                           "candidate:1 1 udp 1 203.0.113.7 50000 type host",
                           "candidate:1 1 udp 1 203.0.113.é 50000 typ host", "candidat"}) {
    EXPECT_EQ(verdict(text, {}), refuse) << text;
  }
  std::string longest = candidate("203.0.113.7");
  longest.resize(max_candidate_bytes, 'x');
  EXPECT_EQ(verdict(longest, {}), use);
  EXPECT_EQ(check_candidate(longest + "x", {}).error().code, Code::too_large);
}

}  // namespace
}  // namespace seodang::room
