#include "recipients/validator.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/path.h"
#include "base/text.h"
#include "recipients/shell_words.h"

namespace spamweir::recipients {
namespace {

std::string_view kind_of(Delivery delivery) {
  constexpr std::string_view kNames[] = {"program", "forward", "mbox", "maildir"};
  return kNames[static_cast<int>(delivery)];
}

}  // namespace

Validator::Validator(const Places& places, Trace& trace)
    : places_(places), trace_(trace), control_(places), vpopmail_(places, trace) {}

Answer Validator::validate(std::string_view domain, std::string_view user) {
  return follow(domain.empty() ? std::string(user) : concat(user, "@", domain));
}

// qmail-send(8)

Answer Validator::follow(const std::string& address) {
  trace_.begin_address();
  trace_.say("address ", address);
  Answer answer = Answer::cant_say;
  Result<std::optional<Recipient>> recipient = localize(address);
  if (++addresses_ > kMaxAddresses) {
    trace_.conclude(answer, "more forwards than are followed");
  } else if (!recipient.ok()) {
    answer = trace_.trouble(recipient.error());
  } else if (!recipient.value()) {
    trace_.conclude(answer, "it is not local");
  } else {
    answer = deliver(*recipient.value());
  }
  trace_.end_address();
  return answer;
}

Result<Validator::Recipient> Validator::rewrite(const std::string& address) {
  std::string full = address;
  if (full.find('@') == std::string::npos) {
    Result<std::string> host = control_.envnoathost();
    if (!host.ok()) return Error{host.error()};
    full += concat("@", host.value());
  }
  const size_t at = full.rfind('@');
  Recipient recipient{full.substr(0, at), full.substr(at + 1)};
  for (;;) {
    const size_t percent = recipient.local.rfind('%');
    if (percent == std::string::npos) return recipient;
    Result<bool> has_percenthack = control_.has_percenthack(recipient.domain);
    if (!has_percenthack.ok()) return Error{has_percenthack.error()};
    if (!has_percenthack.value()) return recipient;
    recipient.domain = recipient.local.substr(percent + 1);
    recipient.local.resize(percent);
    trace_.say("percenthack makes it ", recipient.local, "@", recipient.domain);
  }
}

Result<std::optional<Validator::Recipient>> Validator::localize(const std::string& address) {
  Result<Recipient> rewritten = rewrite(address);
  if (!rewritten.ok()) return Error{rewritten.error()};
  Recipient& recipient = rewritten.value();
  Result<bool> is_local = control_.is_local(recipient.domain);
  if (!is_local.ok()) return Error{is_local.error()};
  if (is_local.value()) return std::optional(std::move(recipient));
  Result<std::optional<std::string>> prefix =
      control_.virtual_prefix(recipient.local, recipient.domain);
  if (!prefix.ok()) return Error{prefix.error()};
  if (!prefix.value()) return std::optional<Recipient>();
  recipient.local = concat(*prefix.value(), "-", recipient.local);
  trace_.say("virtualdomains makes it ", recipient.local);
  return std::optional(std::move(recipient));
}

// qmail-lspawn(8)

Answer Validator::deliver(const Recipient& recipient) {
  // It has their Delivered-To lines by then.
  if (std::find(on_the_way_.begin(), on_the_way_.end(), recipient) != on_the_way_.end()) {
    return trace_.conclude(Answer::invalid, "a loop of forwards, which qmail-local bounces");
  }
  if (recipient.local.empty()) return trace_.conclude(Answer::valid, "a trash address");
  Result<Assignment> found = find_assignment(places_, recipient.local);
  if (!found.ok()) return trace_.trouble(found.error());
  const Assignment& assignment = found.value();
  trace_.say("it belongs to user ", to_text(assignment.owner.user), ", home ", assignment.home,
             ", file .qmail", assignment.dash, assignment.ext);
  if (assignment.owner.user == 0) {
    return trace_.conclude(Answer::unavailable, "qmail-lspawn delivers nothing as root");
  }
  const Findings findings = visit_home(recipient, assignment);
  if (findings.forwards.empty()) return findings.answer;
  on_the_way_.push_back(recipient);
  const Answer answer = forward(findings.forwards);
  on_the_way_.pop_back();
  return answer;
}

// One that is delivered somewhere is enough: qmail keeps or bounces the others' copies, not the
// message.
Answer Validator::forward(const std::vector<std::string>& addresses) {
  bool all_invalid = true;
  bool all_known = true;
  for (const std::string& address : addresses) {
    const Answer answer = follow(address);
    if (answer == Answer::valid) return answer;
    all_invalid = all_invalid && answer == Answer::invalid;
    all_known = all_known && answer != Answer::cant_say;
  }
  if (!all_known) return Answer::cant_say;
  return all_invalid ? Answer::invalid : Answer::unavailable;
}

// qmail-local(8). The process has the recipient's rights from the home on to the last instruction.

Validator::Findings Validator::visit_home(const Recipient& recipient,
                                          const Assignment& assignment) {
  // Root's to read.
  const Result<std::optional<std::string>> default_delivery = control_.default_delivery();
  Result<os::BorrowedRights> rights = os::BorrowedRights::of(assignment.owner);
  if (!rights.ok()) return {trace_.trouble(rights.error()), {}};
  const Home home(assignment.home, rights.value().are_theirs());
  if (home.usable() != Answer::valid) {
    const Answer answer = home.usable();
    return {trace_.conclude(answer, "the home is missing, closed, sticky or writable by others"),
            {}};
  }
  return find_instructions({recipient, assignment, home, rights.value(), default_delivery});
}

Validator::Findings Validator::find_instructions(Visit visit) {
  const Assignment& assignment = visit.assignment;
  for (const std::string& name : dot_qmail_names(assignment.dash, assignment.ext)) {
    const std::optional<Home::DotQmail> file = visit.home.dot_qmail(name);
    trace_.say(name, file ? " is there" : " is not there");
    if (!file) continue;
    if (file->usable != Answer::valid) {
      return {trace_.conclude(file->usable, name, " can't be read, or is writable by others"), {}};
    }
    if (file->text.empty()) return follow_default(visit);
    visit.dot_qmail = name;
    return follow_instructions(visit, file->text, file->forwards_only);
  }
  if (assignment.dash.empty()) return follow_default(visit);
  return {trace_.conclude(Answer::invalid, "no mailbox here by that name"), {}};
}

Validator::Findings Validator::follow_default(const Visit& visit) {
  trace_.say("the default delivery counts");
  const Result<std::optional<std::string>>& text = visit.default_delivery;
  if (!text.ok()) return {trace_.trouble(text.error()), {}};
  if (text.value()) return follow_instructions(visit, *text.value(), false);
  return {trace_.conclude(Answer::cant_say, places_.defaultdelivery_file, " is missing"), {}};
}

Validator::Findings Validator::follow_instructions(const Visit& visit, std::string_view text,
                                                   bool forwards_only) {
  const std::optional<std::vector<Instruction>> instructions =
      parse_instructions(text, forwards_only);
  if (!instructions) {
    return {trace_.conclude(Answer::unavailable, "the first line is blank"), {}};
  }
  Findings findings;
  bool is_delivered = false;
  for (const Instruction& instruction : *instructions) {
    if (instruction.delivery == Delivery::forward) {
      findings.forwards.push_back(instruction.argument);
      continue;
    }
    const Answer answer = follow_instruction(visit, instruction);
    if (answer != Answer::valid) return {answer, {}};
    is_delivered = true;
  }
  if (is_delivered) findings.forwards.clear();
  if (findings.forwards.empty()) trace_.conclude(Answer::valid, "all instructions can be followed");
  return findings;
}

Answer Validator::follow_instruction(const Visit& visit, const Instruction& instruction) {
  const std::string& argument = instruction.argument;
  const auto conclude = [&](Answer answer) {
    return trace_.conclude(answer, kind_of(instruction.delivery), " ", argument);
  };
  if (instruction.must_be_forward) return conclude(Answer::unavailable);
  switch (instruction.delivery) {
    case Delivery::mbox:
      return conclude(visit.home.mbox(argument));
    case Delivery::maildir:
      return conclude(visit.home.maildir(argument));
    case Delivery::program:
    case Delivery::forward:
      break;
  }
  return conclude(run_program(visit, argument));
}

Answer Validator::run_program(const Visit& visit, const std::string& command) {
  const ShellWords shell = split_shell_words(command);
  const std::vector<std::string>& words = shell.words;
  // sh is there; what it would do is not known, and counts as delivered.
  if (words.empty() || belongs_to_shell(words[0])) return Answer::valid;
  const std::string_view name = base_name(words[0]);
  if (name == "bouncesaying" && shell.is_whole && words.size() <= 2) return Answer::invalid;
  if (name == "vdelivermail" && visit.dot_qmail == ".qmail-default" && shell.is_whole &&
      words.size() == 3) {
    if (words[2] == "bounce-no-mailbox") {
      return vpopmail_.has_user({visit.assignment.ext, visit.recipient.domain}, visit.home,
                                visit.rights);
    }
    // `delete`, a path or an address: a home for all that have none.
    return Answer::valid;
  }
  return find_program(visit, words[0]);
}

Answer Validator::find_program(const Visit& visit, const std::string& name) {
  if (name.find('/') != std::string::npos) return visit.home.program(name);
  Answer answer = Answer::unavailable;
  for (const std::string_view directory : split(places_.program_dirs, ':')) {
    const Answer here = visit.home.program(concat(directory, "/", name));
    if (here == Answer::valid) return here;
    if (here == Answer::cant_say) answer = here;
  }
  return answer;
}

}  // namespace spamweir::recipients
