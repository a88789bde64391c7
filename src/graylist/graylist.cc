#include "graylist/graylist.h"

#include <utility>

#include "graylist/client_name.h"
#include "graylist/directory_store.h"
#include "graylist/fold.h"
#include "graylist/names.h"

namespace spamweir::graylist {
namespace {

using State = Place::State;

// How much a place is to be preferred where an entry is looked for.
int rank(const Place& place) {
  switch (place.state()) {
    case State::foreign:
      return 0;
    case State::unmade:
      return 1;
    case State::absent:
      return 2;
    case State::waiting:
    case State::passed:
      return 3;
  }
  return 0;
}

}  // namespace

Stores stores_of(const config::GraylistSettings& settings) {
  Stores stores;
  for (const std::string& directory : settings.directories) {
    stores.push_back(std::make_unique<DirectoryStore>(directory, settings.creates_directories()));
  }
  return stores;
}

Key key_of_attempt(const Attempt& attempt, const config::GraylistSettings& settings) {
  const smtp::Address sender =
      settings.fold_sender ? folded(attempt.sender, attempt.recipient) : attempt.sender;
  return key_of(sender, attempt.recipient, client_name(attempt.client, settings));
}

Graylist::Graylist(const config::GraylistSettings& settings, log::Log& log)
    : Graylist(settings, log, stores_of(settings)) {}

Graylist::Graylist(const config::GraylistSettings& settings, log::Log& log, Stores stores)
    : settings_(settings), log_(log), stores_(std::move(stores)) {}

Outcome Graylist::check(const Attempt& attempt, int64_t now_secs) {
  if (attempt.recipient.domain.empty()) return {};
  Result<Outcome> outcome = judge(attempt, now_secs);
  if (outcome.ok()) return std::move(outcome.value());
  log_.error(outcome.error());
  return {};
}

Result<Outcome> Graylist::judge(const Attempt& attempt, int64_t now_secs) {
  Result<Found> found = find(key_of_attempt(attempt, settings_));
  if (!found.ok()) return Error{found.error()};
  if (found.value().place == nullptr) return Outcome{};
  Place& place = *found.value().place;
  const Result<Answer> answer = judge_place(attempt, found.value(), now_secs);
  if (!answer.ok()) return Error{answer.error()};
  if (Status closed = place.close(); !closed.ok()) return Error{closed.error()};
  return Outcome{answer.value(), place.path()};
}

// The most preferred place of the key; the first of equals.
Result<Graylist::Found> Graylist::find(const Key& key) {
  Found best;
  for (const std::unique_ptr<Store>& store : stores_) {
    Result<std::unique_ptr<Place>> looked_up = store->look_up(key);
    if (!looked_up.ok()) return Error{looked_up.error()};
    std::unique_ptr<Place> place = std::move(looked_up.value());
    const int before = best.place == nullptr ? 0 : rank(*best.place);
    if (rank(*place) > before) best = {store.get(), std::move(place)};
    if (best.place != nullptr && best.place->is_entry()) break;
  }
  return best;
}

Result<Answer> Graylist::judge_place(const Attempt& attempt, Found& found, int64_t now_secs) {
  Place& place = *found.place;
  if (place.is_entry() && may_pass(place, now_secs)) return let_pass(attempt, found, now_secs);
  const Result<bool> known = is_known(attempt.client, now_secs);
  if (!known.ok()) return Error{known.error()};
  if (known.value()) return Answer::pass;

  if (!place.is_entry()) return record(attempt, found, now_secs);
  if (Status status = place.look_again(now_secs); !status.ok()) return Error{status.error()};
  if (may_pass(place, now_secs)) return let_pass(attempt, found, now_secs);
  // A clock that was wrong must not hold mail up for longer than any new sender's.
  if (is_too_old(place, now_secs) || place.since_secs() > now_secs) {
    if (Status status = place.begin_anew(now_secs); !status.ok()) return Error{status.error()};
  }
  return Answer::wait;
}

Result<Answer> Graylist::record(const Attempt& attempt, Found& found, int64_t now_secs) {
  Place& place = *found.place;
  if (Status status = place.record(); !status.ok()) return Error{status.error()};
  if (place.state() == State::foreign) return Answer::not_kept;
  // One that another process has moved from the old layout just now.
  const bool has_passed = place.state() == State::passed && may_pass(place, now_secs);
  return has_passed ? let_pass(attempt, found, now_secs) : Answer::wait;
}

Result<Answer> Graylist::let_pass(const Attempt& attempt, Found& found, int64_t now_secs) {
  const Visitor visitor{attempt.client.to_string(), log::field(attempt.rdns, "(unknown)")};
  Status status = found.place->pass(visitor, now_secs);
  // Bounces come from everywhere, and prove nothing about who sends them.
  if (status.ok() && settings_.known_client_secs > 0 && !attempt.sender.is_null()) {
    status = make_known(attempt.client, *found.store, now_secs);
  }
  if (!status.ok()) return Error{status.error()};
  return Answer::pass;
}

bool Graylist::may_pass(const Place& place, int64_t now_secs) const {
  if (is_too_old(place, now_secs)) return false;
  return place.state() == State::passed || now_secs - place.since_secs() >= settings_.min_secs;
}

bool Graylist::is_too_old(const Place& place, int64_t now_secs) const {
  return settings_.max_secs > 0 && now_secs - place.since_secs() > settings_.max_secs;
}

Result<bool> Graylist::is_known(const IpAddress& client, int64_t now_secs) {
  if (settings_.known_client_secs == 0) return false;
  Result<Found> found = find(key_of_client(network_name(client, settings_)));
  if (!found.ok()) return Error{found.error()};
  if (found.value().place == nullptr) return false;
  Place& place = *found.value().place;
  const bool known =
      place.is_entry() && now_secs - place.since_secs() <= settings_.known_client_secs;
  Status status;
  if (known) status = place.touch(now_secs);
  if (status.ok()) status = place.close();
  if (!status.ok()) return Error{status.error()};
  return known;
}

Status Graylist::make_known(const IpAddress& client, Store& store, int64_t now_secs) {
  Result<std::unique_ptr<Place>> looked_up =
      store.look_up(key_of_client(network_name(client, settings_)));
  if (!looked_up.ok()) return Error{looked_up.error()};
  Place& place = *looked_up.value();
  Status status = place.is_entry() ? Status() : place.record();
  if (status.ok()) status = place.touch(now_secs);
  return status.ok() ? place.close() : status;
}

}  // namespace spamweir::graylist
