#include "lists/keyword_list.h"

#include <algorithm>

#include "base/text.h"
#include "lists/domain.h"
#include "lists/ip_in_name.h"
#include "lists/walk.h"

namespace spamweir::lists {
namespace {

bool is_word_character(char c) {
  return is_alpha(c) || is_digit(c) || static_cast<unsigned char>(c) > 127;
}

bool is_keyword(std::string_view word) {
  return std::any_of(word.begin(), word.end(), is_word_character) &&
         std::all_of(word.begin(), word.end(), [](char c) {
           return is_word_character(c) || c == '-' || c == '_' || c == '.';
         });
}

class KeywordMatcher {
 public:
  explicit KeywordMatcher(std::string_view name) : name_(lower_case(without_last_dot(name))) {
    size_t end = name_.rfind('.');
    if (end != std::string::npos && end > 0) end = name_.rfind('.', end - 1);
    if (end != std::string::npos) searched_ = end;
  }

  bool passes_over(std::string_view line) const { return line.empty(); }

  Judgment judge(std::string_view entry) {
    const std::string_view whole = entry;
    bool has_all = true;
    do {
      const std::string_view word = take_word(entry);
      if (!is_keyword(word)) return Judgment::malformed;
      has_all = has_all && has(lower_case(word));
    } while (!entry.empty());
    if (!has_all) return Judgment::no;
    matched_ = whole;
    return Judgment::yes;
  }

  std::string_view problem() const {
    return "these are no keywords; allowed are words of letters, digits, '-', '_' and '.' with"
           " blanks between them";
  }

  // The entry that matched last.
  const std::string& matched() const { return matched_; }

 private:
  bool has(const std::string& keyword) const {
    if (keyword[0] == '.') return name_.ends_with(without_last_dot(keyword));
    for (size_t at = name_.find(keyword); at != std::string::npos;
         at = name_.find(keyword, at + 1)) {
      const size_t end = at + keyword.size();
      if (end > searched_) return false;
      if (!is_word_character_at(at - 1) && !is_word_character_at(end)) return true;
    }
    return false;
  }

  // False beyond both ends of the name.
  bool is_word_character_at(size_t at) const {
    return at < name_.size() && is_word_character(name_[at]);
  }

  std::string name_;
  size_t searched_ = 0;  // how much of it stands before the last two labels
  std::string matched_;
};

}  // namespace

std::optional<KeywordHit> find_keyword(std::string_view name, const IpAddress& ip,
                                       const config::ListSource& source, log::Log& log) {
  if (source.empty() || !contains_ip(name, ip)) return std::nullopt;
  KeywordMatcher matcher(name);
  std::optional<Hit> hit = find_in_list(source, log, matcher);
  if (!hit) return std::nullopt;
  return KeywordHit{matcher.matched(), hit->source == Hit::Source::file ? hit->text : ""};
}

void check_keyword_list(const config::ListSource& source, log::Log& log) {
  KeywordMatcher matcher("");
  check_list(source, log, matcher);
}

}  // namespace spamweir::lists
