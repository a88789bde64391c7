#include "config/interpreter.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "config/boolean.h"

namespace spamweir::config {

namespace {

// "a, b or c", from at most four rows.
std::string name_list(std::span<const Option> rows) {
  constexpr size_t kMost = 4;
  std::string text;
  for (size_t i = 0; i < std::min(rows.size(), kMost); ++i) {
    if (i > 0) text += i + 1 == rows.size() ? " or " : ", ";
    text += rows[i].name;
  }
  if (rows.size() > kMost) text += " ...";
  return text;
}

std::string suggestion(std::string_view name, const Option* nearest) {
  if (nearest != nullptr) return concat(" (did you mean ", nearest->name, "?)");
  const auto run = name.empty() ? std::span<const Option>() : options_beginning_with(name);
  if (!run.empty()) return concat(" (did you mean ", name_list(run), "?)");
  return ", --help lists all options";
}

constexpr std::string_view kWriteEquals = "syntax error, it must be written OPTION=VALUE";
// Of what is compared with names.
constexpr size_t kLongestName = 200;

// What may stand before a name by mistake. No semicolon
// and no slash: they make comments elsewhere.
// A byte order mark and a no-break space in UTF-8 are clutter, too.
bool is_clutter(char c) {
  return std::string_view("-\"'`\xEF\xBB\xBF\xC2\xA0").find(c) != std::string_view::npos;
}

bool is_plain_name_character(char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '_'; }

bool is_name_character(char c) {
  return is_alpha(c) || is_digit(c) || c == '-' || c == '_' || c == '.';
}

}  // namespace

bool KnownName::needs_value() const {
  if (alias != nullptr) return alias->takes_value();
  return option != nullptr && option->takes_value() && !option->value_optional();
}

Interpreter::Interpreter(SettingsBuilder& builder, Problems& problems)
    : builder_(builder),
      problems_(problems),
      alias_warned_(aliases().size()),
      value_alias_warned_(value_aliases().size()) {}

KnownName Interpreter::look_up(std::string_view name) {
  if (const Option* option = find_option(name)) return {.option = option};
  return {.alias = find_alias(name)};
}

void Interpreter::assign(const KnownName& name, std::optional<std::string_view> value,
                         const Place& place) {
  if (name.option == nullptr) return assign_alias(*name.alias, value, place);
  const ValueAlias* old = value ? find_value_alias(name.option->name, *value) : nullptr;
  if (old == nullptr) return set(*name.option, value, place);
  if (first_time(value_alias_warned_[static_cast<size_t>(old - value_aliases().data())])) {
    problems_.warning(place, concat(old->option, "=", old->old_value, " is now written ",
                                    old->option, "=", old->value));
  }
  set(*name.option, old->value, place);
}

void Interpreter::assign_alias(const Alias& alias, std::optional<std::string_view> value,
                               const Place& place) {
  if (alias.fate == Alias::Fate::refused) {
    return problems_.error(place, concat(alias.old_name, ": ", alias.advice));
  }
  const bool first = first_time(alias_warned_[static_cast<size_t>(&alias - aliases().data())]);
  if (alias.fate == Alias::Fate::ignored) {
    if (first) problems_.warning(place, concat(alias.old_name, ": ", alias.advice));
    return;
  }
  const bool switched = alias.fate == Alias::Fate::switched;
  if (first) {
    problems_.warning(place, concat(alias.old_name, " is now written ", alias.option,
                                    switched ? "=" : "", alias.value));
  }
  const Option& option = *find_option(alias.option);
  if (!switched) return set(option, value, place);
  const auto on = value ? parse_boolean(*value) : true;
  if (!on) {
    return builder_.refuse({option, value, place}, concat(alias.old_name, " must be yes or no"));
  }
  set(option, *on ? std::string(alias.value) : concat("!", alias.value), place);
}

void Interpreter::set(const Option& option, std::optional<std::string_view> value,
                      const Place& place) {
  builder_.set({option, value, place});
}

const Option* Interpreter::meant_option(std::string_view text) {
  const std::string_view name = leading_name(text);
  const KnownName known = look_up(name);
  if (known.alias != nullptr) return find_option(known.alias->option);
  if (known.option != nullptr) return known.option;
  const Option* meant = guarding_option(name);
  return meant != nullptr || name == text ? meant : guarding_option(text);
}

void Interpreter::refuse_unknown(std::string_view name, std::optional<std::string_view> value,
                                 const Place& place) {
  if (!must_report(name)) return problems_.leave_out();
  const Option* meant = meant_option(name);
  const std::string_view plain = leading_name(name);
  const std::string text = value ? concat(name, "=", *value) : std::string(name);
  const bool known = look_up(plain).known();
  const std::string why = known && !name.ends_with(plain)
                              ? std::string(kWriteEquals)
                              : concat("unknown option", suggestion(name, nearest_option(plain)));
  builder_.refuse_name(shown_text(text, name, meant), meant, place, why);
}

void Interpreter::refuse_text(std::string_view text, const Place& place, std::string_view why) {
  const std::string_view start = text.substr(0, kLongestName);
  if (!must_report(start)) return problems_.leave_out();
  const Option* meant = meant_option(start);
  builder_.refuse_name(shown_text(text, leading_name(text), meant), meant, place, why);
}

// Whether there is more to do for a wrong text than to count it.
bool Interpreter::must_report(std::string_view text) const {
  if (!problems_.errors_full()) return true;
  const std::string_view name = leading_name(text);
  const bool may_shut =
      look_up(name).known() || may_be_guarded(name) || (name != text && may_be_guarded(text));
  return may_shut && builder_.can_shut(meant_option(text));
}

// Any of the candidates may be meant, so the strictest guard among them decides.
void Interpreter::refuse_ambiguous(std::string_view name, std::span<const Option> candidates,
                                   const Place& place) {
  const auto strictest =
      std::max_element(candidates.begin(), candidates.end(),
                       [](const Option& a, const Option& b) { return a.guard < b.guard; });
  builder_.refuse_name(shown_name(name), &*strictest, place,
                       concat("may be several options: ", name_list(candidates)));
}

bool Interpreter::first_time(char& flag) { return std::exchange(flag, 1) == 0; }

std::string_view leading_name(std::string_view text) {
  const auto first = std::find_if_not(text.begin(), text.end(), is_clutter);
  const auto last = std::find_if_not(first, text.end(), is_plain_name_character);
  return text.substr(static_cast<size_t>(first - text.begin()), static_cast<size_t>(last - first));
}

std::string shown_name(std::string_view name) {
  const auto end = std::find_if_not(name.begin(), name.end(), is_name_character);
  name = name.substr(0, static_cast<size_t>(end - name.begin()));
  const size_t dashes = std::min(name.find_first_not_of('-'), name.size());
  for (const Option& option : options()) {
    if (option.secret && starts_with_ignoring_case(name.substr(dashes), option.name)) {
      return std::string(option.name);
    }
  }
  return name.empty() ? "(no name)" : excerpt(name);
}

std::string shown_text(std::string_view text, std::string_view name, const Option* meant) {
  const bool secret =
      meant == nullptr || meant->secret || lower_case(name).find("passw") != std::string::npos;
  if (secret) return shown_name(name);
  return meant->kind == Kind::command ? program_of(text) : excerpt(text);
}

}  // namespace spamweir::config
