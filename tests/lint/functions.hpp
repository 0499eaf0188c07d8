// Finds the functions of a C++ or TypeScript source by its braces: good enough for formatted code, no parser.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace seodang::lint {

enum class Language { cpp, typescript };

struct Function {
  std::string name;  // "lambda" without one.
  int line;          // Of its signature.
  int length;        // In lines, from the signature to the closing brace.
};

/// `code` comes from code_only(). A lambda counts for itself and in the function around it.
std::vector<Function> functions(std::string_view code, Language language);

}  // namespace seodang::lint
