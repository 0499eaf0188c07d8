#pragma once

#include <deque>
#include <memory>
#include <set>
#include <string>

#include "service/job.hpp"
#include "service/quota.hpp"
#include "service/service.hpp"
#include "store/store.hpp"

namespace seodang::service {

/// Profile images: `images` of the uploads directory holds one JPEG per person under a random name, which is
/// all that it takes to see it. What is uploaded is decoded by a limited child only. Main thread.
class Images : public Bindable {
 public:
  class Listener {
   public:
    /// `image`: the name, as in names(); empty: none any more.
    virtual void on_image_changed(const std::string& person, const std::string& image) = 0;

   protected:
    ~Listener() = default;
  };

  static constexpr size_t most_bytes = 5U << 20;

  Images(const Settings& settings, store::Store& store, Listener& listener);
  ~Images();

  /// `{image}`, its path. Errors: forbidden (no person's key), invalid_params, too_large, limit, busy,
  /// media_failed, storage_full.
  void put(const std::string& bytes, const Caller& caller, Completion<Json> done);
  void remove(const Caller& caller, Completion<Json> done);
  /// The file of that name. Errors: not_found.
  Result<std::string> read(const std::string& name) const;

 private:
  struct Upload {
    std::string person, name;  ///< name: of the files on the way
    Completion<Json> done;
    std::unique_ptr<Job> job;
  };
  static constexpr size_t most_jobs = 2, most_waiting = 20;

  std::string path(const std::string& leaf) const;
  void sweep() const;
  void start_next();
  void converted(Upload& upload, const Result<Json>& result);
  void set(const std::string& person, const std::string& image, const Completion<Json>& done);
  void set_done(const std::string& person, const std::string& image, const Result<std::string>& old,
                const Completion<Json>& done);

  // Passed in.
  const Settings& settings_;
  store::Store& store_;
  Listener& listener_;
  // Owned.
  std::string directory_;
  Quota quota_;  ///< of each address
  std::deque<std::unique_ptr<Upload>> waiting_;
  std::set<std::unique_ptr<Upload>> running_;
};

}  // namespace seodang::service
