#include "lists/local_domains.h"

#include <criterion/criterion.h>
#include <unistd.h>

#include <filesystem>

#include "base/text.h"
#include "support/scratch.h"

using spamweir::concat;
using spamweir::config::Settings;
using spamweir::lists::LocalDomains;
using spamweir::smtp::Address;
using spamweir::testing::CaughtLog;
using spamweir::testing::Random;
using spamweir::testing::ScratchDirectory;

namespace {

Settings settings_of(std::vector<std::string> rcpthosts, std::vector<std::string> databases = {}) {
  Settings settings;
  settings.rcpthosts_files = std::move(rcpthosts);
  settings.morercpthosts_files = std::move(databases);
  return settings;
}

const char* name(LocalDomains::Answer answer) {
  switch (answer) {
    case LocalDomains::Answer::local:
      return "local";
    case LocalDomains::Answer::remote:
      return "remote";
    case LocalDomains::Answer::unknown:
      return "unknown";
  }
  return "?";
}

struct Question {
  const char *domain, *want;
};

void check(LocalDomains& domains, const auto& questions, const char* label) {
  for (const Question& q : questions) {
    const std::string got = name(domains.ask(q.domain));
    cr_expect(got == q.want, "%s, %s: got %s, want %s", label, q.domain, got.c_str(), q.want);
  }
}

}  // namespace

Test(local_domains, rcpthosts) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string content =
      "# example.net\nexample.com\nUpper.TEST\n\n.below.org\nblanks.test \t\n.test.\n "
      "indented.test\n#\nlast.test";
  const Question questions[] = {
      {"example.com", "local"},      {"EXAMPLE.Com", "local"},    {"upper.test", "local"},
      {"sub.example.com", "remote"}, {"xexample.com", "remote"},  {"example.co", "remote"},
      {"example.com.", "remote"},    {"com", "remote"},           {"example.net", "remote"},
      {"a.below.org", "local"},      {"a.b.Below.ORG", "local"},  {"below.org", "remote"},
      {".below.org", "local"},       {"xbelow.org", "remote"},    {"blanks.test", "local"},
      {"blanks.test ", "remote"},    {"last.test", "local"},      {"", "local"},
      {"[127.0.0.1]", "remote"},     {"indented.test", "remote"}, {"#", "remote"},
      {"# example.net", "remote"},   {"x.test.", "local"},
  };
  const std::string file = scratch.file("rcpthosts", content);
  const Settings settings = settings_of({file});
  LocalDomains domains(settings, caught.log());
  check(domains, questions, "LF");
  std::string with_cr;
  for (const char c : content) with_cr += c == '\n' ? "\r\n" : std::string(1, c);
  scratch.file("rcpthosts", "\xEF\xBB\xBF" + with_cr);
  LocalDomains again(settings, caught.log());
  check(again, questions, "CRLF");
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
}

Test(local_domains, an_empty_file_lists_nothing) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const Settings settings = settings_of({scratch.file("rcpthosts", "")});
  LocalDomains domains(settings, caught.log());
  check(domains, (const Question[]){{"example.com", "remote"}, {"", "local"}}, "empty");
  cr_expect(caught.lines().empty());
}

Test(local_domains, files_that_cannot_be_read) {
  const ScratchDirectory scratch;
  for (const std::string& path :
       {scratch.path("missing"), scratch.directory("directory"), scratch.fifo("fifo")}) {
    CaughtLog caught;
    const Settings settings = settings_of({path});
    LocalDomains domains(settings, caught.log());
    check(domains, (const Question[]){{"example.com", "unknown"}, {"b.test", "unknown"}},
          path.c_str());
    const auto said = caught.lines();
    cr_assert(said.size() == 1, "got %s", caught.raw().c_str());
    cr_expect(said[0].starts_with(concat("ERROR: Unable to read ", path, ": ")), "got %s",
              said[0].c_str());
  }
}

Test(local_domains, no_file_is_configured) {
  CaughtLog caught;
  const Settings settings = settings_of({});
  LocalDomains domains(settings, caught.log());
  check(domains, (const Question[]){{"example.com", "unknown"}}, "none");
}

Test(local_domains, several_files) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string one = scratch.file("one", "one.test\n");
  const std::string two = scratch.file("two", "two.test\n");
  const Settings both = settings_of({one, two});
  LocalDomains domains(both, caught.log());
  check(domains,
        (const Question[]){{"one.test", "local"}, {"two.test", "local"}, {"three.test", "remote"}},
        "both");
  cr_expect(caught.lines().empty());
  const Settings broken = settings_of({one, scratch.path("missing"), two});
  LocalDomains partly(broken, caught.log());
  check(partly,
        (const Question[]){{"one.test", "local"}, {"two.test", "local"}, {"three.test", "unknown"}},
        "broken");
  cr_expect(caught.lines().size() == 1);
}

