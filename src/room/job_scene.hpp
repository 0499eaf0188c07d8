#pragma once

#include "room/job_canvas.hpp"
#include "room/job_people.hpp"
#include "room/job_speaking.hpp"

namespace seodang::room {

/// Draws what is to be seen at a time, and mixes what is to be heard.
class SceneDrawer {
 public:
  /// Renders the names: before the process is locked. Errors: media_failed.
  static Result<std::unique_ptr<SceneDrawer>> make(std::vector<Person> people, int width, int height,
                                                   LayoutMode mode);

  const std::vector<Person>& people() const { return people_; }
  /// The next picture; times only go on.
  GRef<GstBuffer> draw(int64_t utc_us);
  /// The next 20 ms, from `utc_us` on.
  const std::vector<float>& mix(int64_t utc_us);

 private:
  SceneDrawer(std::vector<Person> people, int width, int height, LayoutMode mode)
      : people_(std::move(people)),
        width_(width),
        height_(height),
        mode_(mode),
        canvas_(width, height),
        speaking_(people_.size()) {}
  void tile(const PlayedPicture& picture, size_t person, const Box& box, bool speaks);
  const PlayedPicture* screen_at(int64_t utc_us, size_t& person) const;

  // Passed in.
  std::vector<Person> people_;
  int width_, height_;
  LayoutMode mode_;
  // Owned.
  std::vector<Label> labels_;  ///< by person
  Canvas canvas_;
  Speaking speaking_;
  std::vector<float> block_;
};

}  // namespace seodang::room
