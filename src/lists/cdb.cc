#include "lists/cdb.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace spamweir::lists {
namespace {

constexpr uint64_t kPairSize = 8;
constexpr uint32_t kTables = 256;
constexpr uint64_t kHeaderSize = kTables * kPairSize;

uint32_t load_little_endian(const char* text) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text);
  return uint32_t{bytes[0]} | uint32_t{bytes[1]} << 8 | uint32_t{bytes[2]} << 16 |
         uint32_t{bytes[3]} << 24;
}

}  // namespace

uint32_t Cdb::hash(std::string_view key) {
  uint32_t hash = 5381;
  for (const char c : key) hash = ((hash << 5) + hash) ^ static_cast<unsigned char>(c);
  return hash;
}

Result<std::optional<std::string>> Cdb::find(std::string_view key) {
  Result<std::optional<Record>> found = find_record(key);
  if (!found.ok()) return Error{found.error()};
  if (!found.value()) return std::optional<std::string>();
  const Record record = *found.value();
  if (record.value_size > kMaxValue) return damaged();
  std::string value(record.value_size, '\0');
  if (!file_.read_at(record.value_offset, value.data(), value.size())) return damaged();
  return std::optional(std::move(value));
}

Result<bool> Cdb::contains(std::string_view key) {
  Result<std::optional<Record>> found = find_record(key);
  if (!found.ok()) return Error{found.error()};
  return found.value().has_value();
}

Result<std::optional<Cdb::Record>> Cdb::find_record(std::string_view key) {
  const uint32_t wanted = hash(key);
  uint32_t table[2];  // position, slots
  if (!read_pair(wanted % kTables * kPairSize, table)) return damaged();
  const auto [position, slots] = table;
  if (slots == 0) return std::optional<Record>();
  if (position < kHeaderSize) return damaged();
  if (position + slots * kPairSize > file_.size()) return damaged();

  uint32_t slot = wanted / kTables % slots;
  for (uint32_t i = 0; i < std::min(slots, kMaxProbes); ++i) {
    uint32_t entry[2];  // hash, position of the record
    if (!read_pair(position + slot * kPairSize, entry)) return damaged();
    if (entry[1] == 0) return std::optional<Record>();
    if (entry[0] == wanted) {
      Result<std::optional<Record>> record = match_record(entry[1], key);
      if (!record.ok() || record.value()) return record;
    }
    slot = slot + 1 == slots ? 0 : slot + 1;
  }
  if (slots > kMaxProbes) return damaged();
  return std::optional<Record>();
}

// The record at `offset` if its key is `key`.
Result<std::optional<Cdb::Record>> Cdb::match_record(uint32_t offset, std::string_view key) {
  uint32_t sizes[2];  // of key and value
  if (offset < kHeaderSize || !read_pair(offset, sizes)) return damaged();
  const uint64_t key_offset = offset + kPairSize;
  const uint64_t value_offset = key_offset + sizes[0];
  if (value_offset + sizes[1] > file_.size()) return damaged();
  if (sizes[0] != key.size()) return std::optional<Record>();
  std::string stored(key.size(), '\0');
  if (!file_.read_at(key_offset, stored.data(), stored.size())) return damaged();
  if (stored != key) return std::optional<Record>();
  return std::optional(Record{value_offset, sizes[1]});
}

bool Cdb::read_pair(uint64_t offset, uint32_t (&pair)[2]) {
  char bytes[kPairSize];
  if (!file_.read_at(offset, bytes, sizeof bytes)) return false;
  pair[0] = load_little_endian(bytes);
  pair[1] = load_little_endian(bytes + 4);
  return true;
}

Error Cdb::damaged() {
  const std::string_view why = readable() == os::Readable::yes
                                   ? "it is no cdb file, or a damaged one"
                                   : std::string_view(problem());
  return Error{concat("Unable to read ", file_.path(), ": ", why)};
}

}  // namespace spamweir::lists
