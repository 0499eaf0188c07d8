#pragma once

#include <string>
#include <string_view>

namespace seodang::room {

constexpr size_t most_title_bytes = 1000;

/// What is given to webmmux in a title's place, as many bytes long: GStreamer 1.22 writes a tag's string as
/// `"\352\271\200…"` unless it is of letters only. Pure.
std::string title_placeholder(std::string_view title);

/// Puts the title where its placeholder is in a finished WebM file. False: it is nowhere.
bool put_title(int fd, std::string_view title);

}  // namespace seodang::room
