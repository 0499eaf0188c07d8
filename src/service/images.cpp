#include "service/images.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/id.hpp"
#include "base/log.hpp"
#include "service/person.hpp"

namespace seodang::service {

namespace {

constexpr size_t name_bytes = 16;
constexpr std::string_view ending = ".jpg", upload_ending = ".upload", new_ending = ".new";

/// A name of ours: nothing else ever becomes a path.
bool is_name(std::string_view name) {
  return name.size() == 2 * name_bytes + ending.size() && name.ends_with(ending) &&
         name.find_first_not_of("0123456789abcdef") == 2 * name_bytes;
}

Error not_written() {
  return {errno == ENOSPC ? Code::storage_full : Code::internal,
          std::string("the picture could not be stored: ") + std::strerror(errno)};
}

Result<> write_file(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  file.close();
  return file ? Result<>() : not_written();
}

void drop(const std::string& path) {
  std::error_code error;
  std::filesystem::remove(path, error);
}

}  // namespace

Images::Images(const Settings& settings, store::Store& store, Listener& listener)
    : settings_(settings),
      store_(store),
      listener_(listener),
      directory_(settings.uploads + "/images"),
      quota_(settings.limits.images_per_minute) {
  sweep();
}

Images::~Images() { unbind(); }

std::string Images::path(const std::string& leaf) const { return directory_ + "/" + leaf; }

/// What was on the way when the last process died.
void Images::sweep() const {
  std::error_code error;
  std::filesystem::create_directories(directory_, error);
  if (error) log_warning("service", "no profile images: %s: %s", directory_.c_str(), error.message().c_str());
  for (std::filesystem::directory_iterator item(directory_, error), end; !error && item != end;
       item.increment(error)) {
    const std::string leaf = item->path().filename().string();
    if (leaf.ends_with(upload_ending) || leaf.ends_with(new_ending)) drop(item->path().string());
  }
}

void Images::put(const std::string& bytes, const Caller& caller, Completion<Json> done) {
  if (caller.bearer.empty()) return done(no_person());
  if (bytes.size() > most_bytes) return done(Error{Code::too_large, "a picture has at most 5 MiB"});
  if (!quota_.is_left(caller.address))
    return done(Error{Code::limit, "too many pictures from your address: wait a minute"});
  if (waiting_.size() >= most_waiting)
    return done(Error{Code::busy, "too many pictures are being read: try again in a moment"});
  quota_.spend(caller.address);
  std::unique_ptr<Upload> upload(
      new Upload{person_of(caller.bearer), random_hex(name_bytes), std::move(done), nullptr});
  const std::string source = path(upload->name + std::string(upload_ending));
  if (Result<> written = write_file(source, bytes); !written) {
    drop(source);
    return upload->done(written.error());
  }
  waiting_.push_back(std::move(upload));
  start_next();
}

void Images::start_next() {
  if (running_.size() >= most_jobs || waiting_.empty()) return;
  Upload& upload = **running_.insert(std::move(waiting_.front())).first;
  waiting_.pop_front();
  const Json params = Json::object({{"source", path(upload.name + std::string(upload_ending))},
                                    {"target", path(upload.name + std::string(new_ending))}});
  auto converted = [this, &upload](const Result<Json>& result) { this->converted(upload, result); };
  auto job = Job::start(settings_.rooms, {"image", params, settings_.times.image_ms}, converted);
  if (job) {
    upload.job = std::move(*job);
  } else {
    this->converted(upload, job.error());
  }
}

void Images::converted(Upload& upload, const Result<Json>& result) {
  const auto entry = std::find_if(running_.begin(), running_.end(),
                                  [&upload](const auto& running) { return running.get() == &upload; });
  const auto ended = std::move(running_.extract(entry).value());
  const std::string target = path(ended->name + std::string(new_ending));
  const std::string image = ended->name + std::string(ending);
  drop(path(ended->name + std::string(upload_ending)));
  const bool stored = result && rename(target.c_str(), path(image).c_str()) == 0;
  if (stored) {
    set(ended->person, image, ended->done);
  } else {
    const Error error = result ? not_written() : result.error();
    drop(target);
    ended->done(error);
  }
  start_next();
}

void Images::remove(const Caller& caller, Completion<Json> done) {
  if (caller.bearer.empty()) return done(no_person());
  set(person_of(caller.bearer), "", done);
}

void Images::set(const std::string& person, const std::string& image, const Completion<Json>& done) {
  store_.persons().set_image(person, image, wall_ms(),
                             weak(this, [this, person, image, done](const Result<std::string>& old) {
                               set_done(person, image, old, done);
                             }));
}

/// Of the two files the one that nobody is told of goes.
void Images::set_done(const std::string& person, const std::string& image, const Result<std::string>& old,
                      const Completion<Json>& done) {
  const std::string& unused = old ? *old : image;
  if (is_name(unused)) drop(path(unused));
  if (!old) return done(old.error());
  listener_.on_image_changed(person, image);
  done(Json::object({{"image", image_path(image)}}));
}

Result<std::string> Images::read(const std::string& name) const {
  const Error none{Code::not_found, "there is no such picture"};
  if (!is_name(name)) return none;
  std::ifstream file(path(name), std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file || bytes.view().empty()) return none;
  return bytes.str();
}

}  // namespace seodang::service
