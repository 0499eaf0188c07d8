#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/gref.hpp"

namespace seodang::http {

/// The web client's files, in memory.
///
/// A request's path never becomes a file's path: it is looked up among the names that a walk over the
/// directory found, so there is nothing to escape from. A name not found, or a file that changed, leads to a
/// new walk, at most one a second (the client is being rebuilt). Hidden files, links and files over 32 MiB
/// are not served. Main thread.
class StaticFiles {
 public:
  struct File {
    GRef<GBytes> bytes;
    std::string etag;  ///< with quotes
    std::string_view type;
  };

  explicit StaticFiles(std::string directory);

  /// `path` as in the request line, still encoded; "/", "/r/…", "/login" and "/account" are the client's
  /// page.
  const File* find(std::string_view path);
  bool empty() const { return files_.empty(); }

 private:
  struct Entry {
    File file;
    std::string name;  ///< in the file system
    int64_t modified = 0, size = 0;
  };
  void walk();
  void add(const std::string& below, const std::string& url, std::map<std::string, Entry>& into,
           int depth) const;
  bool is_stale(const Entry& entry) const;

  // Passed in.
  std::string directory_;
  // Owned.
  std::map<std::string, Entry> files_;  ///< by "/app.js"
  int64_t walked_ = 0;
};

/// By its extension; what is unknown is a download.
std::string_view content_type(std::string_view name);
/// If-None-Match (RFC 9110 §13.1.2): "*", or a list that has `etag`.
bool matches_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace seodang::http
