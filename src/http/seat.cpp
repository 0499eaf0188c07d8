#include "http/seat.hpp"

namespace seodang::http {

namespace {

/// What one customer is counted by.
std::string customer(const std::string& address) {
  auto parsed = GRef<GInetAddress>::take(g_inet_address_new_from_string(address.c_str()));
  if (!parsed || g_inet_address_get_family(parsed.get()) != G_SOCKET_FAMILY_IPV6) return address;
  return {reinterpret_cast<const char*>(g_inet_address_to_bytes(parsed.get())), 8};
}

}  // namespace

bool Places::take(const std::string& address, bool shared) {
  const std::string who = customer(address);
  const auto present = by_address_.find(who);
  const auto blamed = blamed_.find(who);
  const bool full = present != by_address_.end() && present->second >= per_address_;
  const bool kept_out = blamed != blamed_.end() && !blamed->second.has_one();
  if (taken_ >= total_ || (!shared && (full || kept_out))) return false;
  by_address_[who]++;
  taken_++;
  return true;
}

void Places::blame(const std::string& address) {
  if (blamed_.size() >= max_blamed) blamed_.clear();
  blamed_.try_emplace(customer(address), blames_per_second, blames_burst).first->second.take();
}

void Places::give_back(const std::string& address) {
  auto found = by_address_.find(customer(address));
  if (found == by_address_.end()) return;
  taken_--;
  if (--found->second == 0) by_address_.erase(found);
}

Seat::Seat(std::shared_ptr<Places> places, GSocket* socket, std::string address, bool tls)
    : places_(std::move(places)),
      socket_(GRef<GSocket>::share(socket)),
      address_(std::move(address)),
      tls_(tls) {}

Seat::~Seat() { places_->give_back(address_); }

void Seat::deadline(unsigned milliseconds) {
  deadline_ = Timer::once(milliseconds, [this] { shut_down(); });
}

void Seat::shut_down() {
  deadline_.stop();
  g_socket_shutdown(socket_.get(), true, true, nullptr);
}

void Seat::end_output() { g_socket_shutdown(socket_.get(), false, true, nullptr); }

void Seat::end_output_if_full() {
  if (!(g_socket_condition_check(socket_.get(), G_IO_OUT) & G_IO_OUT)) end_output();
}

}  // namespace seodang::http
