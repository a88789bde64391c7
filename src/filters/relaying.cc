// relay-level: mail for foreign domains only from those who may. Never a matter of whitelists.
#include "filters/judges.h"
#include "filters/list_opinion.h"

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
  // A name counts only if it leads back to the client: whoever owns a reverse zone gives his own
  // address any name.
  if (!blocked && !settings.rdns_relay.empty()) {
    ListAnswer answer = ask_list(facts, FactId::rdns_relay, settings.rdns_relay);
    if (answer.match != nullptr || answer.instead.kind == Opinion::Kind::wait) {
      return std::move(answer.instead);
    }
  }
  Opinion opinion = Opinion::reject(config::Rejection::relaying, "FILTER_RELAYING");
  opinion.is_temporary = !blocked && facts.relay_is_unsure;
  return opinion;
}

}  // namespace spamweir::filters
