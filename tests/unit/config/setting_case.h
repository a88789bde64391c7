// Tables of what a configuration makes of a setting.
#pragma once

#include <criterion/criterion.h>

#include <string>

#include "reading.h"

namespace spamweir::config {

inline std::string number(int value) { return std::to_string(value); }

struct Case {
  const char* label;
  const char* lines;
  std::string (*got)(const Settings&);
  const char* want;
  size_t errors = 0;
};

inline void check(const Case& c) {
  const Configuration read = read_text(c.lines);
  const std::string got = c.got(read.settings);
  cr_expect(got == c.want, "%s: got %s, want %s", c.label, got.c_str(), c.want);
  const size_t errors = texts_of(read, Severity::error).size();
  cr_expect(errors == c.errors, "%s: got %zu errors, want %zu: %s", c.label, errors, c.errors,
            errors_of(read).c_str());
}

inline std::string relay_level(const Settings& s) {
  return number(static_cast<int>(s.relay_level));
}
inline std::string auth_level(const Settings& s) {
  return number(static_cast<int>(s.smtp_auth_level));
}
inline std::string tls_level(const Settings& s) { return number(static_cast<int>(s.tls_level)); }
inline std::string user(const Settings& s) { return s.run_as_user; }
inline std::string refused(const Settings& s) { return s.refuse_session.empty() ? "no" : "yes"; }

}  // namespace spamweir::config
