// A pair of descriptors, of which one reads what is written to the other.
#pragma once

#include "base/result.h"
#include "os/descriptor.h"

namespace spamweir::os {

struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};

// Both ends block, and are closed on exec.
Result<Pipe> make_pipe();

}  // namespace spamweir::os
