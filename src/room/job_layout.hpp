#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace seodang::room {

/// A rectangle of a composed picture; even numbers, as its colours need.
struct Box {
  int x = 0, y = 0, width = 0, height = 0;
  bool operator==(const Box&) const = default;
};

/// As many cameras as a composed picture shows at once.
inline constexpr size_t most_cameras = 16;

enum class LayoutMode { grid, speaker };
/// None: no such layout.
std::optional<LayoutMode> layout_named(std::string_view name);

/// Where everything is at a moment.
struct Layout {
  std::optional<Box> screen;
  std::vector<Box> cameras;  ///< in their order
};
/// What is there at a moment.
struct Scene {
  size_t cameras = 0;  ///< at most most_cameras are shown
  bool screen = false;
  std::optional<size_t> speaker;  ///< which camera is large in LayoutMode::speaker
  bool operator==(const Scene&) const = default;
};

/// Tiles of 16:9, as large as fit; a screen, or in LayoutMode::speaker who speaks, has four fifths of the
/// width and the others stand beside it. Pure.
Layout lay_out(int width, int height, const Scene& scene, LayoutMode mode);

/// A picture of this size, whole, in the middle of a box. Pure.
Box fit(int width, int height, const Box& into);

/// Which of those who are there are shown: the first most_cameras, and whoever speaks, in place of the last
/// who does not. In the order of `present`. Pure.
std::vector<size_t> choose_cameras(std::span<const size_t> present, const std::vector<bool>& speaking);

}  // namespace seodang::room
