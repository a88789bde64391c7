#include "recipients/request.h"

#include <criterion/criterion.h>

#include <vector>

#include "base/text.h"
#include "support/expect.h"

using spamweir::concat;
using spamweir::recipients::Action;
using spamweir::recipients::help_text;
using spamweir::recipients::read_request;
using spamweir::recipients::Request;
using spamweir::testing::expect_text;

namespace {

std::string shown(const std::vector<const char*>& words, bool is_privileged) {
  const auto request = read_request(words, is_privileged);
  if (!request.ok()) return "error";
  const Request& read = request.value();
  if (read.action == Action::help) return "help";
  if (read.action == Action::version) return "version";
  return concat(read.explain ? "explain " : "", read.places.passwd_file, "(", read.domain, ")(",
                read.user, ")");
}

}  // namespace

Test(request, words) {
  const struct {
    std::vector<const char*> words;
    const char* want;
    const char* privileged_want;
  } cases[] = {
      {{"b.test", "a"}, "(b.test)(a)", "(b.test)(a)"},
      {{"", ""}, "()()", "()()"},
      {{"--help", "--explain"}, "(--help)(--explain)", "(--help)(--explain)"},
      {{"--explain", "b.test", "a"}, "explain (b.test)(a)", "error"},
      {{"--explain", "--help", "-h"}, "explain (--help)(-h)", "error"},
      {{"--passwd-file=x", "--explain", "b.test", "a"}, "explain x(b.test)(a)", "error"},
      {{"--passwd-file", "x", "b.test", "a"}, "error", "error"},
      {{"--help"}, "help", "error"},
      {{"-h"}, "help", "error"},
      {{"--version"}, "version", "error"},
      {{"--version", "b.test", "a"}, "version", "error"},
      {{"--other", "b.test", "a"}, "error", "error"},
      {{"a", "b", "c"}, "error", "error"},
      {{"a"}, "error", "error"},
      {{}, "error", "error"},
  };
  for (const auto& c : cases) {
    expect_text(shown(c.words, false), c.want);
    expect_text(shown(c.words, true), c.privileged_want);
  }
}

Test(request, help_names_each_option) {
  const std::string help = help_text();
  for (const char* option :
       {"--explain", "--help", "--version", "--qmail-me-file=", "--qmail-envnoathost-file=",
        "--qmail-percenthack-file=", "--qmail-locals-file=", "--qmail-virtualdomains-file=",
        "--qmail-defaultdelivery-file=", "--qmail-users-cdb=", "--passwd-file=", "--program-dirs=",
        "--valias-file=", "--vuserinfo-file="}) {
    cr_expect(help.find(option) != std::string::npos, "%s", option);
  }
}
