// The path that an answer took, for --explain, and complaints for the administrator.
#pragma once

#include <string>
#include <string_view>

#include "base/text.h"
#include "recipients/answer.h"

namespace spamweir::recipients {

class Trace {
 public:
  explicit Trace(bool is_shown) : is_shown_(is_shown) {}

  // A step, where it is to be shown.
  template <typename... Pieces>
  void say(const Pieces&... pieces) const {
    if (is_shown_) print(concat(pieces...));
  }
  // The same, with the answer that the step came to.
  template <typename... Pieces>
  Answer conclude(Answer answer, const Pieces&... why) const {
    say(why..., ": ", name_of(answer));
    return answer;
  }
  // Something is wrong with the machine, not with the recipient: a line on standard error.
  Answer trouble(std::string_view problem) const;

  void begin_address() { ++depth_; }
  void end_address() { --depth_; }

 private:
  void print(std::string_view step) const;

  bool is_shown_;
  size_t depth_ = 0;
};

// A line on standard error behind the program's name. In this and in steps a control character
// becomes `?`.
void complain(std::string_view text);

}  // namespace spamweir::recipients
