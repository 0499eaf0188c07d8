#pragma once

// Which of a source's tracks a viewer gets, and which of them the browser shall encode. Pure; any thread.

#include <cstdint>
#include <optional>
#include <vector>

namespace seodang::room {

/// One camera or screen track as it is now.
struct LayerState {
  int layer = 0;        ///< 0 = smallest
  bool live = false;    ///< packets arrived within the last second
  int64_t bitrate = 0;  ///< bits/s that it needs; 0: not known
};
using Layers = std::vector<LayerState>;

/// A tile at least this high (device pixels) is worth the large layer.
inline constexpr int large_tile_height = 240;
/// What a layer is taken to cost while that is not known, bits/s.
inline constexpr int64_t assumed_smallest = 100'000, assumed_larger = 700'000;

/// The layer that suits a tile `height` pixels high (0: not said, the smallest does), whether or not it is
/// live.
std::optional<int> preferred_layer(const Layers& layers, int height);

/// The layer to show now: the wanted one if it is live, else the nearest smaller live one, else the nearest
/// larger. While nothing is live: the wanted one, which will be shown by its first keyframe.
std::optional<int> layer_to_show(const Layers& layers, std::optional<int> wanted);

/// One source that a viewer wishes to see.
struct LayerRequest {
  Layers layers;
  int height = 0;  ///< of its tile, device pixels
};

/// What of a viewer's wishes fits into a line.
struct LayerFit {
  std::vector<std::optional<int>> layers;  ///< for each request; nothing: left out
  int64_t cost = 0;                        ///< bits/s
  int64_t least = 0;                       ///< everything in its smallest layer, bits/s
  int64_t next = 0;  ///< what everything would cost with one step more, bits/s; 0: every wish is met
};

/// Gives every request its smallest layer, in the order of importance (screens come first) and as far as
/// `budget` (bits/s) goes; what is left raises one after another to the layer that suits its tile.
LayerFit fit_layers(const std::vector<LayerRequest>& requests, int64_t budget);

}  // namespace seodang::room
