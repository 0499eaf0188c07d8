#include "http/static_files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "http/support/front_door.hpp"

namespace seodang::http {
namespace {

class Files : public test::FrontDoor {
 public:
  std::string text(const StaticFiles& files, const std::string& path) const {
    const StaticFiles::File* file = const_cast<StaticFiles&>(files).find(path);
    if (!file) return "(nothing)";
    gsize size = 0;
    const auto* data = static_cast<const char*>(g_bytes_get_data(file->bytes.get(), &size));
    return {data, size};
  }
};

TEST_F(Files, FindsThePageAndWhatItNeeds) {
  write("locales/ko.json", "{}");
  StaticFiles files(settings.web);
  EXPECT_EQ(text(files, "/"), "<!doctype html><title>seodang</title>");
  for (const char* page : {"/r/4711", "/login", "/account"})
    EXPECT_EQ(text(files, page), text(files, "/")) << page;
  EXPECT_EQ(text(files, "/app.js"), "console.log('app')");
  EXPECT_EQ(text(files, "/%61pp.js"), "console.log('app')");
  EXPECT_EQ(text(files, "/locales/ko.json"), "{}");
  EXPECT_EQ(files.find("/locales/ko.json")->type, "application/json");
  EXPECT_EQ(files.find("/app.js")->type, "text/javascript; charset=utf-8");
}

TEST_F(Files, NothingOutsideCanBeNamed) {
  write("../secret.txt", "secret");
  write(".hidden", "secret");
  ASSERT_EQ(symlink("../secret.txt", (settings.web + "/link.txt").c_str()), 0);
  ASSERT_EQ(symlink("..", (settings.web + "/up").c_str()), 0);
  StaticFiles files(settings.web);
  for (const char* path :
       {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%2e%2e%2fsecret.txt", "//secret.txt",
        "/.hidden", "/link.txt", "/up/secret.txt", "/locales/../../secret.txt", "/%00", "/app.js%00.txt",
        "/etc/passwd", "//etc/passwd", "/./app.js", "/app.js/", "", "app.js"}) {
    EXPECT_EQ(text(files, path), "(nothing)") << path;
  }
}

TEST_F(Files, SeesThatAFileHasChanged) {
  StaticFiles files(settings.web);
  const std::string before = files.find("/app.js")->etag;
  write("app.js", "console.log('a newer one')");
  write("new.css", "p {}");
  EXPECT_TRUE(test::run_until([&] { return text(files, "/new.css") == "p {}"; }, 5000));
  EXPECT_EQ(text(files, "/app.js"), "console.log('a newer one')");
  EXPECT_NE(files.find("/app.js")->etag, before);
  EXPECT_EQ(before.front(), '"');
}

TEST(ETags, MatchListsAndStar) {
  EXPECT_TRUE(matches_etag("*", "\"a\""));
  EXPECT_TRUE(matches_etag("\"b\", W/\"a\"", "\"a\""));
  EXPECT_FALSE(matches_etag("\"ab\"", "\"a\""));
  EXPECT_FALSE(matches_etag("", "\"a\""));
}

}  // namespace
}  // namespace seodang::http
