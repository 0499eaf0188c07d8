#pragma once

// Log lines go to stderr through GLib's structured log, one line each: `12:34:56.789 warning room: text`.
// They bear no tokens, no SDP and no names of people: ids only. Any thread.

#include <glib.h>

namespace seodang {

/// Installs the writer; `verbose` shows debug lines too. Call once, first thing in main().
void log_init(const char* program, bool verbose);

void log_debug(const char* domain, const char* format, ...) G_GNUC_PRINTF(2, 3);
void log_info(const char* domain, const char* format, ...) G_GNUC_PRINTF(2, 3);
void log_warning(const char* domain, const char* format, ...) G_GNUC_PRINTF(2, 3);

}  // namespace seodang
