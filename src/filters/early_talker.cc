// greeting-delay-secs: a client that talks before it was greeted (RFC 5321 4.3.1) is no mail
// server.
#include "base/text.h"
#include "filters/judges.h"

namespace spamweir::filters {

Opinion judge_early_talker(const Facts& facts, const config::Settings& settings) {
  if (settings.greeting_delay_secs == 0 || !facts.early_talker) return Opinion::nothing();
  const auto delay = static_cast<uint64_t>(settings.greeting_delay_secs);
  return Opinion::reject(config::Rejection::earlytalker,
                         concat("FILTER_EARLYTALKER delay: ", to_text(delay)));
}

}  // namespace spamweir::filters
