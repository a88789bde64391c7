// graylist-*: a sender that is new to a recipient has to try again later. Who is asked about at all
// is decided here; what is remembered, in graylist/.
#include "base/text.h"
#include "filters/judges.h"
#include "filters/list_opinion.h"

namespace spamweir::filters {
namespace {

using config::GraylistLevel;

// Whether the exceptions name this client: graylisted with `only`, spared with `always`.
struct Exception {
  bool is_one = false;
  std::optional<FactId> wanted;  // before it can be said
};

Exception find_exception(const Facts& facts, const config::Settings& settings) {
  const std::pair<FactId, const config::ListSource&> lists[] = {
      {FactId::graylist_exception_ip, settings.graylist_exception_ip},
      {FactId::graylist_exception_rdns, settings.graylist_exception_rdns}};
  for (const auto& [fact, source] : lists) {
    const ListAnswer answer = ask_list(facts, fact, source);
    if (answer.instead.kind == Opinion::Kind::wait) return {false, fact};
    if (answer.match != nullptr) return {true, {}};
  }
  return {};
}

bool graylists_exceptions_only(GraylistLevel level) {
  return level == GraylistLevel::only || level == GraylistLevel::only_create_dir;
}

}  // namespace

Opinion judge_graylist(const Facts& facts, const config::Settings& settings) {
  const config::GraylistSettings& graylist = settings.graylist;
  if (graylist.level == GraylistLevel::none || graylist.directories.empty()) {
    return Opinion::nothing();
  }
  if (facts.recipient.domain.empty()) return Opinion::nothing();
  if (!facts.recipient_locality) return Opinion::wait(FactId::recipient_locality);
  if (*facts.recipient_locality != Locality::local) return Opinion::nothing();

  const Exception exception = find_exception(facts, settings);
  if (exception.wanted) return Opinion::wait(*exception.wanted);
  if (exception.is_one != graylists_exceptions_only(graylist.level)) return Opinion::nothing();

  if (!facts.graylisting) return Opinion::wait(FactId::graylisting);
  if (!facts.graylisting->must_wait) return Opinion::nothing();
  return Opinion::reject(config::Rejection::graylisted,
                         concat("FILTER_GRAYLISTED sender: ", logged(facts.sender),
                                " recipient: ", logged(facts.recipient),
                                " path: ", log::quoted_text(facts.graylisting->path)));
}

}  // namespace spamweir::filters
