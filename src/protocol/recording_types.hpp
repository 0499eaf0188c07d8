#pragma once

// What is recorded, as both wires and the store name it.

#include "protocol/types.hpp"

namespace seodang {

enum class SegmentState { open, closed, failed };
enum class RecordingKind { lesson, section, composed };
enum class RecordingState { recording, finishing, ready, failed, discarded };
enum class FileContent { camera, screen, composed };
enum class FileState { waiting, joining, ready, failed };

template <>
struct EnumNames<SegmentState> {
  static constexpr std::array<std::string_view, 3> names{"open", "closed", "failed"};
};
template <>
struct EnumNames<RecordingKind> {
  static constexpr std::array<std::string_view, 3> names{"lesson", "section", "composed"};
};
template <>
struct EnumNames<RecordingState> {
  static constexpr std::array<std::string_view, 5> names{"recording", "finishing", "ready", "failed",
                                                         "discarded"};
};
template <>
struct EnumNames<FileContent> {
  static constexpr std::array<std::string_view, 3> names{"camera", "screen", "composed"};
};
template <>
struct EnumNames<FileState> {
  static constexpr std::array<std::string_view, 4> names{"waiting", "joining", "ready", "failed"};
};

}  // namespace seodang
