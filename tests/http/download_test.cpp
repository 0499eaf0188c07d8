// Recordings as a browser gets them: parts of files, files that are saved, all of them in a zip.
#include "http/download.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>

#include <fstream>

#include "base/id.hpp"
#include "http/support/front_door.hpp"

namespace seodang::http {

namespace {

std::string asked(const std::string& header, int64_t size) {
  const auto range = parse_range(header, size);
  if (const auto* part = std::get_if<ByteRange>(&range))
    return std::to_string(part->first) + "-" + std::to_string(part->last);
  return std::get<NoRange>(range) == NoRange::whole ? "whole" : "unsatisfiable";
}

TEST(ParseRange, TakesOneRangeOfBytes) {
  EXPECT_EQ(asked("bytes=0-0", 10), "0-0");
  EXPECT_EQ(asked("bytes=2-", 10), "2-9");
  EXPECT_EQ(asked("bytes=2-4", 10), "2-4");
  EXPECT_EQ(asked("bytes=2-400", 10), "2-9");
  EXPECT_EQ(asked("bytes=-3", 10), "7-9");
  EXPECT_EQ(asked("bytes=-300", 10), "0-9");
  EXPECT_EQ(asked("bytes=10-", 10), "unsatisfiable");
  EXPECT_EQ(asked("bytes=-0", 10), "unsatisfiable");
  EXPECT_EQ(asked("bytes=0-", 0), "unsatisfiable");
  for (const char* odd :
       {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=4-2", "bytes=1-2,3-4", "lines=1-2", "bytes=--1",
        "bytes= 1-2", "bytes=99999999999999999999-", "bytes=1-2-3"})
    EXPECT_EQ(asked(odd, 10), "whole") << odd;
}

TEST(ParseQuery, IsDecodedOnce) {
  const auto query = parse_query("a=1&b=%2520&c&a=2&=x&d=%00&e=");
  EXPECT_EQ(query.at("a"), "1");
  EXPECT_EQ(query.at("b"), "%20");
  EXPECT_EQ(query.at("e"), "");
  EXPECT_EQ(query.count("c"), 0U);
  EXPECT_TRUE(parse_query("").empty());
}

class DownloadTest : public test::FrontDoor {
 protected:
  static std::string noise(size_t bytes) {
    std::string text;
    while (text.size() < bytes) text += random_hex(512);
    return text.substr(0, bytes);
  }
  void offer(std::vector<std::pair<std::string, std::string>> files, bool zip, bool save = false) {
    service::Download download{{}, zip ? "application/zip" : "video/webm", "recording.webm", save, zip};
    for (const auto& [name, text] : files) {
      const std::string path = directory + "/" + sha256_hex(name);
      std::ofstream(path, std::ios::binary) << text;
      download.files.push_back({path, name});
    }
    test::fake().download = download;
  }
  test::Reply get(std::map<std::string, std::string> headers = {}, const std::string& method = "GET",
                  const std::string& path = "/api/recordings/1/files/2") {
    return test::outside([&] { return test::ask(port, method + " " + path + " HTTP/1.1", headers); });
  }
};

TEST_F(DownloadTest, AWholeFileIsWhatItIs) {
  open();
  const std::string media = noise(3'000'001);
  offer({{"철수.webm", media}}, false);
  const test::Reply reply = get();
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers.at("content-type"), "video/webm");
  EXPECT_EQ(reply.headers.at("content-length"), "3000001");
  EXPECT_EQ(reply.headers.at("accept-ranges"), "bytes");
  EXPECT_EQ(reply.headers.at("content-disposition"),
            "inline; filename=\"recording.webm\"; filename*=UTF-8''%EC%B2%A0%EC%88%98.webm");
  EXPECT_TRUE(reply.body == media);
}

TEST_F(DownloadTest, APartIsCutOutOfIt) {
  open();
  const std::string media = noise(1'000'000);
  offer({{"a.webm", media}}, false);
  const test::Reply part = get({{"Range", "bytes=300000-799999"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.headers.at("content-range"), "bytes 300000-799999/1000000");
  EXPECT_EQ(part.headers.at("content-length"), "500000");
  EXPECT_TRUE(part.body == media.substr(300000, 500000));
  const std::string etag = part.headers.at("etag");
  EXPECT_EQ(get({{"Range", "bytes=0-9"}, {"If-Range", etag}}).body, media.substr(0, 10));
  EXPECT_EQ(get({{"Range", "bytes=0-9"}, {"If-Range", "\"other\""}}).status, 200) << "it is another file now";
  EXPECT_EQ(get({{"If-None-Match", etag}}).status, 304);
  const test::Reply beyond = get({{"Range", "bytes=1000000-"}});
  EXPECT_EQ(beyond.status, 416);
  EXPECT_EQ(beyond.headers.at("content-range"), "bytes */1000000");
  EXPECT_EQ(get({{"Range", "bytes=0-1,5-6"}}).body.size(), media.size()) << "many ranges are none";
  EXPECT_EQ(get({{"Range", "bytes=-7"}}).body, media.substr(999'993));
}

TEST_F(DownloadTest, HeadSaysHowLongItIs) {
  open();
  offer({{"a.webm", noise(777)}}, false);
  const test::Reply reply = get({}, "HEAD");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers.at("content-length"), "777");
  EXPECT_EQ(reply.body, "");
}

TEST_F(DownloadTest, WhatTheLinkSaysIsPassedOn) {
  open();
  EXPECT_EQ(get({}, "GET", "/api/recordings/7/files/8?expires=5&signature=a%2Bb&download=1&poster=1").status,
            404);
  EXPECT_EQ(test::fake().calls.back().path, "7/8 5 a+b poster download");
  EXPECT_EQ(get({{"Authorization", "Bearer k"}}, "GET", "/api/recordings/7/zip").status, 404);
  EXPECT_EQ(test::fake().calls.back().path, "7/  ");
  EXPECT_EQ(test::fake().calls.back().caller.bearer, "k");
  get({}, "GET", "/api/rooms/7/recordings?before=x&limit=3");
  EXPECT_EQ(test::fake().calls.back().path, "7 x 3");
}

TEST_F(DownloadTest, AFileThatHasGoneIsNotFound) {
  open();
  test::fake().download =
      service::Download{{{directory + "/none", "a.webm"}}, "video/webm", "a", false, false};
  EXPECT_EQ(get().status, 404);
  test::fake().download = service::Download{{{directory, "a.webm"}}, "video/webm", "a", false, false};
  EXPECT_EQ(get().status, 404) << "a directory is no file";
}

/// The body of an answer in chunks, put together.
std::string joined(const std::string& body) {
  std::string text;
  for (size_t at = 0; at < body.size();) {
    const size_t size = std::stoul(body.substr(at), nullptr, 16);
    at = body.find("\r\n", at) + 2;
    text += body.substr(at, size);
    at += size + 2;
  }
  return text;
}

TEST_F(DownloadTest, AZipHasEveryFileUnderItsName) {
  open();
  const std::vector<std::pair<std::string, std::string>> files{
      {"김철수.webm", noise(1'500'000)}, {"영희 (screen).webm", noise(10)}, {"a~2.webm", ""}};
  offer(files, true, true);
  const test::Reply reply = get({}, "GET", "/api/recordings/1/zip");
  ASSERT_EQ(reply.status, 200);
  EXPECT_THAT(reply.headers.at("content-disposition"), testing::StartsWith("attachment;"));
  const std::string zip = reply.headers.contains("transfer-encoding") ? joined(reply.body) : reply.body;
  archive* reader = archive_read_new();
  archive_read_support_format_zip(reader);
  ASSERT_EQ(archive_read_open_memory(reader, zip.data(), zip.size()), ARCHIVE_OK);
  archive_entry* entry = nullptr;
  for (const auto& [name, text] : files) {
    ASSERT_EQ(archive_read_next_header(reader, &entry), ARCHIVE_OK) << name;
    EXPECT_EQ(std::string(archive_entry_pathname_utf8(entry)), name);
    std::string content(text.size() + 1, '\0');
    const la_ssize_t count = archive_read_data(reader, content.data(), content.size());
    ASSERT_EQ(count, static_cast<la_ssize_t>(text.size()));
    EXPECT_TRUE(content.substr(0, text.size()) == text);
  }
  EXPECT_EQ(archive_read_next_header(reader, &entry), ARCHIVE_EOF);
  archive_read_free(reader);
  // What a reader goes by that begins at the end: the directory is there, and its names say that they are
  // UTF-8.
  EXPECT_NE(zip.find("PK\x05\x06"), std::string::npos);
  const size_t directory_entry = zip.find("PK\x01\x02");
  ASSERT_NE(directory_entry, std::string::npos);
  EXPECT_TRUE(static_cast<unsigned char>(zip[directory_entry + 9]) & 0x08U);
}

TEST_F(DownloadTest, ASlowReaderHoldsNobodyUp) {
  open();
  offer({{"a.webm", noise(64 << 20)}}, false);
  const double before = test::resident_mb();
  const auto [first, other] = test::outside([&] {
    test::Wire slow(port, 4096);
    slow.send("GET /api/recordings/1/files/2 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const std::string first = slow.read_exactly(20'000);
    const test::Reply other = test::ask(port, "GET /livez HTTP/1.1");
    return std::pair(first.size(), other.status);
  });
  EXPECT_EQ(first, 20'000U);
  EXPECT_EQ(other, 200);
  EXPECT_LT(test::resident_mb() - before, 32) << "a piece at a time";
  EXPECT_TRUE(test::run_until([&] { return server->connections() == 0; })) << "who has gone is forgotten";
}

TEST_F(DownloadTest, AFileThatShrinksIsBrokenOff) {
  open();
  const std::string media = noise(48 << 20);
  offer({{"a.webm", media}}, false);
  const std::string path = test::fake().download->files.front().path;
  const size_t got = test::outside([&] {
    test::Wire wire(port, 4096);
    wire.send("GET /api/recordings/1/files/2 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    wire.read_exactly(10'000);
    std::ofstream(path, std::ios::trunc) << "";
    return wire.read_all().size();
  });
  EXPECT_LT(got, media.size());
}

}  // namespace
}  // namespace seodang::http
