#include "lists/ip_in_name.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/hex.h"
#include "base/text.h"
#include "lists/domain.h"

namespace spamweir::lists {
namespace {

bool is_hex_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

// Digits with none beside them, and where in the name they begin.
struct Run {
  size_t begin;
  std::string_view digits;
};

std::vector<Run> runs_of(std::string_view name, bool (*is_one)(char)) {
  std::vector<Run> runs;
  for (size_t at = 0; at < name.size(); ++at) {
    const size_t begin = at;
    while (at < name.size() && is_one(name[at])) ++at;
    if (at > begin) runs.push_back({begin, name.substr(begin, at - begin)});
  }
  return runs;
}

std::string_view without_leading_zeros(std::string_view digits) {
  return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
}

// What one run must be.
struct Number {
  std::string digits;
  bool may_be_padded = false;

  bool is(std::string_view run) const {
    if (may_be_padded) return without_leading_zeros(run) == without_leading_zeros(digits);
    return run == digits;
  }
};

using Form = std::vector<Number>;

bool begins_with(const Run* runs, const Form& form) {
  for (size_t i = 0; i < form.size(); ++i) {
    const bool follows =
        i == 0 || runs[i].begin == runs[i - 1].begin + runs[i - 1].digits.size() + 1;
    if (!follows || !form[i].is(runs[i].digits)) return false;
  }
  return true;
}

bool contains(const std::vector<Run>& runs, const Form& form) {
  for (size_t first = 0; first + form.size() <= runs.size(); ++first) {
    if (begins_with(&runs[first], form)) return true;
  }
  return false;
}

// The octets are a, b, c and d, in capitals where they have three digits; the last two are e as one
// number, all four n. Dots part the numbers.
constexpr std::string_view kDecimalForms[] = {
    "a.b.c.d", "d.c.b.a", "d.a.b.c", "c.b.a.d", "d.c.ab", "cd.a.b", "a.b.cd", "a.bcd", "a.b.e",
    "abcd",    "dcba",    "ABCD",    "aBCD",    "abCD",   "abcD",   "DCBA",   "n",
};

std::string padded(const std::string& digits, size_t width) {
  return std::string(width - std::min(width, digits.size()), '0') + digits;
}

std::string digits_of(char sign, const IpAddress& ip) {
  if (sign == 'n') return to_text(ip.v4_value());
  if (sign == 'e') return to_text(ip.v4_value() & 0xffff);
  const char octet = to_lower(sign);
  const std::string digits = to_text(ip.bytes()[static_cast<size_t>(octet - 'a')]);
  return octet == sign ? digits : padded(digits, 3);
}

Form decimal_form(std::string_view signs, const IpAddress& ip) {
  Form form;
  for (const std::string_view piece : split(signs, '.')) {
    Number number;
    for (const char sign : piece) number.digits += digits_of(sign, ip);
    number.may_be_padded = piece.size() == 1;
    form.push_back(std::move(number));
  }
  return form;
}

std::string hex_digits(const IpAddress& ip) {
  std::string digits;
  for (size_t i = 0; i < static_cast<size_t>(ip.bits()) / 8; ++i) append_hex(digits, ip.bytes()[i]);
  return digits;
}

bool contains_v4(std::string_view name, const IpAddress& ip) {
  if (contains(runs_of(name, is_hex_digit), {{hex_digits(ip)}})) return true;
  const std::vector<Run> runs = runs_of(name, is_digit);
  return std::any_of(
      std::begin(kDecimalForms), std::end(kDecimalForms),
      [&](std::string_view signs) { return contains(runs, decimal_form(signs, ip)); });
}

// The digits in pieces of `width`.
Form hex_form(const std::string& digits, size_t width) {
  Form form;
  for (size_t at = 0; at < digits.size(); at += width) {
    form.push_back({digits.substr(at, width), width == 4});
  }
  return form;
}

bool is_group(std::string_view word) {
  return word.size() <= 4 && std::all_of(word.begin(), word.end(), is_hex_digit);
}

// The name as addresses that have `separator` for their colons, with blanks for all else.
std::string as_addresses(std::string_view name, char separator) {
  std::string text;
  for (size_t at = 0; at < name.size();) {
    const size_t begin = at;
    while (at < name.size() && (is_alpha(name[at]) || is_digit(name[at]))) ++at;
    const std::string_view word = name.substr(begin, at - begin);
    if (is_group(word)) {
      text += word;
    } else {
      text += ' ';
    }
    if (at < name.size()) text += name[at++] == separator ? ':' : ' ';
  }
  return text;
}

// A colon by itself only parts the address from a word beside it.
std::string_view without_single_colons(std::string_view text) {
  if (text.starts_with(':') && !text.starts_with("::")) text.remove_prefix(1);
  if (text.ends_with(':') && !text.ends_with("::")) text.remove_suffix(1);
  return text;
}

bool contains_compressed(std::string_view name, const IpAddress& ip) {
  for (const char separator : {'-', '.'}) {
    const std::string text = as_addresses(name, separator);
    for (const std::string_view piece : split(text, ' ')) {
      if (IpAddress::parse(without_single_colons(piece)) == ip) return true;
    }
  }
  return false;
}

bool contains_v6(std::string_view name, const IpAddress& ip) {
  const std::vector<Run> runs = runs_of(name, is_hex_digit);
  const std::string digits = hex_digits(ip);
  const std::string reverse(digits.rbegin(), digits.rend());
  return contains(runs, hex_form(digits, 4)) || contains(runs, hex_form(digits, digits.size())) ||
         contains(runs, hex_form(reverse, 1)) ||
         contains(runs, hex_form(reverse, reverse.size())) || contains_compressed(name, ip);
}

}  // namespace

bool contains_ip(std::string_view name, const IpAddress& ip) {
  if (ip.is_unspecified()) return false;
  const std::string lower = lower_case(name);
  return ip.is_v4() ? contains_v4(lower, ip) : contains_v6(lower, ip);
}

}  // namespace spamweir::lists
