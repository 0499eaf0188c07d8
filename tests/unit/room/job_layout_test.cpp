#include "room/job_layout.hpp"

#include <gmock/gmock.h>

namespace seodang::room {
namespace {

using testing::ElementsAre;

Layout grid(size_t cameras, bool screen = false) {
  return lay_out(1280, 720, {cameras, screen, std::nullopt}, LayoutMode::grid);
}

bool overlap(const Box& a, const Box& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

TEST(JobLayout, AsLargeAsFits) {
  EXPECT_THAT(grid(1).cameras, ElementsAre(Box{0, 0, 1280, 720}));
  EXPECT_THAT(grid(2).cameras, ElementsAre(Box{0, 180, 640, 360}, Box{640, 180, 640, 360}));
  EXPECT_THAT(grid(3).cameras,
              ElementsAre(Box{0, 0, 640, 360}, Box{640, 0, 640, 360}, Box{320, 360, 640, 360}));
  EXPECT_EQ(grid(16).cameras.size(), 16U);
  EXPECT_EQ(grid(16).cameras[15], (Box{960, 540, 320, 180}));
  EXPECT_EQ(grid(30).cameras.size(), 16U);
  EXPECT_TRUE(grid(0).cameras.empty());
}

TEST(JobLayout, NothingOverlapsOrLeavesThePicture) {
  for (const auto& [width, height] : {std::pair{1280, 720}, {640, 480}, {360, 640}, {160, 90}}) {
    for (size_t cameras = 0; cameras <= 16; cameras++) {
      for (const bool screen : {false, true}) {
        for (const LayoutMode mode : {LayoutMode::grid, LayoutMode::speaker}) {
          const Layout layout = lay_out(width, height, {cameras, screen, cameras / 2}, mode);
          std::vector<Box> boxes = layout.cameras;
          ASSERT_EQ(boxes.size(), cameras);
          ASSERT_EQ(layout.screen.has_value(), screen);
          if (screen) boxes.push_back(*layout.screen);
          for (size_t i = 0; i < boxes.size(); i++) {
            const Box& box = boxes[i];
            EXPECT_TRUE(box.x >= 0 && box.y >= 0 && box.width > 0 && box.height > 0);
            EXPECT_TRUE(box.x + box.width <= width && box.y + box.height <= height);
            EXPECT_EQ((box.x | box.y | box.width | box.height) % 2, 0);
            for (size_t j = 0; j < i; j++) EXPECT_FALSE(overlap(box, boxes[j])) << i << ' ' << j;
          }
        }
      }
    }
  }
}

TEST(JobLayout, ScreenAndSpeakerAreLarge) {
  EXPECT_EQ(grid(3, true).screen, (Box{0, 0, 1024, 720}));
  EXPECT_EQ(grid(0, true).screen, (Box{0, 0, 1280, 720}));
  const Layout layout = lay_out(1280, 720, {3, false, 1}, LayoutMode::speaker);
  EXPECT_EQ(layout.cameras[1], (Box{0, 72, 1024, 576}));
  EXPECT_EQ(layout.cameras[0].x, 1024);
  EXPECT_EQ(lay_out(1280, 720, {3, false, std::nullopt}, LayoutMode::speaker).cameras, grid(3).cameras);
}

TEST(JobLayout, APictureIsWhole) {
  EXPECT_EQ(fit(640, 480, {0, 0, 640, 360}), (Box{80, 0, 480, 360}));
  EXPECT_EQ(fit(360, 640, {100, 0, 640, 360}), (Box{318, 0, 202, 358}));
  EXPECT_EQ(fit(1920, 1080, {0, 0, 320, 180}), (Box{0, 0, 320, 180}));
}

TEST(JobLayout, SixteenAtMostAndWhoSpeaksIsAmongThem) {
  std::vector<size_t> present;
  for (size_t i = 0; i < 20; i++) present.push_back(i);
  std::vector<bool> speaking(20);
  EXPECT_EQ(choose_cameras(present, speaking).size(), 16U);
  speaking[18] = speaking[15] = true;
  const auto chosen = choose_cameras(present, speaking);
  EXPECT_EQ(chosen.size(), 16U);
  EXPECT_EQ(chosen[14], 15U);
  EXPECT_EQ(chosen[15], 18U);
}

}  // namespace
}  // namespace seodang::room
