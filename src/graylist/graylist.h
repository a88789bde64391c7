// Whether a recipient's mail may pass now or has to be tried again later. Who is graylisted at all
// (level, exceptions, local domains) is decided before.
//
// An entry (see store.h) is looked for in every directory; the first that has it counts, else the
// first where it may be kept. A known client's network is kept in the directory of the entry that
// earned it the place.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "config/settings.h"
#include "graylist/store.h"
#include "log/log.h"
#include "smtp/address.h"

namespace spamweir::graylist {

struct Attempt {
  smtp::Address sender;
  smtp::Address recipient;
  IpAddress client;
  std::string rdns;  // may be empty
};

enum class Answer {
  pass,
  wait,
  not_kept,  // this recipient's domain is not graylisted here, or an error: the mail flows
};

struct Outcome {
  Answer answer = Answer::not_kept;
  std::string path;  // of the entry, for the log; empty where there is none
};

using Stores = std::vector<std::unique_ptr<Store>>;

class Graylist {
 public:
  // Both must live longer. Nothing is opened or read yet.
  Graylist(const config::GraylistSettings& settings, log::Log& log);
  Graylist(const config::GraylistSettings& settings, log::Log& log, Stores stores);

  // `now_secs`: by the wall clock, since 1970. An error is one ERROR line that names the path, the
  // system's words and the remedy.
  Outcome check(const Attempt& attempt, int64_t now_secs);

 private:
  struct Found {
    Store* store = nullptr;
    std::unique_ptr<Place> place;  // null: in no store
  };

  Result<Outcome> judge(const Attempt& attempt, int64_t now_secs);
  Result<Found> find(const Key& key);
  Result<Answer> judge_place(const Attempt& attempt, Found& found, int64_t now_secs);
  Result<Answer> record(const Attempt& attempt, Found& found, int64_t now_secs);
  Result<Answer> let_pass(const Attempt& attempt, Found& found, int64_t now_secs);
  bool may_pass(const Place& place, int64_t now_secs) const;
  bool is_too_old(const Place& place, int64_t now_secs) const;
  Result<bool> is_known(const IpAddress& client, int64_t now_secs);
  Status make_known(const IpAddress& client, Store& store, int64_t now_secs);

  const config::GraylistSettings& settings_;
  log::Log& log_;
  Stores stores_;
};

// The stores that the settings name.
Stores stores_of(const config::GraylistSettings& settings);

// The entry that an attempt belongs to.
Key key_of_attempt(const Attempt& attempt, const config::GraylistSettings& settings);

}  // namespace spamweir::graylist
