// Any number of descriptors that are waited for as if they were one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "os/descriptor.h"

namespace spamweir::os {

class PollSet {
 public:
  // Once, before anything else. False where the system has no descriptor left for it.
  bool open();
  // Readable while something has happened to a member; below 0 until it is open.
  int fd() const { return set_.get(); }

  enum class Trigger {
    level,  // told again until all that arrived has been read
    edge,   // told once of each change: for streams, read and written until nothing more moves
  };
  // A member stays until it is closed. False where the system refuses. Keys need not differ.
  bool add(int fd, uint64_t key, Trigger trigger);

  // Writes the keys of members that something has happened to and returns how many; never waits.
  // When all of `keys` are used there may be more. May tell of a member that is gone by now.
  size_t take(std::span<uint64_t> keys);

 private:
  Descriptor set_;
};

}  // namespace spamweir::os
