#pragma once

#include "base/descriptors.hpp"
#include "protocol/types.hpp"
#include "room/webrtcbin_internals.hpp"

namespace seodang::room {

/// Local addresses on which a peer gathers candidates: those configured, or else all but loopback and
/// link-local. Each costs every peer a UDP socket.
size_t local_addresses(const IceConfig& ice);

size_t descriptors_per_peer(const IceConfig& ice);

/// How many participants and peers fit beside what is open now, before joins are refused. The configured
/// ports bound it too: one for each peer (on every address the same). Other rooms use them as well, so that a
/// peer may find none all the same.
Capacity capacity_within(const Descriptors& now, const IceConfig& ice);

}  // namespace seodang::room
