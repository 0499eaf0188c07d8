#pragma once

#include <string>

#include "service/accounts.hpp"
#include "service/classrooms.hpp"
#include "service/quota.hpp"
#include "service/service.hpp"
#include "service/tickets.hpp"

namespace seodang::service {

/// The ways in: rooms made, tickets handed out and taken. Main thread.
class Entry : public Bindable {
 public:
  Entry(const Settings& settings, Classrooms& classrooms, Accounts& accounts);
  ~Entry() { unbind(); }

  // See Service.
  void create_room(const Json& body, const Caller& caller, Completion<Json> done);
  void join_room(const std::string& number, const Json& body, const Caller& caller, Completion<Json> done);
  void describe_room(const std::string& number, const Caller& caller, Completion<Json> done);
  void make_ticket(const std::string& room_id, const Json& body, const Caller& caller, Completion<Json> done);
  /// room.join
  void join(Session& session, const Json& params, const Reply& reply);

 private:
  /// `account`: whose it will be; empty: nobody's.
  void open_room(const Json& body, const Caller& caller, const std::string& account,
                 const Completion<Json>& done);
  void admit_guest(const std::string& number, const Json& body, Ticket ticket, const Caller& caller,
                   const Completion<Json>& done);
  void admit_owner(const std::string& account, const std::string& number, const Json& body, Ticket ticket,
                   const Caller& caller, const Completion<Json>& done);
  void admit_host(const std::string& number, const std::string& key, Ticket ticket, const Caller& caller,
                  const Completion<Json>& done);
  void hand_out(Ticket ticket, Json answer, const Completion<Json>& done);
  bool is_application(const std::string& bearer) const;

  // Passed in.
  const Settings& settings_;
  Classrooms& classrooms_;
  Accounts& accounts_;
  // Owned.
  Tickets tickets_;
  Quota tries_;  ///< wrong ones only: a school sits behind one address
  Quota made_;
};

}  // namespace seodang::service
