// Segments on disk as the room's recorder leaves them (WebM and sidecar), in a folder that goes with the
// test.
#pragma once

#include <gst/gst.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "base/id.hpp"
#include "support/job_run.hpp"
#include "support/media_files.hpp"

namespace seodang::test {

/// What a segment's sidecar says.
struct Beside {
  std::string connection = "c1";
  bool clean = true;                 ///< somebody ended it
  std::optional<double> captured_s;  ///< when the sender captured file time 0, in seconds from its beginning
  int reports = 5;                   ///< one a second, if it says so
};

class SegmentsFolder {
 public:
  /// A server's clock, UTC ms, at which everything begins; a sender's clock then, µs since 1900.
  static constexpr int64_t start = 1'700'000'000'000, ntp = 3'908'988'800'000'000;

  SegmentsFolder() : folder_(std::filesystem::temp_directory_path() / ("seodang-job-" + random_hex(8))) {
    gst_init(nullptr, nullptr);
    std::filesystem::create_directory(folder_);
  }
  ~SegmentsFolder() { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ / name; }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& item : std::filesystem::directory_iterator(folder_))
      names.push_back(item.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  /// A segment that arrived `at_s` after `start`: where its WebM is to be written.
  std::string segment(const std::string& person, const std::string& source, double at_s, double seconds,
                      const Beside& beside) const {
    const int64_t us = start * 1000 + static_cast<int64_t>(at_s * 1e6);
    const std::string base = path(person + "." + source + "." + std::to_string(us / 1000));
    std::ofstream lines(base + ".jsonl");
    lines << Json::object({{"participant", person},
                           {"source", source},
                           {"codec", "any"},
                           {"connection", beside.connection},
                           {"fromUs", us}})
                 .text()
          << '\n';
    for (int i = 1; beside.captured_s && i <= beside.reports; i++) {
      const int64_t sent = ntp + static_cast<int64_t>(*beside.captured_s * 1e6) + i * 1'000'000;
      lines << Json::object({{"srFileUs", i * 1'000'000}, {"srNtpUs", sent}}).text() << '\n';
    }
    if (beside.clean) lines << Json::object({{"endUs", static_cast<int64_t>(seconds * 1e6)}}).text() << '\n';
    return base + ".webm";
  }
  std::string camera(double at_s, const PictureFile& file, const Beside& beside = {},
                     const std::string& person = "p1", const std::string& source = "camera") const {
    const std::string to = segment(person, source, at_s, static_cast<double>(file.frames) / file.fps, beside);
    write_pictures(to, file);
    return to;
  }
  std::string microphone(double at_s, double seconds, const std::function<double(double)>& sample,
                         const Beside& beside = {}, const std::string& person = "p1") const {
    const std::string to = segment(person, "microphone", at_s, seconds, beside);
    write_sound(to, seconds, sample);
    return to;
  }

  static Json paths(const std::vector<std::string>& paths) {
    Json list = Json::array();
    for (const std::string& path : paths) list.push(Json::object({{"path", path}}));
    return list;
  }

 private:
  const std::filesystem::path folder_;
};

}  // namespace seodang::test
