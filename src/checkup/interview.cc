#include "checkup/interview.h"

#include <array>
#include <chrono>
#include <optional>

#include "base/text.h"
#include "log/log.h"
#include "os/child.h"
#include "os/clock.h"
#include "os/signals.h"
#include "os/stream.h"
#include "smtp/ehlo.h"
#include "smtp/reply.h"

namespace spamweir::checkup {
namespace {

constexpr std::chrono::seconds kPatience{10};

class Interview {
 public:
  Interview(os::Child child, os::SignalQueue& signals)
      : child_(std::move(child)), signals_(signals) {}
  ~Interview() {
    child_.from().close();
    end();
  }
  Interview(const Interview&) = delete;
  Interview& operator=(const Interview&) = delete;

  Result<ServerOffer> hold() {
    const auto greeting = hear("greeting");
    if (!greeting.ok()) return Error{greeting.error()};
    if (greeting.value().code != 220) return refused("greets with", greeting.value());
    say("EHLO localhost\r\n");
    const auto ehlo = hear("answer to EHLO");
    if (!ehlo.ok()) return Error{ehlo.error()};
    if (!ehlo.value().is_positive()) return refused("answers EHLO with", ehlo.value());
    say("QUIT\r\n");
    // What it says to that, and that it ends, is its own concern.
    static_cast<void>(hear("answer to QUIT"));
    const smtp::EhloOffer offer = smtp::edit_ehlo(ehlo.value(), {});
    return ServerOffer{offer.auth, offer.starttls};
  }

 private:
  static Error refused(std::string_view how, const smtp::Reply& reply) {
    return Error{concat("The server ", how, " \"", log::quoted_text(reply.last_line()), "\"")};
  }

  // A line fits into any pipe.
  void say(std::string_view line) { os::write_some(child_.to().get(), line); }

  Result<smtp::Reply> hear(std::string_view what) {
    std::optional<smtp::Reply> reply;
    const auto take = [&](smtp::Reply one) {
      reply = std::move(one);
      return false;
    };
    std::array<char, 4096> buffer;
    for (;;) {
      unread_.erase(0, reader_.feed(unread_, take));
      if (reply) return *std::move(reply);
      std::array interests{os::Interest{.fd = child_.from().get(), .read = true},
                           os::Interest{.fd = signals_.fd(), .read = true}};
      os::wait(interests, deadline_);
      if (signals_.take_stop_request()) {
        return Error{concat("The check was interrupted before the server gave its ", what)};
      }
      if (os::Clock::now() >= *deadline_) {
        return Error{concat("The server gives no ", what, " within ",
                            to_text(static_cast<uint64_t>(kPatience.count())), " seconds")};
      }
      const os::Transfer transfer = os::read_some(child_.from().get(), buffer);
      unread_.append(buffer.data(), transfer.bytes);
      if (transfer.outcome == os::Transfer::Outcome::ended) return gone(what);
    }
  }

  Error gone(std::string_view what) {
    const std::optional<os::ExitStatus> status = end();
    if (!status) return Error{concat("The server gives no ", what, " and closes its output")};
    const auto number = [](int value) { return to_text(static_cast<uint64_t>(value)); };
    const std::string how = status->signal != 0
                                ? concat("ended by signal ", number(status->signal))
                                : concat("ended with exit status ", number(status->code));
    return Error{concat("The server gives no ", what, " and ", how)};
  }

  // How it ended once nothing more came; nothing where it had to be killed. Nobody that it started
  // is left then: who holds our standard error would hold up whoever reads that to its end.
  std::optional<os::ExitStatus> end() {
    child_.to().close();
    const bool ended = wait_for_end();
    child_.kill_group();
    if (!ended && !wait_for_end()) return std::nullopt;  // the system does not let us
    const std::optional<os::ExitStatus> status = child_.reap(true);
    return ended ? status : std::nullopt;
  }

  bool wait_for_end() {
    constexpr std::chrono::milliseconds kPause{10};
    const os::TimePoint patience = os::Clock::now() + std::chrono::seconds(1);
    while (!child_.has_ended() && os::Clock::now() < patience) {
      os::wait({}, os::Clock::now() + kPause);
    }
    return child_.has_ended();
  }

  os::Child child_;
  os::SignalQueue& signals_;
  smtp::ReplyReader reader_;
  std::string unread_;
  os::Deadline deadline_ = os::Clock::now() + kPatience;
};

}  // namespace

Result<ServerOffer> interview(const char* const* command, const os::Environment& environment) {
  // A server that is gone must not take us with it (SIGPIPE).
  os::SignalQueue signals;
  if (const Status usable = signals.check(); !usable.ok()) return Error{usable.error()};
  Result<os::Child> child = os::Child::start({command, environment.variables().data()},
                                             signals.original_mask(), os::Child::Group::its_own);
  if (!child.ok()) return Error{child.error()};
  return Interview(std::move(child.value()), signals).hold();
}

}  // namespace spamweir::checkup
