// filter-level: the main switch. allow-all acts like a whitelist; reject-all beats everything;
// require-auth asks for authentication and for nothing else, so no whitelist helps.
#include "filters/judges.h"

namespace spamweir::filters {

Opinion judge_filter_level(const Facts& facts, const config::Settings& settings) {
  switch (settings.filter_level) {
    case config::FilterLevel::allow_all:
      return Opinion::allow("FILTER_ALLOW_ALL");
    case config::FilterLevel::normal:
      return Opinion::nothing();
    case config::FilterLevel::require_auth:
      if (facts.authenticated) return Opinion::nothing();
      return Opinion::reject(config::Rejection::auth_required, "FILTER_AUTH_REQUIRED");
    case config::FilterLevel::reject_all:
      return Opinion::reject(config::Rejection::reject_all, "FILTER_REJECT_ALL");
  }
  __builtin_unreachable();
}

}  // namespace spamweir::filters
