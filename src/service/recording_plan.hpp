#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "store/recordings.hpp"
#include "store/segments.hpp"

namespace seodang::service {

using Segments = std::vector<store::SegmentRow>;

/// What is to be made of a recording: of each person who was recorded a file with their camera and
/// microphone, and one with their screen; of a composed one a single file of all. By name; ids are new.
std::vector<store::RecordingFileRow> plan_files(const store::RecordingRow& recording,
                                                const Segments& segments);

/// The job that makes a file, by name, and what it is told: see the table in room/job.cpp. `directory`: where
/// the file will be.
struct JobPlan {
  std::string job;
  Json params;
};
JobPlan plan_job(const store::RecordingRow& recording, const store::RecordingFileRow& file,
                 const Segments& segments, const std::string& directory);

/// Of one that runs when its process is found dead: the end of what there is of it; at least its beginning.
int64_t end_of(const store::RecordingRow& recording, const Segments& segments);

}  // namespace seodang::service
