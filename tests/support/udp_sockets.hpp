#pragma once

#include <sys/types.h>

#include <vector>

namespace seodang::test {

struct UdpSocket {
  unsigned port = 0;
  /// Bytes, as the kernel accounts them: twice what was asked for, up to twice rmem_max and wmem_max.
  unsigned receive_buffer = 0, send_buffer = 0;
};

/// The UDP sockets that a process holds, as the kernel tells of them (sock_diag(7)).
std::vector<UdpSocket> udp_sockets(pid_t pid);

/// What a socket's buffer of so many bytes comes to, under a limit of /proc/sys/net/core/`limit`.
unsigned granted_buffer(unsigned asked, const char* limit);

}  // namespace seodang::test
