#include "base/line_pipe.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <vector>

#include "support/wait.hpp"

namespace seodang {
namespace {

using test::run_for;
using test::wait_for;

/// A LinePipe and the far ends of its two pipes.
class LinePipeTest : public testing::Test, public LinePipe::Listener {
 protected:
  void SetUp() override {
    std::signal(SIGPIPE, SIG_IGN);
    int in[2], out[2];
    ASSERT_EQ(pipe2(in, O_CLOEXEC), 0);
    ASSERT_EQ(pipe2(out, O_CLOEXEC | O_NONBLOCK), 0);
    far_out = in[1];
    far_in = out[0];
    line_pipe = std::make_unique<LinePipe>(in[0], out[1], *this);
  }
  void TearDown() override {
    close_far(far_out);
    close_far(far_in);
  }
  void close_far(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
  }
  void say(const std::string& text) {
    ASSERT_EQ(::write(far_out, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  /// All that has been written by now.
  std::string heard() {
    char chunk[4096];
    for (ssize_t got; (got = ::read(far_in, chunk, sizeof chunk)) > 0;)
      read_so_far.append(chunk, static_cast<size_t>(got));
    return read_so_far;
  }

  void on_line(std::string_view line) override {
    lines.emplace_back(line);
    if (line == "die") line_pipe.reset();
  }
  void on_pipe_closed(const std::string& why) override {
    closed.push_back(why);
    if (destroy_when_closed) line_pipe.reset();
  }

  int far_in = -1, far_out = -1;
  std::unique_ptr<LinePipe> line_pipe;
  std::vector<std::string> lines, closed;
  std::string read_so_far;
  bool destroy_when_closed = false;
};

TEST_F(LinePipeTest, SplitsWhatComesIntoLinesHoweverItIsCut) {
  for (const char* part : {"o", "ne\ntw", "o\n\nthree\nfo", "ur\n"}) {
    say(part);
    run_for(0.01);
  }
  EXPECT_EQ(lines, (std::vector<std::string>{"one", "two", "three", "four"})) << "empty lines are skipped";
}

TEST_F(LinePipeTest, WritesLinesInOrder) {
  line_pipe->send("a");
  line_pipe->send("b");
  EXPECT_TRUE(wait_for([&] { return heard() == "a\nb\n"; }));
  EXPECT_EQ(line_pipe->queued(), 0u);
}

TEST_F(LinePipeTest, FlushWritesWithoutTheLoop) {
  line_pipe->send("last words");
  line_pipe->flush();
  EXPECT_EQ(heard(), "last words\n");
}

TEST_F(LinePipeTest, ALineReplacesTheOneOfItsKeyThatStillWaits) {
  for (int i = 0; i < 100; i++) {
    line_pipe->send("stats " + std::to_string(i), "stats");
    line_pipe->send("other " + std::to_string(i % 2), "other" + std::to_string(i % 2));
  }
  line_pipe->send("end");
  EXPECT_TRUE(wait_for([&] { return heard().ends_with("end\n"); }));
  EXPECT_EQ(heard(), "other 0\nstats 99\nother 1\nend\n");
}

TEST_F(LinePipeTest, ALineHalfWrittenIsNotReplaced) {
  std::string large(300'000, 'x');  // more than a pipe holds
  line_pipe->send(large, "key");
  line_pipe->flush();
  line_pipe->send("small", "key");
  EXPECT_TRUE(wait_for([&] { return heard().ends_with("small\n"); }));
  EXPECT_EQ(heard(), large + "\nsmall\n");
}

TEST_F(LinePipeTest, TakesALineOfOneMebibyteAndRefusesALongerOne) {
  fcntl(far_out, F_SETFL, O_NONBLOCK);
  auto pour = [&](const std::string& text) {
    size_t put = 0;
    EXPECT_TRUE(wait_for([&] {
      ssize_t wrote = ::write(far_out, text.data() + put, text.size() - put);
      if (wrote > 0) put += static_cast<size_t>(wrote);
      return put == text.size() || !closed.empty();
    }));
  };
  pour(std::string(LinePipe::max_line, 'a') + "\n");
  ASSERT_TRUE(wait_for([&] { return lines.size() == 1; }));
  EXPECT_EQ(lines[0].size(), LinePipe::max_line);
  pour(std::string(LinePipe::max_line + 70'000, 'b'));
  EXPECT_TRUE(wait_for([&] { return closed.size() == 1; }));
  EXPECT_EQ(lines.size(), 1u);
}

TEST_F(LinePipeTest, AReaderThatDoesNotReadEndsIt) {
  std::string line(64 * 1024, 'x');
  for (int i = 0; i < 40; i++) line_pipe->send(line);
  EXPECT_TRUE(closed.empty()) << "not from within send()";
  EXPECT_TRUE(wait_for([&] { return !closed.empty(); }));
  EXPECT_LE(line_pipe->queued(), LinePipe::max_queue + LinePipe::max_line + 40 * line.size());
}

TEST_F(LinePipeTest, WaitingIsBoundedByTheNewestOfEachKey) {
  std::string line(64 * 1024, 'x');
  for (int i = 0; i < 200; i++) line_pipe->send(line, "same");
  run_for(0.02);
  EXPECT_TRUE(closed.empty());
  EXPECT_LE(line_pipe->queued(), 2 * line.size() + 2);
}

TEST_F(LinePipeTest, TheOtherSidesEndIsToldOnceAndLinesBeforeItCount) {
  say("before\nhalf");
  close_far(far_out);
  ASSERT_TRUE(wait_for([&] { return !closed.empty(); }));
  run_for(0.02);
  EXPECT_EQ(closed.size(), 1u);
  EXPECT_EQ(lines, std::vector<std::string>{"before"});
}

TEST_F(LinePipeTest, WritingToAReaderThatIsGoneIsHarmless) {
  close_far(far_in);
  line_pipe->send("to nobody");
  run_for(0.02);
  say("still read\n");
  EXPECT_TRUE(wait_for([&] { return lines.size() == 1; }));
}

TEST_F(LinePipeTest, MayBeDestroyedByItsListenerInTheMiddleOfACall) {
  say("one\ndie\nnever seen\n");
  EXPECT_TRUE(wait_for([&] { return !line_pipe; }));
  run_for(0.02);
  EXPECT_EQ(lines, (std::vector<std::string>{"one", "die"}));
}

TEST_F(LinePipeTest, MayBeDestroyedByItsListenerWhenItCloses) {
  destroy_when_closed = true;
  close_far(far_out);
  EXPECT_TRUE(wait_for([&] { return !line_pipe; }));
}

}  // namespace
}  // namespace seodang
