#include "room/job_sidecar.hpp"

#include <charconv>

#include "base/json.hpp"

namespace seodang::room {

namespace {

constexpr std::string_view ending = ".webm";

std::string_view take_line(std::string_view& text) {
  const size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

void read_line(const Json& line, SidecarText& into) {
  const auto file = line["srFileUs"].integer(), ntp = line["srNtpUs"].integer();
  if (file && ntp) into.reports.push_back({*file, *ntp});
  if (const auto end = line["endUs"].integer()) into.end_us = *end;
}

}  // namespace

std::string sidecar_path(std::string_view segment) {
  if (segment.ends_with(ending)) segment.remove_suffix(ending.size());
  return std::string(segment) + ".jsonl";
}

Result<SidecarText> read_sidecar(std::string_view text) {
  const auto first = Json::parse(take_line(text));
  const auto from = first ? (*first)["fromUs"].integer() : std::nullopt;
  if (!from) return {Code::not_found, "the segment's first line does not say when it began"};
  SidecarText sidecar{.source = (*first)["source"].string_or(""),
                      .connection = (*first)["connection"].string_or(""),
                      .from_us = *from};
  while (!text.empty()) {
    if (const auto line = Json::parse(take_line(text))) read_line(*line, sidecar);
  }
  return sidecar;
}

Result<SidecarText> sidecar_of_name(std::string_view path) {
  const Error none{Code::not_found, "the segment's name does not say when it began"};
  std::string_view name = path.substr(path.rfind('/') + 1);
  if (!name.ends_with(ending)) return none;
  name.remove_suffix(ending.size());
  const size_t second = name.rfind('.');
  const size_t first = second == std::string_view::npos ? second : name.rfind('.', second - 1);
  if (first == std::string_view::npos) return none;
  int64_t from_ms = 0;
  const std::string_view digits = name.substr(second + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), from_ms);
  if (error != std::errc() || end != digits.data() + digits.size()) return none;
  return SidecarText{.source = std::string(name.substr(first + 1, second - first - 1)),
                     .from_us = from_ms * 1000};
}

}  // namespace seodang::room
