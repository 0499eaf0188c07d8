#include "service/retention.hpp"

namespace seodang::service {

static constexpr int64_t day_ms = 24 * 3'600'000;

int64_t size_of(const store::Recording& recording) {
  int64_t size = 0;
  for (const store::RecordingFileRow& file : recording.files) size += file.size;
  return size;
}

std::vector<store::Recording> overdue(const std::vector<store::Recording>& kept,
                                      const Settings::Recording& settings, int64_t now) {
  int64_t size = 0;
  for (const store::Recording& recording : kept) size += size_of(recording);
  const int64_t most = int64_t{settings.max_gib} << 30;
  std::vector<store::Recording> list;
  for (const store::Recording& recording : kept) {
    const bool old = settings.days > 0 && recording.row.to < now - int64_t{settings.days} * day_ms;
    const bool much = most > 0 && size > most;
    if (!old && !much) continue;
    size -= size_of(recording);
    list.push_back(recording);
  }
  return list;
}

}  // namespace seodang::service
