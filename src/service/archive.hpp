#pragma once

#include <memory>
#include <string>

#include "service/accounts.hpp"
#include "service/quota.hpp"
#include "service/service.hpp"
#include "store/store.hpp"

namespace seodang::service {

/// What is kept of a class, live or over, for whoever may read it: who has its host key, whose
/// room it is, and operators. Main thread.
class Archive : public Bindable {
 public:
  Archive(const Settings& settings, store::Store& store, Accounts& accounts)
      : store_(store), accounts_(accounts), tries_(settings.limits.tries_per_minute) {}
  ~Archive() { unbind(); }

  // See Service. Errors: forbidden, not_found, limit, those of the store.
  void attendance(const std::string& room, const Caller& caller, Completion<Json> done);
  void attendance_csv(const std::string& room, const Caller& caller, Completion<Document> done);
  void chat_text(const std::string& room, const Caller& caller, Completion<Document> done);

  /// The room, if the caller may read what is kept of it.
  void open(const std::string& room, const Caller& caller, Completion<store::RoomRow> done);

 private:
  struct Transcript;

  void open_for(const Accounts::Someone& someone, const std::string& room, const Caller& caller,
                const Completion<store::RoomRow>& done);
  void transcribe(const std::shared_ptr<Transcript>& transcript);

  // Passed in.
  store::Store& store_;
  Accounts& accounts_;
  // Owned.
  Quota tries_;  ///< wrong ones only
};

}  // namespace seodang::service
