#include "auth/mechanisms.h"

#include <criterion/criterion.h>

#include "support/expect.h"

using namespace spamweir::auth;
using spamweir::config::AuthLevel;
using spamweir::testing::expect_text;

Test(mechanisms, of_each_level) {
  struct {
    AuthLevel level;
    const char* want;
  } constexpr kCases[] = {
      {AuthLevel::none, ""},
      {AuthLevel::observe, ""},
      {AuthLevel::ondemand, "LOGIN PLAIN"},
      {AuthLevel::ondemand_encrypted, "LOGIN PLAIN CRAM-MD5"},
      {AuthLevel::always, "LOGIN PLAIN"},
      {AuthLevel::always_encrypted, "LOGIN PLAIN CRAM-MD5"},
  };
  for (const auto& c : kCases) expect_text(names_of(mechanisms_at(c.level)), c.want);
}

Test(mechanisms, by_name) {
  struct {
    const char* name;
    Mechanisms want;
  } constexpr kCases[] = {{"LOGIN", kLogin},      {"login", kLogin}, {"Plain", kPlain},
                          {"cram-md5", kCramMd5}, {"", 0},           {"LOGI", 0},
                          {"LOGINX", 0},          {"CRAM", 0},       {"PLAIN ", 0},
                          {"SCRAM-SHA-256", 0},   {"XOAUTH2", 0},    {"EXTERNAL", 0}};
  for (const auto& c : kCases) cr_expect_eq(mechanism_called(c.name), c.want, "%s", c.name);
}
