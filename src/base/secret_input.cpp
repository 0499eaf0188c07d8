#include "base/secret_input.hpp"

#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

namespace seodang {

namespace {

/// What is typed is not shown as long as it lives. ^C leaves the terminal as it was: signals are off
/// meanwhile.
class Unseen {
 public:
  Unseen() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios unseen = before_;
    unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
    changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen) == 0;
  }
  ~Unseen() {
    if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

 private:
  termios before_{};
  bool changed_ = false;
};

Result<std::string> read_line() {
  std::string line;
  if (!std::getline(std::cin, line) || line.empty()) return {Code::invalid_params, "no password was given"};
  if (line.back() == '\r') line.pop_back();
  return line;
}

Result<std::string> ask(const std::string& prompt) {
  constexpr char interrupt = '\x03';
  const Unseen unseen;
  std::fprintf(stderr, "%s: ", prompt.c_str());
  Result<std::string> line = read_line();
  std::fputc('\n', stderr);
  if (line && line->find(interrupt) != std::string::npos)
    return {Code::invalid_params, "no password was given"};
  return line;
}

}  // namespace

Result<std::string> read_secret(const std::string& prompt) {
  if (!isatty(STDIN_FILENO)) return read_line();
  Result<std::string> first = ask(prompt);
  if (!first) return first;
  const Result<std::string> second = ask(prompt + " again");
  if (!second || *second != *first) return {Code::invalid_params, "the two are not the same"};
  return first;
}

}  // namespace seodang
