#pragma once

// Which of a source's tracks a viewer gets, and which of them the browser shall encode. Pure; any thread.

#include <optional>
#include <vector>

namespace seodang::room {

/// One camera or screen track as it is now.
struct LayerState {
  int layer = 0;      ///< 0 = smallest
  bool live = false;  ///< packets arrived within the last second
};

/// A tile at least this high (device pixels) is worth the large layer.
inline constexpr int large_tile_height = 240;

/// The layer that suits a tile `height` pixels high (0: not said, the smallest does), whether or not it is
/// live.
std::optional<int> preferred_layer(const std::vector<LayerState>& layers, int height);

/// The layer to show now: the preferred one if it is live, else the nearest smaller live one, else the
/// nearest larger. While nothing is live: the preferred one, which will be shown by its first keyframe.
std::optional<int> layer_to_show(const std::vector<LayerState>& layers, int height);

}  // namespace seodang::room
