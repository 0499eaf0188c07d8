#pragma once

#include <cstdint>
#include <vector>

#include "service/settings.hpp"
#include "store/recordings.hpp"

namespace seodang::service {

/// Which recordings have been kept long enough: those that are older than `days`, and of the others the
/// oldest, until the rest is within `max_gib`. `kept`: the oldest first. Pure.
std::vector<store::Recording> overdue(const std::vector<store::Recording>& kept,
                                      const Settings::Recording& settings, int64_t now);

/// Bytes of its files.
int64_t size_of(const store::Recording& recording);

}  // namespace seodang::service
