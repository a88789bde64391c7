#include "recipients/assignment.h"

#include <criterion/criterion.h>
#include <unistd.h>

#include <string>

#include "base/text.h"
#include "support/expect.h"
#include "support/scratch.h"

using spamweir::concat;
using spamweir::to_text;
using spamweir::recipients::Assignment;
using spamweir::recipients::find_assignment;
using spamweir::recipients::find_in_accounts;
using spamweir::recipients::find_in_users;
using spamweir::recipients::Places;
using spamweir::testing::expect_text;
using spamweir::testing::Random;
using spamweir::testing::ScratchDirectory;

namespace {

// As qmail-newu(8) writes it.
std::string record(std::string fields) {
  for (char& c : fields) c = c == ':' ? '\0' : c;
  return fields;
}

std::string simple(std::string_view local) { return concat("!", local, std::string_view("\0", 1)); }

std::string shown(const Assignment& found) {
  return concat(to_text(found.owner.user), ":", to_text(found.owner.group), ":", found.home, ":",
                found.dash, ":", found.ext);
}

std::string shown(const spamweir::Result<std::optional<Assignment>>& found) {
  if (!found.ok()) return "error";
  return found.value() ? shown(*found.value()) : "nothing";
}

}  // namespace

// The example of qmail-users(5), and what is said beside it.
Test(assignment, users) {
  const ScratchDirectory scratch;
  const std::string path =
      scratch.cdb("cdb", {{"!", record("alias:7790:2108:/alias:-:")},
                          {"!joe-", record("joe:507:100:/home/joe:-:")},
                          {"!joe-x-", record("joe:507:100:/home/joe:-:pre-")},
                          {simple("joe"), record("joe:507:100:/home/joe::")},
                          {simple("joe"), record("other:508:100:/home/joe::")},
                          {simple("bad"), record("joe:507:100:/home/joe")},
                          {simple("worse"), record("joe:x:100:/home/joe:::")},
                          {simple("minus"), record("joe:4294967295:100:/home/joe:::")},
                          {"", "-"}});
  constexpr struct {
    const char* local;
    const char* want;
  } kCases[] = {
      {"joe", "507:100:/home/joe::"},
      {"JOE", "507:100:/home/joe::"},
      {"joe-direct", "507:100:/home/joe:-:direct"},
      {"Joe-Direct", "507:100:/home/joe:-:Direct"},
      {"joe-", "507:100:/home/joe:-:"},
      {"joe-x-y-z", "507:100:/home/joe:-:pre-y-z"},
      {"bill", "7790:2108:/alias:-:bill"},
      {"bad", "error"},
      {"worse", "error"},
      {"minus", "error"},
  };
  for (const auto& c : kCases) expect_text(shown(find_in_users(path, c.local)), c.want);
}

Test(assignment, users_without_a_catch_all) {
  const ScratchDirectory scratch;
  const std::string path =
      scratch.cdb("cdb", {{"!joe-", record("joe:507:100:/home/joe:-:")}, {"", "-"}});
  expect_text(shown(find_in_users(path, "bill")), "nothing");
  expect_text(shown(find_in_users(scratch.path("missing"), "bill")), "nothing");
  expect_text(shown(find_in_users(scratch.file("empty", ""), "bill")), "error");
  expect_text(shown(find_in_users(scratch.cdb("no-breaks", {{"!", record("a:1:1:/:-:")}}), "bill")),
              "error");
}

// The database may be anything: what is found in it then is an error, nothing, or its own bytes.
Test(assignment, damaged_users) {
  const ScratchDirectory scratch;
  const std::string whole =
      scratch.cdb("cdb", {{"!joe-", record("joe:507:100:/home/joe:-:")}, {"", "-"}});
  std::string content(4096, '\0');
  FILE* file = fopen(whole.c_str(), "r");
  content.resize(fread(content.data(), 1, content.size(), file));
  fclose(file);
  Random random(6);
  for (int i = 0; i < 1000; ++i) {
    std::string damaged = content;
    for (size_t edits = 1 + random.below(8); edits > 0; --edits) {
      const size_t at = random.below(4) == 0 ? random.below(damaged.size())
                                             : 2048 + random.below(damaged.size() - 2048);
      damaged[at] = static_cast<char>(random.next());
    }
    const auto found = find_in_users(scratch.file("damaged", damaged), "joe-x");
    cr_assert(!found.ok() || !found.value() || found.value()->home.size() < content.size());
  }
}

Test(assignment, accounts) {
  const ScratchDirectory scratch;
  const std::string own = concat(to_text(getuid() == 0 ? 1 : getuid()), ":1");
  const std::string home = scratch.directory("home");
  if (getuid() == 0) cr_assert(chown(home.c_str(), 1, 1) == 0);
  const std::string passwd = scratch.file(
      "passwd", concat("joe:x:", own, "::", home, ":\na-b:x:", own, "::", home,
                       ":\nroot:x:0:0::/:\nUpper:x:", own, "::", home, ":\nnohome:x:", own,
                       "::/nonexistent:\nother:x:54321:1::", home, ":\n", std::string(31, 'l'),
                       ":x:", own, "::", home, ":\n", std::string(32, 'm'), ":x:", own, "::", home,
                       ":\nalias:x:77:78::/nonexistent/alias:\n"));
  const std::string joe = concat(own, ":", home);
  const struct {
    std::string local;
    std::string want;
  } cases[] = {
      {"joe", joe + "::"},
      {"JOE", joe + "::"},
      {"joe-foo-bar", joe + ":-:foo-bar"},
      {"joe-", joe + ":-:"},
      {"a-b-c", joe + ":-:c"},
      {"a-c", "77:78:/nonexistent/alias:-:a-c"},
      {"root", "77:78:/nonexistent/alias:-:root"},
      {"upper", "77:78:/nonexistent/alias:-:upper"},
      {"Upper", "77:78:/nonexistent/alias:-:Upper"},
      {"nohome", "77:78:/nonexistent/alias:-:nohome"},
      {"other", "77:78:/nonexistent/alias:-:other"},
      {"-joe", "77:78:/nonexistent/alias:-:-joe"},
      {std::string(31, 'l'), joe + "::"},
      {std::string(32, 'm'), concat("77:78:/nonexistent/alias:-:", std::string(32, 'm'))},
  };
  for (const auto& c : cases) {
    const auto found = find_in_accounts(passwd, c.local);
    expect_text(found.ok() ? shown(found.value()) : found.error(), c.want);
  }
  cr_expect(!find_in_accounts(scratch.file("no-alias", ""), "joe").ok());
  cr_expect(!find_in_accounts(scratch.path("missing"), "joe").ok());
}

Test(assignment, users_come_before_accounts) {
  const ScratchDirectory scratch;
  Places places;
  places.users_cdb =
      scratch.cdb("cdb", {{simple("joe"), record("joe:507:100:/home/joe::")}, {"", ""}});
  places.passwd_file = scratch.file("passwd", "alias:x:77:78::/alias:\n");
  expect_text(shown(find_assignment(places, "joe").value()), "507:100:/home/joe::");
  expect_text(shown(find_assignment(places, "bill").value()), "77:78:/alias:-:bill");
}
