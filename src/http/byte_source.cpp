#include "http/byte_source.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/gref.hpp"

namespace seodang::http {

namespace {

constexpr size_t piece_bytes = 128 * 1024;

Error changed() { return {Code::internal, "a file that is being sent is not what it was"}; }

struct Reading {
  std::shared_ptr<ByteSource> source;
  Completion<std::string> done;
  Result<std::string> piece = std::string();
};

}  // namespace

void read_aside(std::shared_ptr<ByteSource> source, Completion<std::string> done) {
  const auto on_thread = [](GTask* task, gpointer, gpointer data, GCancellable*) {
    auto* reading = static_cast<Reading*>(data);
    reading->piece = reading->source->read();
    g_task_return_boolean(task, true);
  };
  const auto on_main = [](GObject*, GAsyncResult* result, gpointer) {
    auto* reading = static_cast<Reading*>(g_task_get_task_data(G_TASK(result)));
    std::exchange(reading->done, nullptr)(std::move(reading->piece));
  };
  auto task = GRef<GTask>::take(g_task_new(nullptr, nullptr, on_main, nullptr));
  g_task_set_task_data(task.get(), new Reading{std::move(source), std::move(done)},
                       [](gpointer data) { delete static_cast<Reading*>(data); });
  g_task_run_in_thread(task.get(), on_thread);
}

FileSource::~FileSource() { close(fd_); }

Result<std::string> FileSource::read() {
  std::string piece(static_cast<size_t>(std::min<int64_t>(piece_bytes, end_ - at_)), '\0');
  if (piece.empty()) return piece;
  const ssize_t count = pread(fd_, piece.data(), piece.size(), at_);
  if (count <= 0) return changed();
  piece.resize(static_cast<size_t>(count));
  at_ += count;
  return piece;
}

/// libarchive's writer, into a buffer that is emptied as it fills.
class ZipSource::Writer {
 public:
  explicit Writer(std::vector<service::Download::File> files) : files_(std::move(files)) {
    archive_write_set_format_zip(archive_.get());
    archive_write_set_options(archive_.get(), "zip:compression=store,zip:hdrcharset=UTF-8");
    archive_write_set_bytes_per_block(archive_.get(), 0);
    opened_ = archive_write_open(archive_.get(), this, nullptr, take, nullptr) == ARCHIVE_OK;
  }
  ~Writer() {
    if (fd_ >= 0) close(fd_);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  Result<std::string> read() {
    if (!opened_) return {Code::internal, "no zip can be made here"};
    while (!ended_ && buffer_.size() < piece_bytes) {
      if (!step()) return changed();
    }
    return std::exchange(buffer_, {});
  }

 private:
  struct Free {
    void operator()(archive* writer) const { archive_write_free(writer); }
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
  };

  static la_ssize_t take(archive*, void* self, const void* bytes, size_t size) {
    static_cast<Writer*>(self)->buffer_.append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
  }

  bool step() {
    if (fd_ >= 0) return copy_some();
    if (next_ < files_.size()) return begin(files_[next_++]);
    ended_ = true;
    return archive_write_close(archive_.get()) == ARCHIVE_OK;
  }

  bool begin(const service::Download::File& file) {
    struct stat info {};
    fd_ = open(file.path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd_ < 0 || fstat(fd_, &info) != 0) return false;
    const std::unique_ptr<archive_entry, Free> entry(archive_entry_new());
    archive_entry_set_pathname_utf8(entry.get(), file.name.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0600);
    archive_entry_set_size(entry.get(), info.st_size);
    archive_entry_set_mtime(entry.get(), info.st_mtime, 0);
    left_ = info.st_size;
    return archive_write_header(archive_.get(), entry.get()) >= ARCHIVE_WARN;
  }

  bool copy_some() {
    std::string piece(static_cast<size_t>(std::min<int64_t>(piece_bytes, left_)), '\0');
    if (piece.empty()) {
      close(std::exchange(fd_, -1));
      return archive_write_finish_entry(archive_.get()) == ARCHIVE_OK;
    }
    const ssize_t count = ::read(fd_, piece.data(), piece.size());
    if (count <= 0) return false;
    left_ -= count;
    return archive_write_data(archive_.get(), piece.data(), static_cast<size_t>(count)) == count;
  }

  // Passed in.
  std::vector<service::Download::File> files_;
  // Owned. The archive is freed first: it still writes into the buffer.
  std::string buffer_;
  size_t next_ = 0;
  int fd_ = -1;
  int64_t left_ = 0;  ///< of the file that is open
  bool opened_ = false, ended_ = false;
  std::unique_ptr<archive, Free> archive_{archive_write_new()};
};

ZipSource::ZipSource(std::vector<service::Download::File> files)
    : writer_(std::make_unique<Writer>(std::move(files))) {}
ZipSource::~ZipSource() = default;
Result<std::string> ZipSource::read() { return writer_->read(); }

}  // namespace seodang::http
