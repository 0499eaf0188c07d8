#include "room/job_writer.hpp"

#include <gst/app/gstappsrc.h>

#include <algorithm>

#include "base/log.hpp"
#include "room/job_opus.hpp"
#include "room/job_title.hpp"

namespace seodang::room {

namespace {

constexpr guint64 most_waiting_bytes = 2U << 20;
/// Packets given in one turn, between two looks at the bus.
constexpr int turn = 256;
constexpr GstClockTime patience = 60 * GST_SECOND;

std::string caps_of(const JoinTrack& track) {
  if (track.medium() == Medium::audio) return "audio/x-opus,rate=48000,channels=2,channel-mapping-family=0";
  return "video/x-vp8,width=" + std::to_string(track.size().width) +
         ",height=" + std::to_string(track.size().height) + ",framerate=0/1";
}

std::string description(std::span<JoinTrack> tracks) {
  std::string text =
      "webmmux name=mux min-index-interval=1000000000 ! filesink name=file buffer-mode=full"
      " buffer-size=1048576 async=false sync=false";
  for (const JoinTrack& track : tracks) {
    const std::string name = track.medium() == Medium::audio ? "audio" : "video";
    text += " appsrc name=" + name + " format=time block=false max-bytes=0 caps=" + caps_of(track) +
            " ! mux." + name + "_0";
  }
  return text;
}

GRef<GstElement> part(const GRef<GstElement>& bin, const char* name) {
  return GRef<GstElement>::take(gst_bin_get_by_name(GST_BIN(bin.get()), name));
}

GRef<GstBuffer> silence() {
  return GRef<GstBuffer>::take(
      gst_buffer_new_wrapped_full(GST_MEMORY_FLAG_READONLY, const_cast<char*>(opus_silence.data()),
                                  opus_silence.size(), 0, opus_silence.size(), nullptr, nullptr));
}

void send(const GRef<GstElement>& source, GRef<GstBuffer> buffer, int64_t time_us, int64_t duration_us) {
  GST_BUFFER_PTS(buffer.get()) = static_cast<GstClockTime>(std::max<int64_t>(time_us, 0)) * GST_USECOND;
  if (duration_us > 0)
    GST_BUFFER_DURATION(buffer.get()) = static_cast<GstClockTime>(duration_us) * GST_USECOND;
  gst_app_src_push_buffer(GST_APP_SRC(source.get()), buffer.release());
}

}  // namespace

Error error_of(GstMessage* message) {
  GPtr<GError> error;
  GPtr<char> details;
  gst_message_parse_error(message, out(error), out(details));
  log_info("job", "%s (%s)", error->message, details ? details.get() : "");
  const bool full = g_error_matches(error.get(), GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT) ||
                    g_error_matches(error.get(), GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_WRITE);
  return {full ? Code::storage_full : Code::media_failed, error->message};
}

Result<std::unique_ptr<JoinWriter>> JoinWriter::open(const std::string& path, const std::string& title,
                                                     std::span<JoinTrack> tracks) {
  GPtr<GError> error;
  auto pipeline = GRef<GstElement>::sink(gst_parse_launch(description(tracks).c_str(), out(error)));
  if (error) return {Code::media_failed, error->message};
  g_object_set(part(pipeline, "file").get(), "location", path.c_str(), nullptr);
  if (!title.empty()) {
    gst_tag_setter_add_tags(GST_TAG_SETTER(part(pipeline, "mux").get()), GST_TAG_MERGE_REPLACE, GST_TAG_TITLE,
                            title_placeholder(title).c_str(), nullptr);
  }
  std::unique_ptr<JoinWriter> writer(new JoinWriter(pipeline));
  writer->bus_ = GRef<GstBus>::take(gst_element_get_bus(pipeline.get()));
  for (JoinTrack& track : tracks) {
    writer->feeds_.push_back({track, part(pipeline, track.medium() == Medium::audio ? "audio" : "video")});
    writer->bytes_ += track.bytes();
  }
  if (gst_element_set_state(pipeline.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    return {Code::storage_full, path + " cannot be written"};
  return writer;
}

JoinWriter::~JoinWriter() { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }

/// Silence until `until_us`; false: there is more to come.
bool JoinWriter::fill(Feed& feed, int64_t until_us, Span span) {
  const int64_t missing = silent_packets(until_us - feed.cursor_us);
  for (int64_t i = 0; i < std::min<int64_t>(missing, turn); i++, feed.cursor_us += opus_silence_us)
    send(feed.source, silence(), feed.cursor_us - span.from_us, opus_silence_us);
  return missing <= turn;
}

void JoinWriter::push(Feed& feed, const TrackPacket& packet, Span span, Poster& poster) {
  auto buffer = GRef<GstBuffer>::take(gst_buffer_new_allocate(nullptr, packet.block.size, nullptr));
  GstMapInfo map;
  gst_buffer_map(buffer.get(), &map, GST_MAP_WRITE);
  const bool whole = feed.track.copy(packet, reinterpret_cast<char*>(map.data));
  gst_buffer_unmap(buffer.get(), &map);
  if (!whole) return;  // the file has become shorter
  if (!packet.keyframe) GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_DELTA_UNIT);
  if (feed.track.medium() == Medium::video)
    poster.offer(buffer, packet.keyframe, packet.utc_us - span.from_us);
  send(feed.source, std::move(buffer), packet.utc_us - span.from_us, packet.duration_us);
  feed.cursor_us = packet.utc_us + packet.duration_us;
  done_ += packet.block.size;
}

/// One turn, unless enough is waiting.
void JoinWriter::feed(Feed& feed, Span span, Poster& poster) {
  GstAppSrc* source = GST_APP_SRC(feed.source.get());
  const bool sound = feed.track.medium() == Medium::audio;
  for (int i = 0; i < turn && gst_app_src_get_current_level_bytes(source) < most_waiting_bytes; i++) {
    if (!feed.waiting) feed.waiting = feed.track.next();
    if (sound && !fill(feed, feed.waiting ? feed.waiting->utc_us : span.to_us, span)) return;
    if (!feed.waiting) {
      gst_app_src_end_of_stream(source);
      feed.ended = true;
      return;
    }
    push(feed, *feed.waiting, span, poster);
    feed.waiting.reset();
  }
}

Result<> JoinWriter::write(Span span, Poster& poster, const Progress& progress) {
  constexpr GstClockTime pause = 2 * GST_MSECOND;  // until the muxer has taken some
  for (Feed& feed : feeds_) feed.cursor_us = span.from_us;
  const auto ended = [](const Feed& feed) { return feed.ended; };
  while (!std::all_of(feeds_.begin(), feeds_.end(), ended)) {
    const size_t before = done_;
    for (Feed& feed : feeds_) {
      if (!feed.ended) this->feed(feed, span, poster);
    }
    if (Result<> well = look(done_ == before ? pause : 0); !well) return well;
    progress(static_cast<double>(done_) / static_cast<double>(std::max<size_t>(bytes_, 1)));
  }
  if (Result<> well = look(patience); !well) return well;
  return finished_ ? Result<>() : Result<>(Code::media_failed, "the file was not finished in time");
}

/// For so long, or until the end: the bus forgets what is not asked for.
Result<> JoinWriter::look(GstClockTime wait) {
  if (finished_) return {};
  auto message = GRef<GstMessage>::take(gst_bus_timed_pop_filtered(
      bus_.get(), wait, static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
  if (message && GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_ERROR) return error_of(message.get());
  finished_ = static_cast<bool>(message);
  return {};
}

}  // namespace seodang::room
