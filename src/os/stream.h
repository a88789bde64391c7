// Reading, writing and waiting on descriptors that must never block the process.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "os/clock.h"

namespace spamweir::os {

struct Transfer {
  enum class Outcome { some, later, ended };
  Outcome outcome =
      Outcome::later;  // later: nothing could be moved now; ended: end of file, or the peer is gone
  size_t bytes = 0;
  int error = 0;  // errno of what ended it; 0 at an end of file
};

// Call it when wait() says that there is something to read: standard input may be a blocking
// descriptor.
Transfer read_some(int fd, std::span<char> into);

// To a descriptor that set_nonblocking() has prepared. SIGPIPE must be blocked.
Transfer write_some(int fd, std::string_view bytes);
// To a descriptor that others share, such as standard output, and that may be blocking: takes what
// there is room for and never blocks. SIGPIPE must be blocked.
Transfer write_some_shared(int fd, std::string_view bytes);

// For a process that serves nobody: blocks until all is written. False where that can't be.
bool write_all(int fd, std::string_view bytes);

bool set_nonblocking(int fd);

// A pipe that holds more than the usual 64 kB makes large bodies cheaper. Where the system says no,
// nothing changes.
bool enlarge_pipe(int fd);

// The peer learns that nothing more will be written. A socket can still be read; any other
// descriptor is closed.
void finish_writing(int fd);

// What a caller waits for on one descriptor, and what came of it. An fd below 0 is passed over.
struct Interest {
  int fd = -1;
  bool read = false;
  bool write = false;
  bool end = false;  // of what the peer sends, while there is no room to read what comes before it
  bool readable = false;   // data, an end of file or an error: reading tells
  bool writable = false;   // room, or an error: writing tells
  bool has_ended = false;  // nothing will follow what can still be read
};

// Sleeps until one of the interests is met or the deadline has passed.
void wait(std::span<Interest> interests, Deadline deadline);

}  // namespace spamweir::os
