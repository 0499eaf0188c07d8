#include "room/capacity.hpp"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstdint>
#include <memory>

namespace seodang::room {

namespace {

constexpr size_t max_participants = 1000;

bool is_gathered(const ifaddrs& entry) {
  if (!entry.ifa_addr || !(entry.ifa_flags & IFF_UP) || (entry.ifa_flags & IFF_LOOPBACK)) return false;
  if (entry.ifa_addr->sa_family == AF_INET) return true;
  if (entry.ifa_addr->sa_family != AF_INET6) return false;
  return !IN6_IS_ADDR_LINKLOCAL(&reinterpret_cast<const sockaddr_in6*>(entry.ifa_addr)->sin6_addr);
}

}  // namespace

size_t local_addresses(const IceConfig& ice) {
  if (!ice.addresses.empty()) return ice.addresses.size();
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return 1;
  std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(all, freeifaddrs);
  size_t count = 0;
  for (const ifaddrs* entry = all; entry; entry = entry->ifa_next) count += is_gathered(*entry);
  return std::max<size_t>(count, 1);
}

size_t descriptors_per_peer(const IceConfig& ice) {
  return descriptors_beside_sockets + local_addresses(ice);
}

Capacity capacity_within(const Descriptors& now, const IceConfig& ice) {
  const auto usable = static_cast<size_t>(static_cast<double>(now.limit) * Descriptors::joins_share);
  const size_t left = usable > now.open ? usable - now.open : 0;
  const size_t ports = ice.port_max > 0 ? static_cast<size_t>(ice.port_max - ice.port_min) + 1 : SIZE_MAX;
  return {max_participants, std::min(left / descriptors_per_peer(ice), ports)};
}

}  // namespace seodang::room
