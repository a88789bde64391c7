// Any bytes as a constant database: every search must end, within the file. `make fuzz` runs it.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "lists/cdb.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const int file = memfd_create("cdb", MFD_CLOEXEC);
  if (file < 0 || write(file, data, size) != static_cast<ssize_t>(size)) abort();
  {
    spamweir::lists::Cdb database("/proc/self/fd/" + std::to_string(file));
    for (const char* key : {"", "a", "!joe", "example.com"}) {
      const auto found = database.find(key);
      // What a value holds must come from the file.
      if (found.ok() && found.value() && found.value()->size() > size) abort();
    }
  }
  close(file);
  return 0;
}
