// Turns assignments, one after the other, into Settings: checks each value against its row of the
// options table, and keeps what an option guards shut for good once a value of it could not be
// obeyed.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "config/given.h"
#include "config/options.h"
#include "config/problems.h"
#include "config/settings.h"

namespace spamweir::config {

// One option as it was written. `value` is nothing for a name alone.
struct Assignment {
  const Option& option;
  std::optional<std::string_view> value;
  const Place& place;
};

class SettingsBuilder {
 public:
  // What has been set so far: to go on from it, as often as one likes.
  struct State {
    Settings settings;
    // By row: whether a value has replaced the default of an option that adds up or is combined.
    std::vector<char> given;
    // By Guard: what shut it first; empty while it is open.
    std::array<std::string, 5> shut;
    // The whole error that shut Guard::session.
    std::string refusal;
  };

  // `problems` must outlive the builder.
  explicit SettingsBuilder(Problems& problems);
  SettingsBuilder(State state, Problems& problems);

  const State& state() const { return state_; }

  // From here on each assignment that counts is added to `given`, which must outlive the builder.
  void note_in(std::vector<Given>* given) { given_ = given; }
  // The same for an option that is no setting, where who reads it has obeyed it.
  void note(const Assignment& assignment);

  // Whether a value is there where one is needed, and none where there can be none; reports it if
  // not.
  bool complete(const Assignment& assignment);

  // Sets a setting, or reports why not. The option must not be a Special one.
  void set(const Assignment& assignment);

  // Reports an assignment that can't be understood, and shuts what its option guards.
  void refuse(const Assignment& assignment, std::string_view why);

  // The same for a name that is no option's. `meant` is the option that it was probably to be, or
  // null.
  void refuse_name(std::string_view subject, const Option* meant, const Place& place,
                   std::string_view why);

  // Whether an error about that option (or null) would shut what is still open.
  bool can_shut(const Option* meant) const;

  // The settings; to be called once, at the end.
  Settings finish();

 private:
  Status apply(const Assignment& assignment, std::string_view value);
  void reset(const Option& option);
  Status set_list(const Assignment& assignment, const ListOf& target, std::string_view value);
  Status set_bits(const Option& option, unsigned& bits, std::string_view value);
  void report(const Place& place, std::string_view text, Guard guard);
  bool is_open(Guard guard) const;
  void give_up_tls(const std::string& cause);
  const std::string* why_shut(Guard guard) const;
  char& given(const Option& option);

  Problems& problems_;
  State state_;
  std::vector<Given>* given_ = nullptr;
};

}  // namespace spamweir::config
