#include "session/header_excerpt.h"

#include <criterion/criterion.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "support/expect.h"

using namespace spamweir;
using spamweir::session::HeaderExcerpt;
using spamweir::testing::expect_text;

namespace {

std::string found(const std::vector<std::string>& names, std::string_view message, size_t piece) {
  HeaderExcerpt excerpt(names);
  for (size_t at = 0; at < message.size(); at += piece) excerpt.take(message.substr(at, piece));
  std::string text;
  for (const auto& [name, value] : excerpt.fields()) text += concat(name, "=", value, "|");
  return text;
}

}  // namespace

Test(header_excerpt, finds_the_first_field_of_each_name) {
  const struct {
    const char* label;
    std::string_view message, want;
  } cases[] = {
      {"in any case", "SUBJECT: x\r\n\r\n", "Subject=x|"},
      {"the first one", "Subject: x\r\nSubject: y\r\n\r\n", "Subject=x|"},
      {"unfolded", "Subject: x\r\n\ty\r\n z\r\n\r\n", "Subject=x y z|"},
      {"in the order of the message", "To: b\r\nSubject: x\r\n\r\n", "To=b|Subject=x|"},
      {"not in the body", "Date: d\r\n\r\nSubject: x\r\n", ""},
      {"no header at all", "\r\nSubject: x\r\n", ""},
      {"dots that were stuffed", "..Subject: x\r\nTo: b\r\n\r\n", "To=b|"},
      {"without a body", "Subject: x\r\n.\r\n", "Subject=x|"},
      {"no colon", "Subject\r\nTo: b\r\n\r\n", "To=b|"},
      {"empty", "Subject:\r\nTo:  \r\n\r\n", "Subject=|To=|"},
  };
  for (const auto& c : cases) {
    for (const size_t piece : {size_t{1}, size_t{3}, size_t{1000}}) {
      expect_text(found({"Subject", "To"}, c.message, piece), c.want, "%s, %zu", c.label, piece);
    }
  }
}

Test(header_excerpt, looks_at_so_much_and_no_more) {
  const std::string filler(HeaderExcerpt::kMost - 30, 'x');
  const std::string message =
      concat("X: ", filler, "\r\nSubject: near\r\nTo: far, and farther than that\r\n\r\n");
  expect_text(found({"Subject", "To"}, message, 4096).substr(0, 13), "Subject=near|");
  expect_text(found({"X-Not", "Cc"}, message, 4096), "");
}
