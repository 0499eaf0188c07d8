// What browsers really sent (tests/data/sdp/README.md), and small changes to it.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace seodang::room {

inline std::string sample(const std::string& name) {
  std::ifstream file(std::string(std::getenv("SEODANG_SOURCE_DIR")) + "/tests/data/sdp/" + name + ".sdp",
                     std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_FALSE(text.str().empty()) << name;
  return text.str();
}

/// The text with the n-th occurrence of `from` replaced; a test that finds none is wrong.
inline std::string changed(std::string text, const std::string& from, const std::string& to, int nth = 1) {
  size_t at = text.find(from);
  while (--nth > 0 && at != std::string::npos) at = text.find(from, at + 1);
  EXPECT_NE(at, std::string::npos) << "no " << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

inline std::string changed_everywhere(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace seodang::room
