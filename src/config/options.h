// THE table of options: one row an option. The command line, the configuration files, --help,
// --more-help and whatever else lists options are made from it, so adding an option is one row here
// and the code that reads the setting.
//
// The rows stand in option_rows_*.h by family; options.cc merges and sorts them when it is
// compiled.
#pragma once

#include <climits>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/settings.h"

namespace spamweir::config {

// What an option's value is.
enum class Kind { flag, boolean, integer, string, file, directory, command, names };

// What giving an option twice means. Combined: the names given are joined (a set).
enum class Repeat { once, last_wins, adds_up, combined };

// Where an option may stand, as bits.
enum Scope : unsigned { kCommandLine = 1, kConfigFile = 2, kConfigDirectory = 4 };
inline constexpr unsigned kFiles = kCommandLine | kConfigFile;
inline constexpr unsigned kEverywhere = kFiles | kConfigDirectory;

// What an option guards, and so what is shut for the whole session once a value of it was bad or
// can't be obeyed: an error never opens what an option guards.
enum class Guard {
  none,      // nothing: the bad value is ignored
  relaying,  // relay-level becomes block-all
  auth,      // smtp-auth-level becomes none
  tls,       // tls-level and smtp-auth-level become none
  session,   // the session is refused
};

// One allowed value of a `names` option.
struct Name {
  std::string_view text;
  int value = 0;  // the enumerator, or the bits of a combined option
};

// What an option does when it is no setting.
enum class Special { help, more_help, version, explain, config_file };

// Reads and writes an enumeration in Settings.
struct Choice {
  int (*get)(Settings&) = nullptr;
  void (*set)(Settings&, int) = nullptr;
};

using TextOf = std::string& (*)(Settings&);
// `source` is null for a list that is no part of a ListSource.
struct ListOf {
  enum class Part { entries, files, directories };
  std::vector<std::string>& (*get)(Settings&) = nullptr;
  ListSource& (*source)(Settings&) = nullptr;
  Part part = Part::entries;  // of the source

  std::vector<std::string>& operator()(Settings& settings) const { return get(settings); }
};
using NumberOf = int& (*)(Settings&);
using BitsOf = unsigned& (*)(Settings&);
using BoolOf = bool& (*)(Settings&);

// Where the value goes. std::monostate: in no row of the table.
using Target =
    std::variant<std::monostate, Special, TextOf, ListOf, NumberOf, BitsOf, BoolOf, Choice>;

struct Option {
  std::string_view name = {};
  char letter = 0;  // the short form, 0 for none
  Kind kind = Kind::flag;
  std::string_view placeholder = {};  // of the value; empty for flags and names
  std::span<const Name> names = {};
  Repeat repeat = Repeat::last_wins;
  unsigned scope = kEverywhere;
  std::string_view default_text = {};
  Target target = {};
  std::string_view help = {};       // at most 72 characters
  std::string_view more_help = {};  // a paragraph, wrapped when it is shown
  int least = 0;                    // of an integer
  int most = INT_MAX;
  size_t longest = SIZE_MAX;         // of a string, in bytes
  std::string_view bare_value = {};  // what the name alone means; empty: a value is needed
  Guard guard = Guard::none;
  bool secret = false;  // no message may quote the value
  bool opens = false;   // a list whose values let mail in: what it fails to take out is an ERROR

  // Whether it has a value of its own in Settings.
  constexpr bool is_setting() const { return !std::holds_alternative<Special>(target); }
  constexpr bool takes_value() const { return kind != Kind::flag; }
  // Whether the value may be left out; on the command line it must then be attached.
  constexpr bool value_optional() const { return !bare_value.empty(); }
};

// All rows, sorted by name. They live as long as the program.
std::span<const Option> options();

// Null where there is none.
const Option* find_option(std::string_view name);
const Option* find_option(char letter);

// The options whose names begin with `beginning` (not empty): a run of options().
std::span<const Option> options_beginning_with(std::string_view beginning);

// The option that a wrong name most likely meant, or null when none is near. Dashes, underscores
// and capitals make no difference.
const Option* nearest_option(std::string_view wrong_name);

// The option whose guard a wrong name falls under: the strictest (then the most secret) of those
// that begin with it, else the nearest one, else null.
const Option* guarding_option(std::string_view wrong_name);

// A quick look that is false only where guarding_option() has no guard.
bool may_be_guarded(std::string_view wrong_name);

// What the option takes, for people: `DIR`, `[BOOL]`, `none|normal`; empty for a flag.
std::string value_syntax(const Option& option);

}  // namespace spamweir::config