Test(local_domains, morercpthosts) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string file = scratch.file("rcpthosts", "example.com\n");
  const std::string database =
      scratch.cdb("morercpthosts.cdb", {{"more.test", ""}, {".below.org", ""}, {"Upper.test", ""}});
  const Settings settings = settings_of({file}, {database});
  LocalDomains domains(settings, caught.log());
  const Question questions[] = {
      {"example.com", "local"},
      {"more.test", "local"},
      {"MORE.Test", "local"},
      {"x.more.test", "remote"},
      {"xmore.test", "remote"},
      {"a.below.org", "local"},
      {"a.b.BELOW.org", "local"},
      {"below.org", "remote"},
      {"xbelow.org", "remote"},
      {"upper.test", "remote"},
      {"org", "remote"},
      {"a..", "remote"},
      {".", "remote"},
  };
  check(domains, questions, "cdb");
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
  const Settings alone = settings_of({scratch.path("missing")}, {database});
  LocalDomains without_file(alone, caught.log());
  check(without_file, (const Question[]){{"more.test", "local"}, {"example.com", "unknown"}},
        "cdb alone");
}

Test(local_domains, a_missing_database_is_fine_a_broken_one_is_told) {
  const ScratchDirectory scratch;
  const std::string file = scratch.file("rcpthosts", "example.com\n");
  const struct {
    std::string path;
    size_t errors;
  } cases[] = {{scratch.path("missing.cdb"), 0},
               {scratch.file("text.cdb", "more.test\n"), 1},
               {scratch.directory("directory.cdb"), 1}};
  for (const auto& c : cases) {
    CaughtLog caught;
    const Settings settings = settings_of({file}, {c.path});
    LocalDomains domains(settings, caught.log());
    const Question questions[] = {
        {"example.com", "local"}, {"more.test", "remote"}, {"most.test", "remote"}};
    check(domains, questions, c.path.c_str());
    const auto said = caught.lines();
    cr_assert(said.size() == c.errors, "got %s", caught.raw().c_str());
    if (c.errors)
      cr_expect(said[0].starts_with(concat("ERROR: Unable to read ", c.path, ": ")), "got %s",
                said[0].c_str());
  }
}

Test(local_domains, an_answer_holds_for_the_connection) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const Settings settings = settings_of({scratch.file("rcpthosts", "one.test\n")});
  LocalDomains domains(settings, caught.log());
  check(domains, (const Question[]){{"one.test", "local"}, {"two.test", "remote"}}, "before");
  scratch.file("rcpthosts", "two.test\nthree.test\n");
  check(domains,
        (const Question[]){{"ONE.test", "local"}, {"two.test", "remote"}, {"three.test", "remote"}},
        "after");
  LocalDomains next_connection(settings, caught.log());
  check(next_connection, (const Question[]){{"one.test", "remote"}, {"two.test", "local"}}, "next");
}

Test(local_domains, any_number_of_questions) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const Settings settings = settings_of({scratch.file("rcpthosts", "7.test\n")});
  LocalDomains domains(settings, caught.log());
  for (uint64_t i = 0; i < 3000; ++i) {
    const std::string domain = concat(spamweir::to_text(i), ".test");
    cr_assert((domains.ask(domain) == LocalDomains::Answer::local) == (i == 7));
  }
  check(domains, (const Question[]){{"7.test", "local"}, {"8.test", "remote"}}, "after all");
}

// Of the questions to one object the first walks the file, the second keeps it.
Test(local_domains, a_kept_file_answers_as_a_walk) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  Random random(29);
  size_t local = 0;
  for (int i = 0; i < 300; ++i) {
    std::string content;
    for (size_t n = random.below(6); n > 0; --n) {
      content += random.text(random.below(5), "aB..# ") + "\n";
    }
    const Settings settings = settings_of({scratch.file("rcpthosts", content)});
    LocalDomains kept(settings, caught.log());
    kept.ask("first.test");
    for (int k = 0; k < 20; ++k) {
      const std::string domain = random.text(1 + random.below(5), "aAb..");
      const auto want = LocalDomains(settings, caught.log()).ask(domain);
      const auto got = kept.ask(domain);
      cr_assert(got == want, "%s in %s: got %s, want %s", domain.c_str(), content.c_str(),
                name(got), name(want));
      local += got == LocalDomains::Answer::local;
    }
  }
  cr_expect(local > 100, "got %zu", local);
}

