#include "checkup/listing.h"

#include <algorithm>
#include <utility>

namespace spamweir::checkup {

os::SystemStatus list_directory(const std::string& path, size_t most,
                                std::vector<std::string>& names) {
  os::Directory directory;
  if (const os::SystemStatus status = directory.open(path); !status.ok()) return status;
  os::DirectoryReader reader(directory);
  while (names.size() < most) {
    auto item = reader.next();
    if (!item) break;
    names.push_back(std::move(item->name));
  }
  std::sort(names.begin(), names.end());
  return reader.status();
}

}  // namespace spamweir::checkup
