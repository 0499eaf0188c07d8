#include "room/layers.hpp"

#include <gtest/gtest.h>

namespace seodang::room {
namespace {

constexpr int small_tile = large_tile_height - 1, large_tile = large_tile_height;

TEST(Layers, TheTilesHeightChoosesTheLayer) {
  std::vector<LayerState> two{{0, true}, {1, true}};
  EXPECT_EQ(layer_to_show(two, 0), 0) << "not said: the smallest does";
  EXPECT_EQ(layer_to_show(two, small_tile), 0);
  EXPECT_EQ(layer_to_show(two, large_tile), 1);
  EXPECT_EQ(preferred_layer({{2, false}, {0, true}, {1, true}}, large_tile), 2);
}

TEST(Layers, WhatIsNotLiveIsReplacedByTheNextSmallerThenLarger) {
  EXPECT_EQ(layer_to_show({{0, true}, {1, true}, {2, false}}, large_tile), 1);
  EXPECT_EQ(layer_to_show({{0, true}, {1, false}, {2, false}}, large_tile), 0);
  EXPECT_EQ(layer_to_show({{0, false}, {1, true}, {2, true}}, small_tile), 1);
}

TEST(Layers, WhileNothingIsLiveThePreferredOneIsAwaited) {
  EXPECT_EQ(layer_to_show({{0, false}, {1, false}}, large_tile), 1);
  EXPECT_EQ(layer_to_show({{0, false}, {1, false}}, small_tile), 0);
}

TEST(Layers, NoLayersNoChoice) {
  EXPECT_FALSE(layer_to_show({}, 720));
  EXPECT_FALSE(preferred_layer({}, 720));
}

}  // namespace
}  // namespace seodang::room
