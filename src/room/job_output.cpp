#include "room/job_output.hpp"

#include <cstdio>

namespace seodang::room {

Result<> Output::keep() {
  if (fsync(file_.fd()) != 0 || rename(part_.c_str(), path_.c_str()) != 0) return not_opened(path_);
  part_.clear();
  const std::string folder = path_.substr(0, path_.rfind('/') + 1);
  const File directory(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
  return fsync(directory.fd()) == 0 ? Result<>() : not_opened(folder);
}

}  // namespace seodang::room
