#include "lists/address_list.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "lists/domain.h"
#include "lists/regex.h"
#include "lists/walk.h"

namespace spamweir::lists {
namespace {

constexpr std::string_view kAllowedAddresses =
    "this is no address; allowed are user@domain, @domain (a domain and all below it), user@, <> "
    "and /regex/";

// One spelling of the address that is looked for, in lower case.
struct Candidate {
  explicit Candidate(const smtp::Address& address)
      : local(lower_case(address.local)),
        domain(lower_case(address.domain)),
        text(lower_case(address.text())) {}

  bool is(std::string_view entry) const { return equals_ignoring_case(entry, text); }
  bool is_user(std::string_view entry) const { return equals_ignoring_case(entry, local); }

  std::string local;
  std::string domain;
  std::string text;
};

// Quotes stay out of lists: what is unquoted there would be ambiguous, and a regex can say it.
bool is_part_of_address(char c) { return !is_blank(c) && !is_control(c) && c != '<' && c != '>'; }

// A last character that only user@domain and @domain have.
bool ends_a_domain(char c) { return is_alpha(c) || is_digit(c); }

class AddressMatcher {
 public:
  // `regexes` must live longer.
  AddressMatcher(const smtp::Address& address, RegexCache& regexes)
      : regexes_(regexes), is_null_(address.is_null()), ending_(address.text()) {
    if (is_null_) return;
    candidates_.emplace_back(address);
    if (const auto untagged = smtp::without_batv_tag(address)) candidates_.emplace_back(*untagged);
  }

  bool passes_over(std::string_view line) const {
    if (line.empty()) return true;
    if (line[0] == '/' || !ends_a_domain(line.back())) return false;
    const size_t at = line.find('@');
    if (at == std::string_view::npos || line[at + 1] == '.') return false;
    if (line.find_first_of(" \t") != std::string_view::npos) return false;
    if (ending_.differs(line)) return true;
    return line[0] == '@' ? !any_is_within(line.substr(1)) : !any_is(line);
  }

  Judgment judge(std::string_view entry) {
    problem_ = kAllowedAddresses;
    if (entry == "<>") return judgment(is_null_);
    if (entry.starts_with('/')) return judge_regex(entry);
    const size_t at = entry.rfind('@');
    if (at == std::string_view::npos || entry.size() == 1) return Judgment::malformed;
    if (!std::all_of(entry.begin(), entry.end(), is_part_of_address)) return Judgment::malformed;
    const std::string_view domain = entry.substr(at + 1);
    if (domain.starts_with('.')) return Judgment::malformed;
    if (domain.empty()) return judgment(any_is_user(entry.substr(0, at)));
    return judgment(at == 0 ? any_is_within(domain) : any_is(entry));
  }

  std::string_view problem() const { return problem_; }

 private:
  static Judgment judgment(bool matches) { return matches ? Judgment::yes : Judgment::no; }

  Judgment judge_regex(std::string_view entry) {
    if (entry.size() < 3 || !entry.ends_with('/')) return Judgment::malformed;
    const Regex& regex = regexes_.get(entry.substr(1, entry.size() - 2));
    if (!regex.ok()) {
      problem_ = concat("this is no POSIX extended regular expression (", regex.problem(), ")");
      return Judgment::malformed;
    }
    return judgment(std::any_of(candidates_.begin(), candidates_.end(),
                                [&](const Candidate& one) { return regex.found_in(one.text); }));
  }

  bool any_is(std::string_view entry) const {
    return std::any_of(candidates_.begin(), candidates_.end(),
                       [&](const Candidate& one) { return one.is(entry); });
  }
  bool any_is_user(std::string_view user) const {
    return std::any_of(candidates_.begin(), candidates_.end(),
                       [&](const Candidate& one) { return one.is_user(user); });
  }
  bool any_is_within(std::string_view domain) const {
    return std::any_of(candidates_.begin(), candidates_.end(),
                       [&](const Candidate& one) { return is_within(one.domain, domain); });
  }

  RegexCache& regexes_;
  bool is_null_;
  Ending ending_;  // of the address, with its BATV tag or without
  std::vector<Candidate> candidates_;
  std::string problem_;
};

}  // namespace

std::optional<Hit> AddressList::find(const smtp::Address& address) {
  if (source_.empty()) return std::nullopt;
  Key key(lower_case(address.local), lower_case(address.domain));
  const auto known = answers_.find(key);
  if (known != answers_.end()) return known->second;
  AddressMatcher matcher(address, regexes_);
  std::optional<Hit> answer = find_in_list(source_, log_, matcher);
  if (answers_.size() >= kMaxRemembered) answers_.clear();
  return answers_.emplace(std::move(key), std::move(answer)).first->second;
}

void check_address_list(const config::ListSource& source, log::Log& log) {
  RegexCache regexes;
  AddressMatcher matcher(smtp::Address(), regexes);
  check_list(source, log, matcher);
}

}  // namespace spamweir::lists
