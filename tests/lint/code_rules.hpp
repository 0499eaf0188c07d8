// The laws of src/README.md that can be read off the source. Each takes files, so that its own test can hand
// it bad ones.
#pragma once

#include "lint/source.hpp"

namespace seodang::lint {

/// The order of the modules: no #include against an arrow; libraries only where they belong (GStreamer's in
/// elements, room and base/gst.hpp, libsoup's in http, SQLite's in store).
Findings include_order(const Files& sources);

/// Files of at most 500 lines, functions of at most 60.
Findings file_sizes(const Files& sources);
Findings function_sizes(const Files& sources);

/// No mutex, thread or condition outside elements and the store; no GMutex at all (ThreadSanitizer cannot see
/// it).
Findings threads(const Files& sources);

/// Nothing of ours throws.
Findings throws(const Files& sources);

/// webrtcbin only in room; its insides only in room/webrtcbin_internals.cpp.
Findings webrtcbin(const Files& sources);

/// The media path is a graph: no appsrc or appsink in room and elements.
Findings app_elements(const Files& sources);

/// Exactly one module of the client may call getUserMedia: every layer comes from the one track it yields.
Findings capture_modules(const Files& client);

/// subprojects/ holds *.wrap files and patches, no copied source.
Findings vendored(const Files& subprojects);

}  // namespace seodang::lint
