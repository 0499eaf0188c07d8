#include "room/line.hpp"

#include <utility>

namespace seodang::room {

void Line::count(int64_t now_ms, int64_t came, int64_t missed) {
  int64_t more = came - std::exchange(came_, came), lost = missed - std::exchange(missed_, missed);
  if (more >= 0 && lost >= 0) meter_.add(now_ms, more + lost, lost);
}

void Line::judge(int64_t now_ms, bool sending, bool narrow) {
  if (!sending || heard_ms_ < 0) heard_ms_ = now_ms;
  double loss = meter_.fraction(now_ms);
  lossy_looks_ = loss >= weak_loss ? lossy_looks_ + 1 : 0;
  bool silent = now_ms - heard_ms_ >= silence_ms, weak = narrow || lossy_looks_ >= looks;
  if (silent || weak || loss >= good_loss) bad_ms_ = now_ms;
  if (silent) {
    quality_ = Connection::lost;
  } else if (weak || quality_ == Connection::lost) {
    quality_ = weak ? Connection::weak : Connection::ok;
  } else if (now_ms - bad_ms_ >= recovery_ms) {
    quality_ = Connection::ok;
  }
}

}  // namespace seodang::room
