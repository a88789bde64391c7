#include "auth/checker.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/wipe.h"
#include "config/problems.h"
#include "os/command_words.h"

namespace spamweir::auth {
namespace {

// The interface: at most so many bytes before the end of file, so programs need have no more room.
constexpr size_t kMostMessage = 512;
// How much of what a program prints is shown.
constexpr size_t kMostShown = 1024;
// Kept, so that a secret which begins within what is shown is seen whole.
constexpr size_t kMostKept = kMostShown + kMostMessage;

std::string number(int value) { return to_text(static_cast<uint64_t>(value)); }

}  // namespace

Checker::Checker(const std::vector<std::string>& commands, log::Log& log)
    : commands_(commands),
      log_(log),
      environment_(os::Environment::of_process()),
      helper_(kMostKept) {
  // Once and for all, so that no shorter buffer with a secret in it is left behind.
  message_.reserve(kMostMessage);
}

Checker::~Checker() { finish(Result::no); }

Checker::Result Checker::begin(const Credentials& credentials, os::TimePoint now) {
  next_ = 0;
  has_error_ = commands_.empty();
  if (commands_.empty()) log_.error("smtp-auth-command: none is given, so nobody can authenticate");
  // Three NULs end the three fields.
  const size_t size =
      credentials.user.size() + credentials.secret.size() + credentials.challenge.size() + 3;
  if (size > kMostMessage) {
    log_.verbose("smtp-auth-command: user name and password are too long to be asked about");
    return finish(Result::no);
  }
  for (const std::string* field :
       {&credentials.user, &credentials.secret, &credentials.challenge}) {
    message_.append(*field).push_back('\0');
  }
  secret_at_ = credentials.user.size() + 1;
  secret_size_ = credentials.secret.size();
  return ask_next(now);
}

Checker::Result Checker::work(os::TimePoint now) {
  const bool was_at_work = helper_.is_at_work();
  const std::optional<os::WatchedHelper::End> end = helper_.work(now);
  if (!end) return was_at_work ? Result::working : Result::no;
  if (end->status) return conclude(meaning_of(*end->status), now);
  return conclude({Result::error, concat("gave no answer within ", number(kTimeLimit.count()),
                                         " seconds and was killed")},
                  now);
}

// The exit status as the interface has it; what else programs return is no yes either.
Checker::Finding Checker::meaning_of(const os::ExitStatus& status) {
  if (status.signal != 0) {
    return {Result::error, concat("was killed by signal ", number(status.signal))};
  }
  const std::string exit = concat(" (exit status ", number(status.code), ")");
  switch (status.code) {
    case 0:
      return {Result::yes, concat("user name and password are right", exit)};
    case 1:
      return {Result::no, concat("user name or password is wrong", exit)};
    case 2:
      return {Result::error, concat("says that it is not called as it must be", exit,
                                    "; many such programs need another one behind them, such as "
                                    "/bin/true")};
    case 111:
      return {Result::error, concat("can't tell for the time being", exit)};
    default:
      return {Result::no, concat("did not say yes, for a reason of its own", exit)};
  }
}

Checker::Result Checker::ask_next(os::TimePoint now) {
  while (next_ < commands_.size()) {
    if (start(commands_[next_++], now)) return Result::working;
  }
  return finish(has_error_ ? Result::error : Result::no);
}

bool Checker::start(const std::string& command, os::TimePoint now) {
  const auto fail = [&](const std::string& why) {
    report(command, {Result::error, why});
    return false;
  };
  const spamweir::Result<std::vector<std::string>> words = os::split_command(command);
  if (!words.ok()) return fail(words.error());
  const Status started = helper_.start(words.value(), environment_, message_, now + kTimeLimit);
  return started.ok() || fail(started.error());
}

Checker::Result Checker::conclude(const Finding& finding, os::TimePoint now) {
  report(commands_[next_ - 1], finding);
  helper_.wipe_output();
  return finding.result == Result::yes ? finish(Result::yes) : ask_next(now);
}

Checker::Result Checker::finish(Result result) {
  wipe(message_);
  helper_.wipe_output();
  return result;
}

void Checker::report(const std::string& command, const Finding& finding) {
  std::string line = concat("smtp-auth-command=", config::program_of(command), ": ", finding.words);
  if (!helper_.output().empty()) line += concat("; it printed \"", printed(), "\"");
  if (finding.result == Result::error) {
    has_error_ = true;
    log_.error(line);
  } else {
    log_.verbose(line);
  }
}

// With asterisks for the secret, which it may have been told to show.
std::string Checker::printed() const {
  const std::string_view output = trim(helper_.output());
  std::string shown;
  for (size_t at = 0; at < std::min(output.size(), kMostShown);) {
    const bool is_secret = output.substr(at).starts_with(secret());
    shown += is_secret ? "***" : output.substr(at, 1);
    at += is_secret ? secret_size_ : 1;
  }
  return log::quoted_text(shown);
}

std::string_view Checker::secret() const {
  return std::string_view(message_).substr(secret_at_, secret_size_);
}

}  // namespace spamweir::auth
