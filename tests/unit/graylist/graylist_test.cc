// The policy, over a store in memory and a clock of the test's own.
#include "graylist/graylist.h"

#include <criterion/criterion.h>

#include <map>
#include <optional>

#include "base/text.h"
#include "support/expect.h"
#include "support/scratch.h"

using namespace spamweir;
using namespace spamweir::graylist;
using config::GraylistKey;
using config::GraylistSettings;
using testing::CaughtLog;
using testing::expect_text;

namespace {

constexpr int64_t kStart = 1'000'000'000;

struct Kept {
  bool passed = false;
  int64_t since = 0;
  std::string visitors;
};

// What a test sees of a store, and how it breaks it.
struct Memory {
  std::map<std::string, Kept> entries;
  std::map<std::string, bool> domains;  // by name: whether the store keeps it
  bool creates_domains = false;
  std::string broken;  // the call that fails
  int64_t now = kStart;
  int records = 0;
  std::optional<Kept> made_meanwhile;  // by another process, just before record()
  std::optional<Kept> left_meanwhile;  // by another process, just before look_again()
};

class MemoryPlace final : public Place {
 public:
  MemoryPlace(Memory& memory, const Key& key)
      : memory_(memory),
        path_(concat(key.recipient_domain, "/", key.recipient_user, "/", key.sender_domain, "/",
                     key.sender_user)),
        domain_(key.recipient_domain),
        may_make_(memory.creates_domains || key.is_known_client()) {
    state_ = memory.domains.contains(domain_) ? State::absent
             : may_make_                      ? State::unmade
                                              : State::foreign;
    const auto found = memory.entries.find(path_);
    if (found != memory.entries.end()) {
      state_ = found->second.passed ? State::passed : State::waiting;
    }
  }

  State state() const override { return state_; }
  int64_t since_secs() const override { return memory_.entries.at(path_).since; }
  const std::string& path() const override { return path_; }
  Status record() override {
    ++memory_.records;
    memory_.domains[domain_] = true;
    Kept& entry = memory_.entries[path_];
    entry = memory_.made_meanwhile.value_or(Kept{false, memory_.now, {}});
    state_ = entry.passed ? State::passed : State::waiting;
    return done("record");
  }
  Status look_again(int64_t) override {
    Kept& entry = memory_.entries[path_];
    entry = memory_.left_meanwhile.value_or(entry);
    state_ = entry.passed ? State::passed : State::waiting;
    return done("look_again");
  }
  Status pass(const Visitor& visitor, int64_t now_secs) override {
    Kept& entry = memory_.entries[path_];
    entry.passed = true;
    entry.since = now_secs;
    entry.visitors += concat(visitor.ip, " ", visitor.name, ";");
    return done("pass");
  }
  Status touch(int64_t now_secs) override {
    memory_.entries[path_].since = now_secs;
    return done("touch");
  }
  Status begin_anew(int64_t now_secs) override {
    memory_.entries[path_] = {false, now_secs, {}};
    return done("begin_anew");
  }
  Status may_be_changed() const override { return {}; }
  Result<std::string> visitors() const override { return memory_.entries[path_].visitors; }
  Status close() override { return done("close"); }

 private:
  Status done(std::string_view call) const {
    return memory_.broken == call ? Status(Error{concat("can't ", call)}) : Status();
  }

  Memory& memory_;
  std::string path_;
  std::string domain_;
  bool may_make_;
  State state_ = State::foreign;
};

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(Memory& memory) : memory_(memory) {}
  Result<std::unique_ptr<Place>> look_up(const Key& key) override {
    if (memory_.broken == "look_up") return Error{"can't look_up"};
    return std::unique_ptr<Place>(std::make_unique<MemoryPlace>(memory_, key));
  }
  Result<std::unique_ptr<const Place>> read(const Key& key) override {
    Result<std::unique_ptr<Place>> found = look_up(key);
    if (!found.ok()) return Error{found.error()};
    return std::unique_ptr<const Place>(std::move(found.value()));
  }
  Result<bool> remove(const Key&) override { return false; }
  void for_each(EntryVisitor&) override {}
  PurgeCounts purge(int64_t, PurgeWatcher&) override { return {}; }

 private:
  Memory& memory_;
};

// One or two stores, the policy over them, and attempts at times after kStart.
class Fixture {
 public:
  explicit Fixture(size_t stores = 1) {
    memories.resize(stores);
    for (Memory& memory : memories) memory.domains["example.com"] = true;
    settings.min_secs = 300;
  }

  Outcome outcome(int64_t secs, const char* sender = "a@b.test",
                  const char* client = "11.22.33.44") {
    for (Memory& memory : memories) memory.now = kStart + secs;
    Stores stores;
    for (Memory& memory : memories) stores.push_back(std::make_unique<MemoryStore>(memory));
    Graylist graylist(settings, caught.log(), std::move(stores));
    const std::string text = sender;
    const size_t at = text.find('@');
    const smtp::Address from =
        text.empty() ? smtp::Address{} : smtp::Address{text.substr(0, at), text.substr(at + 1)};
    return graylist.check({from, recipient, *IpAddress::parse(client), rdns}, kStart + secs);
  }

