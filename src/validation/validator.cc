#include "validation/validator.h"

#include <utility>

#include "base/text.h"
#include "config/problems.h"
#include "os/command_words.h"

namespace spamweir::validation {
namespace {

// Of what a command prints.
constexpr size_t kMostShown = 512;

std::optional<Validity> meaning_of(const os::ExitStatus& status) {
  if (status.signal != 0) return std::nullopt;
  switch (status.code) {
    case 0:
      return Validity::unknown;
    case 1:
      return Validity::valid;
    case 2:
      return Validity::invalid;
    case 3:
      return Validity::unavailable;
    default:
      return std::nullopt;
  }
}

std::string ending_of(const os::ExitStatus& status) {
  const bool killed = status.signal != 0;
  return concat(killed ? "was killed by signal " : "ended with exit status ",
                to_text(static_cast<uint64_t>(killed ? status.signal : status.code)),
                killed ? "" : ", where 0 to 3 have a meaning");
}

}  // namespace

Validator::Validator(const std::vector<std::string>& commands, log::Log& log)
    : commands_(commands),
      log_(log),
      environment_(os::Environment::of_process()),
      hung_(commands.size()),
      helper_(kMostShown) {}

std::optional<Validity> Validator::ask(const smtp::Address& recipient) {
  if (recipient_ && recipient_->domain == recipient.domain && recipient_->local == recipient.local)
    return answer_;
  helper_.kill();
  recipient_ = recipient;
  answer_.reset();
  next_ = 0;
  ask_next();
  return answer_;
}

bool Validator::work(os::TimePoint now) {
  const std::optional<os::WatchedHelper::End> end = helper_.work(now);
  if (end) conclude(*end);
  return end && answer_;
}

void Validator::ask_next() {
  while (next_ < commands_.size()) {
    if (hung_[next_++]) continue;
    const std::optional<std::string> problem = start(commands_[next_ - 1]);
    if (!problem) return;
    report(*problem);
  }
  answer_ = Validity::unknown;
}

// Why it could not be started.
std::optional<std::string> Validator::start(const std::string& command) {
  Result<std::vector<std::string>> words = os::split_command(command);
  if (!words.ok()) return words.error();
  words.value().push_back(lower_case(recipient_->domain));
  words.value().push_back(recipient_->local);
  const Status started =
      helper_.start(words.value(), environment_, "", os::Clock::now() + kTimeLimit);
  return started.ok() ? std::nullopt : std::optional(started.error());
}

void Validator::conclude(const os::WatchedHelper::End& end) {
  if (!end.status) {
    report(concat("gave no answer within ", to_text(static_cast<uint64_t>(kTimeLimit.count())),
                  " seconds and was killed, and is not asked again in this session"));
    hung_[next_ - 1] = true;
    return ask_next();
  }
  const std::optional<Validity> meaning = meaning_of(*end.status);
  if (!meaning) report(ending_of(*end.status));
  if (meaning.value_or(Validity::unknown) == Validity::unknown) return ask_next();
  answer_ = meaning;
}

// About the command that was asked last.
void Validator::report(std::string_view why) {
  std::string line =
      concat("recipient-validation-command=", config::program_of(commands_[next_ - 1]), ": ", why,
             "; it says nothing about ", log::field(recipient_->text(), ""),
             ", who passes unless another command refuses him");
  const std::string_view printed = trim(helper_.output());
  if (!printed.empty()) line += concat("; it printed \"", log::quoted_text(printed), "\"");
  log_.error(line);
}

}  // namespace spamweir::validation
