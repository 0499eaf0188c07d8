// The candidate gate: what it lets through is read by libnice as the address that the gate looked at, and
// that address is one to which the rules let the server send. The addresses are judged here a second time, in
// another way.
#include <arpa/inet.h>
#include <nice/agent.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "fuzz/property.hpp"
#include "room/candidate_gate.hpp"

namespace seodang::room {
namespace {

using fuzz::require;

struct Network {
  const char* prefix;
  unsigned bits;
};
constexpr Network nobodys[] = {{"0.0.0.0", 32},         {"169.254.0.0", 16},   {"224.0.0.0", 4},
                               {"255.255.255.255", 32}, {"::", 128},           {"fe80::", 10},
                               {"ff00::", 8},           {"::ffff:0.0.0.0", 96}};
constexpr Network loopbacks[] = {{"127.0.0.0", 8}, {"::1", 128}};
constexpr Network privates[] = {
    {"10.0.0.0", 8}, {"172.16.0.0", 12}, {"192.168.0.0", 16}, {"fc00::", 7}, {"fec0::", 10}};

/// 16 bytes of IPv6 or 4 of IPv4; empty if `text` is no address.
std::vector<uint8_t> address_of(const char* text) {
  for (const auto& [family, size] : {std::pair{AF_INET, 4}, {AF_INET6, 16}}) {
    std::vector<uint8_t> bytes(static_cast<size_t>(size));
    if (inet_pton(family, text, bytes.data()) == 1) return bytes;
  }
  return {};
}

bool lies_in(const std::vector<uint8_t>& address, const Network& network) {
  const auto prefix = address_of(network.prefix);
  if (prefix.size() != address.size()) return false;
  for (unsigned bit = 0; bit < network.bits; ++bit)
    if ((prefix[bit / 8] ^ address[bit / 8]) >> (7 - bit % 8) & 1) return false;
  return true;
}

template <size_t N>
bool lies_in_any(const std::vector<uint8_t>& address, const Network (&networks)[N]) {
  return std::any_of(std::begin(networks), std::end(networks), [&](auto& n) { return lies_in(address, n); });
}

void check_address(const std::vector<uint8_t>& address, const CandidateRules& rules, std::string_view text) {
  require(!lies_in_any(address, nobodys), "no address that belongs to nobody passes", text);
  require(rules.allow_loopback || !lies_in_any(address, loopbacks), "loopback passes only where allowed",
          text);
  require(rules.allow_private || !lies_in_any(address, privates), "private networks pass only where allowed",
          text);
}

struct FreeCandidate {
  void operator()(NiceCandidate* candidate) const { nice_candidate_free(candidate); }
};

/// As webrtcbin's ICE does: "a=" before it, and the string ends at a NUL.
std::unique_ptr<NiceCandidate, FreeCandidate> read_by_libnice(std::string_view text) {
  static NiceAgent* const agent = nice_agent_new(nullptr, NICE_COMPATIBILITY_RFC5245);
  const std::string line = "a=" + std::string(text);
  return std::unique_ptr<NiceCandidate, FreeCandidate>(
      nice_agent_parse_remote_candidate_sdp(agent, 1, line.c_str()));
}

bool passes(std::string_view text, const CandidateRules& rules) {
  const auto verdict = check_candidate(text, rules);
  return verdict && *verdict == CandidateVerdict::use;
}

void check_passed(std::string_view text, const CandidateRules& rules) {
  const auto candidate = read_by_libnice(text);
  if (!candidate) return;  // Of an unknown type, say: webrtcbin drops it.
  std::array<char, NICE_ADDRESS_STRING_LEN> address{};
  nice_address_to_string(&candidate->addr, address.data());
  const auto bytes = address_of(address.data());
  require(!bytes.empty(), "libnice read an address", text);
  check_address(bytes, rules, text);
  require(nice_address_get_port(&candidate->addr) >= 1024, "no port of a system's services passes", text);
  require(candidate->transport == NICE_CANDIDATE_TRANSPORT_UDP && candidate->component_id == 1,
          "only UDP and the one component pass", text);
}

}  // namespace
}  // namespace seodang::room

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace seodang::room;
  const auto text = seodang::fuzz::text_of(data, size);
  bool strictest = passes(text, {.allow_private = false, .allow_loopback = false});
  for (const CandidateRules& rules : {CandidateRules{false, false}, CandidateRules{true, false},
                                      CandidateRules{false, true}, CandidateRules{true, true}}) {
    const bool passed = passes(text, rules);
    seodang::fuzz::require(passed || !strictest, "what the strictest rules let pass, all do", text);
    if (passed) check_passed(text, rules);
  }
  return 0;
}
