// Some fields of a message's header, picked out while the message passes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spamweir::session {

class HeaderExcerpt {
 public:
  // Name and text of each.
  using Fields = std::vector<std::pair<std::string, std::string>>;

  // What stands behind so many bytes of a header is not looked at.
  static constexpr size_t kMost = 64 * 1024;

  // `names` of fields, in any case; they must outlive the excerpt.
  explicit HeaderExcerpt(const std::vector<std::string>& names) : names_(names) {}

  // The next bytes of the message as a server gets them: dots stuffed, lines ended by CRLF.
  void take(std::string_view bytes);

  // The first field of each name that has one: the name as it was asked for, and its unfolded text.
  // To be called once, when the message has ended.
  Fields fields();

 private:
  const std::vector<std::string>& names_;
  std::string header_;
  bool complete_ = false;
};

}  // namespace spamweir::session
