#include "auth/mechanisms.h"

#include "base/text.h"

namespace spamweir::auth {
namespace {

struct Row {
  Mechanism mechanism;
  std::string_view name;
};

constexpr Row kRows[] = {{kLogin, "LOGIN"}, {kPlain, "PLAIN"}, {kCramMd5, "CRAM-MD5"}};

}  // namespace

Mechanisms mechanisms_at(config::AuthLevel level) {
  switch (level) {
    case config::AuthLevel::none:
    case config::AuthLevel::observe:
      return 0;
    case config::AuthLevel::ondemand:
    case config::AuthLevel::always:
      return kLogin | kPlain;
    case config::AuthLevel::ondemand_encrypted:
    case config::AuthLevel::always_encrypted:
      return kLogin | kPlain | kCramMd5;
  }
  return 0;
}

Mechanisms mechanism_called(std::string_view name) {
  for (const Row& row : kRows) {
    if (equals_ignoring_case(row.name, name)) return row.mechanism;
  }
  return 0;
}

std::string names_of(Mechanisms mechanisms) {
  std::string names;
  for (const Row& row : kRows) {
    if ((mechanisms & row.mechanism) == 0) continue;
    if (!names.empty()) names += ' ';
    names += row.name;
  }
  return names;
}

}  // namespace spamweir::auth
