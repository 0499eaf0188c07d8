#include "service/ice_servers.hpp"

namespace seodang::service {

static std::string turn_password(const std::string& secret, const std::string& user) {
  GHmac* hmac = g_hmac_new(G_CHECKSUM_SHA1, reinterpret_cast<const guchar*>(secret.data()), secret.size());
  g_hmac_update(hmac, reinterpret_cast<const guchar*>(user.data()), static_cast<gssize>(user.size()));
  guint8 digest[20];
  gsize size = sizeof digest;
  g_hmac_get_digest(hmac, digest, &size);
  g_hmac_unref(hmac);
  GPtr<char> text(g_base64_encode(digest, size));
  return text.get();
}

Json ice_servers(const Settings::BrowserIce& settings, const std::string& participant, int64_t now_ms) {
  Json servers = Json::array();
  if (!settings.stun.empty()) servers.push(Json::object({{"urls", settings.stun}}));
  if (settings.turn.empty() || settings.turn_secret.empty()) return servers;
  std::string user = std::to_string(now_ms / 1000 + settings.turn_hours * int64_t{3600}) + ":" + participant;
  return servers.push(Json::object({{"urls", settings.turn},
                                    {"username", user},
                                    {"credential", turn_password(settings.turn_secret, user)}}));
}

}  // namespace seodang::service
