#include "room/descriptions.hpp"

#include <algorithm>

namespace seodang::room {

namespace {

constexpr Contract::Part track_parts[] = {{"head", "rtptrack"}, {"tee", "tee"}};
constexpr Contract::Part record_parts[] = {{"order", "rtporder"}, {"queue", "queue"}, {"file", "filesink"}};
constexpr Contract::Part compose_audio_parts[] = {{"head", "audioconvert"}};
constexpr Contract::Part compose_video_parts[] = {{"head", "videoconvert"}};
constexpr Contract table[] = {
    {"compose.audio", compose_audio_parts, "head"}, {"compose.video", compose_video_parts, "head"},
    {"record.audio", record_parts, "order"},        {"record.video", record_parts, "order"},
    {"track.audio", track_parts, "head"},           {"track.video", track_parts, "head"},
};

Error broken(std::string_view file, const std::string& why) {
  return {Code::wrong_state, "pipelines/" + std::string(file) + ".launch: " + why};
}

Result<GRef<GstElement>> parse(const Contract& contract, const std::string& launch) {
  GPtr<GError> error;
  auto bin = GRef<GstElement>::sink(gst_parse_bin_from_description_full(
      launch.c_str(), FALSE, nullptr, GST_PARSE_FLAG_FATAL_ERRORS, out(error)));
  if (!bin) return broken(contract.file, error ? error->message : "cannot be parsed");
  for (const Contract::Part& part : contract.parts) {
    auto element =
        GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(bin.get()), std::string(part.name).c_str()));
    if (!element) return broken(contract.file, "has no element named " + std::string(part.name));
    GstElementFactory* factory = gst_element_get_factory(element.get());
    if (!factory || part.factory != GST_OBJECT_NAME(factory))
      return broken(contract.file, std::string(part.name) + " must be a " + std::string(part.factory));
  }
  auto first =
      GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(bin.get()), std::string(contract.sink).c_str()));
  auto target = GRef<GstPad>::take(gst_element_get_static_pad(first.get(), "sink"));
  if (!target || gst_pad_is_linked(target.get()))
    return broken(contract.file, std::string(contract.sink) + " must have a free sink pad");
  gst_element_add_pad(bin.get(), gst_ghost_pad_new("sink", target.get()));
  return bin;
}

}  // namespace

std::span<const Contract> contracts() { return table; }

DescriptionText read_description_text(std::string_view file) {
  constexpr std::string_view try_mark = "# try:";
  DescriptionText text;
  while (!file.empty()) {
    size_t end = std::min(file.find('\n'), file.size());
    std::string_view line = file.substr(0, end);
    file.remove_prefix(std::min(end + 1, file.size()));
    if (line.starts_with(try_mark)) text.try_source = line.substr(try_mark.size());
    if (!line.starts_with('#')) text.launch += std::string(line) + "\n";
  }
  return text;
}

Result<Descriptions> Descriptions::load(const std::string& directory, std::string_view beginning) {
  Descriptions loaded;
  for (const Contract& contract : contracts()) {
    if (!contract.file.starts_with(beginning)) continue;
    std::string path = directory + "/" + std::string(contract.file) + ".launch";
    GPtr<char> content;
    GPtr<GError> error;
    gsize size = 0;
    if (!g_file_get_contents(path.c_str(), out(content), &size, out(error)))
      return broken(contract.file, error->message);
    std::string launch = read_description_text({content.get(), size}).launch;
    if (auto built = parse(contract, launch); !built) return built.error();
    loaded.texts_.emplace(contract.file, std::move(launch));
  }
  return loaded;
}

Result<GRef<GstElement>> Descriptions::build(std::string_view file) const {
  auto contract =
      std::find_if(std::begin(table), std::end(table), [&](auto& row) { return row.file == file; });
  auto text = texts_.find(file);
  if (contract == std::end(table) || text == texts_.end()) return broken(file, "is not known");
  return parse(*contract, text->second);
}

}  // namespace seodang::room
