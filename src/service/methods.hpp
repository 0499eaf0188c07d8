#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "service/session.hpp"

namespace seodang::service {

/// One row per method between browser and service; data/openrpc.json says the same (a test compares).
struct Method {
  enum class From : uint8_t { client, service, both };
  enum class When : uint8_t { before_join, joined, any };
  struct Param {
    std::string_view name;
    bool required = true;
  };

  std::string_view name;
  From from;
  bool notification;
  When when;
  unsigned roles;  ///< bits by Role: who may call it once joined
  std::span<const Param> params;
  /// What a participant asks of their room. Null if only the service sends it, or if it is the socket's.
  void (*handler)(Classroom& room, Participant& from, const Json& params, const Reply& reply) = nullptr;
  /// What belongs to the socket: coming, going, being there.
  void (Session::*own)(const Json& params, Reply reply) = nullptr;

  bool callable() const { return handler || own; }
};

std::span<const Method> method_table();
/// What a client may call; null if there is no such method.
const Method* find_client_method(std::string_view name);
/// The one place of permission; `role`: none before room.join. Errors: wrong_state, forbidden.
Result<> may_call(const Method& method, std::optional<Role> role);
/// Whether a host who waits for the recordings may still call it when the room is over.
bool outlasts_room(const Method& method);
/// Error: invalid_params if a required one is absent.
Result<> check_params(const Method& method, const Json& params);

}  // namespace seodang::service
