// What a .qmail file says: dot-qmail(5).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "recipients/home.h"

namespace spamweir::recipients {

enum class Delivery { program, forward, mbox, maildir };

struct Instruction {
  Delivery delivery;
  std::string argument;  // the command, the address, the path
  // Follows a mark that allows nothing but forwards; one that is none makes qmail-local stop.
  bool must_be_forward = false;
};

// Nothing where the first line is blank: qmail-local stops there. `forwards_only`: from the
// beginning.
std::optional<std::vector<Instruction>> parse_instructions(std::string_view text,
                                                           bool forwards_only);

// The names that qmail-local looks for in a home, the first that exists counts: the one of the
// address itself, then default files from the longest beginning of `ext`.
std::vector<std::string> dot_qmail_names(std::string_view dash, std::string_view ext);

}  // namespace spamweir::recipients
