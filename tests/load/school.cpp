#include "load/school.hpp"

#include <algorithm>

#include "support/wait.hpp"

namespace seodang::load {

namespace {
constexpr double patience_seconds = 30;
}

uint8_t level_of(int place, int speakers) {
  constexpr int loudest = 15, step = 2, softest = 60, silent = 127;
  return static_cast<uint8_t>(place < speakers ? std::min(loudest + step * place, softest) : silent);
}

Result<> School::open(bool seminar, std::optional<Sends> host) {
  if (Result<> started = server_.start(); !started) return started;
  world_ = std::make_unique<World>(server_.url());
  world_->agrees = server_.recording();
  room_ = server_.warm_spare();
  if (Result<> created = create(seminar); !created) return created;
  people_.push_back(std::make_unique<Person>(*world_, "person 0"));
  people_.back()->enter_with(ticket_, host);
  if (Result<> in = wait_for_all(&Person::ready, "join"); !in) return in;
  const bool warm = test::wait_for(
      [this] {
        const pid_t spare = server_.warm_spare();
        return spare != 0 && spare != room_;
      },
      patience_seconds);
  return warm ? Result<>() : Result<>(Code::internal, "no second room's process gets warm");
}

Result<> School::create(bool seminar) {
  std::optional<Result<Json>> answer;
  const Json wish =
      Json::object({{"title", "load"}, {"name", "person 0"}, {"kind", seminar ? "seminar" : "meeting"}});
  world_->desk->post("/api/rooms", wish, [&answer](Result<Json> made) { answer = std::move(made); });
  if (!test::wait_for([&] { return answer.has_value(); }, patience_seconds))
    return {Code::internal, "the service does not answer"};
  if (!*answer) return answer->error();
  number_ = (**answer)["room"]["number"].string_or("");
  ticket_ = (**answer)["ticket"].string_or("");
  return {};
}

Person& School::enter(std::optional<Sends> sends) {
  people_.push_back(std::make_unique<Person>(*world_, "person " + std::to_string(++entered_)));
  people_.back()->enter(number_, sends);
  return *people_.back();
}

Result<> School::leave(size_t stay) {
  for (size_t place = stay; place < people_.size(); place++) people_[place]->leave();
  const auto gone = [&](const Person& person) {
    return person.left() || std::any_of(people_.begin(), people_.begin() + static_cast<std::ptrdiff_t>(stay),
                                        [&](const auto& staying) { return staying.get() == &person; });
  };
  Result<> left = wait_for_all(gone, "leave");
  people_.erase(people_.begin() + static_cast<std::ptrdiff_t>(stay), people_.end());
  return left;
}

Result<> School::end_room() {
  if (Result<> others = leave(1); !others) return others;
  people_[0]->leave(true);
  Result<> left = wait_for_all(&Person::left, "leave");
  people_.clear();
  world_->desk.reset();  // with what it kept open for further requests
  return left;
}

int School::close() {
  people_.clear();
  world_.reset();
  return server_.stop();
}

Result<> School::wait_for_all(const std::function<bool(const Person&)>& done, const char* what) const {
  const auto late = [&] {
    return std::ranges::count_if(people_, [&](const auto& person) { return !done(*person); });
  };
  const auto trouble = [&] {
    auto found = std::ranges::find_if(people_, [](const auto& person) { return !person->trouble().empty(); });
    return found == people_.end() ? std::string() : (*found)->trouble();
  };
  test::wait_for([&] { return late() == 0 || !trouble().empty(); }, patience_seconds);
  if (late() == 0 && trouble().empty()) return {};
  return {Code::internal, std::to_string(late()) + " of " + std::to_string(people_.size()) + " did not " +
                              what + (trouble().empty() ? "" : ": " + trouble())};
}

}  // namespace seodang::load
