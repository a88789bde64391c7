// What qmail would do with mail for an address: the way of qmail-send, qmail-lspawn, qmail-getpw
// and qmail-local, step by step, and along forwards to local addresses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "os/privileges.h"
#include "recipients/answer.h"
#include "recipients/assignment.h"
#include "recipients/control_files.h"
#include "recipients/home.h"
#include "recipients/instructions.h"
#include "recipients/request.h"
#include "recipients/trace.h"
#include "recipients/vpopmail.h"

namespace spamweir::recipients {

class Validator {
 public:
  // Of one recipient and all that its mail is forwarded to; then the answer is can't say.
  static constexpr int kMaxAddresses = 100;

  // Both must live longer.
  Validator(const Places& places, Trace& trace);

  // An empty domain: the address has no @.
  Answer validate(std::string_view domain, std::string_view user);

 private:
  struct Recipient {
    std::string local;
    std::string domain;
    friend bool operator==(const Recipient&, const Recipient&) = default;
  };
  // What a home says: an answer, or whom the mail is forwarded to.
  struct Findings {
    Answer answer = Answer::valid;
    std::vector<std::string> forwards;  // with any of these the answer is theirs
  };
  struct Visit {
    const Recipient& recipient;
    const Assignment& assignment;
    const Home& home;
    os::BorrowedRights& rights;
    const Result<std::optional<std::string>>& default_delivery;
    std::string_view dot_qmail = {};  // its name; empty for the default delivery
  };

  Answer follow(const std::string& address);
  Answer deliver(const Recipient& recipient);
  Answer forward(const std::vector<std::string>& addresses);

  // Where the mail is local; nothing where it is not. An error is about the machine.
  Result<std::optional<Recipient>> localize(const std::string& address);
  Result<Recipient> rewrite(const std::string& address);

  Findings visit_home(const Recipient& recipient, const Assignment& assignment);
  Findings find_instructions(Visit visit);
  Findings follow_default(const Visit& visit);
  Findings follow_instructions(const Visit& visit, std::string_view text, bool forwards_only);
  Answer follow_instruction(const Visit& visit, const Instruction& instruction);
  Answer run_program(const Visit& visit, const std::string& command);
  Answer find_program(const Visit& visit, const std::string& name);

  const Places& places_;
  Trace& trace_;
  ControlFiles control_;
  Vpopmail vpopmail_;
  int addresses_ = 0;
  std::vector<Recipient> on_the_way_;  // whose forwards led here
};

}  // namespace spamweir::recipients
