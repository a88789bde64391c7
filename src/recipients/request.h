// The command line of spamweir-qrv: two operands, and options for those who could as well look by
// themselves.
#pragma once

#include <span>
#include <string>

#include "base/result.h"

namespace spamweir::recipients {

// Where qmail and vpopmail keep what the helper reads. The defaults are built in.
struct Places {
  std::string me_file;
  std::string envnoathost_file;
  std::string percenthack_file;
  std::string locals_file;
  std::string virtualdomains_file;
  std::string defaultdelivery_file;
  std::string users_cdb;
  std::string passwd_file;   // empty: the system's own accounts
  std::string program_dirs;  // separated by colons; where a command without a slash is looked for
  std::string valias_file;   // vpopmail's programs; empty: there is none
  std::string vuserinfo_file;
};

enum class Action { answer, help, version };

struct Request {
  Action action = Action::answer;
  bool explain = false;
  Places places;
  std::string domain;
  std::string user;
};

// `words` without the program's own name. Where `is_privileged`, whoever asks must not look with
// the program's rights wherever they like: options are errors then. An error says what is wrong.
Result<Request> read_request(std::span<const char* const> words, bool is_privileged);

std::string help_text();

}  // namespace spamweir::recipients
