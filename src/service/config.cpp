#include "service/config.hpp"

#include <gio/gio.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <sstream>
#include <type_traits>

#include "base/gref.hpp"

namespace seodang::service {

namespace {

constexpr size_t max_bytes = 1 << 20;

template <typename T>
inline constexpr bool is_number =
    std::is_same_v<T, int> || std::is_same_v<T, unsigned> || std::is_same_v<T, uint16_t>;

/// 4096.0 → "4096"
std::string plain(double number) { return std::to_string(static_cast<int64_t>(number)); }

/// What a key takes, for errors and help.
std::string allowed(const Setting& setting) {
  const auto of = [&](auto* variable) -> std::string {
    using T = std::remove_pointer_t<decltype(variable)>;
    if constexpr (std::is_same_v<T, bool>) return "true or false";
    if constexpr (std::is_same_v<T, std::string>) return "a text";
    if constexpr (std::is_same_v<T, std::vector<std::string>>) return "a list of texts";
    return "a whole number from " + plain(setting.min) + " to " + plain(setting.max);
  };
  return std::visit(of, setting.value);
}

Error wrong(const Setting& setting) {
  return {Code::invalid_params, std::string(setting.name) + ": allowed is " + allowed(setting)};
}

template <typename T>
Result<> assign_number(const Setting& setting, T* variable, int64_t number) {
  const auto value = static_cast<double>(number);
  if (value < setting.min || value > setting.max) return wrong(setting);
  *variable = static_cast<T>(number);
  return {};
}

bool is_address(const std::string& text) {
  const auto mask = GRef<GInetAddressMask>::take(g_inet_address_mask_new_from_string(text.c_str(), nullptr));
  return static_cast<bool>(mask);
}

Result<> assign_list(const Setting& setting, std::vector<std::string>* variable,
                     std::vector<std::string> items) {
  auto odd = std::ranges::find_if_not(items, is_address);
  if (setting.unit == "addresses" && odd != items.end())
    return {Code::invalid_params, std::string(setting.name) + ": " + *odd + " is no IP address or network"};
  *variable = std::move(items);
  return {};
}

Result<> assign(const Setting& setting, const toml::node& node) {
  const auto to = [&](auto* variable) -> Result<> {
    using T = std::remove_pointer_t<decltype(variable)>;
    if constexpr (is_number<T>) {
      if (node.is_integer()) return assign_number(setting, variable, **node.as_integer());
    } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
      const toml::array* array = node.as_array();
      if (array && (array->empty() || array->is_homogeneous<std::string>())) {
        std::vector<std::string> items;
        for (const toml::node& item : *array) items.push_back(**item.as_string());
        return assign_list(setting, variable, std::move(items));
      }
    } else if (const auto* value = node.as<T>()) {
      *variable = **value;
      return {};
    }
    return wrong(setting);
  };
  return std::visit(to, setting.value);
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const size_t comma = text.find(',');
    items.emplace_back(text.substr(0, comma));
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
  }
  return items;
}

Result<> assign(const Setting& setting, std::string_view text) {
  const auto to = [&](auto* variable) -> Result<> {
    using T = std::remove_pointer_t<decltype(variable)>;
    if constexpr (std::is_same_v<T, std::string>) {
      *variable = text;
    } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
      return assign_list(setting, variable, split(text));
    } else if constexpr (std::is_same_v<T, bool>) {
      if (text != "true" && text != "false") return wrong(setting);
      *variable = text == "true";
    } else {
      int64_t number = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (error != std::errc() || end != text.data() + text.size()) return wrong(setting);
      return assign_number(setting, variable, number);
    }
    return {};
  };
  return std::visit(to, setting.value);
}

Error at(const std::string& file, const toml::source_region& source, const std::string& text) {
  return {Code::invalid_params, file + ":" + std::to_string(source.begin.line) + ": " + text};
}

/// toml++ throws; nothing of ours does.
Result<toml::table> parse(std::string_view text, const std::string& name) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    return at(name, error.source(), std::string(error.description()));
  }
}

std::string quoted(const std::string& text) {
  std::ostringstream out;
  out << toml::value<std::string>(text);
  return out.str();
}

}  // namespace

const Setting* Config::find(std::string_view name) const {
  for (const Setting& row : table_) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

Error Config::unknown(std::string_view name) const {
  const std::string group(name.substr(0, name.find('.')));
  std::string known;
  for (const Setting& row : table_) {
    if (row.name.starts_with(group + ".")) known += (known.empty() ? "" : ", ") + std::string(row.name);
  }
  return {Code::invalid_params,
          "unknown key " + std::string(name) + "; allowed: " + (known.empty() ? "see --help-config" : known)};
}

Result<> Config::read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  if (file) text.resize(max_bytes + 1);
  if (!file || (!file.read(text.data(), static_cast<std::streamsize>(text.size())) && !file.eof())) {
    return {Code::invalid_params, path + ": " + std::strerror(errno)};
  }
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.size() > max_bytes) return {Code::invalid_params, path + ": larger than 1 MiB"};
  return read(text, path);
}

Result<> Config::read(std::string_view text, const std::string& name) {
  Result<toml::table> parsed = parse(text, name);
  if (!parsed) return parsed.error();
  for (const auto& [group, members] : *parsed) {
    const toml::table* table = members.as_table();
    if (!table) return at(name, members.source(), unknown(group.str()).text);
    for (const auto& [key, node] : *table) {
      const std::string full = std::string(group.str()) + "." + std::string(key.str());
      const Setting* row = find(full);
      if (!row) return at(name, key.source(), unknown(full).text);
      if (Result<> done = assign(*row, node); !done) return at(name, key.source(), done.error().text);
    }
  }
  return {};
}

Result<> Config::set(std::string_view assignment) {
  const size_t equals = assignment.find('=');
  if (equals == std::string_view::npos)
    return {Code::invalid_params, "--set " + std::string(assignment) + ": allowed is group.key=value"};
  const std::string_view name = assignment.substr(0, equals);
  const Setting* row = find(name);
  Result<> done = row ? assign(*row, assignment.substr(equals + 1)) : Result<>(unknown(name));
  return done ? done : Result<>(Code::invalid_params, "--set " + done.error().text);
}

std::string Config::help() const {
  std::string text, group;
  for (const Setting& row : table_) {
    const std::string name(row.name), own_group = name.substr(0, name.find('.'));
    if (own_group != group) text += (group.empty() ? "[" : "\n[") + own_group + "]\n";
    group = own_group;
    text += "# " + std::string(row.description) + "\n# " + allowed(row);
    if (!row.unit.empty()) text += ", " + std::string(row.unit);
    text += "\n" + name.substr(group.size() + 1) + " = " + text_of(row) + "\n";
  }
  return text;
}

std::string text_of(const Setting& setting) {
  const auto of = [](auto* variable) -> std::string {
    using T = std::remove_pointer_t<decltype(variable)>;
    if constexpr (std::is_same_v<T, bool>)
      return *variable ? "true" : "false";
    else if constexpr (std::is_same_v<T, std::string>)
      return quoted(*variable);
    else if constexpr (is_number<T>)
      return std::to_string(*variable);
    else {
      std::string items;
      for (const std::string& item : *variable) items += (items.empty() ? "" : ", ") + quoted(item);
      return "[" + items + "]";
    }
  };
  return std::visit(of, setting.value);
}

}  // namespace seodang::service
