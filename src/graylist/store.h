// Where entries of a graylist are kept: what the policy (graylist.h), the tools and further front
// doors need of it. The directory store is the first.
//
// An entry is waiting from first sight on, and has passed once its mail was let through. It has a
// time: of first sight, later of its last use. Many processes may use one store at once, each
// entry at any moment, and others may delete any part of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "graylist/key.h"

namespace spamweir::graylist {

// Who came when an entry passed.
struct Visitor {
  std::string ip;
  std::string name;  // without blanks and control characters
};

// The place of one key in a store. Short-lived: it holds open what the store has found there.
// After an error nothing is half-written, and nothing more may be asked of it.
class Place {
 public:
  enum class State {
    foreign,  // the store keeps nothing for this recipient's domain
    unmade,   // it would, but has not begun yet: record() makes the domain known
    absent,   // there is no such entry
    waiting,
    passed,
  };

  virtual ~Place() = default;

  virtual State state() const = 0;
  bool is_entry() const { return state() == State::waiting || state() == State::passed; }
  // Of waiting and passed: since when, in seconds since 1970.
  virtual int64_t since_secs() const = 0;
  // What the log calls it.
  virtual const std::string& path() const = 0;

  // Makes the entry (unmade, absent), waiting from now on. If another process has made it first,
  // that one counts, even if it has passed. State foreign afterwards: the domain's directory has
  // just been taken away, and nothing is kept.
  virtual Status record() = 0;
  // To be asked before the mail of an entry has to wait (waiting, passed and too old): state and
  // time as whoever passes just now, at `now_secs`, leaves them. What was seen before may be half
  // of his work.
  virtual Status look_again(int64_t now_secs) = 0;
  // The mail passes (waiting, passed): notes the visitor once, and moves the time to now.
  virtual Status pass(const Visitor& visitor, int64_t now_secs) = 0;
  // The time alone (waiting, passed).
  virtual Status touch(int64_t now_secs) = 0;
  // An entry that is too old (waiting, passed) is forgotten and waits again.
  virtual Status begin_anew(int64_t now_secs) = 0;
  // Whether record() (unmade, absent) or a change (waiting, passed) would be let happen, for
  // whoever only rehearses them: the error that it would give, as far as that shows without doing
  // it.
  virtual Status may_be_changed() const = 0;
  // Who passed so far, a line `IP NAME` each, the last without its end too.
  virtual Result<std::string> visitors() const = 0;
  // Gives everything back. To be called in the end: an error of what was written may show only now.
  virtual Status close() = 0;
};

// An entry as one meets it who goes through a store.
struct Entry {
  const Key& key;
  const std::string& path;
  bool passed = false;
  int64_t since_secs = 0;
};

class EntryVisitor {
 public:
  virtual ~EntryVisitor() = default;
  // False: no more of them.
  virtual bool visit(const Entry& entry) = 0;
  // What can't be read, or is no entry. Going on is the store's business.
  virtual void problem(std::string_view text) = 0;
};

struct PurgeCounts {
  uint64_t seen = 0;
  uint64_t removed = 0;
  uint64_t directories_removed = 0;
};

class PurgeWatcher {
 public:
  virtual ~PurgeWatcher() = default;
  // Called now and then.
  virtual void progress(const PurgeCounts& counts) = 0;
  virtual void problem(std::string_view text) = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  virtual Result<std::unique_ptr<Place>> look_up(const Key& key) = 0;
  // The same for who only wants to know: nothing in the store is changed or moved.
  virtual Result<std::unique_ptr<const Place>> read(const Key& key) = 0;
  // False where there is none.
  virtual Result<bool> remove(const Key& key) = 0;
  // Every entry, in no order, without holding more than one in memory.
  virtual void for_each(EntryVisitor& visitor) = 0;
  // Removes what was last used before `before_secs`, and what is empty then.
  virtual PurgeCounts purge(int64_t before_secs, PurgeWatcher& watcher) = 0;
};

}  // namespace spamweir::graylist
