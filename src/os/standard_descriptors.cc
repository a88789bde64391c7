#include "os/standard_descriptors.h"

#include <fcntl.h>
#include <unistd.h>

namespace spamweir::os {

bool fill_standard_descriptors() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd) return false;
  }
  return true;
}

}  // namespace spamweir::os
