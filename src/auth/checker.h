// Asks checkpassword programs whether a password is right, one after the other, without ever
// waiting: http://cr.yp.to/checkpwd/interface.html. The first that says yes decides.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/credentials.h"
#include "log/log.h"
#include "os/clock.h"
#include "os/environment.h"
#include "os/stream.h"
#include "os/watched_helper.h"

namespace spamweir::auth {

class Checker {
 public:
  // A program that takes longer is killed with all that it started, and the next one is asked.
  static constexpr std::chrono::seconds kTimeLimit{30};

  // Both must outlive it. The programs get the environment of this process.
  Checker(const std::vector<std::string>& commands, log::Log& log);
  // Kills a program that is still at work.
  ~Checker();
  Checker(const Checker&) = delete;
  Checker& operator=(const Checker&) = delete;

  enum class Result {
    working,
    yes,
    no,
    error,  // none said yes, and at least one could not tell; the log has why
  };

  // Begins anew; nothing may be at work. The credentials need not stay.
  [[nodiscard]] Result begin(const Credentials& credentials, os::TimePoint now);
  // To be called after each wait, while the last result was `working`. Never waits.
  [[nodiscard]] Result work(os::TimePoint now);

  // What to wait for while at work, in this order: output, end of the program. On kernels before
  // 5.3 the latter is missing, and SIGCHLD has to wake the waiter.
  std::array<os::Interest, 2> interests() const { return helper_.interests(); }
  // Empty where nothing is at work.
  os::Deadline deadline() const { return helper_.deadline(); }

 private:
  // What a program's end means, in words for the log.
  struct Finding {
    Result result;
    std::string words;
  };
  static Finding meaning_of(const os::ExitStatus& status);

  Result ask_next(os::TimePoint now);
  bool start(const std::string& command, os::TimePoint now);
  Result conclude(const Finding& finding, os::TimePoint now);
  Result finish(Result result);
  void report(const std::string& command, const Finding& finding);
  std::string printed() const;
  std::string_view secret() const;

  const std::vector<std::string>& commands_;
  log::Log& log_;
  os::Environment environment_;

  std::string message_;  // what each program reads: user, secret, challenge, a NUL behind each
  size_t secret_at_ = 0;
  size_t secret_size_ = 0;
  size_t next_ = 0;  // command
  bool has_error_ = false;

  os::WatchedHelper helper_;
};

}  // namespace spamweir::auth
