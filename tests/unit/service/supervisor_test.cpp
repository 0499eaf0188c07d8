#include "service/supervisor.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "fixture.hpp"
#include "support/fake_room.hpp"

namespace seodang::test {
namespace {

using service::RoomProcess;
using service::Supervisor;

class SupervisorTest : public ServiceTest, public RoomProcess::Listener {
 protected:
  void on_process_ready(RoomProcess&) override {}
  void on_process_event(RoomProcess&, const std::string&, const Json&) override {}
  void on_process_dead(RoomProcess&, const std::string& why) override { why_ = why; }

  Result<> start_pool() {
    supervisor_ = std::make_unique<Supervisor>(settings_.rooms);
    std::optional<Result<>> started;
    supervisor_->start([&](Result<> result) { started = std::move(result); });
    EXPECT_TRUE(wait_for([&] { return started.has_value(); }));
    return *started;
  }
  std::unique_ptr<RoomProcess> take() {
    std::unique_ptr<RoomProcess> process;
    supervisor_->take([&](Result<std::unique_ptr<RoomProcess>> taken) {
      if (taken) process = std::move(*taken);
    });
    EXPECT_TRUE(wait_for([&] { return process != nullptr; }));
    if (process) process->set_listener(*this);
    return process;
  }
  void TearDown() override { supervisor_.reset(); }

  std::unique_ptr<Supervisor> supervisor_;
  std::string why_;
};

TEST_F(SupervisorTest, OneWarmSpareIsAlwaysReady) {
  ASSERT_TRUE(start_pool());
  EXPECT_EQ(supervisor_->spares(), 1U);
  auto process = take();
  EXPECT_TRUE(process->is_ready());
  EXPECT_TRUE(wait_for([&] { return supervisor_->spares() == 1; }));
  EXPECT_EQ(children(), 2U);
}

TEST_F(SupervisorTest, MoreRoomsThanSparesGetTheirProcessToo) {
  ASSERT_TRUE(start_pool());
  std::vector<std::unique_ptr<RoomProcess>> processes;
  for (int i = 0; i < 4; i++) {
    supervisor_->take(
        [&](Result<std::unique_ptr<RoomProcess>> taken) { processes.push_back(std::move(*taken)); });
  }
  ASSERT_TRUE(wait_for([&] { return processes.size() == 4; }));
  for (auto& process : processes) process->set_listener(*this);
  EXPECT_TRUE(wait_for([&] { return supervisor_->spares() == 1; }));
  EXPECT_EQ(children(), 5U);
}

TEST_F(SupervisorTest, ADeadSpareIsReplaced) {
  ASSERT_TRUE(start_pool());
  auto process = take();
  ASSERT_TRUE(wait_for([&] { return supervisor_->spares() == 1; }));
  kill(process->pid(), SIGKILL);
  EXPECT_TRUE(wait_for([&] { return !why_.empty(); }));
}

TEST_F(SupervisorTest, AProgramThatDoesNotStartIsToldAndTriedAgain) {
  settings_.rooms.program = "/nowhere/seodang-room";
  Result<> started = start_pool();
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().text.find("does not start"), std::string::npos) << started.error().text;
  settings_.rooms.program = fake_room_path();
  EXPECT_TRUE(wait_for([&] { return supervisor_->spares() == 1; }));
}

TEST_F(SupervisorTest, AProgramThatExitsAtOnceDoesNotSpin) {
  settings_.rooms.arguments = {"--exit"};
  ASSERT_FALSE(start_pool());
  run_for(0.3);
  EXPECT_EQ(children(), 0U);
}

TEST_F(SupervisorTest, AProgramThatNeverGetsReadyIsKilled) {
  settings_.rooms.arguments = {"--no-ready"};
  settings_.rooms.start_ms = 100;
  ASSERT_FALSE(start_pool());
  EXPECT_TRUE(wait_for([] { return children() == 0; }));
}

TEST_F(SupervisorTest, AHungProcessIsNoticedByItsHeartbeat) {
  settings_.rooms.answer_ms = 300;
  ASSERT_TRUE(start_pool());
  auto process = take();
  std::optional<Result<Json>> answer;
  kill(process->pid(), SIGSTOP);
  process->call("state", Json::object(), [&](Result<Json> result) { answer = std::move(result); });
  ASSERT_TRUE(wait_for([&] { return !why_.empty(); }));
  EXPECT_NE(why_.find("no answer"), std::string::npos) << why_;
  ASSERT_TRUE(wait_for([&] { return answer.has_value(); }));
  EXPECT_FALSE(*answer);
}

TEST_F(SupervisorTest, RetiredProcessesEndByTheirInputAndStopLeavesNoChild) {
  ASSERT_TRUE(start_pool());
  supervisor_->retire(take());
  auto stuck = take();
  kill(stuck->pid(), SIGSTOP);
  settings_.rooms.exit_ms = 200;
  supervisor_->retire(std::move(stuck));
  bool stopped = false;
  supervisor_->stop([&](const Result<>&) { stopped = true; });
  EXPECT_TRUE(wait_for([&] { return stopped; }));
  EXPECT_EQ(children(), 0U);
}

/// Neither gone nor a zombie that nobody has reaped yet.
bool is_running(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string number, name, state;
  return (file >> number >> name >> state) && state != "Z";
}

TEST_F(SupervisorTest, ChildrenDieWithTheService) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  pid_t service = fork();
  if (service == 0) {
    auto process = RoomProcess::spawn(settings_.rooms, *this);
    pid_t room = process ? (*process)->pid() : 0;
    if (write(ends[1], &room, sizeof room) == sizeof room) raise(SIGKILL);
    _exit(1);
  }
  int status = 0;
  waitpid(service, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  pid_t room = 0;
  ASSERT_EQ(read(ends[0], &room, sizeof room), static_cast<ssize_t>(sizeof room));
  close(ends[0]);
  close(ends[1]);
  ASSERT_GT(room, 0);
  EXPECT_TRUE(wait_for([room] { return !is_running(room); }));
}

}  // namespace
}  // namespace seodang::test
