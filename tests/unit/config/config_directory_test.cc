#include "config/config_directory.h"

#include <criterion/criterion.h>

#include <filesystem>
#include <string>
#include <vector>

#include "config/settings.h"
#include "support/expect.h"
#include "support/scratch.h"

using spamweir::IpAddress;
using spamweir::config::ConfigDirectories;
using spamweir::config::DirectoryFile;
using spamweir::config::kAllIp;
using spamweir::config::kAllRdns;
using spamweir::config::kAllRecipient;
using spamweir::config::kAllSender;
using spamweir::config::Occasion;
using spamweir::smtp::Address;
using spamweir::testing::expect_text;
using spamweir::testing::ScratchDirectory;

namespace {

void add(const ScratchDirectory& scratch, const std::string& path) {
  std::filesystem::create_directories(std::filesystem::path(scratch.path(path)).parent_path());
  scratch.file(path, "");
}

struct Visit {
  std::string client = "11.22.33.44";
  std::string rdns = "mail.example.com";
  Address sender = {"joe", "example.com"};
  Address recipient = {"jane", "example.org"};
};

// The files below the tree `tree`, each with a blank behind it.
std::string found(const ScratchDirectory& scratch, const Visit& visit, unsigned search,
                  const std::vector<std::string>& trees = {"d"}) {
  std::vector<std::string> directories;
  directories.reserve(trees.size());
  for (const std::string& tree : trees) directories.push_back(scratch.path(tree));
  ConfigDirectories searched(directories, search);
  std::string text;
  const IpAddress client = *IpAddress::parse(visit.client);
  for (const DirectoryFile& file :
       searched.find(Occasion{client, visit.rdns, visit.sender, visit.recipient})) {
    text += file.path.substr(scratch.path("").size()) + " ";
  }
  return text;
}

}  // namespace

Test(config_directory, any_beginning_of_a_path_fits) {
  struct {
    const char* file;
    bool fits;
  } constexpr kCases[] = {
      {"d/_ip_/11", true},
      {"d/_ip_/11/22", true},
      {"d/_ip_/11/22/33/44", true},
      {"d/_ip_/11/22/33/45", false},
      {"d/_ip_/11/22/33/44/55", false},
      {"d/_ip_/1", false},
      {"d/_rdns_/com", true},
      {"d/_rdns_/com/example", true},
      {"d/_rdns_/com/example/mail", true},
      {"d/_rdns_/mail/example/com", false},
      {"d/_sender_/com/example", true},
      {"d/_sender_/com/example/_at_/joe", true},
      {"d/_sender_/com/_at_/joe", false},
      {"d/_sender_/com/example/_at_/jane", false},
      {"d/_recipient_/org", true},
      {"d/_recipient_/org/example/_at_/jane", true},
      {"d/_recipient_/com/example", false},
      {"d/_ip_", false},
  };
  for (const auto& c : kCases) {
    ScratchDirectory scratch;
    add(scratch, c.file);
    expect_text(found(scratch, {}, 0), c.fits ? std::string(c.file) + " " : "", "%s", c.file);
  }
}

Test(config_directory, the_most_specific_place_of_a_kind_counts_unless_all_are_wanted) {
  ScratchDirectory scratch;
  for (const char* file :
       {"d/_ip_/11/_recipient_/org", "d/_ip_/11/22/_recipient_/org", "d/_ip_/11/22/33/44",
        "d/_rdns_/com/_sender_/com", "d/_rdns_/com/example/mail", "d/_sender_/com/_ip_/11",
        "d/_sender_/com/example/_at_/joe", "d/_recipient_/org/_ip_/11",
        "d/_recipient_/org/example/_at_/jane"}) {
    add(scratch, file);
  }
  const std::string ip = "d/_ip_/11/22/33/44 ", rdns = "d/_rdns_/com/example/mail ",
                    sender = "d/_sender_/com/example/_at_/joe ",
                    recipient = "d/_recipient_/org/example/_at_/jane ";
  const std::string less_ip = "d/_ip_/11/_recipient_/org d/_ip_/11/22/_recipient_/org ",
                    less_rdns = "d/_rdns_/com/_sender_/com ",
                    less_sender = "d/_sender_/com/_ip_/11 ",
                    less_recipient = "d/_recipient_/org/_ip_/11 ";
  const struct {
    const char* label;
    unsigned search;
    std::string files;
  } cases[] = {
      {"first", 0, ip + rdns + sender + recipient},
      {"all-ip", kAllIp, less_ip + ip + rdns + sender + recipient},
      {"all-rdns", kAllRdns, ip + less_rdns + rdns + sender + recipient},
      {"all-sender", kAllSender, ip + rdns + less_sender + sender + recipient},
      {"all-recipient", kAllRecipient, ip + rdns + sender + less_recipient + recipient},
      {"all", kAllIp | kAllRdns | kAllSender | kAllRecipient,
       less_ip + ip + less_rdns + rdns + less_sender + sender + less_recipient + recipient},
  };
  for (const auto& c : cases) expect_text(found(scratch, {}, c.search), c.files, "%s", c.label);
}

