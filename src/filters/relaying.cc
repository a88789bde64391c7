// relay-level: mail for foreign domains only from those who may. Never a matter of whitelists.
#include "filters/judges.h"

namespace spamweir::filters {

Opinion judge_relaying(const Facts& facts, const config::Settings& settings) {
  if (settings.relay_level == config::RelayLevel::allow_all) return Opinion::nothing();
  const bool blocked = settings.relay_level == config::RelayLevel::block_all;
  if (!blocked && (facts.relay_permitted || facts.authenticated)) return Opinion::nothing();

  if (!facts.recipient_locality) return Opinion::wait(FactId::recipient_locality);
  switch (*facts.recipient_locality) {
    case Locality::local:
      return Opinion::nothing();
    case Locality::unknown:
      // Without rcpthosts the server behind decides, unless it was told that we do.
      if (!blocked && !facts.relayclient_is_ours) return Opinion::nothing();
      break;
    case Locality::remote:
      break;
  }
  return Opinion::reject(config::Rejection::relaying, "FILTER_RELAYING");
}

}  // namespace spamweir::filters
