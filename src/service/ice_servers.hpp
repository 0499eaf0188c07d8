#pragma once

#include "base/json.hpp"
#include "service/settings.hpp"

namespace seodang::service {

/// `iceServers` for a browser (RTCIceServer): STUN, and TURN with credentials that end by themselves, as
/// coturn's use-auth-secret wants them: user `expiry:participant`, password base64(HMAC-SHA1(secret, user)).
/// `now_ms`: UTC.
Json ice_servers(const Settings::BrowserIce& settings, const std::string& participant, int64_t now_ms);

}  // namespace seodang::service
