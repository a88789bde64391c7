// The shape of a filter, and the order in which filters are asked.
//
// A filter is a pure function over facts and settings: no I/O, no state, no knowledge of the
// dialogue. To add one: write it in a file of its own, declare it in judges.h, and give it a row in
// filter.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/settings.h"
#include "filters/facts.h"

namespace spamweir::filters {

// How far the SMTP dialogue has come: each stage knows all that the stages before it know.
enum class Stage { connection, sender, recipient, header };

struct Opinion {
  enum class Kind { nothing, allow, reject, wait };
  Kind kind = Kind::nothing;
  FactId wanted = {};                // wait: for this fact
  config::Rejection rejection = {};  // reject: with this
  std::string reason;         // reject: the log line's reason; empty when the code says it all
  bool is_temporary = false;  // reject: although the rejection is a permanent one
  std::string detail;         // reject: what the reply adds to the rejection text
  std::string log_line;       // allow, reject: the FILTER_… line at level verbose

  static Opinion nothing() { return {}; }
  static Opinion wait(FactId fact);
  static Opinion allow(std::string log_line);
  static Opinion reject(config::Rejection rejection, std::string log_line, std::string reason = {});
};

using Judge = Opinion (*)(const Facts&, const config::Settings&);

struct Filter {
  // As administrators know it: the end of its rejection-text-* option, else of the option that it
  // obeys. A domain list has one name for the client's domain and the sender's.
  std::string_view name;
  Stage stage;
  Judge judge;
  bool is_whitelist = false;
  // A whitelist, or filter-level=allow-all, makes this filter fall silent.
  bool spared_by_whitelist = true;
  // An authenticated client is not asked about this. False as well where the filter looks at
  // authentication itself.
  bool spared_by_authentication = true;
};

// All filters in the documented order, by stage.
std::span<const Filter> filters_in_order();

}  // namespace spamweir::filters
