#include "os/descriptor.h"

#include <unistd.h>

namespace spamweir::os {

void Descriptor::close() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

}  // namespace spamweir::os
