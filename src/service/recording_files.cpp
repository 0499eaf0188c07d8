#include "service/recording_files.hpp"

#include <sys/stat.h>

#include <charconv>
#include <filesystem>
#include <set>

#include "base/log.hpp"
#include "service/recordings.hpp"

namespace seodang::service {

namespace {

namespace files = std::filesystem;

constexpr std::string_view media_ending = ".webm", notes_ending = ".jsonl", half_ending = ".part";

/// Of the last write; 0: there is no such file.
int64_t written_at(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return 0;
  return info.st_mtim.tv_sec * 1'000 + info.st_mtim.tv_nsec / 1'000'000;
}

/// `<participant>.<source>.<from>`, as the room's process names them; false: it is none of those.
bool read_base_name(const std::string& base, store::SegmentRow& row) {
  const size_t last = base.rfind('.');
  const size_t middle =
      last == std::string::npos || last == 0 ? std::string::npos : base.rfind('.', last - 1);
  if (middle == std::string::npos) return false;
  const auto source = named<Source>(base.substr(middle + 1, last - middle - 1));
  const char* end = base.data() + base.size();
  const auto [stop, error] = std::from_chars(base.data() + last + 1, end, row.from);
  if (!source || error != std::errc() || stop != end) return false;
  row.id = base;
  row.participant = base.substr(0, middle);
  row.source = *source;
  return true;
}

template <typename F>
void each_entry(const files::path& directory, F function) {
  std::error_code error;
  for (files::directory_iterator item(directory, error), end; !error && item != end; item.increment(error))
    function(item->path());
}

}  // namespace

void make_directory(const std::string& path) {
  if (g_mkdir_with_parents(path.c_str(), 0700) != 0)
    log_warning("service", "no directory %s: %s", path.c_str(), g_strerror(errno));
}

void close_as_found(store::SegmentRow& row) {
  const int64_t at = written_at(row.path);
  row.recovered = true;
  row.state = at > 0 ? SegmentState::closed : SegmentState::failed;
  row.to = at > 0 ? std::max(at, row.from) : row.from;
  if (at == 0) row.reason = name_of(Code::not_found);
}

Segments find_orphans(const std::string& directory, const std::vector<std::string>& known) {
  const std::set<std::string> told(known.begin(), known.end());
  Segments orphans;
  each_entry(directory, [&](const files::path& room) {
    each_entry(room / "segments", [&](const files::path& path) {
      std::error_code error;
      const std::string absolute = files::absolute(path, error).string();
      if (path.extension() != media_ending || told.contains(absolute)) return;
      store::SegmentRow row;
      row.room = room.filename();
      row.path = absolute;
      if (!read_base_name(path.stem(), row)) return;
      close_as_found(row);
      orphans.push_back(std::move(row));
    });
  });
  return orphans;
}

void remove_half_made(const std::string& directory) {
  each_entry(directory, [](const files::path& room) {
    each_entry(room / "files", [](const files::path& recording) {
      each_entry(recording, [](const files::path& file) {
        std::error_code error;
        if (file.extension() == half_ending) files::remove(file, error);
      });
    });
  });
}

bool has_poster(const std::string& path) {
  std::error_code error;
  return files::is_regular_file(Recordings::poster_leaf(path), error);
}

void remove_segment(const std::string& path) {
  std::error_code error;
  files::remove(path, error);
  files::remove(path.substr(0, path.rfind('.')) + std::string(notes_ending), error);
}

}  // namespace seodang::service
