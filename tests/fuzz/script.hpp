// An input read as a script: what to do, with what. Numbers are taken from its front; zeros come when it has
// ended.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

namespace seodang::fuzz {

class Script {
 public:
  Script(const uint8_t* data, size_t size) : rest_(data, size) {}

  bool ended() const { return rest_.empty(); }
  uint8_t byte() {
    if (rest_.empty()) return 0;
    const uint8_t value = rest_[0];
    rest_ = rest_.subspan(1);
    return value;
  }
  int8_t step() { return static_cast<int8_t>(byte()); }
  uint16_t word() { return static_cast<uint16_t>(byte() << 8 | byte()); }
  bool flag() { return byte() & 1; }
  /// At most `count` bytes, as many as there are.
  std::span<const uint8_t> bytes(size_t count) {
    const auto taken = rest_.first(std::min(count, rest_.size()));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }

 private:
  std::span<const uint8_t> rest_;
};

}  // namespace seodang::fuzz
