#include "fixture.hpp"

namespace seodang::test {
namespace {

/// A meeting of a teacher and three pupils.
class TalkTest : public ServiceTest {
 protected:
  struct Pupil {
    std::unique_ptr<Browser> browser;
    std::string id, name, resume;
    Browser* operator->() const { return browser.get(); }
  };
  void SetUp() override {
    settings_.times.joined_ms = 20;
    meet();
  }
  void meet(const char* kind = "meeting") {
    start();
    room_ = create(Json::object({{"kind", kind}}));
    teacher_ = seat(Json::object({{"ticket", room_["ticket"]}}), "선생");
    anna_ = come("안나");
    ben_ = come("벤");
    cleo_ = come("클레오");
    wait_for([&] { return teacher_->got("participant.joined").size() == 3; });
  }
  Pupil seat(const Json& params, const std::string& name) {
    Pupil pupil{std::make_unique<Browser>(*service_), "", name, ""};
    last_join_ = pupil->join(params);
    pupil.id = last_join_["you"]["id"].string_or("");
    pupil.resume = last_join_["resume"].string_or("");
    return pupil;
  }
  Pupil come(const std::string& name) {
    Json entered = enter(room_["room"]["number"].string_or(""), Json::object({{"name", name}}));
    return seat(Json::object({{"ticket", entered["ticket"]}}), name);
  }
  static Json request(const Pupil& from, const Pupil& to) {
    return from->ask("talk.request", Json::object({{"to", to.id}}));
  }
  static Json answer(const Pupil& from, const std::string& talk, bool accept) {
    return from->ask("talk.answer", Json::object({{"talk", talk}, {"accept", accept}}));
  }
  static void end(const Pupil& from, const std::string& talk) {
    EXPECT_EQ(from->ask("talk.end", Json::object({{"talk", talk}})), Json::object());
  }
  /// anna asks ben; the talk's id.
  std::string ask() {
    Json asked = request(anna_, ben_);
    EXPECT_EQ(asked["state"].string(), "asked") << asked.text();
    return asked["talk"].string_or("");
  }
  std::string talk() {
    std::string talk = ask();
    EXPECT_EQ(answer(ben_, talk, true), Json::object());
    EXPECT_TRUE(told(anna_, "active") && told(ben_, "active"));
    return talk;
  }
  /// What the last talk.changed said, once it says `state`.
  static bool told(const Pupil& pupil, const std::string& state) {
    return wait_for([&] {
      std::vector<Json> changes = pupil->got("talk.changed");
      return !changes.empty() && changes.back()["state"].string() == state;
    });
  }
  /// As others see it.
  bool talking(const Pupil& viewer, const Pupil& pupil) {
    std::optional<bool> talking;
    for (const Json& change : viewer->got("participant.changed")) {
      if (change["participant"]["id"].string() == pupil.id) talking = change["participant"]["talk"].boolean();
    }
    return talking.value_or(false);
  }
  void room_shall(const std::string& what) {
    teacher_->notify("media.candidate", Json::object({{"peer", "subscribe"}, {"candidate", what}}));
  }
  Json command(const std::string& talk, bool active) const {
    return Json::object({{"talk", talk}, {"a", anna_.id}, {"b", ben_.id}, {"active", active}});
  }
  /// The commands about talks that the room got.
  std::vector<Json> commands() const {
    std::vector<Json> list;
    for (const Json& line : room_log("talk")) list.push_back(line["params"]);
    return list;
  }
  Pupil teacher_, anna_, ben_, cleo_;
};

TEST_F(TalkTest, BothAreToldWhoAsksAndActiveOnlyOnceTheRoomHasCutThemOff) {
  room_shall("hold talks");
  std::string talk = ask();
  Json from = Json::object({{"id", anna_.id}, {"name", "안나"}});
  ASSERT_TRUE(told(anna_, "asked") && told(ben_, "asked"));
  EXPECT_EQ(
      ben_->got("talk.changed"),
      std::vector{Json::object(
          {{"talk", talk}, {"state", "asked"}, {"with", anna_.id}, {"from", from}, {"answerMs", 30'000}})});
  EXPECT_EQ(anna_->got("talk.changed").back()["with"].string(), ben_.id);
  EXPECT_EQ(answer(ben_, talk, true), Json::object());
  ASSERT_TRUE(wait_for_room("talk"));
  EXPECT_EQ(commands(), std::vector{command(talk, true)});
  run_for(0.1);
  EXPECT_EQ(ben_->got("talk.changed").size(), 1U) << "active before the cut";
  EXPECT_FALSE(talking(teacher_, anna_));
  room_shall("release talks");
  EXPECT_TRUE(told(anna_, "active") && told(ben_, "active"));
  EXPECT_EQ(ben_->got("talk.changed").back(),
            Json::object({{"talk", talk}, {"state", "active"}, {"with", anna_.id}}));
  EXPECT_TRUE(wait_for([&] { return talking(teacher_, anna_) && talking(teacher_, ben_); }));
  EXPECT_TRUE(talking(anna_, ben_) && talking(ben_, anna_));
  EXPECT_FALSE(talking(teacher_, cleo_));
  EXPECT_TRUE(cleo_->got("talk.changed").empty());
  Pupil late = come("늦은이");
  for (const Json& other : last_join_["participants"].items())
    EXPECT_EQ(other["talk"].boolean(), other["id"].string() == anna_.id || other["id"].string() == ben_.id);
}

TEST_F(TalkTest, EitherEndsItAndTheRoomLetsThemBack) {
  for (const Pupil* who : {&anna_, &ben_}) {
    std::string talk = this->talk();
    end(*who, talk);
    EXPECT_TRUE(told(anna_, "ended") && told(ben_, "ended"));
    EXPECT_TRUE(wait_for([&] { return !commands().empty() && commands().back() == command(talk, false); }));
    EXPECT_TRUE(wait_for([&] { return !talking(teacher_, anna_) && !talking(teacher_, ben_); }));
    end(*who, talk);  // over already
  }
  EXPECT_EQ(commands().size(), 4U);
}

TEST_F(TalkTest, AQuestionIsDeclinedWithdrawnOrExpires) {
  EXPECT_EQ(answer(ben_, ask(), false), Json::object());
  EXPECT_TRUE(told(anna_, "declined") && told(ben_, "declined"));
  end(anna_, ask());
  EXPECT_TRUE(told(anna_, "ended") && told(ben_, "ended"));
  service_.reset();
  settings_.times.talk_ms = 50;
  meet();
  std::string late = ask();
  EXPECT_TRUE(told(anna_, "expired") && told(ben_, "expired"));
  EXPECT_EQ(answer(ben_, late, true)["error"].string(), "wrong-state");
  EXPECT_TRUE(commands().empty());
}

TEST_F(TalkTest, AnActiveTalkDoesNotExpire) {
  service_.reset();
  settings_.times.talk_ms = 50;
  meet();
  talk();
  run_for(0.2);
  EXPECT_EQ(anna_->got("talk.changed").back()["state"].string(), "active");
}

TEST_F(TalkTest, CrossedQuestionsAreAnAnswer) {
  std::string talk = ask();
  EXPECT_EQ(request(anna_, ben_), Json::object({{"talk", talk}, {"state", "asked"}})) << "asked twice";
  EXPECT_EQ(request(ben_, anna_), Json::object({{"talk", talk}, {"state", "active"}}));
  EXPECT_TRUE(told(anna_, "active") && told(ben_, "active"));
  EXPECT_EQ(commands(), std::vector{command(talk, true)});
}

TEST_F(TalkTest, WhoIsInOneIsBusyAndAsksNobodyElse) {
  ask();
  for (const char* state : {"asked", "active"}) {
    EXPECT_EQ(request(cleo_, ben_)["state"].string(), "busy") << state;
    EXPECT_EQ(request(teacher_, anna_)["state"].string(), "busy") << state;
    EXPECT_EQ(request(anna_, cleo_)["error"].string(), "wrong-state") << state;
    EXPECT_EQ(request(ben_, cleo_)["error"].string(), "wrong-state") << state;
    request(ben_, anna_);
  }
  EXPECT_TRUE(told(anna_, "active"));
  EXPECT_TRUE(cleo_->got("talk.changed").empty() && teacher_->got("talk.changed").empty());
}

TEST_F(TalkTest, OnlyTheOtherAnswersAndOnlyTheTwoEnd) {
  std::string talk = ask();
  EXPECT_EQ(answer(anna_, talk, true)["error"].string(), "wrong-state") << "to oneself";
  EXPECT_EQ(answer(cleo_, talk, true)["error"].string(), "wrong-state");
  EXPECT_EQ(answer(ben_, "no such talk", true)["error"].string(), "wrong-state");
  end(cleo_, talk);
  end(teacher_, talk);
  EXPECT_EQ(answer(ben_, talk, true), Json::object());
  ASSERT_TRUE(told(anna_, "active"));
  EXPECT_EQ(answer(ben_, talk, false)["error"].string(), "wrong-state") << "answered already";
  end(cleo_, talk);
  run_for(0.1);
  EXPECT_EQ(anna_->got("talk.changed").back()["state"].string(), "active");
}

TEST_F(TalkTest, OnlySomeoneWhoIsHereIsAsked) {
  EXPECT_EQ(request(anna_, anna_)["error"].string(), "wrong-state");
  Pupil stranger;
  stranger.id = "nobody";
  EXPECT_EQ(request(anna_, stranger)["error"].string(), "not-found");
  ben_->disconnect();
  EXPECT_EQ(request(anna_, ben_)["error"].string(), "wrong-state") << "lost, and may come back";
  cleo_->ask("room.leave");
  EXPECT_EQ(request(anna_, cleo_)["error"].string(), "not-found");
}

TEST_F(TalkTest, InASeminarTheAudienceDoesNotTalk) {
  service_.reset();
  meet("seminar");
  EXPECT_EQ(request(teacher_, ben_)["error"].string(), "wrong-state");
  EXPECT_EQ(request(ben_, teacher_)["error"].string(), "forbidden");
}

TEST_F(TalkTest, ItEndsWhenTheFloorIsTaken) {
  service_.reset();
  meet("seminar");
  auto role = [&](const char* role) {
    Json params = Json::object({{"id", ben_.id}, {"role", role}});
    EXPECT_EQ(teacher_->ask("participant.role", params), Json::object());
  };
  role("speaker");
  Json asked = request(teacher_, ben_);
  answer(ben_, asked["talk"].string_or(""), true);
  ASSERT_TRUE(told(ben_, "active"));
  role("listener");
  EXPECT_TRUE(told(teacher_, "ended") && told(ben_, "ended"));
}

TEST_F(TalkTest, ItEndsWhenOneLeavesOrIsLostOrComesAnew) {
  struct Way {
    const char* name;
    std::function<void()> take;
  };
  const Way ways[] = {
      {"lost", [&] { ben_->disconnect(); }},
      {"reloads", [&] { ben_->disconnect(1001); }},
      {"leaves", [&] { ben_->ask("room.leave"); }},
      {"is removed", [&] {
         for (int i = 0; i < 3; i++) {
           ben_->notify("media.candidate", Json::object({{"peer", "subscribe"}, {"candidate", "crash"}}));
           wait_for_room("open", room_log("open").size() + 1);
         }
       }}};
  for (const Way& way : ways) {
    std::string talk = this->talk();
    way.take();
    EXPECT_TRUE(told(anna_, "ended")) << way.name;
    EXPECT_TRUE(wait_for([&] { return !talking(teacher_, anna_); })) << way.name;
    EXPECT_EQ(request(anna_, cleo_)["state"].string(), "asked") << way.name;
    end(anna_, anna_->got("talk.changed").back()["talk"].string_or(""));
    ben_ = come("벤");
  }
}

TEST_F(TalkTest, WhoIsLostFromItIsNotHeardByTheClassUntilTheyAreBack) {
  const std::string talk = this->talk();
  ben_->disconnect();
  ASSERT_TRUE(wait_for([&] { return commands().back() == command(talk, false); }));
  const Json nothing = Json::object({{"audio", false}, {"video", false}, {"screen", false}});
  const Json all = Json::object({{"audio", true}, {"video", true}, {"screen", true}});
  std::vector<std::string> order;
  for (const Json& line : room_log()) {
    const bool silences = line["params"]["id"].string() == ben_.id && line["params"]["on"] == nothing;
    if (line["method"].string() == "talk" || silences) order.push_back(line["method"].string_or(""));
  }
  EXPECT_EQ(order, (std::vector<std::string>{"talk", "participant.update", "talk"}))
      << "before it is let back";
  room_shall("crash");
  ASSERT_TRUE(wait_for_room("open", 2));
  for (const Json& participant : room_log("open")[1]["params"]["participants"].items())
    EXPECT_EQ(participant["on"], participant["id"].string() == ben_.id ? nothing : all);
  Pupil back = seat(Json::object({{"resume", ben_.resume}}), "벤");
  EXPECT_TRUE(wait_for([&] {
    std::vector<Json> updates = room_log("participant.update");
    return updates.back()["params"]["id"].string() == ben_.id && updates.back()["params"]["on"] == all;
  }));
}

TEST_F(TalkTest, ANewerConnectionOfOneEndsIt) {
  talk();
  Pupil again = seat(Json::object({{"resume", ben_.resume}}), "벤");
  EXPECT_EQ(again.id, ben_.id);
  EXPECT_TRUE(told(anna_, "ended"));
  EXPECT_EQ(last_join_["participants"].text().find("\"talk\":true"), std::string::npos);
}

TEST_F(TalkTest, ARestartedRoomBeginsWithIt) {
  std::string talk = this->talk();
  room_shall("crash");
  ASSERT_TRUE(wait_for_room("open", 2));
  Json cut = Json::object({{"talk", talk}, {"a", anna_.id}, {"b", ben_.id}});
  EXPECT_EQ(room_log("open")[1]["params"]["talks"], Json::array({cut}));
  EXPECT_EQ(anna_->got("talk.changed").back()["state"].string(), "active");
  end(anna_, talk);
  ASSERT_TRUE(told(ben_, "ended"));
  room_shall("crash");
  ASSERT_TRUE(wait_for_room("open", 3));
  EXPECT_EQ(room_log("open")[2]["params"]["talks"], Json::array());
}

TEST_F(TalkTest, ARoomThatDiesBeforeTheCutEndsIt) {
  room_shall("hold talks");
  std::string talk = ask();
  answer(ben_, talk, true);
  ASSERT_TRUE(wait_for_room("talk"));
  room_shall("crash");
  EXPECT_TRUE(told(anna_, "ended") && told(ben_, "ended"));
  ASSERT_TRUE(wait_for_room("open", 2));
  EXPECT_EQ(room_log("open")[1]["params"]["talks"], Json::array());
}

TEST_F(TalkTest, EndedBeforeTheCutTheRoomIsToldToUndoIt) {
  room_shall("hold talks");
  std::string talk = ask();
  answer(ben_, talk, true);
  ASSERT_TRUE(wait_for_room("talk"));
  end(anna_, talk);
  ASSERT_TRUE(told(ben_, "ended"));
  room_shall("release talks");
  EXPECT_TRUE(wait_for([&] { return commands().back() == command(talk, false); }));
  run_for(0.1);
  EXPECT_EQ(ben_->got("talk.changed").back()["state"].string(), "ended");
  EXPECT_EQ(commands().back(), command(talk, false));
}

TEST_F(TalkTest, ARestartedServiceKnowsOfNone) {
  talk();
  restart();
  Pupil anna = seat(Json::object({{"resume", anna_.resume}}), "안나");
  EXPECT_EQ(last_join_["participants"].text().find("\"talk\":true"), std::string::npos);
  ASSERT_TRUE(wait_for_room("open", 2));
  EXPECT_EQ(room_log("open")[1]["params"]["talks"], Json::array());
}

}  // namespace
}  // namespace seodang::test
