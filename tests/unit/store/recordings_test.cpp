#include "fixture.hpp"

namespace seodang::test {
namespace {

using store::Recording;
using store::RecordingFileRow;
using store::RecordingRow;
using store::SegmentRow;

class RecordingsTest : public StoreTest {
 protected:
  void SetUp() override {
    open();
    ASSERT_TRUE(open_room("r1", "1"));
    ASSERT_TRUE(open_room("r2", "2"));
    for (const char* id : {"p1", "p2"}) ASSERT_TRUE(save(participant(id, "r1")));
  }
  static RecordingRow recording(const std::string& id, int64_t from,
                                RecordingKind kind = RecordingKind::lesson) {
    return {id, "r1", "person", "", kind, RecordingState::recording, from};
  }
  static RecordingFileRow file(const std::string& id, const std::string& recording) {
    return {id, recording, "p1", "person-p1", "철수", FileContent::camera, FileState::waiting, id + ".webm"};
  }
  Result<Recording> add(const RecordingRow& row) {
    return wait<Recording>([&](auto done) { store_->recordings().add(row, done); });
  }
  Result<Recording> end(RecordingRow row, int64_t to, const std::vector<RecordingFileRow>& files) {
    row.to = to;
    return wait<Recording>([&](auto done) { store_->recordings().end(row, files, done); });
  }
  Result<Recording> save_file(const RecordingFileRow& row, FileState state, const std::string& reason = {}) {
    store::FileOutcome outcome{row};
    outcome.file.state = state;
    outcome.file.reason = reason;
    return wait<Recording>([&](auto done) { store_->recordings().save_file(outcome, done); });
  }
  Result<Recording> discard(const std::string& id, int64_t until) {
    return wait<Recording>([&](auto done) { store_->recordings().discard(id, until, done); });
  }
  Result<Recording> restore(const std::string& id, int64_t now) {
    return wait<Recording>([&](auto done) { store_->recordings().restore(id, now, done); });
  }
  store::RecordingPage page(const std::string& before, unsigned limit) {
    return *wait<store::RecordingPage>(
        [&](auto done) { store_->recordings().of_room("r1", before, limit, done); });
  }
  Result<> save(const SegmentRow& row) {
    return wait<Nothing>([&](auto done) { store_->segments().save({row}, done); });
  }
  using StoreTest::save;
  std::vector<std::string> interval(int64_t from, int64_t to) {
    return ids(*wait<std::vector<SegmentRow>>(
        [&](auto done) { store_->segments().of_interval("r1", from, to, done); }));
  }
  std::vector<std::string> unused(int64_t at) {
    return ids(*wait<std::vector<SegmentRow>>([&](auto done) { store_->segments().unused(at, done); }));
  }
  static std::vector<std::string> ids(const std::vector<SegmentRow>& rows) {
    std::vector<std::string> list;
    for (const SegmentRow& row : rows) list.push_back(row.id);
    return list;
  }
  static SegmentRow segment(const std::string& id, int64_t from, int64_t to) {
    return {id,
            "r1",
            "p1",
            "person-p1",
            "철수",
            Source::camera,
            "/data/" + id + ".webm",
            to == 0 ? SegmentState::open : SegmentState::closed,
            from,
            to};
  }
};

TEST_F(RecordingsTest, OneGoesItsWayFromRecordingToReady) {
  ASSERT_TRUE(add(recording("a", 1000)));
  const Result<Recording> ended = end(recording("a", 1000), 5000, {file("f1", "a"), file("f2", "a")});
  ASSERT_TRUE(ended) << ended.error().text;
  EXPECT_EQ(ended->row.state, RecordingState::finishing);
  EXPECT_EQ(ended->row.to, 5000);
  EXPECT_EQ(ended->files.size(), 2U);
  EXPECT_EQ(save_file(file("f1", "a"), FileState::joining)->row.state, RecordingState::finishing);
  EXPECT_EQ(save_file(file("f1", "a"), FileState::ready)->row.state, RecordingState::finishing);
  const Result<Recording> ready = save_file(file("f2", "a"), FileState::failed, "media-failed");
  EXPECT_EQ(ready->row.state, RecordingState::ready) << "what could be made is there";
  EXPECT_EQ(ready->files[1].reason, "media-failed");
  EXPECT_EQ(end(recording("a", 1000), 6000, {}).error().code, Code::wrong_state);
  EXPECT_EQ(end(recording("none", 1000), 6000, {}).error().code, Code::not_found);
}

TEST_F(RecordingsTest, WithoutAnyFileItHasFailed) {
  ASSERT_TRUE(add(recording("a", 1000)));
  const Result<Recording> nothing = end(recording("a", 1000), 5000, {});
  EXPECT_EQ(nothing->row.state, RecordingState::failed);
  EXPECT_EQ(nothing->row.reason, "not-found");
  ASSERT_TRUE(add(recording("b", 1000)));
  ASSERT_TRUE(end(recording("b", 1000), 5000, {file("f1", "b")}));
  const Result<Recording> failed = save_file(file("f1", "b"), FileState::failed, "storage-full");
  EXPECT_EQ(failed->row.state, RecordingState::failed);
  EXPECT_EQ(failed->row.reason, "storage-full");
}

TEST_F(RecordingsTest, DiscardedItComesBackUntilItsTimeIsOver) {
  ASSERT_TRUE(add(recording("a", 1000)));
  EXPECT_EQ(discard("a", 9000).error().code, Code::wrong_state) << "it runs";
  ASSERT_TRUE(end(recording("a", 1000), 5000, {file("f1", "a")}));
  ASSERT_TRUE(save_file(file("f1", "a"), FileState::ready));
  EXPECT_EQ(discard("a", 9000)->row.state, RecordingState::discarded);
  EXPECT_EQ(discard("a", 12000)->row.discard_until, 9000) << "twice is once";
  EXPECT_EQ(restore("a", 8999)->row.state, RecordingState::ready);
  ASSERT_TRUE(discard("a", 9000));
  EXPECT_EQ(restore("a", 9001).error().code, Code::wrong_state);
  EXPECT_EQ(restore("none", 1).error().code, Code::not_found);
  const auto doomed =
      wait<std::vector<Recording>>([&](auto done) { store_->recordings().doomed(9001, done); });
  ASSERT_EQ(doomed->size(), 1U);
  EXPECT_EQ(doomed->front().files.size(), 1U);
  ASSERT_TRUE(wait<Nothing>([&](auto done) { store_->recordings().remove("a", done); }));
  EXPECT_TRUE(page("", 10).recordings.empty());
  EXPECT_EQ(save_file(file("f1", "a"), FileState::ready).error().code, Code::not_found);
}

TEST_F(RecordingsTest, AFileThatEndsWhileDiscardedIsThereAfterwards) {
  ASSERT_TRUE(add(recording("a", 1000)));
  ASSERT_TRUE(end(recording("a", 1000), 5000, {file("f1", "a"), file("f2", "a")}));
  ASSERT_TRUE(discard("a", 9000));
  EXPECT_EQ(save_file(file("f1", "a"), FileState::ready)->row.state, RecordingState::discarded);
  EXPECT_EQ(restore("a", 1)->row.state, RecordingState::finishing);
}

TEST_F(RecordingsTest, PagesAreNewestFirst) {
  for (int i = 1; i <= 5; i++) ASSERT_TRUE(add(recording("r" + std::to_string(i), 1000 * (i / 2))));
  const auto first = page("", 3);
  ASSERT_EQ(first.recordings.size(), 3U);
  EXPECT_EQ(first.recordings[0].row.id, "r5");
  EXPECT_TRUE(first.more);
  const auto second = page(first.recordings[2].row.id, 3);
  ASSERT_EQ(second.recordings.size(), 2U);
  EXPECT_EQ(second.recordings[1].row.id, "r1");
  EXPECT_FALSE(second.more);
}

TEST_F(RecordingsTest, MarksAreOfOneRecordingByTime) {
  ASSERT_TRUE(add(recording("a", 1000)));
  for (const auto& [id, at] : {std::pair{"m1", 3000}, {"m2", 2000}})
    ASSERT_TRUE(wait<Recording>([&, id = id, at = at](auto done) {
      store_->recordings().mark({id, "a", "person-p1", at, "here"}, done);
    }));
  const auto found = wait<std::optional<Recording>>([&](auto done) { store_->recordings().find("a", done); });
  ASSERT_EQ((*found)->marks.size(), 2U);
  EXPECT_EQ((*found)->marks[0].id, "m2");
}

TEST_F(RecordingsTest, UnfinishedAreThoseThatRunOrAreBeingMade) {
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(add(recording(id, 1000)));
  ASSERT_TRUE(end(recording("b", 1000), 5000, {file("f1", "b")}));
  ASSERT_TRUE(end(recording("c", 1000), 5000, {file("f2", "c")}));
  ASSERT_TRUE(save_file(file("f2", "c"), FileState::ready));
  const auto rows = wait<std::vector<Recording>>([&](auto done) { store_->recordings().unfinished(done); });
  EXPECT_EQ(rows->size(), 2U);
}

TEST_F(RecordingsTest, SegmentsOfAnIntervalAreThoseWithAPartInIt) {
  ASSERT_TRUE(save(segment("s1", 1000, 2000)));
  ASSERT_TRUE(save(segment("s2", 2000, 4000)));
  ASSERT_TRUE(save(segment("s3", 5000, 0)));
  EXPECT_EQ(interval(2000, 5000), (std::vector<std::string>{"s2"}));
  EXPECT_EQ(interval(1500, 5001), (std::vector<std::string>{"s1", "s2", "s3"}));
  EXPECT_EQ(interval(9000, 0), (std::vector<std::string>{"s3"})) << "it is still being written";
}

TEST_F(RecordingsTest, ASegmentThatHasEndedDoesNotOpenAgain) {
  ASSERT_TRUE(save(segment("s1", 1000, 2000)));
  ASSERT_TRUE(save(segment("s1", 1000, 0)));
  EXPECT_TRUE(interval(2001, 0).empty());
  EXPECT_TRUE(wait<std::vector<SegmentRow>>([&](auto done) { store_->segments().open(done); })->empty());
}

TEST_F(RecordingsTest, SegmentsAreUnusedWhenNoRecordingRefersToThem) {
  ASSERT_TRUE(save(segment("s1", 1000, 2000)));
  ASSERT_TRUE(save(segment("s2", 3000, 4000)));
  ASSERT_TRUE(save(segment("s3", 8000, 0)));
  EXPECT_EQ(unused(9000), (std::vector<std::string>{"s1", "s2"}));
  ASSERT_TRUE(add(recording("a", 2500)));
  EXPECT_EQ(unused(9000), (std::vector<std::string>{"s1"})) << "one that runs has no end";
  ASSERT_TRUE(end(recording("a", 2500), 2900, {file("f1", "a")}));
  EXPECT_EQ(unused(9000), (std::vector<std::string>{"s1", "s2"}));
  EXPECT_TRUE(unused(1999).empty()) << "too young";
}

TEST_F(RecordingsTest, AnOrphanIsTakenInIfItsParticipantIsKnown) {
  SegmentRow known = segment("p1.camera.7000", 7000, 8000), stranger = segment("x.camera.7000", 7000, 8000);
  known.person = known.name = "";
  stranger.participant = "x";
  const auto taken = wait<int64_t>([&](auto done) {
    store_->segments().adopt({known, stranger, known}, done);
  });
  EXPECT_EQ(*taken, 1);
  const auto rows =
      wait<std::vector<SegmentRow>>([&](auto done) { store_->segments().of_interval("r1", 0, 0, done); });
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->front().person, "person-p1");
  EXPECT_EQ(rows->front().name, "김철수");
  EXPECT_TRUE(rows->front().recovered);
}

}  // namespace
}  // namespace seodang::test
