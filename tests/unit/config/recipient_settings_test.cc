#include "config/recipient_settings.h"

#include <criterion/criterion.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "base/text.h"
#include "reading.h"
#include "support/expect.h"
#include "support/scratch.h"

using namespace spamweir;
using namespace spamweir::config;
using spamweir::testing::expect_text;
using spamweir::testing::ScratchDirectory;

namespace {

struct Tree {
  ScratchDirectory scratch;

  void add(const std::string& path, std::string_view text, mode_t mode = 0644) {
    const std::string file = scratch.path("d/" + path);
    std::filesystem::create_directories(std::filesystem::path(file).parent_path());
    scratch.file("d/" + path, text);
    cr_assert(chmod(file.c_str(), mode) == 0);
  }

  RecipientSettings settings(const std::string& lines = "") {
    const std::string text = "config-dir=" + scratch.directory("d") + "\n" + lines;
    const Configuration read = read_words({"--config-file", scratch.file("conf", text)});
    cr_assert(read.base.has_value());
    return RecipientSettings(*read.base);
  }
};

RecipientSettings::Found find(RecipientSettings& settings, const char* user) {
  const smtp::Address sender{"a", "b.test"};
  const smtp::Address recipient{user, "example.com"};
  return settings.find({*IpAddress::parse("11.22.33.44"), "", sender, recipient});
}

std::string problems_of(const RecipientSettings::Found& found) {
  std::string text;
  for (const Problem& problem : found.problems) text += problem.text + "\n";
  return text;
}

}  // namespace

Test(recipient_settings, a_file_goes_on_from_the_configuration) {
  Tree tree;
  tree.add("_recipient_/com/example/_at_/joe", "ip-blacklist-entry=2.2\nreject-sender=no-mx\n");
  RecipientSettings settings = tree.settings("ip-blacklist-entry=1.1\nreject-sender=not-local\n");
  const auto found = find(settings, "joe");
  cr_assert(found.settings != nullptr);
  expect_text(joined(found.settings->ip_blacklist.entries, " "), "1.1 2.2");
  cr_expect_eq(found.settings->reject_sender, kNotLocal | kNoMx);
  cr_expect(find(settings, "jane").settings == nullptr);
}

// Every kind of option: what one recipient's file sets is gone for the next one.
Test(recipient_settings, nothing_leaks_to_the_next_recipient) {
  Tree tree;
  size_t tried = 0;
  for (const Option& option : options()) {
    const bool is_setting = option.is_setting();
    if (!is_setting || (option.scope & kConfigDirectory) == 0) continue;
    std::string value = option.kind == Kind::boolean ? "yes" : "31";
    for (const Name& name : option.names) {
      if (name.text != option.default_text) value = name.text;
    }
    tree.add("_recipient_/com/example/_at_/joe", concat(option.name, "=", value, "\n"));
    tree.add("_recipient_/com/example/_at_/jane", "\n");
    RecipientSettings settings = tree.settings();
    const auto joe = find(settings, "joe");
    cr_assert(joe.settings != nullptr);
    cr_expect(problems_of(joe).empty(), "%s", problems_of(joe).c_str());
    const auto jane = find(settings, "jane");
    cr_assert(jane.settings != nullptr);
    RecipientSettings fresh = tree.settings();
    const auto alone = find(fresh, "jane");
    Settings first = *jane.settings, second = *alone.settings, changed = *joe.settings;
    const auto text = [&option](Settings& s) -> std::string {
      if (const auto* value_of = std::get_if<TextOf>(&option.target)) return (*value_of)(s);
      if (const auto* list = std::get_if<ListOf>(&option.target)) return joined((*list)(s), " ");
      if (const auto* figure = std::get_if<NumberOf>(&option.target)) return to_text((*figure)(s));
      if (const auto* bits = std::get_if<BitsOf>(&option.target)) return to_text((*bits)(s));
      if (const auto* flag = std::get_if<BoolOf>(&option.target)) return (*flag)(s) ? "1" : "0";
      return to_text(static_cast<uint64_t>(std::get<Choice>(option.target).get(s)));
    };
    const std::string name(option.name);
    expect_text(text(first), text(second), "%s", name.c_str());
    cr_expect(text(changed) != text(first), "%s has no effect", name.c_str());
    ++tried;
  }
  cr_expect(tried >= 60, "%zu options", tried);
}

Test(recipient_settings, the_same_files_are_read_once) {
  Tree tree;
  tree.add("_recipient_/com/example", "frobnicate=1\n");
  RecipientSettings settings = tree.settings();
  const auto joe = find(settings, "joe");
  const auto jane = find(settings, "jane");
  cr_expect(joe.settings == jane.settings);
  cr_expect_eq(joe.problems.size(), 1u);
  cr_expect_eq(jane.problems.size(), 0u);
}

Test(recipient_settings, strangers_may_not_reach_outside_and_are_not_quoted) {
  Tree tree;
  const std::string secret = "root:$6$secret\n";
  tree.add("_recipient_/com/example/_at_/joe",
           "config-file=/etc/passwd\nrdns-blacklist-dir=/home\nip-blacklist-entry=2.2\n" + secret,
           0664);
  RecipientSettings settings = tree.settings();
  const auto found = find(settings, "joe");
  cr_assert(found.settings != nullptr);
  expect_text(joined(found.settings->ip_blacklist.entries, " "), "2.2");
  cr_expect(found.settings->rdns_blacklist.directories.empty());
  const std::string problems = problems_of(found);
  cr_expect_eq(found.problems.size(), 3u, "%s", problems.c_str());
  cr_expect(contains(problems, "joe(1): "), "%s", problems.c_str());
  for (const char* quoted : {"secret", "root", "passwd", "/home"}) {
    cr_expect_not(contains(problems, quoted), "%s: %s", quoted, problems.c_str());
  }
}

