#include "lists/cdb.h"

#include <criterion/criterion.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/text.h"
#include "support/scratch.h"

using spamweir::concat;
using spamweir::to_text;
using spamweir::lists::Cdb;
using spamweir::os::Readable;
using spamweir::testing::Random;
using spamweir::testing::ScratchDirectory;
using Records = std::vector<std::pair<std::string, std::string>>;

namespace {

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::string number(uint32_t n) {
  std::string out;
  for (int i = 0; i < 4; ++i) out += static_cast<char>(n >> (8 * i));
  return out;
}

// A database whose table for `key` has `slots` slots, each pointing where `position` says with the
// key's own hash.
std::string database_of_slots(std::string_view key, uint32_t slots, uint32_t position) {
  const uint32_t hash = Cdb::hash(key);
  std::string header;
  for (uint32_t i = 0; i < 256; ++i) header += number(2048) + number(i == (hash & 255) ? slots : 0);
  std::string table;
  for (uint32_t i = 0; i < slots; ++i) table += number(hash) + number(position);
  return header + table;
}

// What find() says: the value in brackets, "nothing" or "error".
std::string answer(Cdb& database, std::string_view key) {
  const auto found = database.find(key);
  if (!found.ok()) return "error";
  return found.value() ? concat("[", *found.value(), "]") : "nothing";
}

}  // namespace

// Figures worked out by hand from cdb(5): 5381, then times 33, exclusive-or the byte.
Test(cdb, hash) {
  cr_expect(Cdb::hash("") == 5381);
  cr_expect(Cdb::hash("a") == (5381 * 33 ^ 'a'));
  cr_expect(Cdb::hash("\xFF") == (5381 * 33 ^ 255));
}

Test(cdb, find) {
  const ScratchDirectory scratch;
  const std::string binary("\0\n\xFF", 3);
  Cdb database(scratch.cdb(
      "x.cdb", {{"one", "1"}, {"two", ""}, {"one", "again"}, {"", "empty"}, {binary, binary}}));
  const struct {
    const char* label;
    std::string_view key;
    std::string want;
  } cases[] = {{"first of two", "one", "[1]"}, {"empty value", "two", "[]"},
               {"empty key", "", "[empty]"},   {"bytes", binary, concat("[", binary, "]")},
               {"absent", "three", "nothing"}, {"beginning", "on", "nothing"},
               {"longer", "ones", "nothing"},  {"other case", "One", "nothing"}};
  for (const auto& c : cases) {
    const std::string got = answer(database, c.key);
    cr_expect(got == c.want, "%s: got %s, want %s", c.label, got.c_str(), c.want.c_str());
    const auto contains = database.contains(c.key);
    cr_expect(contains.ok() && contains.value() == (c.want != "nothing"), "%s", c.label);
  }
}

Test(cdb, many_records) {
  const ScratchDirectory scratch;
  Records records;
  for (uint64_t i = 0; i < 5000; ++i)
    records.push_back({concat("key", to_text(i)), to_text(i * i)});
  Cdb database(scratch.cdb("x.cdb", records));
  for (const auto& [key, value] : records)
    cr_assert(answer(database, key) == concat("[", value, "]"), "%s", key.c_str());
  for (uint64_t i = 5000; i < 6000; ++i)
    cr_assert(answer(database, concat("key", to_text(i))) == "nothing");
}

Test(cdb, no_record) {
  const ScratchDirectory scratch;
  Cdb database(scratch.cdb("x.cdb", {}));
  cr_expect(answer(database, "a") == "nothing");
}

// The same file as tinycdb's writer makes it, where that is installed.
Test(cdb, written_by_another_program) {
  const ScratchDirectory scratch;
  const std::string path = scratch.path("x.cdb");
  const std::string input = scratch.file("input", "+11,0:example.com->\n+10,3:.below.org->yes\n\n");
  const std::string command = concat("command -v cdb >/dev/null 2>&1 && cdb -c ", path, " ", input);
  if (system(command.c_str()) != 0) cr_skip("the program cdb of the package tinycdb is not here");
  Cdb database(path);
  cr_expect(answer(database, "example.com") == "[]");
  cr_expect(answer(database, ".below.org") == "[yes]");
  cr_expect(answer(database, "example.org") == "nothing");
}

Test(cdb, unreadable_files) {
  const ScratchDirectory scratch;
  const struct {
    std::string path;
    Readable want;
    const char* problem;
  } cases[] = {
      {scratch.path("missing"), Readable::missing, "No such file or directory"},
      {scratch.directory("directory"), Readable::error, "it is a directory, not a file"},
      {scratch.fifo("fifo"), Readable::error, "it is a pipe, socket or device, not a regular file"},
      {scratch.file("empty", ""), Readable::yes, "it is no cdb file, or a damaged one"},
      {scratch.file("text", "example.com\n"), Readable::yes, "it is no cdb file, or a damaged one"},
  };
  for (const auto& c : cases) {
    Cdb database(c.path);
    cr_expect(database.readable() == c.want, "%s", c.path.c_str());
    const auto found = database.contains("example.com");
    cr_assert(!found.ok(), "%s", c.path.c_str());
    cr_expect(found.error() == concat("Unable to read ", c.path, ": ", c.problem), "got %s",
              found.error().c_str());
  }
}

