#include "auth/credentials.h"

#include <criterion/criterion.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>

using spamweir::auth::Credentials;

// Short texts stand within the object, whose memory outlives it here.
Test(credentials, are_overwritten_when_they_go) {
  alignas(Credentials) std::array<std::byte, sizeof(Credentials)> memory;
  auto* credentials = new (memory.data()) Credentials;
  credentials->user = "Q!Q!Q!Q!";
  credentials->secret = "Z?Z?Z?Z?";
  const auto holds = [&memory](char c) {
    return std::count(memory.begin(), memory.end(), static_cast<std::byte>(c)) >= 4;
  };
  cr_expect(holds('?') && holds('!'));
  credentials->~Credentials();
  cr_expect(!holds('?') && !holds('!'));
}
