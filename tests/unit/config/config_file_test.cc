#include "config/config_file.h"

#include <criterion/criterion.h>

#include <filesystem>

#include "base/text.h"
#include "reading.h"

using namespace spamweir;
using namespace spamweir::config;

namespace {

std::string including(std::string_view path) { return concat("config-file=", path, "\n"); }

}  // namespace

Test(config_file, forms_of_lines) {
  struct {
    const char* label;
    std::string text;
    int want;
    size_t errors;
  } const cases[] = {
      {"plain", "max-recipients=5\n", 5, 0},
      {"no final newline", "max-recipients=5", 5, 0},
      {"CRLF", "max-recipients=5\r\n\r\n# x\r\n", 5, 0},
      {"byte order mark", "\xEF\xBB\xBFmax-recipients=5\n", 5, 0},
      {"byte order mark and nothing", "\xEF\xBB\xBF", 0, 0},
      {"a mark elsewhere is no mark", "max-recipients=5\n\xEF\xBB\xBFmax-recipients=6\n", 5, 1},
      {"blanks around", " \t max-recipients \t = \t 5 \t \n", 5, 0},
      {"comments and blank lines", "\n \t\n#max-recipients=6\n  # x\nmax-recipients=5\n", 5, 0},
      {"a comment is a whole line", "max-recipients=5 # five\n", 0, 1},
      {"no quoting", "max-recipients=\"5\"\n", 0, 1},
      {"the first = counts", "max-recipients=5=6\n", 0, 1},
      {"without =", "max-recipients 5\n", 0, 1},
      {"a short name", "a=5\n", 0, 1},
      {"a beginning of a name", "max-recip=5\n", 0, 1},
      {"with dashes", "--max-recipients=5\n", 0, 1},
      {"the rest goes on", "frobnicate\nmax-recipients=x\nmax-recipients=5\n", 5, 2},
      {"empty", "", 0, 0},
      {"a NUL", std::string("max-recipients=5\0\nmax-recipients=6\n", 35), 6, 1},
      {"a CR alone ends no line", "max-recipients=5\rmax-recipients=6\n", 0, 1},
  };
  for (const auto& c : cases) {
    const Configuration read = read_text(c.text);
    cr_expect(read.settings.max_recipients == c.want, "%s: got %d, want %d", c.label,
              read.settings.max_recipients, c.want);
    cr_expect(texts_of(read, Severity::error).size() == c.errors, "%s: %s", c.label,
              errors_of(read).c_str());
  }
}

Test(config_file, a_value_keeps_what_is_in_it) {
  const Configuration read = read_text("header-blacklist-entry=  Subject: a=b # \"c\"  d \n");
  const std::string got = joined(read.settings.header_blacklist.entries, "|");
  cr_expect(got == "Subject: a=b # \"c\"  d", "got %s", got.c_str());
}

Test(config_file, errors_name_file_and_line) {
  const testing::ScratchDirectory directory;
  const std::string path = directory.file("my.conf", "\r\n# x\r\n\r\nmax-recipients=x\r\n");
  const std::string got = errors_of(read_words({"-f", path}));
  cr_expect(got.starts_with(path + "(4): max-recipients=x: "), "got %s", got.c_str());
}

Test(config_file, syntax_errors_show_the_line) {
  const std::string got = errors_of(read_text("max-recipients 5\nfoo bar\n"));
  cr_expect(contains(got,
                     "conf(1): max-recipients 5: syntax error, a line must be written "
                     "OPTION=VALUE"),
            "got %s", got.c_str());
  cr_expect(contains(got, "conf(2): foo: syntax error"), "got %s", got.c_str());
}

