#include "checkup/config_names.h"

#include <algorithm>

#include "base/text.h"

namespace spamweir::checkup {
namespace {

using Verdict = ConfigPlace::Verdict;

constexpr std::string_view kUsers = "_at_";
constexpr int kOctets = 4;
constexpr int kGroups = 8;
constexpr size_t kGroupDigits = 4;

bool is_lower_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

bool is_upper(char c) { return is_alpha(c) && to_lower(c) != c; }

bool is_label_character(char c) {
  return (is_alpha(c) && !is_upper(c)) || is_digit(c) || c == '_' || c == '-';
}

bool all_of(std::string_view text, bool (*test)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), test);
}

Verdict capitals() {
  return {"The name has capitals, so nothing leads to it", "write it in lower case"};
}

bool has_capitals(std::string_view name) { return std::any_of(name.begin(), name.end(), is_upper); }

}  // namespace

ConfigPlace::Kind ConfigPlace::kind_of(std::string_view name) {
  if (name == "_ip_") return Kind::ip;
  if (name == "_rdns_") return Kind::rdns;
  if (name == "_sender_") return Kind::sender;
  return name == "_recipient_" ? Kind::recipient : Kind::none;
}

Verdict ConfigPlace::enter(std::string_view name, bool is_directory) {
  const Kind next = kind_of(name);
  if (next != Kind::none) return enter_kind(name, next, is_directory);
  const bool looks_like_kind =
      name.size() > 2 && name.front() == '_' && name.back() == '_' && name != kUsers;
  if (looks_like_kind) {
    return {"There is no such kind of directory",
            "there are _ip_, _rdns_, _sender_ and _recipient_, with _at_ before a user"};
  }
  if (kind_ == Kind::none) {
    return {"Nothing leads to this name", "begin with _ip_, _rdns_, _sender_ or _recipient_", true};
  }
  if (at_users_) return enter_user(name);
  if (is_user_) {
    return {"Below a user only another kind may stand", "take it away"};
  }
  if (name == kUsers) return enter_users(is_directory);
  if (kind_ == Kind::ip) return enter_ip(name);
  return enter_label(name);
}

Verdict ConfigPlace::enter_kind(std::string_view name, Kind kind, bool is_directory) {
  const unsigned bit = 1U << static_cast<unsigned>(kind);
  if ((used_ & bit) != 0) {
    return {concat("More than one ", name, " in a path"), "give each kind once in a path"};
  }
  if (!is_directory) return {"A file stands where a directory must be", "make it a directory"};
  if ((kind_ != Kind::none && pieces_ == 0) || at_users_) {
    return {concat("Nothing stands between this ", name, " and the directory before it"),
            "name what the first one is about"};
  }
  kind_ = kind;
  used_ |= bit;
  pieces_ = 0;
  is_v6_ = at_users_ = is_user_ = false;
  return {};
}

Verdict ConfigPlace::enter_ip(std::string_view name) {
  const bool group = name.size() == kGroupDigits && all_of(name, is_lower_hex);
  if (pieces_ == 0) is_v6_ = group;
  if (has_capitals(name)) return capitals();
  if (pieces_ >= (is_v6_ ? kGroups : kOctets)) {
    return {"The address has too many pieces", "an IPv4 address has 4, an IPv6 address 8"};
  }
  if (is_v6_ && !group) {
    return {"It is no group of an IPv6 address",
            "write each group with four hexadecimal digits, such as 0db8"};
  }
  const auto octet = parse_number(name);
  const bool has_zeros = name.size() > 1 && name.front() == '0';
  if (!is_v6_ && (!octet || *octet > 255 || has_zeros)) {
    return {"It is no octet of an IPv4 address",
            "write each octet as a number from 0 to 255 without leading zeros; groups of an IPv6 "
            "address have four hexadecimal digits"};
  }
  ++pieces_;
  return {};
}

Verdict ConfigPlace::enter_label(std::string_view name) {
  if (has_capitals(name)) return capitals();
  if (name.find('@') != std::string_view::npos) {
    return {"A user has no place here", "put users below _at_, behind the whole domain"};
  }
  if (!all_of(name, is_label_character)) {
    return {"It is no label of a name, so nothing leads to it",
            "make a directory of each label, of a-z, 0-9, - and _"};
  }
  ++pieces_;
  return {};
}

Verdict ConfigPlace::enter_users(bool is_directory) {
  if (kind_ != Kind::sender && kind_ != Kind::recipient) {
    return {"Users have no place here", "use _at_ below _sender_ and _recipient_ only"};
  }
  if (pieces_ == 0) return {"There is no domain before _at_", "put _at_ behind the whole domain"};
  if (!is_directory) return {"A file stands where a directory must be", "make it a directory"};
  at_users_ = true;
  return {};
}

Verdict ConfigPlace::enter_user(std::string_view name) {
  if (has_capitals(name)) return capitals();
  const auto labels = split(name, '.');
  const bool fits = std::all_of(labels.begin(), labels.end(), [](std::string_view label) {
    return all_of(label, is_label_character);
  });
  if (!fits) {
    return {"It is no user, so nothing leads to it",
            "a user is made of a-z, 0-9, -, _ and single dots"};
  }
  at_users_ = false;
  is_user_ = true;
  return {};
}

}  // namespace spamweir::checkup