Test(recipient_settings, a_file_of_ours_may_include_and_name_directories) {
  Tree tree;
  const std::string included = tree.scratch.file("more", "ip-blacklist-entry=3.3\n");
  tree.add("_ip_/11", "config-file=" + included + "\nrdns-blacklist-dir=/home\n");
  RecipientSettings settings = tree.settings();
  const auto found = find(settings, "joe");
  cr_assert(found.settings != nullptr);
  cr_expect(found.problems.empty(), "%s", problems_of(found).c_str());
  expect_text(joined(found.settings->ip_blacklist.entries, " "), "3.3");
  expect_text(joined(found.settings->rdns_blacklist.directories, " "), "/home");
}

Test(recipient_settings, an_unreadable_or_malformed_file_leaves_the_configuration) {
  Tree tree;
  tree.add("_ip_/11", std::string("\0\xff\n=\nfilter-level=maybe\n", 23));
  RecipientSettings settings = tree.settings("filter-level=require-auth\n");
  const auto found = find(settings, "joe");
  cr_assert(found.settings != nullptr);
  cr_expect(found.settings->filter_level == FilterLevel::require_auth);
  cr_expect(found.problems.size() >= 2, "%s", problems_of(found).c_str());
}

// By an old name nothing gets in that its new name keeps out.
Test(recipient_settings, old_names_may_stand_where_the_new_ones_may) {
  for (const Alias& alias : aliases()) {
    const Option* option = find_option(alias.option);
    if (option == nullptr || (option->scope & kConfigDirectory) != 0) continue;
    Tree tree;
    tree.add("_ip_/11", concat(alias.old_name, "=/x\n"));
    RecipientSettings settings = tree.settings();
    const auto found = find(settings, "joe");
    const std::string problems = problems_of(found);
    const std::string name(alias.old_name);
    cr_expect(contains(problems, "may not stand in a file of a config-dir"), "%s: %s", name.c_str(),
              problems.c_str());
  }
  Tree tree;
  tree.add("_ip_/11", "local-domains-file=/x\n");
  RecipientSettings settings = tree.settings();
  cr_expect(joined(find(settings, "joe").settings->rcpthosts_files, " ") ==
            "/var/qmail/control/rcpthosts");
}

Test(recipient_settings, what_others_can_put_in_the_way_makes_a_stranger) {
  Tree tree;
  tree.add("_recipient_/com/example/_at_/joe", "rdns-blacklist-dir=/home\n");
  RecipientSettings settings = tree.settings();
  cr_expect(find(settings, "joe").problems.empty());
  const std::string directory = tree.scratch.path("d/_recipient_/com/example");
  cr_assert(chmod(directory.c_str(), 0775) == 0);
  RecipientSettings later = tree.settings();
  const auto found = find(later, "joe");
  cr_expect_eq(found.problems.size(), 1u);
  cr_expect(found.settings->rdns_blacklist.directories.empty());
}

Test(recipient_settings, a_strange_file_that_is_included_stays_strange) {
  Tree tree;
  const std::string secret = tree.scratch.file("secret", "TOPSECRET=1\n");
  const std::string strange = tree.scratch.file(
      "strange", "config-file=" + secret + "\nip-blacklist-entry=3.3\nrdns-blacklist-dir=/home\n");
  cr_assert(chmod(strange.c_str(), 0666) == 0);
  tree.add("_ip_/11", "config-file=" + strange + "\nrdns-whitelist-dir=/ours\n");
  RecipientSettings settings = tree.settings();
  const auto found = find(settings, "joe");
  cr_assert(found.settings != nullptr);
  expect_text(joined(found.settings->ip_blacklist.entries, " "), "3.3");
  cr_expect(found.settings->rdns_blacklist.directories.empty());
  expect_text(joined(found.settings->rdns_whitelist.directories, " "), "/ours");
  cr_expect_not(contains(problems_of(found), "TOPSECRET"), "%s", problems_of(found).c_str());
}

Test(recipient_settings, a_tree_that_is_not_there_is_one_problem) {
  const ScratchDirectory scratch;
  const std::string text = "config-dir=" + scratch.path("nowhere") + "\n";
  const Configuration read = read_words({"--config-file", scratch.file("conf", text)});
  RecipientSettings settings(*read.base);
  cr_expect_eq(find(settings, "joe").problems.size(), 1u);
  cr_expect_eq(find(settings, "jane").problems.size(), 0u);
}

Test(recipient_settings, ones_own_waiting_time_makes_no_network_known_to_all) {
  Tree tree;
  tree.add("_recipient_/com/example/_at_/joe", "graylist-min-secs=0\n");
  tree.add("_recipient_/com/example/_at_/jane", "reject-sender=no-mx\n");
  RecipientSettings settings =
      tree.settings("graylist-min-secs=300\ngraylist-known-client-secs=600\n");
  cr_expect_eq(find(settings, "joe").settings->graylist.known_client_secs, 0);
  cr_expect_eq(find(settings, "jane").settings->graylist.known_client_secs, 600);
}
