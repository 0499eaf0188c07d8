// The laws hold in the checkout; and each lint finds what it is there for in a sample that breaks its law.
#include "lint/code_rules.hpp"

#include <gtest/gtest.h>

namespace seodang::lint {
namespace {

Files cpp() { return tree({"src"}, {".cpp", ".hpp"}); }
Files client() { return tree({"web/src"}, {".ts", ".tsx"}); }
Files everything() {
  auto files = tree({"src", "tests", "pipelines", "web/src", "web/test"},
                    {".cpp", ".hpp", ".ts", ".tsx", ".mjs", ".css", ".launch", ".sh", ".build", ".md"});
  files.push_back(file("dev"));
  files.push_back(file("web/build.mjs"));
  return files;
}
Files programs() { return tree({"src", "tests", "web"}, {".cpp", ".hpp", ".ts", ".tsx", ".mjs"}); }

/// The findings for one bad file.
std::string of(Findings (*rule)(const Files&), const std::string& path, const std::string& text) {
  return lines(rule({{path, text}}));
}

TEST(Lint, IncludeOrder) { EXPECT_EQ(lines(include_order(cpp())), ""); }
TEST(Lint, FileSizes) { EXPECT_EQ(lines(file_sizes(everything())), ""); }
TEST(Lint, FunctionSizes) { EXPECT_EQ(lines(function_sizes(programs())), ""); }
TEST(Lint, Threads) { EXPECT_EQ(lines(threads(cpp())), ""); }
TEST(Lint, Throws) { EXPECT_EQ(lines(throws(cpp())), ""); }
TEST(Lint, Webrtcbin) { EXPECT_EQ(lines(webrtcbin(cpp())), ""); }
TEST(Lint, AppElements) { EXPECT_EQ(lines(app_elements(cpp())), ""); }
TEST(Lint, CaptureModules) { EXPECT_EQ(lines(capture_modules(client())), ""); }
TEST(Lint, Vendored) {
  EXPECT_EQ(lines(vendored(tree({"subprojects"}, {".c", ".h", ".cpp", ".hpp", ".js"}))), "");
}

TEST(LintSample, IncludeOrder) {
  const auto include = [](const std::string& path, const std::string& header) {
    return of(include_order, path, "#include " + header + "\n");
  };
  EXPECT_EQ(include("src/elements/a.cpp", "\"room/peer.hpp\""),
            "src/elements/a.cpp:1: elements may not include room/peer.hpp: the arrows never turn\n");
  for (const auto* header : {"\"service/a.hpp\"", "\"elements/a.hpp\"", "\"peer.hpp\"", "<libsoup/soup.h>"})
    EXPECT_NE(include("src/room/a.cpp", header), "") << header;
  for (const auto* header :
       {"\"http/a.hpp\"", "\"room/a.hpp\"", "<gst/gst.h>", "\"base/gst.hpp\"", "<sqlite3.h>"})
    EXPECT_NE(include("src/service/a.cpp", header), "") << header;
  EXPECT_NE(include("src/base/a.cpp", "<gst/gst.h>"), "");
  EXPECT_NE(include("src/seodang.cpp", "\"room/a.hpp\""), "");
  EXPECT_NE(include("src/elsewhere/a.cpp", "\"base/a.hpp\""), "");
  EXPECT_EQ(include("src/base/gst.hpp", "<gst/gst.h>"), "");
  EXPECT_EQ(include("src/http/a.cpp", "\"service/a.hpp\"") + include("src/http/a.cpp", "<libsoup/soup.h>"),
            "");
}

TEST(LintSample, Sizes) {
  std::string body;
  for (int line = 0; line < 59; ++line) body += "  f();\n";
  EXPECT_EQ(of(function_sizes, "src/a.cpp", "void g() {\n" + body + "}\n"),
            "src/a.cpp:1: g has 61 lines, more than 60\n");
  EXPECT_NE(of(function_sizes, "web/src/a.ts", "export const g = (): void => {\n" + body + "};\n"), "");
  EXPECT_EQ(of(function_sizes, "src/a.cpp", "void g() {\n" + body.substr(7) + "}\n"), "");
  EXPECT_EQ(of(file_sizes, "src/a.cpp", std::string(500, '\n')), "");
  EXPECT_EQ(of(file_sizes, "src/a.cpp", std::string(501, '\n')), "src/a.cpp:1: 501 lines, more than 500\n");
}

TEST(LintSample, Threads) {
  EXPECT_NE(of(threads, "src/room/a.hpp", "std::mutex mutex_;\n"), "");
  EXPECT_NE(of(threads, "src/service/a.cpp", "std::jthread t;\n"), "");
  EXPECT_NE(of(threads, "src/elements/a.cpp", "g_mutex_lock(&self->lock);\n"), "");
  EXPECT_EQ(of(threads, "src/elements/a.hpp", "std::mutex mutex_;\n") +
                of(threads, "src/store/a.hpp", "std::thread t;\n"),
            "");
  EXPECT_EQ(of(threads, "src/room/a.hpp", "// no std::mutex here\n"), "");
}

TEST(LintSample, Throws) {
  EXPECT_EQ(of(throws, "src/base/a.cpp", "int a;\nvoid f() { throw 1; }\n"),
            "src/base/a.cpp:2: a throw: return a Result\n");
  EXPECT_EQ(of(throws, "src/base/a.cpp", "log(\"throw\");  // throw\n"), "");
}

TEST(LintSample, Webrtcbin) {
  EXPECT_NE(of(webrtcbin, "src/service/a.cpp", "make(\"webrtcbin\");\n"), "");
  EXPECT_NE(of(webrtcbin, "src/room/peer.cpp", "connect(bin, \"deep-element-added\");\n"), "");
  EXPECT_EQ(of(webrtcbin, "src/room/webrtcbin_internals.cpp", "connect(bin, \"deep-element-added\");\n"), "");
  EXPECT_EQ(of(webrtcbin, "src/room/peer.cpp", "GstWebRTCSessionDescription* a;\n"), "");
}

TEST(LintSample, AppElements) {
  EXPECT_NE(of(app_elements, "src/room/a.cpp", "gst_element_factory_make(\"appsink\", nullptr);\n"), "");
  EXPECT_EQ(of(app_elements, "src/room/job_a.cpp", "appsrc"), "");
}

TEST(LintSample, CaptureModules) {
  const File one{"web/src/media/devices.ts", "navigator.mediaDevices.getUserMedia(c);"};
  const File two{"web/src/ui/preview.tsx", "media.getUserMedia(c);"};
  EXPECT_EQ(lines(capture_modules({one})), "");
  EXPECT_NE(lines(capture_modules({one, two})), "");
}

TEST(LintSample, Vendored) {
  EXPECT_NE(of(vendored, "subprojects/sqlite/sqlite3.c", "int a;\n"), "");
  EXPECT_EQ(of(vendored, "subprojects/packagefiles/a.cpp", ""), "");
}

}  // namespace
}  // namespace seodang::lint
