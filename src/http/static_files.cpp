#include "http/static_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <utility>

#include "base/id.hpp"
#include "base/log.hpp"
#include "base/loop.hpp"

namespace seodang::http {

namespace {

constexpr int64_t max_bytes = 32 << 20;
constexpr int max_depth = 8;
constexpr int64_t walk_again_ms = 1000;

int64_t modified_ns(const struct stat& info) {
  return info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec;
}

/// The whole file; null if it is none, a link, or too large.
GRef<GBytes> read_file(const std::string& name, struct stat& info) {
  const int fd = open(name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return {};
  std::string text;
  bool whole = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size <= max_bytes;
  if (whole) text.resize(static_cast<size_t>(info.st_size));
  for (size_t at = 0; whole && at < text.size();) {
    const ssize_t count = read(fd, text.data() + at, text.size() - at);
    whole = count > 0;
    at += static_cast<size_t>(std::max<ssize_t>(count, 0));
  }
  close(fd);
  return whole ? GRef<GBytes>::take(g_bytes_new(text.data(), text.size())) : GRef<GBytes>();
}

std::string etag_of(GBytes* bytes) {
  gsize size = 0;
  const auto* data = static_cast<const char*>(g_bytes_get_data(bytes, &size));
  return "\"" + sha256_hex({data ? data : "", size}).substr(0, 24) + "\"";
}

/// The client's addresses: it knows itself what to show there.
bool is_page(std::string_view path) {
  return path == "/" || path == "/login" || path == "/account" || path.starts_with("/r/") ||
         path.starts_with("/recordings/");
}

}  // namespace

std::string_view content_type(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 19> types{{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".txt", "text/plain; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".webp", "image/webp"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".wasm", "application/wasm"},
      {".mp3", "audio/mpeg"},
      {".ogg", "audio/ogg"},
      {".webm", "video/webm"},
      {".mp4", "video/mp4"},
  }};
  for (const auto& [ending, type] : types) {
    if (name.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

bool matches_etag(std::string_view list, std::string_view etag) {
  if (list == "*") return true;
  // An ETag of ours bears its quotes and no comma: wherever it stands, it is one of the list.
  return list.find(etag) != std::string_view::npos;
}

StaticFiles::StaticFiles(std::string directory) : directory_(std::move(directory)) { walk(); }

const StaticFiles::File* StaticFiles::find(std::string_view path) {
  const bool page = is_page(path);
  GPtr<char> decoded(page ? g_strdup("/index.html")
                          : g_uri_unescape_segment(path.data(), path.data() + path.size(), nullptr));
  if (!decoded) return nullptr;
  const std::string name = decoded.get();
  auto found = files_.find(name);
  if ((found == files_.end() || is_stale(found->second)) && monotonic_ms() - walked_ >= walk_again_ms) {
    walk();
    found = files_.find(name);
  }
  return found == files_.end() ? nullptr : &found->second.file;
}

bool StaticFiles::is_stale(const Entry& entry) const {
  struct stat info {};
  return stat(entry.name.c_str(), &info) != 0 || modified_ns(info) != entry.modified ||
         info.st_size != entry.size;
}

void StaticFiles::walk() {
  std::map<std::string, Entry> found;
  add(directory_, "", found, 0);
  if (found.empty() && !files_.empty()) log_warning("http", "the web client's files are gone");
  files_ = std::move(found);
  walked_ = monotonic_ms();
}

void StaticFiles::add(const std::string& below, const std::string& url, std::map<std::string, Entry>& into,
                      int depth) const {
  std::error_code error;
  for (std::filesystem::directory_iterator item(below, error), end; !error && item != end;
       item.increment(error)) {
    const std::string leaf = item->path().filename().string(), path = url + "/" + leaf;
    if (leaf.starts_with('.') || item->is_symlink(error)) continue;
    if (item->is_directory(error)) {
      if (depth < max_depth) add(item->path().string(), path, into, depth + 1);
      continue;
    }
    const auto old = files_.find(path);
    if (old != files_.end() && !is_stale(old->second)) {
      into.emplace(path, old->second);
      continue;
    }
    struct stat info {};
    Entry entry{
        {read_file(item->path().string(), info), {}, content_type(leaf)}, item->path().string(), 0, 0};
    if (!entry.file.bytes) continue;
    entry.file.etag = etag_of(entry.file.bytes.get());
    entry.modified = modified_ns(info);
    entry.size = info.st_size;
    into.emplace(path, std::move(entry));
  }
}

}  // namespace seodang::http
