#include "load/processes.hpp"

#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace seodang::load {

namespace {

std::string proc(pid_t pid, const char* what) { return "/proc/" + std::to_string(pid) + "/" + what; }

size_t entries_of(const std::string& folder) {
  std::error_code error;
  auto entries = std::filesystem::directory_iterator(folder, error);
  return error ? 0 : static_cast<size_t>(std::distance(begin(entries), end(entries)));
}

size_t resident_kib(pid_t pid) {
  std::ifstream status(proc(pid, "status"));
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stoul(line.substr(6));
  }
  return 0;
}

/// Finer than /proc/PID/stat, which counts in 10 ms.
double cpu_seconds(pid_t pid) {
  clockid_t clock{};
  timespec used{};
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0) return 0;
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

/// Inodes of the UDP sockets of the network namespace.
std::set<std::string> udp_inodes(pid_t pid) {
  std::set<std::string> inodes;
  for (const char* table : {"net/udp", "net/udp6"}) {
    std::ifstream file(proc(pid, table));
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
      std::istringstream words(line);
      std::string word;
      for (int i = 0; i < 10; i++) words >> word;
      inodes.insert(word);
    }
  }
  return inodes;
}

size_t udp_ports(pid_t pid) {
  const std::set<std::string> inodes = udp_inodes(pid);
  std::error_code error;
  size_t ports = 0;
  for (const auto& entry : std::filesystem::directory_iterator(proc(pid, "fd"), error)) {
    std::error_code gone;
    const std::string target = std::filesystem::read_symlink(entry, gone);
    if (target.starts_with("socket:[")) ports += inodes.count(target.substr(8, target.size() - 9));
  }
  return ports;
}

}  // namespace

Cost& Cost::operator+=(const Cost& other) {
  cpu_seconds += other.cpu_seconds;
  threads += other.threads;
  descriptors += other.descriptors;
  udp_ports += other.udp_ports;
  resident_kib += other.resident_kib;
  return *this;
}

Cost cost_of(pid_t pid) {
  return {cpu_seconds(pid), entries_of(proc(pid, "task")), entries_of(proc(pid, "fd")), udp_ports(pid),
          resident_kib(pid)};
}

double own_cpu_seconds() { return cpu_seconds(getpid()); }

std::vector<pid_t> children_of(pid_t pid) {
  std::set<pid_t> found;
  std::error_code error;
  for (const auto& task : std::filesystem::directory_iterator(proc(pid, "task"), error)) {
    std::ifstream file(task.path() / "children");
    for (pid_t child = 0; file >> child;) found.insert(child);
  }
  return {found.begin(), found.end()};
}

Snapshot snapshot_of(pid_t parent) {
  Snapshot snapshot;
  snapshot.processes.emplace(parent, cost_of(parent));
  for (const pid_t child : children_of(parent)) snapshot.processes.emplace(child, cost_of(child));
  return snapshot;
}

Cost Snapshot::sum() const {
  Cost sum;
  for (const auto& [pid, cost] : processes) sum += cost;
  return sum;
}

const Cost& Snapshot::of(pid_t pid) const {
  static const Cost none;
  auto found = processes.find(pid);
  return found == processes.end() ? none : found->second;
}

double cpu_between(const Snapshot& from, const Snapshot& to) {
  double seconds = 0;
  for (const auto& [pid, cost] : to.processes) seconds += cost.cpu_seconds - from.of(pid).cpu_seconds;
  return seconds;
}

}  // namespace seodang::load
