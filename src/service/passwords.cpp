#include "service/passwords.hpp"

#include <gio/gio.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/gref.hpp"
#include "base/log.hpp"

namespace seodang::service {

namespace {

constexpr long least_characters = 10, most_characters = 128;

/// The beginning of the lists of what is tried first, of ten characters and more; the last row is what Korean
/// words become on Latin keys.
constexpr std::array common{
    "1234567890",   "12345678910",  "123456789a",   "1234567890a",  "0123456789",  "0987654321",
    "9876543210",   "1q2w3e4r5t",   "1q2w3e4r5t6y", "1qaz2wsx3edc", "qwertyuiop",  "qwerty1234",
    "qwerty12345",  "qwerty123456", "asdfghjkl;",   "zxcvbnm123",   "password12",  "password123",
    "password1234", "passw0rd123",  "p@ssw0rd123",  "iloveyou12",   "iloveyou123", "administrator",
    "admin12345",   "admin123456",  "welcome123",   "letmein123",   "changeme123", "teacher123",
    "teacher1234",  "school1234",   "seodang123",   "seodang1234",  "football123", "dkssudgktpdy",
    "qlalfqjsgh",   "qlalfqjsgh1",  "tkfkdgody12",  "tjsodslaRp",   "gkrryrkwk1",
};

std::string lower(const std::string& text) { return GPtr<char>(g_utf8_strdown(text.c_str(), -1)).get(); }

/// "aaaaaaaaaa", "1212121212": one or two characters, again and again.
bool repeats(const std::string& text) { return std::equal(text.begin() + 2, text.end(), text.begin()); }

}  // namespace

struct Passwords::Work {
  PasswordCost cost;
  std::string password, hash;  ///< hash: to compare with
  bool compare = false;
  std::function<void(const Work&)> done;
  // What comes of it.
  bool right = false;
  std::string made;

  ~Work() { sodium_memzero(password.data(), password.size()); }

  /// On a thread of the pool.
  void run() {
    if (compare && !hash.empty()) {
      right = crypto_pwhash_str_verify(hash.c_str(), password.c_str(), password.size()) == 0;
      return;
    }
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str(text.data(), password.c_str(), password.size(), cost.operations,
                          cost.memory_bytes) == 0)
      made = text.data();
  }
};

Passwords::Passwords(PasswordCost cost) : cost_(cost) {
  if (sodium_init() < 0) log_warning("service", "libsodium does not start: nobody can log in");
}

Passwords::~Passwords() { unbind(); }

void Passwords::hash(const std::string& password, Completion<std::string> done) {
  if (waiting_.size() >= most_waiting)
    return done(Error{Code::busy, "too many are logging in: try again in a moment"});
  auto told = [done](const Work& work) {
    done(work.made.empty() ? Result<std::string>(Code::internal, "there is no memory to hash a password")
                           : Result<std::string>(work.made));
  };
  add(std::unique_ptr<Work>(new Work{cost_, password, {}, false, told, false, {}}));
}

void Passwords::verify(const std::string& password, const std::string& hash, Completion<bool> done) {
  if (waiting_.size() >= most_waiting)
    return done(Error{Code::busy, "too many are logging in: try again in a moment"});
  auto told = [done](const Work& work) { done(work.right); };
  add(std::unique_ptr<Work>(new Work{cost_, password, hash, true, told, false, {}}));
}

void Passwords::add(std::unique_ptr<Work> work) {
  waiting_.push_back(std::move(work));
  start_next();
}

void Passwords::start_next() {
  if (running_ >= most_running || waiting_.empty()) return;
  running_++;
  Work* work = waiting_.front().release();
  waiting_.pop_front();
  using Ended = std::function<void(const Work&)>;
  auto* ended = new Ended(weak(this, [this](const Work& result) {
    running_--;
    start_next();
    result.done(result);
  }));
  const auto on_main = [](GObject*, GAsyncResult* result, gpointer data) {
    const std::unique_ptr<Ended> call(static_cast<Ended*>(data));
    (*call)(*static_cast<Work*>(g_task_get_task_data(G_TASK(result))));
  };
  const auto on_thread = [](GTask* task, gpointer, gpointer data, GCancellable*) {
    static_cast<Work*>(data)->run();
    g_task_return_boolean(task, true);
  };
  auto task = GRef<GTask>::take(g_task_new(nullptr, nullptr, on_main, ended));
  g_task_set_task_data(task.get(), work, [](gpointer data) { delete static_cast<Work*>(data); });
  g_task_run_in_thread(task.get(), on_thread);
}

std::string typed_password(const std::string& typed) {
  GPtr<char> composed(g_utf8_normalize(typed.c_str(), -1, G_NORMALIZE_NFC));
  return composed ? composed.get() : "";
}

Result<std::string> new_password(const std::string& typed, const std::string& account) {
  const std::string password = typed_password(typed);
  const long characters = g_utf8_strlen(password.c_str(), -1);
  if (characters < least_characters)
    return {Code::invalid_params, "a password has at least 10 characters: a few words do well"};
  if (characters > most_characters) return {Code::invalid_params, "a password has at most 128 characters"};
  const std::string low = lower(password);
  const bool is_common =
      std::any_of(common.begin(), common.end(), [&low](const char* one) { return lower(one) == low; });
  if (is_common || repeats(low))
    return {Code::invalid_params, "that password is among the first that are tried: choose another"};
  if (low == lower(account)) return {Code::invalid_params, "the password must not be the account's name"};
  return password;
}

}  // namespace seodang::service
