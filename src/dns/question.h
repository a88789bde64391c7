// One question from its first packet to its answer: when it is repeated, which servers it is put
// to, and which of what comes back is believed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "dns/answer.h"
#include "dns/server_order.h"
#include "dns/servers.h"
#include "dns/transport.h"
#include "os/clock.h"
#include "os/poll_set.h"
#include "os/random.h"

namespace spamweir::dns {

// What all questions of a process share.
struct Exchange {
  explicit Exchange(const config::DnsSettings& its_settings) : settings(its_settings) {}

  const config::DnsSettings& settings;
  Servers servers;
  os::PollSet poll;
  os::RandomSource random;
  // When a server last said anything to the point; empty: never.
  os::Deadline heard_at;
  // UDP replies may be larger than we asked for.
  std::array<char, 4096> buffer;
};

// The schedule: it is repeated after 400 ms, then after 1 s more, then after each timeout of
// resolv.conf, Servers::repeats times; it is over dns-timeout-secs after it began. A reply to any
// of the tries counts.
//
// The servers: a try goes to one (dns-level=normal), or the first one to one and every repeat to
// all (aggressive). When a server says that it can't tell (SERVFAIL, REFUSED, an alias too many,
// nonsense), or the network that it isn't there, the next one is asked at once. One that said so
// itself is not asked again. When all did, or all but some that aren't there or have left two tries
// unanswered, the outcome is `failure`.
//
// Forgers: after three messages that do not belong to it the question trusts UDP no more and is
// asked by TCP (so it is at once after a reply that is right in all but the case of the name; where
// there is no TCP, the server is asked in plain letters from then on); with dns-tcp=none it is
// asked from new sockets, and after kMaxMoves of these moves it has failed.
class Question {
 public:
  // `exchange` must live longer. `key` is above the index of a server in the keys of the poll set:
  // see take_in(). `name` is canonical (names.h).
  Question(Exchange& exchange, std::string name, Type type, uint32_t key);

  void begin(os::TimePoint now);
  // Something has happened to the socket for this server; nothing may be there after all.
  void take_in(size_t server, os::TimePoint now);
  // Does what is due.
  void check_time(os::TimePoint now);
  // Ends it: `silence` where no server has ever said anything to any question, else `failure`.
  void give_up();

  const std::string& name() const { return name_; }
  Type type() const { return type_; }
  // Null while it is on its way.
  const Answer* answer() const { return is_answered_ ? &answer_ : nullptr; }
  // When check_time() has something to do.
  os::Deadline deadline() const;

  static uint64_t poll_key(uint32_t question, size_t server) {
    return uint64_t{question} << 32 | server;
  }

  static constexpr int kMaxStrangers = 3;
  static constexpr int kMaxMoves = 3;

 private:
  // How it stands with one server.
  struct Contact {
    std::unique_ptr<Transport> transport;
    os::TimePoint asked_at;
    os::Deadline tcp_ends;    // set while a stream is open
    int unanswered = 0;       // tries
    bool is_awaited = false;  // it was asked and has said nothing yet
    bool takes_edns = true;
    bool uses_tcp = false;
    bool doubts_case = false;  // the stream is there because a reply had the name in other letters
    bool is_absent = false;    // the network says so; forgotten at the next repeat
    bool has_failed = false;
  };

  void start_tries(os::TimePoint now);
  void repeat(os::TimePoint now);
  os::Clock::duration pause_after(int n) const;
  void note_unanswered();
  void end_slow_streams(os::TimePoint now);

  void ask_group(os::TimePoint now);
  bool ask_next(os::TimePoint now);
  void ask(size_t server, os::TimePoint now);
  bool open(size_t server, os::TimePoint now);
  QueryForm form_for(const Contact& contact) const;

  void handle(size_t server, const Arrival& arrival, os::TimePoint now);
  void handle_reply(size_t server, std::string_view message, os::TimePoint now);
  void handle_refusal_of_edns(size_t server, os::TimePoint now);
  void handle_stranger(os::TimePoint now);
  void move_all(os::TimePoint now);
  void ask_anew(size_t server, os::TimePoint now);
  void ask_by_stream(size_t server, os::TimePoint now);
  bool ask_in_plain_letters(size_t server, os::TimePoint now);
  void go_on_with(std::string name, int aliases, os::TimePoint now);
  void note_failure(size_t server, os::TimePoint now);
  void note_absence(size_t server, os::TimePoint now);
  void note_unreachable(size_t server, os::TimePoint now);
  void ask_another(os::TimePoint now);

  bool allows_tcp() const { return exchange_.settings.tcp == config::DnsTcp::normal; }
  bool any_has_failed() const;
  bool nobody_is_left() const;
  void finish(Answer answer);
  void finish(Outcome outcome) { finish(Answer{outcome, {}, {}}); }

  Exchange& exchange_;
  std::string name_;  // that is asked for now: the end of the aliases that are known
  Type type_;
  uint32_t key_;
  std::vector<Contact> contacts_;  // one for each server
  std::optional<ServerOrder> order_;
  size_t picked_ = 0;  // tries that order_ has chosen servers for
  int repeats_ = 0;
  int aliases_ = 0;
  int strangers_ = 0;
  int moves_ = 0;
  bool trusts_udp_ = true;
  bool is_answered_ = false;
  os::TimePoint ends_at_;
  os::Deadline repeat_at_;
  Answer answer_;
};

}  // namespace spamweir::dns
