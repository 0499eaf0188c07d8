#pragma once

#include <map>
#include <span>
#include <string>

#include "base/gst.hpp"
#include "base/result.hpp"

namespace seodang::room {

/// What a file in pipelines/ must contain, so that code can bind to it by element name.
struct Contract {
  struct Part {
    std::string_view name, factory;
  };
  std::string_view file;  ///< without ".launch"
  std::span<const Part> parts;
  std::string_view sink;  ///< the part whose sink pad is the whole's "sink"
};

std::span<const Contract> contracts();

/// The operator's graph texts in gst-launch syntax: read and checked once, built as often as needed. Main
/// thread.
///
/// Lines that begin with '#' are dropped (gst-launch has no comments); the line `# try: …` names a source
/// that makes the file run alone.
class Descriptions {
 public:
  /// Reads and checks every file that has a contract, or those whose names begin so. The error names the file
  /// and what is missing.
  static Result<Descriptions> load(const std::string& directory, std::string_view beginning = "");

  /// A fresh bin with a ghost pad "sink". Floating reference sunk.
  Result<GRef<GstElement>> build(std::string_view file) const;

 private:
  std::map<std::string, std::string, std::less<>> texts_;
};

/// The text without comments, and the `# try:` source ("" if none).
struct DescriptionText {
  std::string launch, try_source;
};
DescriptionText read_description_text(std::string_view file);

}  // namespace seodang::room
