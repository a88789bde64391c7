#include "config/rejection.h"

#include <criterion/criterion.h>

#include <algorithm>
#include <string>

#include "support/expect.h"
#include "support/table.h"

using namespace spamweir::config;
using spamweir::testing::expect_text;
using spamweir::testing::read_table;

namespace {

// What the table tells of and the filter never says itself.
bool is_not_a_rejection(std::string_view log_code) {
  return log_code == "DENIED_OTHER" || log_code == "TLS_ENCRYPTED" ||
         log_code.starts_with("ALLOWED");
}

const RejectionRow* find(std::string_view log_code) {
  const auto* found = std::find_if(kRejections.begin(), kRejections.end(),
                                   [&](const auto& row) { return row.log_code == log_code; });
  return found == kRejections.end() ? nullptr : found;
}

// One line of what a row says; the two DNS lists' texts go on with the zone.
std::string words(std::string_view code, std::string_view text, bool policy_url) {
  return std::string(code) + " " + std::string(text.substr(0, text.find('<'))) +
         (policy_url ? " URL" : "");
}

}  // namespace

// The columns are log code, SMTP code, text option, default text, policy URL appended, ends.
Test(rejection, agrees_with_the_specification) {
  size_t compared = 0;
  for (const auto& columns : read_table("verdicts.tsv", 6)) {
    if (is_not_a_rejection(columns[0])) continue;
    const RejectionRow* row = find(columns[0]);
    cr_expect(row != nullptr, "%s is missing", columns[0].c_str());
    if (row == nullptr) continue;
    ++compared;
    cr_expect(columns[4] == "yes" || columns[4] == "no", "%s: policy URL", columns[0].c_str());
    expect_text(words(std::to_string(row->reply_code), row->text, row->policy_url),
                words(columns[1], columns[3], columns[4] == "yes"), columns[0].c_str());
  }
  cr_expect(compared == 30, "got %zu rows", compared);
  cr_expect(kRejectionCount == compared + 1, "bare_newline is ours, got %zu", kRejectionCount);
}

Test(rejection, rows_are_in_the_order_of_the_enumeration) {
  for (size_t i = 0; i < kRejectionCount; ++i) {
    cr_expect(kRejections[i].rejection == static_cast<Rejection>(i), "row %zu", i);
  }
}
