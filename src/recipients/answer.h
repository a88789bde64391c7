// What the helper says of a recipient; the number is its exit status.
#pragma once

#include <string_view>

namespace spamweir::recipients {

enum class Answer {
  cant_say = 0,     // nothing is known that speaks for or against it
  valid = 1,        // qmail would deliver
  invalid = 2,      // qmail would accept the message and bounce it
  unavailable = 3,  // qmail would keep the message in its queue, perhaps for days
};

constexpr std::string_view name_of(Answer answer) {
  constexpr std::string_view kNames[] = {"can't say", "valid", "invalid", "unavailable"};
  return kNames[static_cast<int>(answer)];
}

}  // namespace spamweir::recipients
