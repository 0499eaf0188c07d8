#include "room/job_layout.hpp"

#include <algorithm>

namespace seodang::room {

namespace {

constexpr int even(int value) { return value / 2 * 2; }

/// The largest tiles of 16:9 that fit `count` times into a region, row by row, each row in the middle.
std::vector<Box> tiles(const Box& region, size_t count) {
  const int many = static_cast<int>(count);
  int columns = 1, width = 0;
  for (int tried = 1; tried <= many; tried++) {
    const int rows = (many + tried - 1) / tried;
    const int possible = std::min(region.width / tried, region.height / rows * 16 / 9);
    if (possible < width) continue;  // of equals the wider
    columns = tried;
    width = possible;
  }
  const int tile_width = even(width), tile_height = even(width * 9 / 16);
  const int rows = (many + columns - 1) / std::max(columns, 1);
  std::vector<Box> boxes;
  for (int i = 0; i < many; i++) {
    const int row = i / columns, in_row = std::min(columns, many - row * columns);
    const int left = (region.width - in_row * tile_width) / 2, top = (region.height - rows * tile_height) / 2;
    boxes.push_back({even(region.x + left + i % columns * tile_width),
                     even(region.y + top + row * tile_height), tile_width, tile_height});
  }
  return boxes;
}

}  // namespace

std::optional<LayoutMode> layout_named(std::string_view name) {
  if (name == "grid") return LayoutMode::grid;
  if (name == "speaker") return LayoutMode::speaker;
  return std::nullopt;
}

Layout lay_out(int width, int height, const Scene& scene, LayoutMode mode) {
  const size_t cameras = std::min(scene.cameras, most_cameras);
  const bool speaker = !scene.screen && mode == LayoutMode::speaker && scene.speaker &&
                       *scene.speaker < cameras && cameras > 1;
  Layout layout;
  if (!scene.screen && !speaker) {
    layout.cameras = tiles({0, 0, width, height}, cameras);
    return layout;
  }
  const size_t beside = cameras - (speaker ? 1 : 0);
  const int large = beside == 0 ? width : even(width * 4 / 5);
  layout.cameras = tiles({large, 0, width - large, height}, beside);
  if (scene.screen) layout.screen = Box{0, 0, large, height};
  if (speaker)
    layout.cameras.insert(layout.cameras.begin() + static_cast<std::ptrdiff_t>(*scene.speaker),
                          tiles({0, 0, large, height}, 1).front());
  return layout;
}

Box fit(int width, int height, const Box& into) {
  if (width <= 0 || height <= 0) return into;
  const int fitted = std::min(into.width, into.height * width / height);
  const int w = std::max(even(fitted), 2),
            h = std::max(even(std::min(into.height, fitted * height / width)), 2);
  return {into.x + even((into.width - w) / 2), into.y + even((into.height - h) / 2), w, h};
}

std::vector<size_t> choose_cameras(std::span<const size_t> present, const std::vector<bool>& speaking) {
  std::vector<size_t> chosen(
      present.begin(), present.begin() + static_cast<std::ptrdiff_t>(std::min(present.size(), most_cameras)));
  for (const size_t person : present.subspan(chosen.size())) {
    if (!speaking[person]) continue;
    const auto last =
        std::find_if(chosen.rbegin(), chosen.rend(), [&](size_t one) { return !speaking[one]; });
    if (last == chosen.rend()) break;
    chosen.erase(std::next(last).base());
    chosen.push_back(person);
  }
  return chosen;
}

}  // namespace seodang::room