  std::string at(int64_t secs, const char* sender = "a@b.test",
                 const char* client = "11.22.33.44") {
    switch (outcome(secs, sender, client).answer) {
      case Answer::pass:
        return "pass";
      case Answer::wait:
        return "wait";
      case Answer::not_kept:
        return "not kept";
    }
    return "?";
  }

  std::vector<Memory> memories;
  GraylistSettings settings;
  smtp::Address recipient = {"joe", "example.com"};
  std::string rdns = "mx.b.test";
  CaughtLog caught;
};

}  // namespace

Test(graylist, first_sight_waiting_passing) {
  Fixture f;
  expect_text(f.at(0), "wait");
  expect_text(f.at(1), "wait");
  expect_text(f.at(299), "wait");
  expect_text(f.at(300), "pass");
  expect_text(f.at(301), "pass", "waits no more");
  cr_expect(f.memories[0].records == 1);
  expect_text(f.outcome(302).path, "example.com/joe/b.test/a");
  expect_text(f.memories[0].entries.begin()->second.visitors.substr(0, 22),
              "11.22.33.44 mx.b.test;");
}

Test(graylist, without_min_secs_first_sight_waits_all_the_same) {
  Fixture f;
  f.settings.min_secs = 0;
  expect_text(f.at(0), "wait");
  expect_text(f.at(0), "pass");
}

Test(graylist, another_process_makes_the_entry_first) {
  const struct {
    const char* label;
    Kept made;
    const char* want;
  } cases[] = {{"waiting", {false, kStart, {}}, "wait"},
               {"waiting for long", {false, kStart - 5000, {}}, "wait"},
               {"passed", {true, kStart - 500, {}}, "pass"},
               {"passed too long ago", {true, kStart - 1500, {}}, "wait"}};
  for (const auto& c : cases) {
    Fixture f;
    f.settings.max_secs = 1000;
    f.memories[0].made_meanwhile = c.made;
    expect_text(f.at(0), c.want, "%s", c.label);
  }
}

Test(graylist, another_process_lets_mail_of_the_entry_pass) {
  const struct {
    const char* label;
    Kept left;
    const char* want;
  } cases[] = {{"a moment ago", {true, kStart + 1, {}}, "pass"},
               {"by a clock that has gone on", {true, kStart + 2, {}}, "pass"},
               {"and it is too old again", {true, kStart - 1500, {}}, "wait"},
               {"or not", {false, kStart + 1, {}}, "wait"}};
  for (const auto& c : cases) {
    Fixture f;
    f.settings.max_secs = 1000;
    f.memories[0].entries["example.com/joe/b.test/a"] = {false, kStart + 1, {}};
    f.memories[0].left_meanwhile = c.left;
    expect_text(f.at(1), c.want, "%s", c.label);
  }
}

Test(graylist, expiry) {
  Fixture f;
  f.settings.max_secs = 1000;
  expect_text(f.at(0), "wait");
  expect_text(f.at(1001), "wait", "first sight was too long ago");
  expect_text(f.at(1300), "wait");
  expect_text(f.at(1301), "pass");
  expect_text(f.at(2301), "pass", "exactly as old as may be");
  expect_text(f.at(3302), "wait", "too old");
  expect_text(f.at(3303), "wait", "graylisted anew");
  expect_text(f.at(3602), "pass");
}

