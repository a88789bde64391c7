#include "graylist/fold.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace spamweir::graylist {
namespace {

constexpr size_t kLongDigitRun = 4;
constexpr size_t kLongHexWord = 8;

void drop_batv_tag(smtp::Address& address) {
  constexpr std::string_view kBarracuda = "btv1==";
  if (auto bare = smtp::without_batv_tag(address)) address = *std::move(bare);
  if (!address.local.starts_with(kBarracuda)) return;
  const size_t tag_end = address.local.find("==", kBarracuda.size());
  if (tag_end == std::string::npos || tag_end + 2 == address.local.size()) return;
  address.local.erase(0, tag_end + 2);
}

// The pieces between `=` from `first` on, with `=` again between them.
std::string joined_from(const std::vector<std::string_view>& pieces, size_t first) {
  std::string text;
  for (size_t i = first; i < pieces.size(); ++i) text += concat("=", pieces[i]);
  return text;
}

void drop_srs_tag(std::string& local) {
  constexpr size_t kPrefix = 5;  // SRS0=
  const bool is_srs = local.size() > kPrefix && local.starts_with("srs") &&
                      (local[3] == '0' || local[3] == '1') &&
                      std::string_view("=+-").find(local[4]) != std::string_view::npos;
  if (!is_srs) return;
  const std::string scheme = local.substr(0, 4);
  const std::string rest = local.substr(kPrefix);
  const std::vector<std::string_view> pieces = split(rest, '=');
  // SRS0: HASH TIME domain user. SRS1: HASH host, an empty piece, HASH TIME domain user.
  if (scheme == "srs0" && pieces.size() >= 4) local = scheme + joined_from(pieces, 2);
  if (scheme == "srs1" && pieces.size() >= 7 && pieces[2].empty()) {
    local = concat(scheme, "=", pieces[1], joined_from(pieces, 5));
  }
}

bool is_srs_form(std::string_view local) {
  return local.starts_with("srs0=") || local.starts_with("srs1=");
}

void drop_verp_recipient(std::string& local, const smtp::Address& recipient) {
  if (recipient.domain.empty()) return;
  const std::string encoded = lower_case(concat(recipient.local, "=", recipient.domain));
  const size_t at = local.find(encoded);
  // With the separator before it; one that is the whole address is somebody's name.
  if (at == std::string::npos || at < 2) return;
  local.erase(at - 1, encoded.size() + 1);
}

void drop_verp_at_end(std::string& local) {
  const size_t equals = local.rfind('=');
  if (equals == std::string::npos || local.find('.', equals) == std::string::npos) return;
  const size_t separator = local.find_last_of("-+", equals);
  if (separator == std::string::npos || separator == 0) return;
  local.resize(separator);
}

void drop_plus_tag(std::string& local) {
  const size_t plus = local.find('+');
  if (plus != std::string::npos && plus > 0) local.resize(plus);
}

bool is_hex_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

bool is_hex_word(std::string_view word) {
  return word.size() >= kLongHexWord && std::all_of(word.begin(), word.end(), is_hex_digit) &&
         std::any_of(word.begin(), word.end(), is_digit);
}

void append_without_digit_runs(std::string& out, std::string_view word) {
  for (size_t i = 0; i < word.size();) {
    size_t end = i;
    while (end < word.size() && is_digit(word[end])) ++end;
    if (end - i >= kLongDigitRun) {
      out += '#';
    } else {
      if (end == i) ++end;
      out += word.substr(i, end - i);
    }
    i = end;
  }
}

std::string without_numbers(std::string_view local) {
  std::string out;
  while (!local.empty()) {
    const size_t end = std::min(local.find_first_of("-_.=+"), local.size());
    const std::string_view word = local.substr(0, end);
    if (is_hex_word(word)) {
      out += '#';
    } else {
      append_without_digit_runs(out, word);
    }
    if (end < local.size()) out += local[end];
    local.remove_prefix(std::min(end + 1, local.size()));
  }
  return out;
}

}  // namespace

smtp::Address folded(const smtp::Address& sender, const smtp::Address& recipient) {
  smtp::Address address{lower_case(sender.local), lower_case(sender.domain)};
  drop_batv_tag(address);
  std::string& local = address.local;
  drop_srs_tag(local);
  // `domain=user` of SRS is who sent the mail first, not whom a list wrote to.
  if (!is_srs_form(local)) {
    drop_verp_recipient(local, recipient);
    drop_verp_at_end(local);
  }
  drop_plus_tag(local);
  local = without_numbers(local);
  return address;
}

}  // namespace spamweir::graylist
