// The names that may stand in a config-dir (config/config_directory.h), level by level: what is
// wrong with one of them.
#pragma once

#include <string>
#include <string_view>

namespace spamweir::checkup {

// How far a path below a config-dir has come.
class ConfigPlace {
 public:
  struct Verdict {
    std::string problem;  // empty: the name may stand here
    std::string remedy;
    // A name that means nothing here and probably was not to: a README.
    bool is_stray = false;
  };

  // Goes down by one name. Where it may not stand, everything below it is out of reach.
  Verdict enter(std::string_view name, bool is_directory);

 private:
  enum class Kind { none, ip, rdns, sender, recipient };

  Verdict enter_kind(std::string_view name, Kind kind, bool is_directory);
  Verdict enter_ip(std::string_view name);
  Verdict enter_label(std::string_view name);
  Verdict enter_users(bool is_directory);
  Verdict enter_user(std::string_view name);
  static Kind kind_of(std::string_view name);

  Kind kind_ = Kind::none;
  unsigned used_ = 0;  // bits of Kind
  int pieces_ = 0;     // of the kind
  bool is_v6_ = false;
  bool at_users_ = false;  // directly below _at_
  bool is_user_ = false;   // below a user nothing but another kind may stand
};

}  // namespace spamweir::checkup
