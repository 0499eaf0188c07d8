#include "room/layers.hpp"

#include <gtest/gtest.h>

namespace seodang::room {
namespace {

constexpr int small_tile = large_tile_height - 1, large_tile = large_tile_height;
using Chosen = std::vector<std::optional<int>>;

TEST(Layers, TheTilesHeightChoosesTheLayer) {
  Layers two{{0, true}, {1, true}};
  EXPECT_EQ(preferred_layer(two, 0), 0) << "not said: the smallest does";
  EXPECT_EQ(preferred_layer(two, small_tile), 0);
  EXPECT_EQ(preferred_layer(two, large_tile), 1);
  EXPECT_EQ(preferred_layer({{2, false}, {0, true}, {1, true}}, large_tile), 2);
  EXPECT_FALSE(preferred_layer({}, 720));
}

TEST(Layers, WhatIsNotLiveIsReplacedByTheNextSmallerThenLarger) {
  EXPECT_EQ(layer_to_show({{0, true}, {1, true}, {2, false}}, 2), 1);
  EXPECT_EQ(layer_to_show({{0, true}, {1, false}, {2, false}}, 2), 0);
  EXPECT_EQ(layer_to_show({{0, false}, {1, true}, {2, true}}, 0), 1);
}

TEST(Layers, WhileNothingIsLiveTheWantedOneIsAwaited) {
  EXPECT_EQ(layer_to_show({{0, false}, {1, false}}, 1), 1);
  EXPECT_EQ(layer_to_show({{0, false}, {1, false}}, 0), 0);
  EXPECT_FALSE(layer_to_show({{0, true}}, std::nullopt)) << "what is not wanted is not shown";
}

/// 100 and 500 kbit/s.
const Layers camera{{0, true, 100'000}, {1, true, 500'000}};
const LayerRequest large{camera, large_tile}, little{camera, small_tile};

TEST(FitLayers, AllWishesAreMetWhereThereIsRoom) {
  LayerFit fit = fit_layers({large, little, large}, 1'100'000);
  EXPECT_EQ(fit.layers, (Chosen{1, 0, 1}));
  EXPECT_EQ(fit.next, 0);
}

TEST(FitLayers, EverybodyIsSeenBeforeAnybodyIsLarge) {
  LayerFit fit = fit_layers({large, large, large}, 710'000);
  EXPECT_EQ(fit.layers, (Chosen{1, 0, 0})) << "what is left goes to the most important";
  EXPECT_EQ(fit.next, 1'100'000) << "the second one large, too";
  EXPECT_EQ(fit_layers({large, large, large}, 650'000).layers, (Chosen{0, 0, 0}));
}

TEST(FitLayers, WhatDoesNotFitAtAllIsLeftOut) {
  LayerFit fit = fit_layers({large, large, large}, 250'000);
  EXPECT_EQ(fit.layers, (Chosen{0, 0, std::nullopt}));
  EXPECT_EQ(fit.next, 300'000);
  EXPECT_EQ(fit_layers({large}, 90'000).layers, Chosen{std::nullopt});
}

TEST(FitLayers, ALayerThatIsOffIsTakenToCostWhatItsLikeCosts) {
  Layers off{{0, true, 50'000}, {1, false, 0}};
  EXPECT_EQ(fit_layers({{off, large_tile}}, assumed_larger - 1).layers, Chosen{0});
  EXPECT_EQ(fit_layers({{off, large_tile}}, assumed_larger).layers, Chosen{1});
  EXPECT_EQ(fit_layers({{{{0, false, 0}}, 0}}, assumed_smallest).layers, Chosen{0});
}

TEST(FitLayers, WhoSendsNothingCostsNothing) {
  LayerFit fit = fit_layers({{{}, large_tile}, large}, 500'000);
  EXPECT_EQ(fit.layers, (Chosen{std::nullopt, 1}));
  EXPECT_EQ(fit.next, 0);
}

}  // namespace
}  // namespace seodang::room
