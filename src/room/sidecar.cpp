#include "room/sidecar.hpp"

#include <fcntl.h>
#include <glib.h>
#include <unistd.h>

#include <cerrno>

#include "base/log.hpp"

namespace seodang::room {

int64_t ntp_us(uint64_t ntp) {
  const uint64_t seconds = ntp >> 32, fraction = ntp & 0xffffffff;
  return static_cast<int64_t>(seconds * 1'000'000 + (fraction * 1'000'000 >> 32));
}

Result<Sidecar> Sidecar::create(std::string path, const SegmentSource& of, int64_t from_us) {
  Sidecar sidecar(std::move(path));
  const Json first = Json::object({{"participant", of.participant},
                                   {"source", name_of(of.source)},
                                   {"codec", is_audio(of.source) ? "opus" : "vp8"},
                                   {"connection", of.connection},
                                   {"fromUs", from_us}});
  Result<> written = sidecar.write(first, O_CREAT | O_EXCL);
  if (!written) return written.error();
  return sidecar;
}

void Sidecar::report(int64_t file_us, int64_t ntp_us) const {
  append(Json::object({{"srFileUs", file_us}, {"srNtpUs", ntp_us}}));
}

void Sidecar::end(int64_t duration_us) const { append(Json::object({{"endUs", duration_us}})); }

Result<> Sidecar::write(const Json& line, int flags) const {
  const std::string text = line.text() + "\n";
  const int file = open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | flags, 0600);
  const ssize_t wrote = file < 0 ? -1 : ::write(file, text.data(), text.size());
  const int error = wrote < 0 ? errno : ENOSPC;  // a short write is the disk's last
  if (file >= 0) close(file);
  if (wrote == static_cast<ssize_t>(text.size())) return {};
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  return {full ? Code::storage_full : Code::media_failed, path_ + ": " + g_strerror(error)};
}

/// What is missing here makes a join less exact, and is no reason to stop.
void Sidecar::append(const Json& line) const {
  if (Result<> written = write(line, 0); !written) log_warning("room", "%s", written.error().text.c_str());
}

}  // namespace seodang::room
