#include "service/tickets.hpp"

#include "base/id.hpp"

namespace seodang::service {

static constexpr size_t secret_bytes = 16;

Result<std::string> Tickets::issue(Ticket ticket) {
  drop_old();
  if (tickets_.size() >= most_)
    return {Code::limit, "too many tickets wait to be used: try again in a minute"};
  std::string secret = random_hex(secret_bytes);
  tickets_[sha256_hex(secret)] = {std::move(ticket), clock_() + lifetime_ms_};
  return secret;
}

Result<Ticket> Tickets::use(const std::string& secret) {
  drop_old();
  auto entry = tickets_.extract(sha256_hex(secret));
  if (!entry) return {Code::bad_ticket, {}};
  return entry.mapped().ticket;
}

void Tickets::drop_old() {
  std::erase_if(tickets_, [now = clock_()](const auto& entry) { return entry.second.until <= now; });
}

}  // namespace seodang::service
