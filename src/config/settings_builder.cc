#include "config/settings_builder.h"

#include "base/text.h"
#include "config/boolean.h"
#include "config/list_edit.h"
#include "os/command_words.h"

namespace spamweir::config {

namespace {

constexpr std::string_view kNothingTakenOut =
    "there is no such value to take out; what the list holds is kept";
constexpr std::string_view kWrongBoolean = "must be yes or no";

// What becomes of the session while an option's value is bad, and the remedy.
std::string_view consequence(Guard guard) {
  switch (guard) {
    case Guard::none:
      return "it is ignored; correct it or take it out";
    case Guard::relaying:
      return "nothing is relayed (relay-level=block-all) until it is corrected";
    case Guard::auth:
      return "AUTH is neither offered nor passed on until it is corrected";
    case Guard::tls:
      return "neither STARTTLS nor AUTH is offered or passed on until it is corrected";
    case Guard::session:
      return "every session is refused until it is corrected";
  }
  return {};
}

// The option and its value as a message may show them.
std::string subject_of(const Assignment& assignment) {
  const Option& option = assignment.option;
  if (!assignment.value || option.secret) return std::string(option.name);
  const bool is_command = option.kind == Kind::command;
  return concat(option.name, "=",
                is_command ? program_of(*assignment.value) : excerpt(*assignment.value));
}

const Name* find_name(const Option& option, std::string_view text) {
  for (const Name& name : option.names) {
    if (equals_ignoring_case(name.text, text)) return &name;
  }
  return nullptr;
}

bool is_none(const Option& option, std::string_view value) {
  return equals_ignoring_case(value, "none") &&
         (option.repeat == Repeat::combined || find_name(option, value) != nullptr);
}

Error wrong_name(const Option& option) {
  std::string text = "must be one of ";
  for (const Name& name : option.names) {
    if (&name != option.names.data()) text += ", ";
    text += name.text;
  }
  if (option.repeat == Repeat::combined) text += "; or !NAME, none or !!!";
  return Error{std::move(text)};
}

Error wrong_number(const Option& option) {
  return Error{concat("must be a whole number from ", to_text(static_cast<uint64_t>(option.least)),
                      " to ", to_text(static_cast<uint64_t>(option.most)))};
}

// `number` is changed only if the value is good.
Status set_number(const Option& option, int& number, std::string_view value) {
  const auto parsed = parse_number(value);
  if (!parsed || *parsed < static_cast<uint64_t>(option.least) ||
      *parsed > static_cast<uint64_t>(option.most)) {
    return wrong_number(option);
  }
  number = static_cast<int>(*parsed);
  return {};
}

Status set_text(const Option& option, std::string& text, std::string_view value) {
  if (value.size() > option.longest) {
    return Error{concat("has ", to_text(value.size()), " characters, must have at most ",
                        to_text(option.longest))};
  }
  text = value;
  return {};
}

Status set_bool(bool& flag, std::string_view value) {
  const std::optional<bool> parsed = parse_boolean(value);
  if (!parsed) return Error{std::string(kWrongBoolean)};
  flag = *parsed;
  return {};
}

// So that a message about the list can name the option.
void name_option(ListSource& source, ListOf::Part part, std::string_view option) {
  switch (part) {
    case ListOf::Part::entries:
      source.entry_option = option;
      return;
    case ListOf::Part::files:
      source.file_option = option;
      return;
    case ListOf::Part::directories:
      source.directory_option = option;
      return;
  }
}

// Whether the words of a command can be told apart.
Status check_command(const Option& option, std::string_view value) {
  if (option.kind != Kind::command || value.starts_with('!')) return {};
  const Result<std::vector<std::string>> words = os::split_command(value);
  return words.ok() ? Status() : Status(Error{words.error()});
}

Status set_choice(const Assignment& assignment, Settings& settings, std::string_view value) {
  const Name* name = find_name(assignment.option, value);
  if (name == nullptr) return wrong_name(assignment.option);
  std::get_if<Choice>(&assignment.option.target)->set(settings, name->value);
  return {};
}

// Whether the name alone, or the value that comes with it, can be right at all.
Status check_presence(const Assignment& assignment) {
  const Option& option = assignment.option;
  if (!option.takes_value()) {
    return assignment.value ? Status(Error{"takes no value"}) : Status();
  }
  if (assignment.value ? !assignment.value->empty() : option.value_optional()) return {};
  return Error{concat("needs a value, written ", option.name, "=", value_syntax(option))};
}

}  // namespace

SettingsBuilder::SettingsBuilder(Problems& problems) : problems_(problems) {
  state_.given.resize(options().size());
}

SettingsBuilder::SettingsBuilder(State state, Problems& problems)
    : problems_(problems), state_(std::move(state)) {}

void SettingsBuilder::set(const Assignment& assignment) {
  const Option& option = assignment.option;
  if (!complete(assignment)) return;
  const std::string_view value = assignment.value.value_or(option.bare_value);

  const std::string* cause = why_shut(option.guard);
  if (const Status status = apply(assignment, value); !status.ok()) {
    return refuse(assignment, status.error());
  }
  note(assignment);
  if (cause != nullptr) {
    problems_.error(assignment.place, concat(subject_of(assignment),
                                             ": has no effect, because an earlier setting can't be "
                                             "obeyed; correct that one (",
                                             *cause, ")"));
  }
}

void SettingsBuilder::note(const Assignment& assignment) {
  if (given_ == nullptr) return;
  const std::string_view value = assignment.value.value_or(assignment.option.bare_value);
  given_->push_back({&assignment.option, std::string(value),
                     Origin{assignment.place.kept_file, assignment.place.line}});
}

bool SettingsBuilder::complete(const Assignment& assignment) {
  const Status status = check_presence(assignment);
  if (!status.ok()) refuse(assignment, status.error());
  return status.ok();
}

void SettingsBuilder::refuse(const Assignment& assignment, std::string_view why) {
  report(assignment.place, concat(subject_of(assignment), ": ", why), assignment.option.guard);
}

void SettingsBuilder::refuse_name(std::string_view subject, const Option* meant, const Place& place,
                                  std::string_view why) {
  report(place, concat(subject, ": ", why), meant != nullptr ? meant->guard : Guard::none);
}

bool SettingsBuilder::can_shut(const Option* meant) const {
  return meant != nullptr && is_open(meant->guard);
}

Settings SettingsBuilder::finish() {
  if (why_shut(Guard::relaying) != nullptr) state_.settings.relay_level = RelayLevel::block_all;
  if (why_shut(Guard::auth) != nullptr) state_.settings.smtp_auth_level = AuthLevel::none;
  if (const std::string* cause = why_shut(Guard::tls)) give_up_tls(*cause);
  state_.settings.refuse_session = state_.refusal;
  return std::move(state_.settings);
}

// Plain text never takes the place of TLS.
void SettingsBuilder::give_up_tls(const std::string& cause) {
  if (state_.settings.tls_level != TlsLevel::smtps) {
    state_.settings.tls_level = TlsLevel::none;
    return;
  }
  if (!state_.refusal.empty()) return;
  state_.refusal = concat(cause, "; with tls-level=smtps ", consequence(Guard::session));
}

// Changes the setting only if the value is good, except that !!! and none always are.
Status SettingsBuilder::apply(const Assignment& assignment, std::string_view value) {
  const Option& option = assignment.option;
  if (Status status = check_command(option, value); !status.ok()) return status;
  if (const auto* list = std::get_if<ListOf>(&option.target)) {
    return set_list(assignment, *list, value);
  }
  if (value == kResetValue) {
    reset(option);
    return {};
  }
  if (const auto* text = std::get_if<TextOf>(&option.target)) {
    return set_text(option, (*text)(state_.settings), value);
  }
  if (const auto* number = std::get_if<NumberOf>(&option.target)) {
    return set_number(option, (*number)(state_.settings), value);
  }
  if (const auto* bits = std::get_if<BitsOf>(&option.target)) {
    return set_bits(option, (*bits)(state_.settings), value);
  }
  if (const auto* flag = std::get_if<BoolOf>(&option.target)) {
    return set_bool((*flag)(state_.settings), value);
  }
  return set_choice(assignment, state_.settings, value);
}

void SettingsBuilder::reset(const Option& option) {
  Settings defaults;
  given(option) = 0;
  if (const auto* text = std::get_if<TextOf>(&option.target)) {
    (*text)(state_.settings) = (*text)(defaults);
  } else if (const auto* number = std::get_if<NumberOf>(&option.target)) {
    (*number)(state_.settings) = (*number)(defaults);
  } else if (const auto* bits = std::get_if<BitsOf>(&option.target)) {
    (*bits)(state_.settings) = (*bits)(defaults);
  } else if (const auto* flag = std::get_if<BoolOf>(&option.target)) {
    (*flag)(state_.settings) = (*flag)(defaults);
  } else if (const auto* choice = std::get_if<Choice>(&option.target)) {
    choice->set(state_.settings, choice->get(defaults));
  }
}

Status SettingsBuilder::set_list(const Assignment& assignment, const ListOf& target,
                                 std::string_view value) {
  const Option& option = assignment.option;
  const Place& place = assignment.place;
  std::vector<Origin>* origins = nullptr;
  if (target.source != nullptr) {
    ListSource& source = target.source(state_.settings);
    name_option(source, target.part, option.name);
    if (target.part == ListOf::Part::entries) origins = &source.origins;
  }
  const ListEdit edit = edit_list(target(state_.settings), given(option), value,
                                  {origins, Origin{place.kept_file, place.line}});
  switch (edit) {
    case ListEdit::done:
      break;
    case ListEdit::nothing_named:
      return Error{"! needs the value that it takes out, and !!! takes out all"};
    case ListEdit::nothing_removed:
      if (assignment.option.opens) return Error{std::string(kNothingTakenOut)};
      problems_.warning(assignment.place, concat(subject_of(assignment), ": ", kNothingTakenOut));
      break;
  }
  return {};
}

Status SettingsBuilder::set_bits(const Option& option, unsigned& bits, std::string_view value) {
  const bool taken_out = value.starts_with('!');
  const bool none = is_none(option, value);
  const Name* name = find_name(option, value.substr(taken_out ? 1 : 0));
  if (name == nullptr && !none) return wrong_name(option);
  if (none || (!taken_out && !given(option))) bits = 0;
  given(option) = 1;
  if (none) return {};
  // `first` of config-dir-search and its like: the value that takes back all others.
  if (name->value == 0 && !taken_out) bits = 0;
  const unsigned mask = static_cast<unsigned>(name->value);
  bits = taken_out ? bits & ~mask : bits | mask;
  return {};
}

// An error that shuts something is always kept.
void SettingsBuilder::report(const Place& place, std::string_view text, Guard guard) {
  const std::string problem = concat(text, "; ", consequence(guard));
  if (!is_open(guard)) return problems_.error(place, problem);
  state_.shut[static_cast<size_t>(guard)] = concat(describe(place), ": ", text);
  if (guard == Guard::session) state_.refusal = concat(describe(place), ": ", problem);
  problems_.decisive_error(place, problem);
}

bool SettingsBuilder::is_open(Guard guard) const {
  return guard != Guard::none && state_.shut[static_cast<size_t>(guard)].empty();
}

// Null while what the guard stands for is open. TLS that can't be had takes AUTH with it: no
// password goes out in clear because of an error.
const std::string* SettingsBuilder::why_shut(Guard guard) const {
  const std::string& cause = state_.shut[static_cast<size_t>(guard)];
  if (!cause.empty()) return &cause;
  return guard == Guard::auth ? why_shut(Guard::tls) : nullptr;
}

char& SettingsBuilder::given(const Option& option) {
  return state_.given[static_cast<size_t>(&option - options().data())];
}

}  // namespace spamweir::config