// Cut short at any byte, a database says the truth or that it is damaged.
Test(cdb, every_truncation) {
  const ScratchDirectory scratch;
  const std::string whole =
      content_of(scratch.cdb("whole.cdb", {{"example.com", "1"}, {"b.test", "2"}}));
  size_t errors = 0;
  for (size_t size = 0; size < whole.size(); ++size) {
    Cdb database(scratch.file("x.cdb", std::string_view(whole).substr(0, size)));
    for (const char* key : {"example.com", "b.test", "absent.test"}) {
      const std::string got = answer(database, key);
      errors += got == "error";
      const bool truth = got == (key[0] == 'e' ? "[1]" : key[0] == 'b' ? "[2]" : "nothing");
      cr_assert(got == "error" || truth, "%zu bytes, %s: got %s", size, key, got.c_str());
    }
    if (size < 2048 - 8) continue;
    cr_expect(size + 1 == whole.size() || errors > 0);
  }
  cr_expect(errors > 2048, "got %zu", errors);
}

Test(cdb, hostile_tables) {
  const ScratchDirectory scratch;
  const std::string key = "example.com";
  const uint32_t end = 2048 + 16;
  const std::string other_key = number(3) + number(0) + "abc";
  const std::string long_value = number(11) + number(Cdb::kMaxValue + 1) + key;
  const struct {
    const char* label;
    std::string content;
    const char* want;
  } cases[] = {
      {"full table of other keys", database_of_slots(key, 2, end) + other_key, "nothing"},
      {"record at the end of the file", database_of_slots(key, 2, end), "error"},
      {"record far away", database_of_slots(key, 2, UINT32_MAX), "error"},
      {"record within the header", database_of_slots(key, 2, 4), "error"},
      {"key longer than the file", database_of_slots(key, 2, end) + number(UINT32_MAX) + number(0),
       "error"},
      {"value longer than the file",
       database_of_slots(key, 2, end) + number(11) + number(UINT32_MAX) + key, "error"},
      {"value one byte short", database_of_slots(key, 2, end) + number(11) + number(2) + key + "x",
       "error"},
      {"value complete", database_of_slots(key, 2, end) + number(11) + number(1) + key + "x",
       "[x]"},
      {"value too long",
       database_of_slots(key, 2, end) + long_value + std::string(Cdb::kMaxValue + 1, 'x'), "error"},
      {"more slots than bytes", database_of_slots(key, 2, 0).substr(0, 2048 + 15), "error"},
      {"a full table as long as a search may be",
       database_of_slots(key, Cdb::kMaxProbes, 2048 + 8 * Cdb::kMaxProbes) + other_key, "nothing"},
      {"a full table longer than a search may be",
       database_of_slots(key, Cdb::kMaxProbes + 1, 2048 + 8 * (Cdb::kMaxProbes + 1)) + other_key,
       "error"},
  };
  for (const auto& c : cases) {
    Cdb database(scratch.file("x.cdb", c.content));
    const std::string got = answer(database, key);
    cr_expect(got == c.want, "%s: got %s, want %s", c.label, got.substr(0, 40).c_str(), c.want);
  }
}

Test(cdb, the_longest_value) {
  const ScratchDirectory scratch;
  const std::string value(Cdb::kMaxValue, 'x');
  Cdb database(scratch.cdb("x.cdb", {{"a", value}, {"b", value + "x"}}));
  cr_expect(answer(database, "a") == concat("[", value, "]"));
  cr_expect(answer(database, "b") == "error");
  cr_expect(database.contains("b").ok());
}

Test(cdb, any_bytes_end_well) {
  const ScratchDirectory scratch;
  Random random(5);
  const std::string whole =
      content_of(scratch.cdb("whole.cdb", {{"a", "1"}, {"b", "2"}, {"example.com", ""}}));
  for (int i = 0; i < 2000; ++i) {
    std::string content = i % 10 == 0 ? random.bytes(random.below(4096)) : whole;
    for (size_t edits = random.below(8); edits > 0 && !content.empty(); --edits) {
      content[random.below(content.size())] = static_cast<char>(random.next());
    }
    Cdb database(scratch.file("x.cdb", content));
    for (const char* key : {"a", "example.com", ""}) {
      const auto found = database.find(key);
      cr_assert(!found.ok() || !found.value() || found.value()->size() <= content.size());
    }
  }
}
