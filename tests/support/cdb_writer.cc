// Constant databases for tests, written after the description in cdb(5) and independently of the
// reader.
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "support/scratch.h"

namespace spamweir::testing {
namespace {

constexpr size_t kHeader = 2048;

struct Slot {
  uint32_t hash = 0;
  uint32_t position = 0;
};

void append_number(std::string& out, size_t number) {
  for (int i = 0; i < 4; ++i) out += static_cast<char>(number >> (8 * i));
}

uint32_t hash_of(const std::string& key) {
  uint32_t hash = 5381;
  for (const char c : key) hash = (hash * 33) ^ static_cast<unsigned char>(c);
  return hash;
}

std::vector<Slot> arrange(const std::vector<Slot>& entries) {
  std::vector<Slot> slots(entries.size() * 2);
  for (const Slot& entry : entries) {
    size_t at = (entry.hash >> 8) % slots.size();
    while (slots[at].position != 0) at = (at + 1) % slots.size();
    slots[at] = entry;
  }
  return slots;
}

}  // namespace

std::string ScratchDirectory::cdb(
    std::string_view name, const std::vector<std::pair<std::string, std::string>>& records) const {
  std::array<std::vector<Slot>, 256> tables;
  std::string body;
  for (const auto& [key, value] : records) {
    const uint32_t hash = hash_of(key);
    tables[hash & 255].push_back({hash, static_cast<uint32_t>(kHeader + body.size())});
    append_number(body, key.size());
    append_number(body, value.size());
    body += key + value;
  }
  std::string header;
  for (const std::vector<Slot>& table : tables) {
    append_number(header, kHeader + body.size());
    append_number(header, table.size() * 2);
    for (const Slot& slot : arrange(table)) {
      append_number(body, slot.hash);
      append_number(body, slot.position);
    }
  }
  return file(name, header + body);
}

}  // namespace spamweir::testing
