// Expectations that print "got X, want Y" behind a label. Functions, because Criterion's macros
// look at their arguments after temporaries have died.
#pragma once

#include <criterion/criterion.h>

#include <cstdarg>
#include <cstdio>
#include <string>
#include <string_view>

namespace spamweir::testing {

[[gnu::format(printf, 3, 4)]] inline void expect_text(std::string_view got, std::string_view want,
                                                      const char* label = "text", ...) {
  char text[256];
  va_list arguments;
  va_start(arguments, label);
  std::vsnprintf(text, sizeof text, label, arguments);
  va_end(arguments);
  const std::string shown_got(got);
  const std::string shown_want(want);
  cr_expect(got == want, "%s: got \"%s\", want \"%s\"", text, shown_got.c_str(),
            shown_want.c_str());
}

}  // namespace spamweir::testing
