// Question: what becomes of all that arrives.
#include <utility>

#include "dns/conclusion.h"
#include "dns/names.h"
#include "dns/question.h"
#include "dns/reply.h"

namespace spamweir::dns {
namespace {

// What one call takes in at most, so that a flood for one question holds up no other.
constexpr int kMaxArrivals = 16;

}  // namespace

void Question::take_in(size_t server, os::TimePoint now) {
  for (int i = 0; i < kMaxArrivals; ++i) {
    if (server >= contacts_.size() || !contacts_[server].transport) return;
    const Arrival arrival = contacts_[server].transport->take(exchange_.buffer);
    if (arrival.kind == Arrival::Kind::nothing) return;
    handle(server, arrival, now);
  }
}

void Question::handle(size_t server, const Arrival& arrival, os::TimePoint now) {
  switch (arrival.kind) {
    case Arrival::Kind::nothing:
      break;
    case Arrival::Kind::reply:
      handle_reply(server, arrival.message, now);
      break;
    case Arrival::Kind::wrong_case:
      contacts_[server].doubts_case = true;
      ask_by_stream(server, now);
      break;
    case Arrival::Kind::stranger:
      if (contacts_[server].uses_tcp) {
        note_failure(server, now);
      } else {
        handle_stranger(now);
      }
      break;
    case Arrival::Kind::unreachable:
      note_unreachable(server, now);
      break;
  }
}

void Question::handle_reply(size_t server, std::string_view message, os::TimePoint now) {
  exchange_.heard_at = now;
  exchange_.servers.list[server].answered_at = now;
  exchange_.servers.list[server].is_doubtful = false;
  contacts_[server].is_awaited = false;
  if (message.empty()) return handle_refusal_of_edns(server, now);
  std::optional<Reply> reply = parse_reply(message);
  if (!reply) return note_failure(server, now);
  const bool is_cut = reply->is_truncated && !contacts_[server].uses_tcp;
  if (is_cut && allows_tcp()) return ask_by_stream(server, now);
  Conclusion conclusion = conclude(std::move(*reply), name_, type_, aliases_);
  switch (conclusion.kind) {
    case Conclusion::Kind::answered:
      return finish(std::move(conclusion.answer));
    case Conclusion::Kind::goes_on:
      return go_on_with(std::move(conclusion.next_name), conclusion.aliases, now);
    case Conclusion::Kind::server_failed:
      return note_failure(server, now);
    case Conclusion::Kind::edns_refused:
      return handle_refusal_of_edns(server, now);
  }
}

// RFC 6891 7: once more in the old way.
void Question::handle_refusal_of_edns(size_t server, os::TimePoint now) {
  if (!std::exchange(contacts_[server].takes_edns, false)) return note_failure(server, now);
  ask_anew(server, now);
}

void Question::handle_stranger(os::TimePoint now) {
  if (++strangers_ < kMaxStrangers) return;
  strangers_ = 0;
  if (allows_tcp()) trusts_udp_ = false;
  if (!allows_tcp() && ++moves_ > kMaxMoves) return finish(Outcome::failure);
  move_all(now);
}

void Question::move_all(os::TimePoint now) {
  for (size_t i = 0; i < contacts_.size(); ++i) {
    if (contacts_[i].transport && !contacts_[i].uses_tcp) ask_anew(i, now);
  }
}

void Question::ask_by_stream(size_t server, os::TimePoint now) {
  contacts_[server].uses_tcp = true;
  ask_anew(server, now);
}

// From a new socket.
void Question::ask_anew(size_t server, os::TimePoint now) {
  contacts_[server].transport.reset();
  ask(server, now);
}

void Question::go_on_with(std::string name, int aliases, os::TimePoint now) {
  if (!is_valid_name(name)) return finish(Outcome::no_name);
  name_ = std::move(name);
  aliases_ = aliases;
  start_tries(now);
}

void Question::note_unreachable(size_t server, os::TimePoint now) {
  if (contacts_[server].uses_tcp) return note_failure(server, now);
  note_absence(server, now);
}

// A server that does not keep the letters of a name, and that can't be asked by TCP, is no forger.
bool Question::ask_in_plain_letters(size_t server, os::TimePoint now) {
  Contact& contact = contacts_[server];
  if (!std::exchange(contact.doubts_case, false) || !trusts_udp_) return false;
  exchange_.servers.list[server].keeps_case = false;
  contact.uses_tcp = false;
  contact.tcp_ends.reset();
  ask_anew(server, now);
  return true;
}

void Question::note_failure(size_t server, os::TimePoint now) {
  if (ask_in_plain_letters(server, now)) return;
  Contact& contact = contacts_[server];
  contact.has_failed = true;
  contact.is_awaited = false;
  contact.tcp_ends.reset();
  contact.transport.reset();
  ask_another(now);
}

void Question::note_absence(size_t server, os::TimePoint now) {
  exchange_.servers.list[server].is_doubtful = true;
  contacts_[server].is_absent = true;
  contacts_[server].is_awaited = false;
  ask_another(now);
}

void Question::ask_another(os::TimePoint now) {
  if (nobody_is_left()) return finish(Outcome::failure);
  // The one that is asked now has the time of a try for itself.
  const os::TimePoint repeat_at = now + pause_after(repeats_);
  if (ask_next(now) && repeat_at_) repeat_at_ = repeat_at;
}

}  // namespace spamweir::dns
