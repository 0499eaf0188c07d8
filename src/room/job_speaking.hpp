#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace seodang::room {

/// Who speaks, by how loud each is. Pure; times in µs.
class Speaking {
 public:
  explicit Speaking(size_t people) : people_(people) {}

  /// So loud (mean square, full scale 1) was that person's sound in the 20 ms that end at `at_us`.
  void heard(size_t person, int64_t at_us, double energy);
  /// By person: whether they are marked at `at_us`.
  std::vector<bool> marked(int64_t at_us) const;
  /// Who is large: the loudest of who speaks; not less than three seconds.
  std::optional<size_t> main(int64_t at_us);

 private:
  struct Person {
    double level = 0;     ///< of about the last 200 ms
    int64_t last_us = 0;  ///< when it last was above the threshold
    bool ever = false;
  };
  std::vector<Person> people_;
  std::optional<size_t> main_;
  int64_t main_since_us_ = 0;
};

}  // namespace seodang::room
