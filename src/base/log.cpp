#include "base/log.hpp"

#include <cstdarg>
#include <cstdio>
#include <string>

#include "base/gref.hpp"

namespace seodang {

namespace {

std::string program_name = "seodang";
bool show_debug = false;

const char* level_name(GLogLevelFlags level) {
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) return "critical";
  if (level & G_LOG_LEVEL_WARNING) return "warning";
  if (level & (G_LOG_LEVEL_INFO | G_LOG_LEVEL_MESSAGE)) return "info";
  return "debug";
}

GLogWriterOutput write_line(GLogLevelFlags level, const GLogField* fields, gsize count, gpointer) {
  if ((level & G_LOG_LEVEL_DEBUG) && !show_debug) return G_LOG_WRITER_HANDLED;
  const char* domain = program_name.c_str();
  const char* text = "";
  for (gsize i = 0; i < count; i++) {
    if (g_str_equal(fields[i].key, "MESSAGE")) text = static_cast<const char*>(fields[i].value);
    if (g_str_equal(fields[i].key, "GLIB_DOMAIN")) domain = static_cast<const char*>(fields[i].value);
  }
  GPtr<GDateTime> now(g_date_time_new_now_local());
  GPtr<char> time(g_date_time_format(now.get(), "%H:%M:%S"));
  fprintf(stderr, "%s.%03d %s %s: %s\n", time.get(), g_date_time_get_microsecond(now.get()) / 1000,
          level_name(level), domain, text);
  return G_LOG_WRITER_HANDLED;
}

void write(GLogLevelFlags level, const char* domain, const char* format, va_list args) {
  GPtr<char> text(g_strdup_vprintf(format, args));
  g_log_structured(domain, level, "MESSAGE", "%s", text.get());
}

}  // namespace

void log_init(const char* program, bool verbose) {
  program_name = program;
  show_debug = verbose;
  g_log_set_writer_func(write_line, nullptr, nullptr);
}

#define SEODANG_LOG(function, level)                           \
  void function(const char* domain, const char* format, ...) { \
    va_list args;                                              \
    va_start(args, format);                                    \
    write(level, domain, format, args);                        \
    va_end(args);                                              \
  }

SEODANG_LOG(log_debug, G_LOG_LEVEL_DEBUG)
SEODANG_LOG(log_info, G_LOG_LEVEL_INFO)
SEODANG_LOG(log_warning, G_LOG_LEVEL_WARNING)

}  // namespace seodang
