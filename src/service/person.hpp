#pragma once

#include <string>

#include "base/error.hpp"

namespace seodang::service {

/// Who someone is over visits: the same key, kept by their browser, is the same person. Without one it is
/// someone new.
std::string person_of(const std::string& key);

/// Where a person's profile image is to be had, by the name of its file; empty stays empty.
std::string image_path(const std::string& image);

/// What who must bring such a key, and brings none, is told.
Error no_person();

}  // namespace seodang::service
