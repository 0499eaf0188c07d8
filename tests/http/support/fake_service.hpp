// What stands behind service/service.hpp in these tests: it remembers what it was asked and answers what it
// was told to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "service/service.hpp"

namespace seodang::test {

struct FakeService {
  struct Call {
    std::string name, path;  ///< path: what it is about; of a picture the bytes
    Json body;
    service::Caller caller;
  };
  std::vector<Call> calls;
  Result<Json> result = Json::object({{"ticket", "t-1"}});
  Result<service::Document> document =
      service::Document{"text/csv; charset=utf-8", "산수 a/b.csv", "\xEF\xBB\xBFname\r\n철수\r\n"};
  Result<service::Download> download = Error{Code::not_found, "there is no such recording"};
  std::string login;  ///< the cookie's secret after what changes it
  Result<std::string> image = std::string("jpeg");
  bool hold = false;  ///< answers wait in `held`
  std::vector<Completion<Json>> held;
  service::Readiness readiness{true, "", {}};
  std::vector<std::string> received;                    ///< texts of all sockets
  std::vector<int> closed;                              ///< codes of all sockets
  std::vector<service::Client::Transport*> transports;  ///< of the open ones
};

/// The one of the running test; a new one with each FrontDoor.
FakeService& fake();
void reset_fake();

}  // namespace seodang::test