Test(config_directory, kinds_nest_in_any_order_and_each_is_used_once) {
  ScratchDirectory scratch;
  add(scratch, "d/_ip_/11/22/_recipient_/org/example/_at_/jane/_rdns_/com/_sender_/com");
  add(scratch, "d/_recipient_/org/_ip_/11/_recipient_/org");
  add(scratch, "d/_rdns_/com/_ip_/99");
  expect_text(found(scratch, {}, 0),
              "d/_ip_/11/22/_recipient_/org/example/_at_/jane/_rdns_/com/_sender_/com ");
}

Test(config_directory, several_trees_are_read_as_given) {
  ScratchDirectory scratch;
  add(scratch, "b/_ip_/11");
  add(scratch, "a/_recipient_/org");
  expect_text(found(scratch, {}, 0, {"b", "a"}), "b/_ip_/11 a/_recipient_/org ");
}

Test(config_directory, ipv6_by_groups_of_four_digits) {
  ScratchDirectory scratch;
  add(scratch, "d/_ip_/2001/0db8/0000/0001");
  Visit visit;
  visit.client = "2001:db8:0:1::99";
  expect_text(found(scratch, visit, 0), "d/_ip_/2001/0db8/0000/0001 ");
  visit.client = "2001:db8:1::99";
  expect_text(found(scratch, visit, 0), "");
}

Test(config_directory, names_that_are_no_path_fit_nothing) {
  ScratchDirectory scratch;
  for (const char* file : {"d/_sender_/com/example", "d/_recipient_/com/x", "x", "d/_at_"}) {
    add(scratch, file);
  }
  for (const char* domain : {"../../x", "example..com", ".com", "com.", "a/b.com", "\xc3\xa9.com",
                             "..", "exam ple.com", "", "_at_.com"}) {
    Visit visit;
    visit.sender = {"joe", domain};
    visit.recipient = {"../x", domain};
    visit.rdns = domain;
    expect_text(found(scratch, visit, 0), "", "%s", domain);
  }
  for (const char* user : {"..", ".", "a..b", "../joe", "a/b", "jo\xc3\xa9"}) {
    Visit visit;
    visit.sender = {user, "example.com"};
    expect_text(found(scratch, visit, 0), "d/_sender_/com/example ", "%s", user);
  }
}

Test(config_directory, case_never_matters_and_users_may_have_dots) {
  ScratchDirectory scratch;
  add(scratch, "d/_recipient_/org/example/_at_/jane.doe");
  Visit visit;
  visit.recipient = {"Jane.DOE", "EXAMPLE.org"};
  expect_text(found(scratch, visit, 0), "d/_recipient_/org/example/_at_/jane.doe ");
}

Test(config_directory, an_unknown_client_has_no_files) {
  ScratchDirectory scratch;
  add(scratch, "d/_ip_/0");
  Visit visit;
  visit.client = "0.0.0.0";
  expect_text(found(scratch, visit, 0), "");
}

// Also where one config-dir stands in the other, so that a path begins with both.
Test(config_directory, a_file_belongs_to_the_directory_that_it_was_found_in) {
  ScratchDirectory scratch;
  add(scratch, "d/_ip_/11/_recipient_/org");
  const std::string outer = scratch.path("d");
  const std::string inner = scratch.path("d/_ip_/11");
  ConfigDirectories directories({outer, inner}, 0);
  const Address sender = {"joe", "example.com"}, jane = {"jane", "example.org"};
  const auto files = directories.find(Occasion{*IpAddress::parse("11.22.33.44"), "", sender, jane});
  cr_assert_eq(files.size(), 2u);
  expect_text(files[0].path, files[1].path);
  cr_expect_eq(files[0].root_size, outer.size());
  cr_expect_eq(files[1].root_size, inner.size());
}

// Of one connection: the paths of the client and the sender are looked at for the first recipient
// only.
Test(config_directory, a_path_is_looked_at_once) {
  ScratchDirectory scratch;
  add(scratch, "d/_recipient_/org/example/_at_/jane");
  ConfigDirectories directories({scratch.path("d")}, 0);
  const IpAddress client = *IpAddress::parse("11.22.33.44");
  const Address sender = {"joe", "example.com"}, jane = {"jane", "example.org"};
  cr_expect_eq(directories.find(Occasion{client, "", sender, jane}).size(), 1u);
  std::filesystem::remove_all(scratch.path("d"));
  cr_expect_eq(directories.find(Occasion{client, "", sender, jane}).size(), 1u);
}

// A sender or a name may not walk into a part of the tree that is about something else.
Test(config_directory, names_of_kinds_are_no_labels) {
  ScratchDirectory scratch;
  add(scratch, "d/_sender_/com/example/_ip_/11/22");
  add(scratch, "d/_sender_/com/example/_at_/joe");
  for (const char* domain : {"22.11._ip_.example.com", "joe._at_.example.com", "_AT_.example.com",
                             "x._recipient_.example.com"}) {
    Visit visit;
    visit.client = "9.9.9.9";
    visit.sender = {"a", domain};
    visit.rdns = domain;
    expect_text(found(scratch, visit, 0), "", "%s", domain);
  }
}

Test(config_directory, a_tagged_sender_has_the_files_of_the_untagged_one) {
  ScratchDirectory scratch;
  add(scratch, "d/_sender_/com/example/_at_/joe");
  Visit visit;
  visit.sender = {"prvs=1234abcdef=joe", "example.com"};
  expect_text(found(scratch, visit, 0), "d/_sender_/com/example/_at_/joe ");
}
