#pragma once

#include <string>

#include "base/result.hpp"

namespace seodang {

/// A secret from whoever started the program. At a terminal it is asked for on stderr, not shown while it is
/// typed, and asked for again to be sure; else it is the first line of stdin. Blocks. Errors: invalid_params
/// (nothing came; the two differ).
Result<std::string> read_secret(const std::string& prompt);

}  // namespace seodang
