// Reads D. J. Bernstein's constant database, cdb(5): 256 pointers to hash tables, records, hash
// tables; numbers of 32 bits, little endian.
//
// The file is read with pread(2), every position is checked against the file's end and every walk
// has an end, so a truncated or hostile file gives an error and no more.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "os/input_file.h"

namespace spamweir::lists {

class Cdb {
 public:
  // A longer value is an error: nothing that this program looks up comes near it.
  static constexpr uint32_t kMaxValue = 1 << 20;
  // A search that passes more slots of a hash table is an error: half the slots of a table are
  // empty, so searches are short.
  static constexpr uint32_t kMaxProbes = 65536;

  explicit Cdb(std::string path) : file_(std::move(path)) {}

  os::Readable readable() const { return file_.readable(); }
  // Why the file can't be read, where readable() is not yes.
  const std::string& problem() const { return file_.problem(); }

  // The first value of the key; nothing where the key is not in the database. The error names the
  // file.
  Result<std::optional<std::string>> find(std::string_view key);
  Result<bool> contains(std::string_view key);

  static uint32_t hash(std::string_view key);

 private:
  struct Record {
    uint64_t value_offset;
    uint32_t value_size;
  };

  Result<std::optional<Record>> find_record(std::string_view key);
  Result<std::optional<Record>> match_record(uint32_t offset, std::string_view key);
  bool read_pair(uint64_t offset, uint32_t (&pair)[2]);
  Error damaged();

  os::InputFile file_;
};

}  // namespace spamweir::lists
