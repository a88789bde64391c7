#include "os/standard_descriptors.h"

#include <fcntl.h>
#include <unistd.h>

namespace spamweir::os {

bool is_open(int descriptor) { return fcntl(descriptor, F_GETFD) >= 0; }

bool fill_standard_descriptors() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (!is_open(fd) && open("/dev/null", O_RDWR) != fd) return false;
  }
  return true;
}

}  // namespace spamweir::os
