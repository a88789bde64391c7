#include "smtp/address.h"

#include <algorithm>

#include "base/text.h"

namespace spamweir::smtp {
namespace {

// qmail-smtpd refuses addresses above 900 bytes; RFC 5321 4.5.3.1.3 asks for 256.
constexpr size_t kMaxAddress = 900;

// RFC 5321 4.1.2 Atom: what needs no quotes. Bytes above 127 may pass for SMTPUTF8 (RFC 6531 3.3).
bool is_atom_byte(char c) {
  constexpr std::string_view kSpecial = "!#$%&'*+-/=?^_`{|}~";
  return is_alpha(c) || is_digit(c) || static_cast<unsigned char>(c) > 127 ||
         kSpecial.find(c) != std::string_view::npos;
}

bool needs_quotes(std::string_view local) {
  return local.empty() || !std::all_of(local.begin(), local.end(),
                                       [](char c) { return is_atom_byte(c) || c == '.'; });
}

std::string quoted(std::string_view local) {
  std::string out = "\"";
  for (const char c : local) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out += '"';
}

// Reads one path up to an unquoted terminator and unquotes it.
class PathReader {
 public:
  PathReader(std::string_view text, char terminator) : text_(text), terminator_(terminator) {}

  // False where a quote is left open or a backslash ends the text.
  bool read() {
    skip_source_route();
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\\') {
        if (++at_ == text_.size()) return false;
        unquoted_ += text_[at_];
      } else if (c == '"') {
        in_quotes_ = !in_quotes_;
      } else if (c == terminator_ && !in_quotes_) {
        break;
      } else {
        unquoted_ += c;
      }
    }
    return !in_quotes_;
  }

  bool at_terminator() const { return at_ < text_.size(); }
  std::string_view behind_terminator() const { return text_.substr(at_ + 1); }
  const std::string& unquoted() const { return unquoted_; }

 private:
  void skip_source_route() {
    if (text_.empty() || text_[0] != '@') return;
    const size_t colon = text_.find(':');
    if (colon != std::string_view::npos) at_ = colon + 1;
  }

  std::string_view text_;
  char terminator_;
  size_t at_ = 0;
  bool in_quotes_ = false;
  std::string unquoted_;
};

// The domain is written to the wire as it is, so it may hold nothing that a reader could take for
// the end of the path.
bool is_safe_domain(std::string_view domain) {
  return std::none_of(domain.begin(), domain.end(), [](char c) {
    return is_blank(c) || std::string_view("<>\"\\,;()").find(c) != std::string_view::npos;
  });
}

// RFC 5321 4.1.2: esmtp-param begins with a letter or digit. Anything else might be read as another
// path.
bool are_parameters(std::string_view text) {
  for (const std::string_view word : split(text, ' ')) {
    if (!word.empty() && !is_alpha(word[0]) && !is_digit(word[0])) return false;
  }
  return true;
}

std::optional<Address> split_address(std::string_view unquoted) {
  if (unquoted.size() > kMaxAddress) return std::nullopt;
  if (std::any_of(unquoted.begin(), unquoted.end(), is_control)) return std::nullopt;
  const size_t at = unquoted.rfind('@');
  // Some servers drop what looks like a source route even within quotes, and would see another user
  // than we.
  if (!unquoted.empty() && unquoted[0] == '@') return std::nullopt;
  if (at == std::string_view::npos) return Address{std::string(unquoted), {}};
  const std::string_view domain = unquoted.substr(at + 1);
  if (domain.empty() || !is_safe_domain(domain)) return std::nullopt;
  return Address{std::string(unquoted.substr(0, at)), std::string(domain)};
}

}  // namespace

std::string Address::text() const { return domain.empty() ? local : concat(local, "@", domain); }

std::string Address::wire() const {
  if (is_null()) return {};
  const std::string user = needs_quotes(local) ? quoted(local) : local;
  return domain.empty() ? user : concat(user, "@", domain);
}

std::optional<Address> without_batv_tag(const Address& address) {
  constexpr std::string_view kPrefix = "prvs=";
  if (!starts_with_ignoring_case(address.local, kPrefix)) return std::nullopt;
  const size_t tag_end = address.local.find('=', kPrefix.size());
  if (tag_end == std::string::npos || tag_end + 1 == address.local.size()) return std::nullopt;
  return Address{address.local.substr(tag_end + 1), address.domain};
}

bool same_address(const Address& a, const Address& b) {
  return equals_ignoring_case(a.local, b.local) && equals_ignoring_case(a.domain, b.domain);
}

std::optional<PathArgument> parse_path(std::string_view argument) {
  argument = trim(argument);
  // Like qmail: `Some Name <user@host>` is read from the bracket on.
  const size_t bracket = argument.find('<');
  const bool bracketed = bracket != std::string_view::npos;
  if (bracketed) argument.remove_prefix(bracket + 1);
  PathReader reader(argument, bracketed ? '>' : ' ');
  if (!reader.read()) return std::nullopt;
  if (bracketed && !reader.at_terminator()) return std::nullopt;
  if (!bracketed && reader.unquoted().empty()) return std::nullopt;

  std::string_view rest = reader.at_terminator() ? reader.behind_terminator() : std::string_view();
  if (bracketed && !rest.empty() && !is_blank(rest[0])) return std::nullopt;
  if (!are_parameters(trim(rest))) return std::nullopt;
  std::optional<Address> address = split_address(reader.unquoted());
  if (!address) return std::nullopt;
  return PathArgument{*std::move(address), std::string(trim(rest))};
}

}  // namespace spamweir::smtp
