#include "checkup/value_checks.h"

#include <criterion/criterion.h>
#include <sys/stat.h>

#include "base/text.h"
#include "support/expect.h"
#include "support/scratch.h"

using namespace spamweir;
using namespace spamweir::checkup;
using spamweir::testing::expect_text;
using spamweir::testing::ScratchDirectory;

namespace {

// What a check finds in a value: the lines up to their first `; `, `, given` or `: ` behind the
// option.
std::string found(bool (*check)(const Value&), const std::string& value) {
  std::string out;
  Report report({}, [&](std::string_view line) {
    line.remove_prefix(line.find(": ") + 2);
    out += concat(out.empty() ? "" : "|", line.substr(0, line.find_first_of(":;,\n")));
  });
  const std::vector<config::Given> given = {{config::find_option("graylist-dir"), value, {}}};
  std::set<std::string> checked;
  const std::optional<config::SettingsBuilder::State> base;
  Examination examination{{}, given, base, report, checked};
  const bool ok = check({examination, *given[0].option, given[0]});
  cr_expect(ok != report.has_errors(), "%s", value.c_str());
  return out;
}

}  // namespace

Test(value_checks, files) {
  const ScratchDirectory scratch;
  expect_text(found(check_file, scratch.file("a", "x")), "Opened for reading");
  expect_text(found(check_file, scratch.path("gone")),
              "Can't be opened for reading (No such file or directory)");
  expect_text(found(check_file, scratch.fifo("pipe")), "Can't be opened for reading (it is a pipe");
  expect_text(found(check_first_line, scratch.file("b", "mx.example.com\n")), "Opened for reading");
  expect_text(found(check_first_line, scratch.file("c", "\nmx.example.com\n")),
              "Opened for reading|The first line is empty");
}

Test(value_checks, directories) {
  const ScratchDirectory scratch;
  const std::string directory = scratch.directory("d");
  chmod(directory.c_str(), 0700);
  expect_text(found(check_directory, directory), "Directory can be read");
  expect_text(found(check_writable_directory, directory), "Directory can be written to");
  expect_text(found(check_record_directory, directory), "Directory can be written to");
  chmod(directory.c_str(), 0705);
  expect_text(found(check_record_directory, directory),
              "Directory can be written to|Every user of this machine can reach the records in it");
  expect_text(found(check_directory, scratch.path("gone")), "There is no such directory");
  expect_text(found(check_record_directory, scratch.file("f", "")), "It is no directory");
}

Test(value_checks, commands) {
  expect_text(found(check_command, "/bin/sh -c \"exit 0\""), "Command can be run");
  expect_text(found(check_command, "sh"), "Command can be run");
  expect_text(found(check_command, "/nowhere/x y"),
              "Command can't be run (No such file or directory)");
  expect_text(found(check_command, "\"sh"), "a double quote in it is not closed");
}

Test(value_checks, local_domains) {
  const ScratchDirectory scratch;
  expect_text(found(check_rcpthosts, scratch.file("a", "example.com\n.example.org\n")),
              "Opened for reading");
  expect_text(found(check_rcpthosts, scratch.file("b", "")),
              "Opened for reading|The file lists no domain");
  const std::string database = scratch.cdb("c", {{"example.com", ""}});
  expect_text(found(check_morercpthosts, database), "Opened for reading");
}
