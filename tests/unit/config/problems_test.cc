#include "config/problems.h"

#include <criterion/criterion.h>

using namespace spamweir::config;

Test(problems, places) {
  cr_expect(describe(Place{}) == "command line");
  cr_expect(describe(Place{"/etc/x", 12}) == "/etc/x(12)");
}

Test(problems, keep_their_order) {
  Problems problems;
  problems.error(Place{}, "one");
  problems.warning(Place{"f", 1}, "two");
  const auto taken = problems.take();
  cr_assert(taken.size() == 2);
  cr_expect(taken[0].severity == Severity::error && taken[0].text == "command line: one");
  cr_expect(taken[1].severity == Severity::warning && taken[1].text == "f(1): two");
  cr_expect(problems.take().empty());
}

Test(problems, are_bounded) {
  for (const size_t count : {Problems::kMost - 1, Problems::kMost, Problems::kMost + 1}) {
    Problems problems;
    for (size_t i = 0; i < count; ++i) problems.error(Place{}, "x");
    const auto taken = problems.take();
    cr_expect(taken.size() == count, "%zu: got %zu", count, taken.size());
    const bool cut = taken.back().text.find("1 more problems") != std::string::npos;
    cr_expect(cut == (count > Problems::kMost), "%zu: %s", count, taken.back().text.c_str());
  }
}

Test(problems, warnings_hide_no_errors) {
  Problems problems;
  for (size_t i = 0; i < Problems::kMost + 1; ++i) problems.warning(Place{}, "w");
  problems.error(Place{}, "e");
  const auto taken = problems.take();
  cr_assert(taken.size() == Problems::kMost + 2, "got %zu", taken.size());
  cr_expect(taken[Problems::kMost].text == "command line: e");
  cr_expect(taken.back().severity == Severity::warning);
  cr_expect(taken.back().text == "configuration: 1 more warnings are not listed");
}

Test(problems, a_decisive_error_is_always_kept) {
  Problems problems;
  for (size_t i = 0; i < Problems::kMost; ++i) {
    cr_expect(!problems.errors_full());
    problems.error(Place{}, "e");
  }
  cr_expect(problems.errors_full());
  problems.error(Place{}, "lost");
  problems.leave_out();
  problems.decisive_error(Place{}, "kept");
  const auto taken = problems.take();
  cr_assert(taken.size() == Problems::kMost + 2, "got %zu", taken.size());
  cr_expect(taken[Problems::kMost].text == "command line: kept");
  cr_expect(taken.back().text.starts_with("configuration: 2 more problems"));
}

Test(problems, excerpts) {
  cr_expect(excerpt("short") == "short");
  cr_expect(excerpt(std::string(100, 'x')) == std::string(100, 'x'));
  cr_expect(excerpt(std::string(101, 'x')) == std::string(97, 'x') + "...");
}
