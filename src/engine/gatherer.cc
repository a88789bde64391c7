#include "engine/gatherer.h"

#include <utility>

#include "base/text.h"
#include "engine/fact_text.h"
#include "lists/ip_in_name.h"
#include "lists/ip_list.h"
#include "lists/keyword_list.h"
#include "lists/name_list.h"
#include "os/clock.h"

namespace spamweir::engine {

using filters::Existence;
using filters::Fact;
using filters::FactId;
using filters::Facts;
using filters::ListFact;
using filters::Locality;
using filters::Presence;

namespace {

ListFact no_match() { return std::optional<filters::Match>(); }

ListFact fact_of(const std::optional<lists::Hit>& hit) {
  if (!hit) return no_match();
  return std::optional(filters::Match{hit->text, lists::log_piece(*hit)});
}

ListFact fact_of(const std::optional<lists::KeywordHit>& hit) {
  if (!hit) return no_match();
  const std::string_view file = hit->file.empty() ? std::string_view("(none)") : hit->file;
  return std::optional(filters::Match{
      hit->file.empty() ? hit->keywords : hit->file,
      concat("keyword: ", log::quoted_text(hit->keywords), " file: ", log::quoted_text(file))});
}

}  // namespace

Gatherer::Gatherer(const config::Settings& settings, const Sources& sources)
    : settings_(settings),
      log_(sources.log),
      sources_(sources),
      dns_(settings, sources.lookups, log_),
      local_domains_(settings, log_),
      sender_whitelist_(settings.sender_whitelist, log_),
      sender_blacklist_(settings.sender_blacklist, log_),
      recipient_whitelist_(settings.recipient_whitelist, log_),
      recipient_blacklist_(settings.recipient_blacklist, log_) {}

bool Gatherer::gather(FactId fact, Facts& facts) {
  if (static_cast<size_t>(fact) < filters::kListFacts && facts.list(fact)) return true;
  const bool is_known = find(fact, facts);
  if (is_known && log_.shows(log::Level::debug)) {
    log_.debug(concat("fact: ", fact_text(fact, facts)));
  }
  return is_known;
}

// False while the answer is on its way.
bool Gatherer::find(FactId fact, Facts& facts) {
  switch (fact) {
    case FactId::rdns:
      return gather_rdns(facts);
    case FactId::rdns_address:
      facts.rdns_address = dns_.address_of(facts.rdns_name(), facts.client);
      return facts.rdns_address.has_value();
    case FactId::ip_in_rdns:
      facts.ip_in_rdns = lists::contains_ip(facts.rdns_name(), facts.client);
      return true;
    case FactId::sender_mx:
      facts.sender_mx = dns_.mail_exchanger(facts.sender.domain);
      return facts.sender_mx.has_value();
    case FactId::sender_locality:
      facts.sender_locality = locality_of(facts.sender);
      return true;
    case FactId::recipient_locality:
      facts.recipient_locality = locality_of(facts.recipient);
      return true;
    case FactId::recipient_existence:
      facts.recipient_existence = ask_about(facts.recipient);
      return facts.recipient_existence.has_value();
    case FactId::graylisting:
      facts.graylisting = check_graylist(facts);
      return true;
    default:
      if (filters::hangs_on_rdns(fact) && !gather_rdns(facts)) return false;
      facts.list(fact) =
          fact == FactId::rdns_relay ? look_up_relay_name(facts) : look_up(fact, facts);
      return facts.list(fact).has_value();
  }
}

ListFact Gatherer::look_up(FactId fact, const Facts& facts) {
  switch (fact) {
    case FactId::ip_whitelist:
      return fact_of(lists::find_ip(facts.client, settings_.ip_whitelist, log_));
    case FactId::ip_blacklist:
      return fact_of(lists::find_ip(facts.client, settings_.ip_blacklist, log_));
    case FactId::sender_whitelist:
      return fact_of(sender_whitelist_.find(facts.sender));
    case FactId::sender_blacklist:
      return fact_of(sender_blacklist_.find(facts.sender));
    case FactId::recipient_whitelist:
      return fact_of(recipient_whitelist_.find(facts.recipient));
    case FactId::recipient_blacklist:
      return fact_of(recipient_blacklist_.find(facts.recipient));
    case FactId::graylist_exception_ip:
      return fact_of(lists::find_ip(facts.client, settings_.graylist_exception_ip, log_));
    case FactId::dns_whitelist:
    case FactId::dns_blacklist:
      return dns_.listed_address(fact, facts.client);
    case FactId::sender_rhs_whitelist:
    case FactId::sender_rhs_blacklist:
      return dns_.listed_name(fact, facts.sender.domain);
    default:
      return look_up_rdns(fact, facts);
  }
}

bool Gatherer::gather_rdns(Facts& facts) {
  if (!facts.rdns) facts.rdns = dns_.rdns(facts.client);
  return facts.rdns.has_value();
}

// What hangs on a name waits for it.
ListFact Gatherer::look_up_rdns(FactId fact, const Facts& facts) {
  const std::string_view name = facts.rdns_name();
  if (name.empty()) return no_match();
  switch (fact) {
    case FactId::rdns_whitelist:
      return fact_of(lists::find_name(name, settings_.rdns_whitelist, log_));
    case FactId::rdns_blacklist:
      return fact_of(lists::find_name(name, settings_.rdns_blacklist, log_));
    case FactId::ip_in_rdns_whitelist:
      return fact_of(lists::find_keyword(name, facts.client, settings_.ip_in_rdns_whitelist, log_));
    case FactId::ip_in_rdns_blacklist:
      return fact_of(lists::find_keyword(name, facts.client, settings_.ip_in_rdns_blacklist, log_));
    case FactId::graylist_exception_rdns:
      return fact_of(lists::find_name(name, settings_.graylist_exception_rdns, log_));
    default:
      return dns_.listed_name(fact, name);
  }
}

// What DNS could not tell lets nobody relay, but he may come again.
ListFact Gatherer::look_up_relay_name(Facts& facts) {
  const bool asks = settings_.dns.level != config::DnsLevel::none;
  facts.relay_is_unsure = asks && facts.rdns->presence > Presence::absent;
  if (facts.rdns_name().empty()) return no_match();
  const auto hit = lists::find_name(facts.rdns_name(), settings_.rdns_relay, log_);
  if (!hit) return no_match();
  const Fact<Presence> confirmed = dns_.leads_back(facts.rdns_name(), facts.client);
  if (!confirmed) return {};
  facts.relay_is_unsure = asks && *confirmed > Presence::absent;
  if (*confirmed != Presence::present) return no_match();
  log_.verbose(concat("FILTER_RDNS_NAME ip: ", facts.client.to_string(),
                      " rdns: ", log::field(facts.rdns_name(), ""), " ", lists::log_piece(*hit)));
  return fact_of(hit);
}

// qmail rewrites `user%host@domain` where percenthack lists the domain: what it will do is what
// counts. An unqualified address gets the server's own name, where the same may happen.
Locality Gatherer::locality_of(const smtp::Address& address) {
  if (address.domain.empty()) {
    return address.local.find('%') == std::string::npos ? Locality::local : Locality::remote;
  }
  const smtp::Address rewritten = local_domains_.percenthack(address).value_or(address);
  switch (local_domains_.ask(rewritten.domain)) {
    case lists::LocalDomains::Answer::local:
      return Locality::local;
    case lists::LocalDomains::Answer::remote:
      return Locality::remote;
    case lists::LocalDomains::Answer::unknown:
      return Locality::unknown;
  }
  __builtin_unreachable();
}

Fact<Existence> Gatherer::ask_about(const smtp::Address& recipient) {
  if (sources_.validator == nullptr) return Existence::unknown;
  const std::optional<validation::Validity> validity = sources_.validator->ask(recipient);
  if (!validity) return {};
  switch (*validity) {
    case validation::Validity::unknown:
      return Existence::unknown;
    case validation::Validity::valid:
      return Existence::valid;
    case validation::Validity::invalid:
      return Existence::invalid;
    case validation::Validity::unavailable:
      return Existence::unavailable;
  }
  __builtin_unreachable();
}

// The name is only for the entry's record of who passed: nobody waits for it.
filters::Graylisting Gatherer::check_graylist(const Facts& facts) {
  const config::GraylistSettings& settings = settings_.graylist;
  if (!graylist_) {
    graylist_.emplace(
        settings, log_,
        sources_.inspector ? sources_.inspector->stores(settings) : graylist::stores_of(settings));
  }
  graylist::Outcome outcome = graylist_->check(
      {facts.sender, facts.recipient, facts.client, std::string(facts.rdns_name())},
      sources_.inspector ? sources_.inspector->now_secs() : os::wall_clock_secs());
  return {outcome.answer == graylist::Answer::wait, std::move(outcome.path)};
}

void Gatherer::gather_header(std::string_view header, Facts& facts) {
  if (!header_patterns_) header_patterns_.emplace(settings_.header_blacklist, log_);
  std::optional<lists::HeaderPatterns::HeaderHit> found = header_patterns_->match_header(header);
  facts.list(FactId::header_blacklist) = no_match();
  if (!found) return;
  facts.matched_header = std::move(found->line);
  facts.list(FactId::header_blacklist) = fact_of(std::move(found->hit));
}

}  // namespace spamweir::engine
