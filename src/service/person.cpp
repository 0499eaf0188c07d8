#include "service/person.hpp"

#include "base/id.hpp"

namespace seodang::service {

static constexpr size_t key_bytes = 32, person_digits = 32, most_key_bytes = 256;

std::string person_of(const std::string& key) {
  return sha256_hex(key.empty() ? random_hex(key_bytes) : key.substr(0, most_key_bytes))
      .substr(0, person_digits);
}

std::string image_path(const std::string& image) { return image.empty() ? "" : "/images/" + image; }

Error no_person() { return {Code::forbidden, "your person's key is needed (Authorization: Bearer …)"}; }

}  // namespace seodang::service
