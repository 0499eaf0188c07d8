#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace seodang::service {

struct Settings;

/// One row of the configuration: a key, what it is good for, and the variable that it fills. The variable's
/// value before is the default. The same rows read files and the command line, write --help-config, and are
/// tested against data/seodang.toml.
struct Setting {
  using Value = std::variant<bool*, int*, unsigned*, uint16_t*, std::string*, std::vector<std::string>*>;

  std::string_view name;  ///< "group.key"
  Value value;
  std::string_view unit;  ///< "s", "bytes"; for text: what it is ("file"); may be empty
  std::string_view description;
  double min = 0, max = 4'294'967'295.0;  ///< of numbers, both included
};

/// The settings of the use cases, as rows.
std::vector<Setting> settings_table(Settings& settings);

/// Reads a configuration (TOML) into the variables of its rows. All or nothing only per key: on an error the
/// caller is expected to give up. Errors: invalid_params, as "FILE:LINE: key: what is wrong; what is
/// allowed".
class Config {
 public:
  explicit Config(std::vector<Setting> table) : table_(std::move(table)) {}

  Result<> read_file(const std::string& path);
  /// `name` is what errors call the text.
  Result<> read(std::string_view text, const std::string& name);
  /// "group.key=value", as the command line has it; lists with commas.
  Result<> set(std::string_view assignment);

  /// A description of every key, with what its variable holds now.
  std::string help() const;
  const std::vector<Setting>& table() const { return table_; }

 private:
  const Setting* find(std::string_view name) const;
  Error unknown(std::string_view name) const;

  std::vector<Setting> table_;
};

/// "64", "true", "\"text\"", "[\"a\", \"b\"]": as in TOML.
std::string text_of(const Setting& setting);

}  // namespace seodang::service
