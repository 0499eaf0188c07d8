// seodang-load: one measurement of the real service under load. It starts the service, joins people, takes
// figures, lets everybody leave, and prints one line of JSON.
//
//   seodang-load --service BUILD/src/seodang --config data/bench.toml [--seminar] [--publishers N] [--viewers
//   N]
//                [--video BITS] [--speakers N] [--joins PER_SECOND] [--alone SECONDS] [--warm SECONDS]
//                [--seconds SECONDS] [--recorded] [--pin]
//   seodang-load --service … --config … --churn CYCLES
//   seodang-load --room URL/r/NUMBER [--viewers N] [--joins PER_SECOND] [--seconds SECONDS]: viewers for a class
//   that is in session elsewhere

#include <sys/resource.h>

#include <clocale>
#include <csignal>
#include <cstdio>
#include <memory>

#include "base/gref.hpp"
#include "load/audience.hpp"
#include "load/churn.hpp"
#include "load/course.hpp"

namespace {

using namespace seodang;

void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

struct Options {
  load::AudiencePlan audience;
  load::ChurnPlan churn{.cycles = 0};
  load::Scenario scenario;
  load::ServerOptions server;
};

/// URL/r/NUMBER. Error: invalid_params.
Result<load::AudiencePlan> audience_of(const std::string& room, const load::Scenario& scenario) {
  const size_t mark = room.rfind("/r/");
  if (mark == std::string::npos || scenario.viewers < 1)
    return {Code::invalid_params, "--room takes URL/r/NUMBER, and needs --viewers"};
  return load::AudiencePlan{room.substr(0, mark), room.substr(mark + 3), scenario.viewers,
                            scenario.joins_per_second, scenario.seconds};
}

Result<Options> parse(int argc, char** argv) {
  Options options;
  load::Scenario& scenario = options.scenario;
  GPtr<char> service, config;
  gboolean seminar = FALSE, pin = FALSE, recorded = FALSE;
  char *service_name = nullptr, *config_name = nullptr, *room_name = nullptr;
  GOptionEntry entries[] = {
      {"service", 0, 0, G_OPTION_ARG_FILENAME, &service_name, "the service's program", "FILE"},
      {"config", 0, 0, G_OPTION_ARG_FILENAME, &config_name, "its configuration", "FILE"},
      {"seminar", 0, 0, G_OPTION_ARG_NONE, &seminar, "a seminar, not a meeting", nullptr},
      {"publishers", 0, 0, G_OPTION_ARG_INT, &scenario.publishers, "who send (and watch)", "N"},
      {"viewers", 0, 0, G_OPTION_ARG_INT, &scenario.viewers, "who only watch", "N"},
      {"video", 0, 0, G_OPTION_ARG_INT, &scenario.video_bits, "bits per second of a camera", "BITS"},
      {"speakers", 0, 0, G_OPTION_ARG_INT, &scenario.speakers, "publishers who speak", "N"},
      {"joins", 0, 0, G_OPTION_ARG_DOUBLE, &scenario.joins_per_second, "joins per second", "N"},
      {"alone", 0, 0, G_OPTION_ARG_DOUBLE, &scenario.alone_seconds, "seconds of the host alone", "S"},
      {"warm", 0, 0, G_OPTION_ARG_DOUBLE, &scenario.warm_seconds, "seconds before measuring", "S"},
      {"seconds", 0, 0, G_OPTION_ARG_DOUBLE, &scenario.seconds, "seconds of measuring", "S"},
      {"churn", 0, 0, G_OPTION_ARG_INT, &options.churn.cycles, "people come and go so often instead",
       "CYCLES"},
      {"recorded", 0, 0, G_OPTION_ARG_NONE, &recorded, "the lesson is recorded, and all agree", nullptr},
      {"room", 0, 0, G_OPTION_ARG_STRING, &room_name, "only viewers, for this class", "URL/r/NUMBER"},
      {"pin", 0, 0, G_OPTION_ARG_NONE, &pin, "service on core 0, bots on the others", nullptr},
      {nullptr, 0, 0, G_OPTION_ARG_NONE, nullptr, nullptr, nullptr},
  };
  const std::unique_ptr<GOptionContext, decltype(&g_option_context_free)> context(
      g_option_context_new("— the service under load"), g_option_context_free);
  g_option_context_add_main_entries(context.get(), entries, nullptr);
  GPtr<GError> error;
  const bool parsed = g_option_context_parse(context.get(), &argc, &argv, out(error));
  service.reset(service_name);
  config.reset(config_name);
  const GPtr<char> room(room_name);
  if (!parsed) return {Code::invalid_params, error->message};
  if (room) {
    Result<load::AudiencePlan> audience = audience_of(room.get(), scenario);
    if (!audience) return audience.error();
    options.audience = *audience;
    return options;
  }
  if (!service || !config) return {Code::invalid_params, "--service and --config are needed"};
  if (scenario.publishers < 1 || scenario.people() < 2)
    return {Code::invalid_params, "a class is one who sends and somebody else, at least"};
  scenario.seminar = seminar;
  options.server = {service.get(), config.get(), recorded != FALSE, pin && load::leave_core_0()};
  return options;
}

Result<Json> run(const Options& options) {
  if (!options.audience.number.empty()) return load::Audience(options.audience).run();
  if (options.churn.cycles > 0) {
    const Result<load::ChurnReport> report = load::Churn(options.churn, options.server).run();
    return report ? Result<Json>(report->json(options.churn.first_sample)) : report.error();
  }
  const Result<load::Report> report = load::Course(options.scenario, options.server).run();
  return report ? Result<Json>(report->json()) : report.error();
}

}  // namespace

int main(int argc, char** argv) {
  std::setlocale(LC_ALL, "C.UTF-8");
  std::signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();
  const Result<Options> options = parse(argc, argv);
  if (!options) {
    std::fprintf(stderr, "seodang-load: %s\n", options.error().text.c_str());
    return 64;
  }
  const Result<Json> report = run(*options);
  if (!report) {
    std::fprintf(stderr, "seodang-load: %s\n", report.error().text.c_str());
    return 1;
  }
  std::printf("%s\n", report->text().c_str());
  return 0;
}
