#include "room/candidate_gate.hpp"

#include <gio/gio.h>

#include <charconv>
#include <cstring>
#include <string>
#include <vector>

#include "base/gref.hpp"

namespace seodang::room {

namespace {

bool is_private(GInetAddress* address) {
  if (g_inet_address_get_is_site_local(address)) return true;  // RFC 1918 and fec0::/10
  return g_inet_address_get_family(address) == G_SOCKET_FAMILY_IPV6 &&
         (g_inet_address_to_bytes(address)[0] & 0xfe) == 0xfc;
}

/// IPv4 in other clothes (::ffff:10.0.0.1) would pass by every rule below, and 255.255.255.255 is nobody's
/// own.
bool is_disguised(GInetAddress* address) {
  const guint8* bytes = g_inet_address_to_bytes(address);
  if (g_inet_address_get_family(address) == G_SOCKET_FAMILY_IPV4)
    return memcmp(bytes, "\xff\xff\xff\xff", 4) == 0;
  static constexpr guint8 mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  static constexpr guint8 compatible[12] = {};
  return memcmp(bytes, mapped, 12) == 0 ||
         (memcmp(bytes, compatible, 12) == 0 && !g_inet_address_get_is_loopback(address));
}

bool is_reachable(GInetAddress* address, const CandidateRules& rules) {
  if (is_disguised(address)) return false;
  if (g_inet_address_get_is_any(address) || g_inet_address_get_is_multicast(address) ||
      g_inet_address_get_is_link_local(address))
    return false;
  if (g_inet_address_get_is_loopback(address)) return rules.allow_loopback;
  return rules.allow_private || !is_private(address);
}

}  // namespace

Result<CandidateVerdict> check_candidate(std::string_view candidate, const CandidateRules& rules) {
  if (candidate.size() > max_candidate_bytes)
    return {Code::too_large, "a candidate is longer than 512 bytes"};
  if (!candidate.starts_with("candidate:"))
    return {Code::invalid_params, "a candidate begins with candidate:"};
  std::vector<std::string> words;
  GPtr<char> copy(g_strndup(candidate.data(), candidate.size()));
  for (char *word = copy.get(), *next = nullptr; word; word = next) {
    if ((next = strchr(word, ' '))) *next++ = 0;
    // libnice counts empty fields, too: it would take another field than we for the address.
    if (!*word) return {Code::invalid_params, "a candidate's fields are parted by one space"};
    if (!g_str_is_ascii(word)) return {Code::invalid_params, "a candidate is ASCII"};
    words.emplace_back(word);
  }
  // foundation component transport priority address port "typ" type
  if (words.size() < 8 || words[6] != "typ")
    return {Code::invalid_params, "a candidate has at least eight fields"};
  unsigned port = 0;
  const std::string& digits = words[5];
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || port > 65535)
    return {Code::invalid_params, "a candidate's port is 0 to 65535"};
  if (g_ascii_strcasecmp(words[2].c_str(), "udp") != 0 || words[1] != "1" || port < 1024)
    return CandidateVerdict::ignore;
  auto address = GRef<GInetAddress>::take(g_inet_address_new_from_string(words[4].c_str()));
  if (!address || !is_reachable(address.get(), rules)) return CandidateVerdict::ignore;
  return CandidateVerdict::use;
}

}  // namespace seodang::room
