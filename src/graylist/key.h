// What an entry of a graylist is known by: four names, each of which may be the name of a file.
//
// A name is made of a-z 0-9 @ _ - . and, where the program has added something, `,` and `:`; it is
// neither `.` nor `..` and no longer than kLongestName. Whatever a sender writes, no store needs to
// look at a name again. names.h makes them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spamweir::graylist {

inline constexpr size_t kLongestName = 255;  // bytes, as most file systems have it

// Stands for what is empty: the null sender is _none at _none.
inline constexpr std::string_view kNone = "_none";
// The recipient domain that known client networks are kept under, as NETWORK@.clients. No address
// is mapped to it.
inline constexpr std::string_view kClientsDomain = ".clients";

struct Key {
  std::string recipient_domain;
  std::string recipient_user;
  std::string sender_domain;
  std::string sender_user;  // with `,CLIENT` behind it where each client has an entry of its own

  bool is_known_client() const { return recipient_domain == kClientsDomain; }
  friend bool operator==(const Key&, const Key&) = default;
};

}  // namespace spamweir::graylist
