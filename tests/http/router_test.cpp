#include "http/router.hpp"

#include <gtest/gtest.h>

#include "http/api.hpp"

namespace seodang::http {
namespace {

TEST(Router, MatchesPatternsAndDecodesNames) {
  std::map<std::string, std::string> values;
  EXPECT_TRUE(match_path("/api/rooms/{number}/join", "/api/rooms/%EC%84%9C%EB%8B%B9/join", values));
  EXPECT_EQ(values["number"], "서당");
  for (const char* path : {"/api/rooms", "/api/rooms//join", "/api/rooms/1/join/", "/api/rooms/1/leave",
                           "/api/rooms/a%2Fb/join", "/api/rooms/a%00/join", "/api/rooms/%zz/join", ""}) {
    values.clear();
    EXPECT_FALSE(match_path("/api/rooms/{number}/join", path, values)) << path;
  }
}

TEST(Router, TellsWhatAPathAllows) {
  EXPECT_TRUE(find_route(Api::routes(), "GET", "/livez").route);
  EXPECT_TRUE(find_route(Api::routes(), "HEAD", "/livez").route);
  EXPECT_EQ(find_route(Api::routes(), "POST", "/livez").allowed, "GET, HEAD");
  EXPECT_EQ(find_route(Api::routes(), "GET", "/api/rooms").allowed, "POST");
  EXPECT_EQ(find_route(Api::routes(), "GET", "/api/nothing").allowed, "");
}

}  // namespace
}  // namespace seodang::http
