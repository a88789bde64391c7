// What wrong passwords cost a client within one connection.
#pragma once

#include <chrono>

#include "config/settings.h"

namespace spamweir::auth {

class Failures {
 public:
  // `settings` must outlive it.
  explicit Failures(const config::AuthSettings& settings) : settings_(settings) {}

  struct Penalty {
    std::chrono::seconds delay{0};  // before the failure is answered
    bool closes = false;            // with 421, behind that answer
  };
  // Counts a failure and says what follows from it.
  Penalty add();

 private:
  // However many there were: the client shall not take us for dead.
  static constexpr std::chrono::seconds kLongestDelay{60};

  const config::AuthSettings& settings_;
  int count_ = 0;
  std::chrono::seconds delay_{0};
};

}  // namespace spamweir::auth