Test(local_domains, a_long_file_is_not_kept) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const size_t per_line = sizeof(std::string) + 8;
  const size_t max = LocalDomains::kMaxKept / per_line;
  for (const size_t lines : {max - 1, max, max + 1}) {
    std::string content;
    for (size_t i = 0; i < lines; ++i) {
      const std::string number = spamweir::to_text(100000 + i);
      content += concat(".", number, "t\n");
    }
    const Settings settings = settings_of({scratch.file("rcpthosts", content)});
    LocalDomains domains(settings, caught.log());
    check(domains, (const Question[]){{"x.100000t", "local"}, {"x.100001t", "local"}}, "walked");
    check(domains, (const Question[]){{"100000t", "remote"}, {"x.100002t", "local"}}, "then");
    scratch.file("rcpthosts", "");
    const char* want = lines <= max ? "local" : "remote";
    const std::string got = name(domains.ask("x.100003t"));
    cr_expect(got == want, "%zu lines: got %s, want %s", lines, got.c_str(), want);
  }
}

Test(local_domains, qmails_own_percenthack) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  scratch.directory("etc");
  const Settings beside = settings_of({scratch.file("etc/rcpthosts", "")});
  const Settings without_file = settings_of({});
  const std::string own = scratch.path("percenthack");
  for (const Settings* settings : {&beside, &without_file}) {
    const Address address{"user%far.test", "hack.test"};
    std::filesystem::remove(own);
    cr_expect(!LocalDomains(*settings, caught.log(), own).percenthack(address).has_value());
    scratch.file("percenthack", "hack.test\n");
    cr_expect(LocalDomains(*settings, caught.log(), own).percenthack(address).has_value());
    cr_expect(!LocalDomains(*settings, caught.log(), scratch.path("none"))
                   .percenthack(address)
                   .has_value());
  }
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
  cr_expect(LocalDomains::kPercenthack == "/var/qmail/control/percenthack");
}

Test(local_domains, percenthack) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const Settings settings = settings_of({scratch.file("rcpthosts", "hack.test\n")});
  scratch.file("percenthack", "# no.test\nHack.test \nother.test\n");
  const struct {
    Address address;
    const char* want;
  } cases[] = {
      {{"user%far.test", "hack.test"}, "user@far.test"},
      {{"user%far.test", "HACK.Test"}, "user@far.test"},
      {{"user%far.test", "no.test"}, "as it is"},
      {{"user%far.test", "sub.hack.test"}, "as it is"},
      {{"user%far.test", ""}, "as it is"},
      {{"user", "hack.test"}, "as it is"},
      {{"", ""}, "as it is"},
      {{"a%b%far.test", "hack.test"}, "a%b@far.test"},
      {{"user%far.test%other.test", "hack.test"}, "user@far.test"},
      {{"user%far.test%other.test%hack.test", "hack.test"}, "user@far.test"},
      {{"user%hack.test%far.test", "hack.test"}, "user%hack.test@far.test"},
      {{"user%", "hack.test"}, "as it is"},
      {{"%far.test", "hack.test"}, "as it is"},
      {{"a%%far.test", "hack.test"}, "a%@far.test"},
      {{"a@b%far.test", "hack.test"}, "a@b@far.test"},
  };
  LocalDomains domains(settings, caught.log());
  for (const auto& c : cases) {
    const auto rewritten = domains.percenthack(c.address);
    const std::string got = rewritten ? rewritten->text() : "as it is";
    cr_expect(got == c.want, "%s: got %s, want %s", c.address.text().c_str(), got.c_str(), c.want);
  }
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
}

Test(local_domains, percenthack_beside_each_file) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  scratch.directory("a");
  scratch.directory("b");
  const Settings settings =
      settings_of({scratch.file("a/rcpthosts", ""), scratch.file("b/rcpthosts", "")});
  const Address address{"user%far.test", "hack.test"};
  cr_expect(!LocalDomains(settings, caught.log()).percenthack(address).has_value());
  scratch.file("b/percenthack", "hack.test");
  cr_expect(LocalDomains(settings, caught.log()).percenthack(address).has_value());
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
}

Test(local_domains, an_unreadable_percenthack_hides_no_host) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const Settings settings = settings_of({scratch.file("rcpthosts", "hack.test\n")});
  scratch.fifo("percenthack");
  LocalDomains domains(settings, caught.log());
  const auto rewritten = domains.percenthack({"user%far.test", "hack.test"});
  cr_assert(rewritten.has_value());
  cr_expect(rewritten->text() == "user@far.test");
  domains.percenthack({"user%far.test", "other.test"});
  cr_expect(caught.lines().size() == 1, "got %s", caught.raw().c_str());
}

Test(local_domains, a_name_without_a_directory) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  scratch.file("rcpthosts", "hack.test\n");
  scratch.file("percenthack", "hack.test\n");
  std::filesystem::current_path(scratch.path("."));
  const Settings settings = settings_of({"rcpthosts"});
  LocalDomains domains(settings, caught.log());
  check(domains, (const Question[]){{"hack.test", "local"}}, "relative");
  cr_expect(domains.percenthack({"user%far.test", "hack.test"}).has_value());
  std::filesystem::current_path("/");
}
