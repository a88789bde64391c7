// header-blacklist-*: a line of the message's header that matches a pattern.
#include "filters/judges.h"
#include "filters/list_opinion.h"

namespace spamweir::filters {
namespace {

constexpr size_t kMostShown = 512;

}  // namespace

Opinion judge_header_blacklist(const Facts& facts, const config::Settings& settings) {
  ListAnswer answer = ask_list(facts, FactId::header_blacklist, settings.header_blacklist);
  if (answer.match == nullptr) return std::move(answer.instead);
  return Opinion::reject(
      config::Rejection::header_blacklisted,
      concat("FILTER_HEADER_BLACKLIST header: ",
             excerpt(log::quoted_text(facts.matched_header), kMostShown), " ", answer.match->where),
      answer.match->reason);
}

}  // namespace spamweir::filters
