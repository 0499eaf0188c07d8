#include "http/download.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <memory>
#include <optional>

#include "base/gref.hpp"
#include "http/api.hpp"
#include "http/byte_source.hpp"
#include "http/static_files.hpp"

namespace seodang::http {

namespace {

/// Digits and nothing else.
std::optional<int64_t> number(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || text[0] == '-' || error != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

std::string etag_of(const struct stat& info) {
  return "\"" + std::to_string(info.st_size) + "-" + std::to_string(info.st_mtim.tv_sec) + "." +
         std::to_string(info.st_mtim.tv_nsec) + "\"";
}

/// Of a file that is there.
Answer answer_file(int fd, const struct stat& info, const service::Download& download,
                   const Request& request) {
  const std::string etag = etag_of(info);
  const int64_t size = info.st_size;
  Answer answer;
  answer.type = download.type;
  answer.headers = {{"ETag", etag},
                    {"Cache-Control", "private, no-cache"},
                    {"Accept-Ranges", "bytes"},
                    {"Content-Disposition",
                     content_disposition(download.save, download.name, download.files.front().name)}};
  const bool same = request.if_range.empty() || request.if_range == etag;
  const auto range = same ? parse_range(request.range, size) : NoRange::whole;
  const auto* part = std::get_if<ByteRange>(&range);
  const ByteRange sent = part ? *part : ByteRange{0, size - 1};
  const bool unsatisfiable = !part && std::get<NoRange>(range) == NoRange::unsatisfiable;
  const bool unchanged = !request.none_match.empty() && matches_etag(request.none_match, etag);
  if (unsatisfiable || unchanged) {
    close(fd);
    answer.status = unchanged ? 304 : 416;
    if (unsatisfiable) answer.headers.emplace_back("Content-Range", "bytes */" + std::to_string(size));
    return answer;
  }
  if (part) {
    answer.status = 206;
    answer.headers.emplace_back("Content-Range", "bytes " + std::to_string(sent.first) + "-" +
                                                     std::to_string(sent.last) + "/" + std::to_string(size));
  }
  answer.length = sent.last - sent.first + 1;
  answer.source = std::make_shared<FileSource>(fd, sent.first, answer.length);
  return answer;
}

}  // namespace

std::variant<ByteRange, NoRange> parse_range(std::string_view header, int64_t size) {
  constexpr std::string_view unit = "bytes=";
  if (!header.starts_with(unit)) return NoRange::whole;
  header.remove_prefix(unit.size());
  const size_t dash = header.find('-');
  if (dash == std::string_view::npos) return NoRange::whole;
  const std::string_view before = header.substr(0, dash), after = header.substr(dash + 1);
  const auto first = number(before), last = number(after);
  if ((!first && !before.empty()) || (!last && !after.empty()) || (!first && !last)) return NoRange::whole;
  if (!first) {  // the last so many
    if (*last == 0 || size == 0) return NoRange::unsatisfiable;
    return ByteRange{std::max<int64_t>(size - *last, 0), size - 1};
  }
  if (last && *last < *first) return NoRange::whole;
  if (*first >= size) return NoRange::unsatisfiable;
  return ByteRange{*first, last ? std::min(*last, size - 1) : size - 1};
}

std::string content_disposition(bool save, std::string_view plain, const std::string& name) {
  const GPtr<char> encoded(g_uri_escape_string(name.c_str(), nullptr, false));
  return std::string(save ? "attachment" : "inline") + "; filename=\"" + std::string(plain) +
         "\"; filename*=UTF-8''" + (encoded ? encoded.get() : "");
}

Answer answer_of(const service::Download& download, const Request& request) {
  if (download.zip) {
    Answer answer{200, {}, {}, download.type};
    answer.headers = {
        {"Content-Disposition", content_disposition(true, "recordings.zip", download.name + ".zip")}};
    answer.source = std::make_shared<ZipSource>(download.files);
    return answer;
  }
  struct stat info {};
  const int fd = open(download.files.front().path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
    return answer_file(fd, info, download, request);
  if (fd >= 0) close(fd);
  return answer_of(Error{Code::not_found, "the file is gone"});
}

}  // namespace seodang::http
