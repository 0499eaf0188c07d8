#pragma once

#include <map>
#include <string>

#include "protocol/rpc.hpp"
#include "service/people.hpp"
#include "service/settings.hpp"
#include "store/store.hpp"

namespace seodang::service {

/// `{version, recording, capture}`: what people are asked about before they enter.
Json to_json(const Settings::Notice& notice);

/// What each person of one Classroom has answered to the notice; nothing of a person is kept before. Stored
/// with the version of the text and the time; the last answer counts. Main thread.
class Consents : public Bindable {
 public:
  class Listener {
   public:
    virtual void on_consent(const std::string& person) = 0;

   protected:
    ~Listener() = default;
  };

  Consents(store::Store& store, std::string room, Listener& listener)
      : store_(store), room_(std::move(room)), listener_(listener) {}
  ~Consents() { unbind(); }

  void restore(const std::map<std::string, store::ConsentRow>& rows) { answers_ = rows; }
  /// consent.answer `{recording, capture, textVersion}`, answered after it is stored.
  void answer(Participant& from, const Json& params, const Reply& reply);
  /// `{recording, capture, textVersion}`; null: no answer yet.
  Json of(const std::string& person) const;

 private:
  // Passed in.
  store::Store& store_;
  std::string room_;
  Listener& listener_;
  // Owned.
  std::map<std::string, store::ConsentRow> answers_;  ///< by person
};

}  // namespace seodang::service
