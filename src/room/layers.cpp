#include "room/layers.hpp"

#include <algorithm>

namespace seodang::room {

std::optional<int> preferred_layer(const std::vector<LayerState>& layers, int height) {
  if (layers.empty()) return std::nullopt;
  auto [smallest, largest] =
      std::minmax_element(layers.begin(), layers.end(), [](auto& a, auto& b) { return a.layer < b.layer; });
  return height >= large_tile_height ? largest->layer : smallest->layer;
}

std::optional<int> layer_to_show(const std::vector<LayerState>& layers, int height) {
  std::optional<int> preferred = preferred_layer(layers, height);
  std::optional<int> smaller, larger;
  for (const LayerState& state : layers) {
    if (!state.live) continue;
    if (state.layer == preferred) return preferred;
    if (state.layer < *preferred) smaller = std::max(smaller.value_or(state.layer), state.layer);
    if (state.layer > *preferred) larger = std::min(larger.value_or(state.layer), state.layer);
  }
  if (smaller) return smaller;
  return larger ? larger : preferred;
}

}  // namespace seodang::room
