#include "room/layers.hpp"

#include <algorithm>

namespace seodang::room {

namespace {

bool lower(const LayerState& a, const LayerState& b) { return a.layer < b.layer; }

int64_t cost_of(const Layers& layers, int layer) {
  auto state = std::find_if(layers.begin(), layers.end(), [&](auto& s) { return s.layer == layer; });
  if (state->bitrate > 0) return state->bitrate;
  return layer == std::min_element(layers.begin(), layers.end(), lower)->layer ? assumed_smallest
                                                                               : assumed_larger;
}

/// Spends a budget until something does not fit.
class Purse {
 public:
  explicit Purse(int64_t budget) : budget_(budget) {}
  bool spend(int64_t cost) {
    if (next_ > 0) return false;
    if (spent_ + cost > budget_) {
      next_ = spent_ + cost;
      return false;
    }
    spent_ += cost;
    return true;
  }
  int64_t spent() const { return spent_; }
  int64_t next() const { return next_; }

 private:
  int64_t budget_, spent_ = 0, next_ = 0;
};

}  // namespace

std::optional<int> preferred_layer(const Layers& layers, int height) {
  if (layers.empty()) return std::nullopt;
  auto [smallest, largest] = std::minmax_element(layers.begin(), layers.end(), lower);
  return height >= large_tile_height ? largest->layer : smallest->layer;
}

std::optional<int> layer_to_show(const Layers& layers, std::optional<int> wanted) {
  if (!wanted) return std::nullopt;
  std::optional<int> smaller, larger;
  for (const LayerState& state : layers) {
    if (!state.live) continue;
    if (state.layer == wanted) return wanted;
    if (state.layer < *wanted) smaller = std::max(smaller.value_or(state.layer), state.layer);
    if (state.layer > *wanted) larger = std::min(larger.value_or(state.layer), state.layer);
  }
  if (smaller) return smaller;
  return larger ? larger : wanted;
}

LayerFit fit_layers(const std::vector<LayerRequest>& requests, int64_t budget) {
  LayerFit fit{std::vector<std::optional<int>>(requests.size())};
  Purse purse(budget);
  for (size_t i = 0; i < requests.size(); i++) {
    std::optional<int> smallest = preferred_layer(requests[i].layers, 0);
    if (!smallest) continue;
    fit.least += cost_of(requests[i].layers, *smallest);
    if (purse.spend(cost_of(requests[i].layers, *smallest))) fit.layers[i] = smallest;
  }
  for (size_t i = 0; i < requests.size(); i++) {
    std::optional<int> wish = preferred_layer(requests[i].layers, requests[i].height);
    if (!fit.layers[i] || wish == fit.layers[i]) continue;
    int64_t more = cost_of(requests[i].layers, *wish) - cost_of(requests[i].layers, *fit.layers[i]);
    if (purse.spend(std::max<int64_t>(0, more))) fit.layers[i] = wish;
  }
  fit.cost = purse.spent();
  fit.next = purse.next();
  return fit;
}

}  // namespace seodang::room
