#pragma once

#include <string_view>

#include "base/result.hpp"

namespace seodang::room {

/// Which addresses a browser may name as its own. The server sends connectivity checks to them on the
/// browser's word, so private networks are allowed only where the school is on one.
struct CandidateRules {
  bool allow_private = true;    ///< RFC 1918 and fc00::/7
  bool allow_loopback = false;  ///< for tests and benches on one machine
};

/// What to do with a trickled candidate. Pure; any thread.
enum class CandidateVerdict {
  use,
  ignore,  ///< no harm, no use: TCP, host names (`.local` is resolved by webrtcbin, badly: hardening, row 8),
           ///< other networks
};

/// `candidate` without "a=". Errors: invalid_params when it is not a candidate (RFC 8839 §5.1), too_large
/// over 512 bytes.
Result<CandidateVerdict> check_candidate(std::string_view candidate, const CandidateRules& rules);

inline constexpr size_t max_candidate_bytes = 512;
inline constexpr size_t max_candidates_per_peer = 64;

}  // namespace seodang::room
