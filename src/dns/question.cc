#include "dns/question.h"

#include <algorithm>
#include <utility>

namespace spamweir::dns {
namespace {

using namespace std::chrono_literals;

// Two tries that a server let pass are no lost packet.
constexpr int kManyUnanswered = 2;

}  // namespace

// Between the `n`th try, from 0, and the next one.
os::Clock::duration Question::pause_after(int n) const {
  if (n == 0) return 400ms;
  return n == 1 ? os::Clock::duration(1s) : os::Clock::duration(exchange_.servers.timeout);
}

Question::Question(Exchange& exchange, std::string name, Type type, uint32_t key)
    : exchange_(exchange), name_(std::move(name)), type_(type), key_(key) {}

void Question::begin(os::TimePoint now) {
  ends_at_ = now + std::chrono::seconds(exchange_.settings.timeout_secs);
  start_tries(now);
}

void Question::start_tries(os::TimePoint now) {
  contacts_.clear();
  contacts_.resize(exchange_.servers.list.size());
  order_.emplace(exchange_.servers.list, exchange_.settings.retries_primary);
  picked_ = 0;
  repeats_ = 0;
  repeat_at_ = now + pause_after(0);
  ask_next(now);
}

void Question::check_time(os::TimePoint now) {
  if (is_answered_) return;
  if (now >= ends_at_) return give_up();
  end_slow_streams(now);
  if (!is_answered_ && repeat_at_ && now >= *repeat_at_) repeat(now);
}

os::Deadline Question::deadline() const {
  os::Deadline first = os::earlier(ends_at_, repeat_at_);
  for (const Contact& contact : contacts_) first = os::earlier(first, contact.tcp_ends);
  return first;
}

void Question::repeat(os::TimePoint now) {
  note_unanswered();
  if (nobody_is_left()) return finish(Outcome::failure);
  if (repeats_ >= exchange_.servers.repeats) {
    repeat_at_.reset();
    return;
  }
  ++repeats_;
  repeat_at_ = now + pause_after(repeats_);
  for (Contact& contact : contacts_) contact.is_absent = false;
  if (exchange_.settings.level == config::DnsLevel::aggressive) {
    ask_group(now);
  } else {
    ask_next(now);
  }
}

// A server that has answered others meanwhile is only slow with this question.
void Question::note_unanswered() {
  for (size_t i = 0; i < contacts_.size(); ++i) {
    Contact& contact = contacts_[i];
    if (!contact.is_awaited || contact.uses_tcp) continue;
    contact.is_awaited = false;
    ++contact.unanswered;
    Server& server = exchange_.servers.list[i];
    const bool is_alive = server.answered_at && *server.answered_at >= contact.asked_at;
    if (!is_alive) server.is_doubtful = true;
  }
}

void Question::end_slow_streams(os::TimePoint now) {
  for (size_t i = 0; i < contacts_.size() && !is_answered_; ++i) {
    if (contacts_[i].tcp_ends && now >= *contacts_[i].tcp_ends) note_failure(i, now);
  }
}

void Question::ask_group(os::TimePoint now) {
  const std::span<const size_t> group = order_->group(picked_++);
  const std::vector<size_t> servers(group.begin(), group.end());
  for (const size_t server : servers) {
    if (is_answered_) return;
    // One may have been asked in this round in the place of one that isn't there.
    if (!contacts_[server].has_failed && !contacts_[server].is_awaited) ask(server, now);
  }
}

// Puts the question to the next server that may know more. False where all the others were asked
// already, so that only time will tell.
bool Question::ask_next(os::TimePoint now) {
  for (size_t left = order_->round(); left > 0; --left) {
    const size_t server = order_->at(picked_++);
    const Contact& contact = contacts_[server];
    if (contact.has_failed || contact.is_absent || contact.is_awaited) continue;
    ask(server, now);
    return true;
  }
  return false;
}

void Question::ask(size_t server, os::TimePoint now) {
  if (!contacts_[server].transport && !open(server, now)) return;
  Contact& contact = contacts_[server];
  contact.asked_at = now;
  contact.is_awaited = true;
  if (!contact.transport->send()) note_unreachable(server, now);
}

// False where it could not be opened; another server may be asked then already, or all be over.
bool Question::open(size_t server, os::TimePoint now) {
  Contact& contact = contacts_[server];
  if (!trusts_udp_) contact.uses_tcp = true;
  const bool by_tcp = contact.uses_tcp;
  std::optional<Query> query = make_query(name_, type_, form_for(contact), exchange_.random);
  if (!query) return false;
  const Route route{exchange_.servers.list[server].endpoint, exchange_.settings.spoof,
                    exchange_.poll, poll_key(key_, server)};
  OpenedTransport opened =
      by_tcp ? open_tcp(route, std::move(*query)) : open_udp(route, std::move(*query));
  contact.transport = std::move(opened.transport);
  if (by_tcp) contact.tcp_ends = now + exchange_.servers.timeout;
  if (opened.opened == Opened::unreachable || (by_tcp && opened.opened == Opened::no_room)) {
    note_unreachable(server, now);
  }
  return opened.opened == Opened::yes;
}

QueryForm Question::form_for(const Contact& contact) const {
  const Server& server = exchange_.servers.list[static_cast<size_t>(&contact - contacts_.data())];
  return {contact.takes_edns, allows_tcp() && !contact.uses_tcp && server.keeps_case};
}

bool Question::any_has_failed() const {
  return std::any_of(contacts_.begin(), contacts_.end(),
                     [](const Contact& contact) { return contact.has_failed; });
}

// Whether some servers could not tell and no other will.
bool Question::nobody_is_left() const {
  return any_has_failed() &&
         std::all_of(contacts_.begin(), contacts_.end(), [](const Contact& contact) {
           return contact.has_failed || contact.is_absent || contact.unanswered >= kManyUnanswered;
         });
}

// Whoever answers other questions is there: then it is this name that nobody can tell.
void Question::give_up() { finish(exchange_.heard_at ? Outcome::failure : Outcome::silence); }

void Question::finish(Answer answer) {
  answer_ = std::move(answer);
  is_answered_ = true;
  // Closes the sockets.
  contacts_ = std::vector<Contact>();
  order_.reset();
  repeat_at_.reset();
}

}  // namespace spamweir::dns