Test(graylist, never_too_old_without_max_secs) {
  Fixture f;
  expect_text(f.at(0), "wait");
  expect_text(f.at(2'000'000'000), "pass");
}

Test(graylist, a_time_to_come_holds_nobody_up_for_long) {
  Fixture f;
  expect_text(f.at(1'000'000), "wait");
  expect_text(f.at(0), "wait", "the clock was put right");
  expect_text(f.at(300), "pass");
  f.memories[0].entries.begin()->second.since = kStart + 1'000'000;
  expect_text(f.at(301), "pass", "one that has passed goes on");
}

Test(graylist, whose_domain_is_kept) {
  Fixture f;
  f.recipient.domain = "other.test";
  expect_text(f.at(0), "not kept");
  cr_expect(f.memories[0].entries.empty());
  f.memories[0].creates_domains = true;
  expect_text(f.at(0), "wait");
  f.recipient.domain = "";
  expect_text(f.at(0), "not kept");
  cr_expect(f.caught.lines().empty());
}

Test(graylist, several_directories) {
  const struct {
    const char* label;
    bool kept_in_first, kept_in_second, creates, entry_in_second;
    int want;  // the store that has it in the end, -1: none
  } cases[] = {
      {"both keep it: the first", true, true, false, false, 0},
      {"only the second keeps it", false, true, false, false, 1},
      {"none keeps it", false, false, false, false, -1},
      {"none keeps it, the first begins", false, false, true, false, 0},
      {"the second keeps it already", false, true, true, false, 1},
      {"the second has it", true, true, false, true, 1},
  };
  for (const auto& c : cases) {
    Fixture f(2);
    if (!c.kept_in_first) f.memories[0].domains.clear();
    if (!c.kept_in_second) f.memories[1].domains.clear();
    for (Memory& memory : f.memories) memory.creates_domains = c.creates;
    const char* path = "example.com/joe/b.test/a";
    if (c.entry_in_second) f.memories[1].entries[path] = {false, kStart, {}};
    expect_text(f.at(0), c.want < 0 ? "not kept" : "wait", "%s", c.label);
    for (int i = 0; i < 2; ++i) {
      cr_expect(f.memories[i].entries.contains(path) == (i == c.want), "%s, store %d", c.label, i);
    }
  }
}

Test(graylist, keys) {
  const struct {
    GraylistKey key;
    const char* other_client;
    const char* want;
  } cases[] = {
      {GraylistKey::sender_recipient, "99.1.1.1", "pass"},
      {GraylistKey::client_sender_recipient, "11.22.33.44", "pass"},
      {GraylistKey::client_sender_recipient, "11.22.33.45", "wait"},
      {GraylistKey::network_sender_recipient, "11.22.33.45", "pass"},
      {GraylistKey::network_sender_recipient, "11.22.34.44", "wait"},
      {GraylistKey::network_sender_recipient, "2001:db8::1", "wait"},
  };
  for (const auto& c : cases) {
    Fixture f;
    f.settings.key = c.key;
    expect_text(f.at(0), "wait");
    expect_text(f.at(300, "a@b.test", c.other_client), c.want, "%s", c.other_client);
  }
}

Test(graylist, folded_senders_share_only_if_asked) {
  for (const bool fold : {false, true}) {
    Fixture f;
    f.settings.fold_sender = fold;
    expect_text(f.at(0, "list-4711-joe=example.com@l.test"), "wait");
    expect_text(f.at(300, "list-4712-joe=example.com@l.test"), fold ? "pass" : "wait");
  }
}

Test(graylist, known_clients) {
  Fixture f;
  f.settings.known_client_secs = 1000;
  expect_text(f.at(0), "wait");
  expect_text(f.at(1, "x@y.test"), "wait", "nobody has passed yet");
  expect_text(f.at(300), "pass");
  cr_expect(f.memories[0].entries.contains(".clients/11.22.33.0-24/_none/_none"));
  expect_text(f.at(301, "other@sender.test", "11.22.33.99"), "pass", "its network is known");
  expect_text(f.at(302, "third@sender.test", "11.22.99.44"), "wait", "another is not");
  expect_text(f.at(1300, "fourth@sender.test"), "pass", "since its last use");
  expect_text(f.at(2301, "fifth@sender.test"), "wait", "too long ago");
}

Test(graylist, a_bounce_earns_its_client_nothing) {
  Fixture f;
  f.settings.known_client_secs = 1000;
  expect_text(f.at(0, ""), "wait");
  expect_text(f.at(300, ""), "pass");
  expect_text(f.at(301, "x@y.test"), "wait");
}

Test(graylist, no_client_is_known_by_default) {
  Fixture f;
  expect_text(f.at(0), "wait");
  expect_text(f.at(300), "pass");
  cr_expect(f.memories[0].entries.size() == 1);
}

Test(graylist, what_a_client_calls_itself_is_one_word) {
  Fixture f;
  f.rdns = "a b\n\"c\"";
  expect_text(f.at(0), "wait");
  expect_text(f.at(300), "pass");
  const std::string& visitors = f.memories[0].entries.begin()->second.visitors;
  expect_text(visitors, "11.22.33.44 a_b\\x0a'c';");
  f.rdns = "";
  expect_text(f.at(301), "pass");
  cr_expect(visitors.ends_with(";11.22.33.44 (unknown);"), "got %s", visitors.c_str());
}

Test(graylist, an_error_lets_mail_pass_and_is_logged) {
  const struct {
    const char* call;
    int64_t secs;  // of the attempt that fails; those before do not
    int known_client_secs;
  } cases[] = {{"look_up", 0, 0},       {"record", 0, 0}, {"close", 0, 0},     {"look_again", 1, 0},
               {"begin_anew", 1001, 0}, {"pass", 300, 0}, {"touch", 300, 1000}};
  for (const auto& c : cases) {
    Fixture f;
    f.settings.max_secs = 1000;
    f.settings.known_client_secs = c.known_client_secs;
    if (c.secs > 0) expect_text(f.at(0), "wait");
    f.memories[0].broken = c.call;
    const Outcome got = f.outcome(c.secs);
    cr_expect(got.answer == Answer::not_kept, "%s", c.call);
    const auto lines = f.caught.lines();
    cr_assert(lines.size() == 1, "%s: got %zu lines", c.call, lines.size());
    expect_text(lines[0], concat("ERROR: can't ", c.call), "%s", c.call);
  }
}

Test(graylist, stores_are_the_directories) {
  GraylistSettings settings;
  cr_expect(stores_of(settings).empty());
  settings.directories = {"/a", "/b"};
  cr_expect(stores_of(settings).size() == 2);
}
