#include "lint/code_rules.hpp"

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "lint/functions.hpp"

namespace seodang::lint {
namespace {

constexpr int most_lines_of_file = 500;
constexpr int most_lines_of_function = 60;

using Modules = std::set<std::string, std::less<>>;

/// What each module, and each program, may include.
const std::map<std::string, Modules, std::less<>> may_include{
    {"base", {"base"}},
    {"protocol", {"base", "protocol"}},
    {"elements", {"base", "elements"}},
    {"room", {"base", "protocol", "room"}},
    {"store", {"base", "protocol", "store"}},
    {"service", {"base", "protocol", "store", "service"}},
    {"http", {"base", "protocol", "store", "service", "http"}},
    {"seodang_room.cpp", {"base", "protocol", "room"}},
    {"seodang.cpp", {"base", "protocol", "store", "service", "http"}},
};

/// Whose headers (by their beginning) may stand where. "base/gst.hpp" is ours, and brings GStreamer with it.
struct Library {
  std::string prefix;
  Modules modules;
};
const std::vector<Library> libraries{
    {"gst/", {"elements", "room", "base/gst.hpp", "seodang_room.cpp"}},
    {"base/gst.hpp", {"elements", "room", "seodang_room.cpp"}},
    {"libsoup/", {"http", "seodang.cpp"}},
    {"SQLiteCpp/", {"store"}},
    {"sqlite3.h", {"store"}},
};

/// "room" of src/room/peer.cpp, "seodang.cpp" of src/seodang.cpp.
std::string module_of(std::string_view path) {
  path.remove_prefix(std::min(path.size(), std::string_view("src/").size()));
  return std::string(path.substr(0, path.find('/')));
}

bool in_module(const File& file, std::initializer_list<std::string_view> modules) {
  return std::ranges::find(modules, module_of(file.path)) != modules.end();
}

void check_include(const File& file, int line, const std::string& header, bool ours, Findings& findings) {
  const auto module = module_of(file.path);
  for (const auto& [prefix, modules] : libraries) {
    if (!header.starts_with(prefix)) continue;
    if (!modules.contains(module) && !modules.contains(file.path.substr(4)))
      findings.push_back(finding(file, line, module + " may not include " + header));
  }
  if (!ours) return;
  const auto target = header.substr(0, header.find('/'));
  const auto allowed = may_include.find(module);
  if (allowed == may_include.end())
    findings.push_back(finding(file, line, module + " has no place in the order of the modules"));
  else if (!may_include.contains(target) || header.find('/') == std::string::npos)
    findings.push_back(
        finding(file, line, "\"" + header + "\" does not begin with a module (the include root is src/)"));
  else if (!allowed->second.contains(target))
    findings.push_back(
        finding(file, line, module + " may not include " + header + ": the arrows never turn"));
}

Findings matches_in_code(const Files& files, const std::string& pattern, std::string_view what) {
  Findings findings;
  for (const auto& file : files) {
    const auto found = matches(file, code_only(file.text), pattern, what);
    findings.insert(findings.end(), found.begin(), found.end());
  }
  return findings;
}

Findings matches_in_text(const Files& files, const std::string& pattern, std::string_view what) {
  Findings findings;
  for (const auto& file : files) {
    const auto found = matches(file, without_comments(file.text), pattern, what);
    findings.insert(findings.end(), found.begin(), found.end());
  }
  return findings;
}

template <typename Predicate>
Files only(const Files& files, Predicate predicate) {
  Files chosen;
  std::ranges::copy_if(files, std::back_inserter(chosen), predicate);
  return chosen;
}

Findings both(Findings first, const Findings& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

Findings include_order(const Files& sources) {
  static const std::regex include(R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"])re");
  Findings findings;
  for (const auto& file : sources) {
    std::istringstream stream(file.text);
    std::string text;
    std::smatch match;
    for (int line = 1; std::getline(stream, text); ++line)
      if (std::regex_search(text, match, include))
        check_include(file, line, match[2], match[1] == "\"", findings);
  }
  return findings;
}

Findings file_sizes(const Files& sources) {
  Findings findings;
  for (const auto& file : sources) {
    const auto count = std::ranges::count(file.text, '\n');
    if (count > most_lines_of_file)
      findings.push_back(finding(file, 1, std::to_string(count) + " lines, more than 500"));
  }
  return findings;
}

Findings function_sizes(const Files& sources) {
  Findings findings;
  for (const auto& file : sources) {
    const bool cpp = file.path.ends_with(".cpp") || file.path.ends_with(".hpp");
    for (const auto& function : functions(code_only(file.text), cpp ? Language::cpp : Language::typescript)) {
      if (function.length <= most_lines_of_function) continue;
      findings.push_back(
          finding(file, function.line,
                  function.name + " has " + std::to_string(function.length) + " lines, more than 60"));
    }
  }
  return findings;
}

Findings threads(const Files& sources) {
  const auto elsewhere = only(sources, [](const File& file) {
    return !in_module(file, {"elements", "store"});
  });
  return both(
      matches_in_code(
          elsewhere,
          R"(std::(recursive_|shared_)?(mutex|j?thread|condition_variable|async)\b|\bg_thread_(new|try_new|pool_new))",
          "a thread or lock: one main context owns every object"),
      matches_in_code(sources, R"(\b(GMutex|GRecMutex|GRWLock|GCond|g_(rec_)?mutex_\w+|g_cond_\w+)\b)",
                      "a lock of GLib, which ThreadSanitizer cannot see: std::mutex"));
}

Findings throws(const Files& sources) {
  return matches_in_code(sources, R"(\bthrow\b)", "a throw: return a Result");
}

Findings webrtcbin(const Files& sources) {
  const auto outside = only(sources, [](const File& file) { return !in_module(file, {"room"}); });
  const auto curious =
      only(sources, [](const File& file) { return file.path != "src/room/webrtcbin_internals.cpp"; });
  return both(
      matches_in_text(outside, R"re(\bGstWebRTC\w+|\bgst_webrtc_|"webrtcbin\b|<gst/webrtc/)re",
                      "webrtcbin outside room"),
      matches_in_text(
          curious,
          R"re("(ice-agent|agent|upnp|ice-tcp|deep-element-added|request-jitterbuffer|on-new-transceiver)"|<nice/)re",
          "webrtcbin's insides outside room/webrtcbin_internals.cpp"));
}

Findings app_elements(const Files& sources) {
  // A job is a process of its own, that forwards nothing.
  const auto media = only(sources, [](const File& file) {
    return in_module(file, {"room", "elements"}) && !file.path.starts_with("src/room/job_");
  });
  return matches_in_text(media, R"(\bapp(src|sink)\b|gst_app_(src|sink))",
                         "appsrc or appsink in the media path");
}

Findings capture_modules(const Files& client) {
  const auto callers = only(client, [](const File& file) {
    return without_comments(file.text).find("getUserMedia") != std::string::npos;
  });
  Findings findings;
  if (callers.size() != 1)
    for (const auto& file : callers)
      findings.push_back(finding(file, 1, "calls getUserMedia, and is not the only one"));
  return findings;
}

Findings vendored(const Files& subprojects) {
  Findings findings;
  for (const auto& file : subprojects) {
    const bool allowed = file.path.ends_with(".wrap") || file.path.starts_with("subprojects/packagefiles/");
    if (!allowed)
      findings.push_back(finding(file, 1, "copied source: depend on the package, or on a *.wrap"));
  }
  return findings;
}

}  // namespace seodang::lint
