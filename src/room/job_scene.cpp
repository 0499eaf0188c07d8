#include "room/job_scene.hpp"

#include <algorithm>

#include "room/job_label.hpp"

namespace seodang::room {

Result<std::unique_ptr<SceneDrawer>> SceneDrawer::make(std::vector<Person> people, int width, int height,
                                                       LayoutMode mode) {
  std::unique_ptr<SceneDrawer> drawer(new SceneDrawer(std::move(people), width, height, mode));
  const int label_height = std::max(height / 24 / 2 * 2, 16);
  for (const Person& person : drawer->people_) {
    const bool named = !person.name.empty() && (person.camera || person.screen);
    Result<Label> label = named ? render_label(person.name, label_height, width / 4 * 2) : Label{};
    if (!label) return label.error();
    drawer->labels_.push_back(std::move(*label));
  }
  return drawer;
}

/// The first one that is shared then; its person.
const PlayedPicture* SceneDrawer::screen_at(int64_t utc_us, size_t& person) const {
  for (person = 0; person < people_.size(); person++) {
    const PlayedPicture* screen = people_[person].screen.get();
    if (screen && screen->present(utc_us) && screen->buffer()) return screen;
  }
  return nullptr;
}

void SceneDrawer::tile(const PlayedPicture& picture, size_t person, const Box& box, bool speaks) {
  canvas_.ground(box);
  if (picture.buffer()) canvas_.picture(picture.buffer(), picture.info(), box);
  canvas_.label(labels_[person], box);
  if (speaks) canvas_.ring(box);
}

GRef<GstBuffer> SceneDrawer::draw(int64_t utc_us) {
  std::vector<size_t> present;
  for (size_t i = 0; i < people_.size(); i++) {
    for (PlayedPicture* picture : {people_[i].camera.get(), people_[i].screen.get()})
      if (picture) picture->advance(utc_us);
    if (people_[i].camera && people_[i].camera->present(utc_us)) present.push_back(i);
  }
  const std::vector<bool> speaks = speaking_.marked(utc_us);
  const std::vector<size_t> shown = choose_cameras(present, speaks);
  size_t sharer = 0;
  const PlayedPicture* screen = screen_at(utc_us, sharer);
  Scene scene{shown.size(), screen != nullptr, std::nullopt};
  if (const auto main = speaking_.main(utc_us)) {
    const auto at = std::find(shown.begin(), shown.end(), *main);
    if (at != shown.end()) scene.speaker = static_cast<size_t>(at - shown.begin());
  }
  const Layout layout = lay_out(width_, height_, scene, mode_);
  canvas_.begin();
  if (screen) tile(*screen, sharer, *layout.screen, false);
  for (size_t i = 0; i < shown.size(); i++)
    tile(*people_[shown[i]].camera, shown[i], layout.cameras[i], speaks[shown[i]]);
  return canvas_.end();
}

const std::vector<float>& SceneDrawer::mix(int64_t utc_us) {
  block_.assign(PlayedSound::block * PlayedSound::channels, 0);
  for (size_t i = 0; i < people_.size(); i++) {
    Person& person = people_[i];
    for (size_t j = 0; j < person.sounds.size(); j++) {
      const double energy = person.sounds[j]->add(utc_us, block_);
      if (j < person.microphones) speaking_.heard(i, utc_us, energy);
    }
  }
  return block_;
}

}  // namespace seodang::room
