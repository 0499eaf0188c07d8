#pragma once

#include <initializer_list>
#include <string>

namespace seodang {

/// The first of `places` that exists, seen from the directory of this program; else `otherwise`. So a
/// checkout's build directory and an installation find their parts alike.
std::string beside_program(std::initializer_list<const char*> places, const std::string& otherwise);

}  // namespace seodang
