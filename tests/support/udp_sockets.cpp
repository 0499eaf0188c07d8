#include "support/udp_sockets.hpp"

#include <gtest/gtest.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

namespace seodang::test {

namespace {

std::set<std::string> socket_inodes(pid_t pid) {
  std::set<std::string> inodes;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd")) {
    std::error_code error;
    std::string target = std::filesystem::read_symlink(entry, error);
    if (target.starts_with("socket:[")) inodes.insert(target.substr(8, target.size() - 9));
  }
  return inodes;
}

UdpSocket described(const nlmsghdr* message) {
  const auto* about = static_cast<const inet_diag_msg*>(NLMSG_DATA(message));
  UdpSocket socket{ntohs(about->id.idiag_sport), 0, 0};
  auto left = message->nlmsg_len - NLMSG_LENGTH(sizeof *about);
  for (const auto* part = reinterpret_cast<const rtattr*>(about + 1); RTA_OK(part, left);
       part = RTA_NEXT(part, left)) {
    if (part->rta_type != INET_DIAG_SKMEMINFO) continue;
    const auto* sizes = static_cast<const uint32_t*>(RTA_DATA(part));
    socket.receive_buffer = sizes[SK_MEMINFO_RCVBUF];
    socket.send_buffer = sizes[SK_MEMINFO_SNDBUF];
  }
  return socket;
}

/// Asks for all UDP sockets of a family and adds those of `inodes`.
void list(uint8_t family, const std::set<std::string>& inodes, std::vector<UdpSocket>& sockets) {
  struct {
    nlmsghdr header{sizeof(nlmsghdr) + sizeof(inet_diag_req_v2), SOCK_DIAG_BY_FAMILY,
                    NLM_F_REQUEST | NLM_F_DUMP, 1, 0};
    inet_diag_req_v2 request{};
  } question;
  question.request.sdiag_family = family;
  question.request.sdiag_protocol = IPPROTO_UDP;
  question.request.idiag_ext = 1 << (INET_DIAG_SKMEMINFO - 1);
  question.request.idiag_states = ~0u;
  int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  ASSERT_EQ(send(netlink, &question, sizeof question, 0), static_cast<ssize_t>(sizeof question));
  alignas(nlmsghdr) std::array<char, 1 << 16> answer;
  for (bool more = true; more;) {
    const ssize_t got = recv(netlink, answer.data(), answer.size(), 0);
    ASSERT_GT(got, 0);
    auto left = static_cast<unsigned>(got);
    for (const auto* message = reinterpret_cast<const nlmsghdr*>(answer.data()); NLMSG_OK(message, left);
         message = NLMSG_NEXT(message, left)) {
      ASSERT_NE(message->nlmsg_type, NLMSG_ERROR) << "this kernel has no udp_diag";
      if (message->nlmsg_type == NLMSG_DONE) more = false;
      if (message->nlmsg_type != SOCK_DIAG_BY_FAMILY) continue;
      const auto* about = static_cast<const inet_diag_msg*>(NLMSG_DATA(message));
      if (inodes.contains(std::to_string(about->idiag_inode))) sockets.push_back(described(message));
    }
  }
  close(netlink);
}

}  // namespace

std::vector<UdpSocket> udp_sockets(pid_t pid) {
  const std::set<std::string> inodes = socket_inodes(pid);
  std::vector<UdpSocket> sockets;
  for (uint8_t family : {AF_INET, AF_INET6}) list(family, inodes, sockets);
  return sockets;
}

unsigned granted_buffer(unsigned asked, const char* limit) {
  unsigned most = 0;
  std::ifstream("/proc/sys/net/core/" + std::string(limit)) >> most;
  return 2 * std::min(asked, most);
}

}  // namespace seodang::test
