#pragma once

#include <string>
#include <vector>

#include "service/recording_plan.hpp"

namespace seodang::service {

// What lies in the directory of recordings, as it is found.

/// With what is above it, for us alone.
void make_directory(const std::string& path);
/// A segment whose process died: closed where its file ends; failed if it has none.
void close_as_found(store::SegmentRow& row);
/// Segments' files that are none of `known`: as rows without person and name.
Segments find_orphans(const std::string& directory, const std::vector<std::string>& known);
/// What jobs had begun when they were killed.
void remove_half_made(const std::string& directory);
/// Whether there is a picture beside a file.
bool has_poster(const std::string& path);
/// A segment with what stands beside it.
void remove_segment(const std::string& path);

}  // namespace seodang::service
