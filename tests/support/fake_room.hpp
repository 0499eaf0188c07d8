// Where the stand-in for seodang-room is (fake_room.cpp). No path in the compiler's arguments: object files
// of all checkouts are then the same to ccache.
#pragma once

#include <cstdlib>
#include <string>

namespace seodang::test {

inline std::string fake_room_path() {
  const char* build = std::getenv("SEODANG_BUILD_DIR");
  return std::string(build ? build : ".") + "/tests/unit/service/fake_room";
}

}  // namespace seodang::test