Test(config_file, long_lines) {
  const std::string start = "rejection-text-ip-blacklist=";
  const size_t most = ConfigFileReader::kMostLineBytes;
  for (const size_t size : {most - 1, most, most + 1, size_t{10'000'000}}) {
    const std::string line = start + std::string(size - start.size(), 'x');
    const Configuration read = read_text(line + "\nmax-recipients=5\n");
    const auto errors = texts_of(read, Severity::error);
    cr_expect(errors.size() == (size > most ? 1 : 0), "%zu bytes: %zu errors", size, errors.size());
    cr_expect(errors.empty() || errors[0].size() < 400, "%zu bytes: a long message", size);
    cr_expect(read.settings.max_recipients == 5, "%zu bytes", size);
  }
}

Test(config_file, a_line_that_is_thrown_away_still_shuts_what_it_guards) {
  const std::string nul("relay-level=normal\0\n", 20);
  cr_expect(read_text(nul).settings.relay_level == RelayLevel::block_all);
  const std::string huge = "run-as-user=" + std::string(100'000, 'x');
  cr_expect(!read_text(huge).settings.refuse_session.empty());
}

Test(config_file, large_files) {
  const testing::ScratchDirectory directory;
  const std::string line = "max-recipients=5\n";
  std::string text = line + std::string(ConfigFileReader::kMostFileBytes - line.size(), '\n');
  const Configuration most = read_words({"-f", directory.file("most", text)});
  cr_expect(most.settings.max_recipients == 5 && most.problems.empty());
  text += '\n';
  const Configuration more = read_words({"-f", directory.file("more", text)});
  cr_expect(more.settings.max_recipients == 0);
  cr_expect(contains(errors_of(more), "more than 16777216 bytes"), "got %s",
            errors_of(more).c_str());
}

Test(config_file, rubbish_is_bounded) {
  std::string rubbish;
  uint32_t random = 1;
  for (int i = 0; i < 300'000; ++i) {
    random = random * 1664525 + 1013904223;
    rubbish += static_cast<char>(random >> 24);
  }
  const Configuration read = read_text(rubbish);
  cr_expect(read.problems.size() == Problems::kMost + 1, "got %zu", read.problems.size());
  cr_expect(contains(read.problems.back().text, "more problems"));
}

Test(config_file, what_guards_counts_behind_any_number_of_unknown_lines) {
  std::string rubbish;
  for (size_t i = 0; i < Problems::kMost + 50; ++i) rubbish += "frobnicate=1\nno sense\n";
  for (const char* line : {"relay-levl=x", "relay-level:x", "relay-level x", "relay-level=x"}) {
    const Configuration read = read_text(concat(rubbish, line, "\n"));
    cr_expect(read.settings.relay_level == RelayLevel::block_all, "%s", line);
    cr_expect(contains(errors_of(read), "nothing is relayed"), "%s: the reason is lost", line);
  }
}

Test(config_file, what_is_no_file) {
  const testing::ScratchDirectory directory;
  const std::string pipe = directory.fifo("pipe");
  const std::string link = directory.path("link");
  std::filesystem::create_symlink(pipe, link);
  struct {
    std::string path;
    const char* want;
  } const cases[] = {
      {directory.path("missing"), "No such file or directory"},
      {directory.path("."), "it is a directory"},
      {pipe, "it is a pipe, socket or device"},
      {link, "it is a pipe, socket or device"},
      {"/dev/null", "it is a pipe, socket or device"},
      {"/dev/zero", "it is a pipe, socket or device"},
  };
  for (const auto& c : cases) {
    const Configuration read = read_words({"-f", c.path, "-a5", "q"});
    const std::string got = errors_of(read);
    const std::string start = concat("command line: config-file=", c.path, ": ", c.want);
    cr_expect(got.starts_with(start), "got %s, want %s", got.c_str(), start.c_str());
    cr_expect(read.settings.max_recipients == 5);
  }
}

Test(config_file, includes_are_read_where_they_stand) {
  const testing::ScratchDirectory directory;
  const std::string inner = directory.file("inner", "max-recipients=2\nip-blacklist-entry=b\n");
  const std::string outer =
      directory.file("outer", "ip-blacklist-entry=a\n" + including(inner) +
                                  "ip-blacklist-entry=c\nidle-timeout-secs=x\n");
  const Configuration read = read_words({"-f", outer});
  cr_expect(joined(read.settings.ip_blacklist.entries, " ") == "a b c");
  cr_expect(read.settings.max_recipients == 2);
  cr_expect(errors_of(read).starts_with(outer + "(4): "), "got %s", errors_of(read).c_str());
}

Test(config_file, the_same_file_twice_is_no_cycle) {
  const testing::ScratchDirectory directory;
  const std::string inner = directory.file("inner", "ip-blacklist-entry=b\n");
  const std::string outer = directory.file("outer", including(inner) + including(inner));
  const Configuration read = read_words({"-f", outer, "-f", outer});
  cr_expect(joined(read.settings.ip_blacklist.entries, " ") == "b b b b");
  cr_expect(read.problems.empty());
}

Test(config_file, cycles) {
  const testing::ScratchDirectory directory;
  const std::string itself = directory.path("itself");
  directory.file("itself", "\n" + including(itself) + "max-recipients=5\n");
  const std::string one = directory.path("one");
  const std::string two = directory.path("two");
  const std::string link = directory.path("link");
  const std::string hard = directory.path("hard");
  directory.file("one", including(link) + "max-recipients=5\n");
  directory.file("two", including(hard));
  std::filesystem::create_symlink("two", link);
  std::filesystem::create_hard_link(one, hard);
  struct {
    std::string path;
    std::string want;
  } const cases[] = {
      {itself, concat(itself, "(2): config-file=", itself, ": it includes itself")},
      {one, concat(link, "(1): config-file=", hard, ": it includes itself")},
  };
  for (const auto& c : cases) {
    const Configuration read = read_words({"-f", c.path});
    const std::string got = errors_of(read);
    cr_expect(got.starts_with(c.want), "got %s, want %s", got.c_str(), c.want.c_str());
    cr_expect(read.problems.size() == 1);
    cr_expect(read.settings.max_recipients == 5, "the rest goes on");
  }
}

Test(config_file, depth) {
  const testing::ScratchDirectory directory;
  const size_t most = ConfigFileReader::kMostNested;
  for (size_t i = 1; i <= most; ++i) {
    directory.file(std::to_string(i), including(directory.path(std::to_string(i + 1))));
  }
  directory.file(std::to_string(most + 1), "max-recipients=5\n");
  const Configuration fits = read_words({"-f", directory.path("2")});
  cr_expect(fits.settings.max_recipients == 5 && fits.problems.empty(), "%s",
            errors_of(fits).c_str());
  const Configuration deep = read_words({"-f", directory.path("1")});
  cr_expect(deep.settings.max_recipients == 0);
  cr_expect(contains(errors_of(deep), "files include one another"), "got %s",
            errors_of(deep).c_str());
}

Test(config_file, a_fan_of_includes_ends) {
  const testing::ScratchDirectory directory;
  for (int i = 1; i <= 30; ++i) {
    const std::string next = including(directory.path(std::to_string(i + 1)));
    directory.file(std::to_string(i), next + next);
  }
  directory.file("31", "");
  const Configuration read = read_words({"-f", directory.path("1")});
  cr_expect(contains(errors_of(read), "more than 1000 files are included"));
  cr_expect(read.problems.size() <= Problems::kMost + 1);
}

Test(config_file, bad_includes) {
  const std::string empty = errors_of(read_text("config-file=\n"));
  cr_expect(contains(empty, "config-file=: needs a value"), "got %s", empty.c_str());
  const std::string taken_out = errors_of(read_text("config-file=!/x\n"));
  cr_expect(contains(taken_out, "config-file=!/x: what was read can't be taken back"), "got %s",
            taken_out.c_str());
}

Test(config_file, command_line_options_are_ignored) {
  for (const Option& option : options()) {
    if ((option.scope & kConfigFile) != 0) continue;
    const Configuration read = read_text(concat(option.name, "\n"));
    const std::string got = errors_of(read);
    cr_expect(contains(got, "may stand on the command line only"), "got %s", got.c_str());
    cr_expect(read.action == Action::run);
  }
}
