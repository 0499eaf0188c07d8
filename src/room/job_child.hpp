#pragma once

#include <functional>

#include "base/json.hpp"

namespace seodang::room {

/// Does `work` in a child of this process: it may lock itself and die of what it reads, while the parent
/// keeps the files in order. The child dies with the parent, and inherits what is open. Blocking; before this
/// process has a second thread. Errors: the work's; media_failed, the child died; internal.
Result<Json> in_child(const std::function<Result<Json>()>& work);

}  // namespace seodang::room
