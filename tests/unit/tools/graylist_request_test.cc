#include "tools/graylist_request.h"

#include <criterion/criterion.h>

#include "support/expect.h"

using namespace spamweir;
using namespace spamweir::tools;
using testing::expect_text;

namespace {

Result<Request> read(std::initializer_list<const char*> words) {
  return read_request({words.begin(), words.size()});
}

}  // namespace

Test(graylist_request, everything) {
  const auto got =
      read({"-f", "/c", "--dir=/a", "--dir", "/b", "--json", "show", "<>", "--client=::1",
            "--graylist-key=x", "j@e", "--mins", "5", "--passed", "--create-dir"});
  cr_assert(got.ok(), "%s", got.ok() ? "" : got.error().c_str());
  const Request& request = got.value();
  cr_expect(request.command->task == Task::show);
  cr_assert(request.arguments.size() == 2 && request.directories.size() == 2);
  expect_text(request.arguments[0], "<>");
  expect_text(request.configuration_file, "/c");
  expect_text(request.directories[1], "/b");
  expect_text(request.graylist_options.at(0), "--graylist-key=x");
  cr_expect(request.client == IpAddress::parse("::1") && request.mins == 5);
  cr_expect(request.json && request.passed && request.create_dir && !request.help);
}

Test(graylist_request, a_name_with_a_dash) {
  const auto got = read({"show", "--", "-x@b.test", "--json"});
  cr_assert(got.ok());
  expect_text(got.value().arguments.at(0), "-x@b.test");
  expect_text(got.value().arguments.at(1), "--json");
}

Test(graylist_request, mistakes) {
  const struct {
    std::vector<const char*> words;
    const char* want;
  } cases[] = {
      {{}, "no command"},
      {{"lsit"}, "unknown command lsit"},
      {{"list", "--jason"}, "unknown option --jason"},
      {{"list", "a", "b"}, "it must be written list [RECIPIENT-DOMAIN]"},
      {{"show", "a"}, "it must be written show SENDER RECIPIENT"},
      {{"purge", "--mins"}, "--mins needs a value"},
      {{"purge", "--mins=-1"}, "--mins must be"},
      {{"purge", "--mins=99999999999"}, "--mins must be"},
      {{"show", "--client=x"}, "--client must be an address"},
      {{"-f"}, "-f needs a value"},
  };
  for (const auto& c : cases) {
    const auto got = read_request({c.words.data(), c.words.size()});
    cr_assert(!got.ok(), "%s", c.want);
    cr_expect(got.error().starts_with(c.want), "got %s, want %s", got.error().c_str(), c.want);
  }
}

Test(graylist_request, help) {
  cr_expect(read({"--help"}).value().command == nullptr);
  for (const char* name : {"list", "show", "stats", "purge", "add", "remove", "import", "export"}) {
    const auto got = read({name, "--help"});
    cr_assert(got.ok() && got.value().help, "%s", name);
    cr_expect(help_text(got.value().command).find(name) != std::string::npos, "%s", name);
    cr_expect(help_text(nullptr).find(name) != std::string::npos, "%s", name);
  }
}
