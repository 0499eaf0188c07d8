#pragma once

#include "base/descriptors.hpp"
#include "protocol/types.hpp"
#include "room/webrtcbin_internals.hpp"

namespace seodang::room {

/// Local addresses on which a peer gathers candidates: those configured, or else all but loopback and
/// link-local. Each costs every peer a UDP socket.
size_t local_addresses(const IceConfig& ice);

/// How many participants and peers fit beside what is open now, each peer costing so many descriptors, before
/// joins are refused.
Capacity capacity_within(const Descriptors& now, size_t descriptors_per_peer);

}  // namespace seodang::room
