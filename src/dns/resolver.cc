#include "dns/resolver.h"

#include <array>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "dns/answer_text.h"
#include "dns/idn.h"
#include "dns/names.h"
#include "dns/question.h"
#include "dns/servers.h"
#include "os/environment.h"

namespace spamweir::dns {

class Resolver::Impl {
 public:
  Impl(const config::DnsSettings& settings, log::Log& log, Now now)
      : settings_(settings), log_(log), now_(now), exchange_(settings) {}

  const Answer* ask(std::string_view name, Type type);
  int fd() const { return exchange_.poll.fd(); }
  os::Deadline deadline() const;
  bool work();
  void give_up_pending();

 private:
  using Key = std::pair<std::string, Type>;

  bool start();
  const Answer* begin(Key key);
  void take_in(os::TimePoint now);
  void check_time(os::TimePoint now);
  void log_answered();
  void begin_waiting();
  void give_up_all();
  bool has_met_silence(const Question& question) const;
  void switch_off();
  void report_too_many();

  const config::DnsSettings& settings_;
  log::Log& log_;
  Now now_;
  Exchange exchange_;
  IdnConverter idn_;
  std::map<Key, Question> questions_;
  std::vector<Question*> by_number_;  // the number is in the keys of the poll set
  std::vector<Question*> pending_;
  std::deque<Question*> waiting_;  // for their turn
  bool has_started_ = false;
  bool is_off_ = false;
  bool reported_too_many_ = false;

  const Answer silence_{Outcome::silence, {}, {}};
  const Answer failure_{Outcome::failure, {}, {}};
  const Answer no_name_{Outcome::no_name, {}, {}};
};

const Answer* Resolver::Impl::ask(std::string_view name, Type type) {
  if (settings_.level == config::DnsLevel::none) return &silence_;
  std::optional<std::string> canonical = canonical_name(name, idn_);
  if (!canonical) return &no_name_;
  Key key(std::move(*canonical), type);
  const auto known = questions_.find(key);
  if (known != questions_.end()) return known->second.answer();
  if (is_off_ || !start()) return &silence_;
  if (questions_.size() >= kMaxQuestions) {
    report_too_many();
    return &failure_;
  }
  return begin(std::move(key));
}

// False where questions can't be asked.
bool Resolver::Impl::start() {
  if (std::exchange(has_started_, true)) return true;
  exchange_.servers =
      find_servers(settings_, os::Environment::of_process().get("RES_OPTIONS"), log_);
  if (exchange_.poll.open()) return true;
  is_off_ = true;
  log_.error("DNS: no descriptor is left to ask with; mail is not judged by DNS for now");
  return false;
}

const Answer* Resolver::Impl::begin(Key key) {
  const auto number = static_cast<uint32_t>(by_number_.size());
  Question question(exchange_, key.first, key.second, number);
  const auto place = questions_.emplace(std::move(key), std::move(question)).first;
  Question& added = place->second;
  by_number_.push_back(&added);
  if (pending_.size() >= kMaxAsked) {
    waiting_.push_back(&added);
    return nullptr;
  }
  added.begin(now_());
  if (added.answer() == nullptr) pending_.push_back(&added);
  return added.answer();
}

os::Deadline Resolver::Impl::deadline() const {
  os::Deadline first;
  for (const Question* question : pending_) first = os::earlier(first, question->deadline());
  return first;
}

// So many questions are asked at a time. The others wait for their turn.
void Resolver::Impl::begin_waiting() {
  while (!waiting_.empty() && pending_.size() < kMaxAsked) {
    Question* const next = waiting_.front();
    waiting_.pop_front();
    if (next->answer() == nullptr) next->begin(now_());
    pending_.push_back(next);
  }
}

void Resolver::Impl::give_up_pending() {
  if (pending_.empty()) return;
  if (!exchange_.heard_at) return switch_off();
  give_up_all();
}

void Resolver::Impl::give_up_all() {
  for (Question* question : pending_) {
    if (question->answer() == nullptr) question->give_up();
  }
  for (Question* question : waiting_) question->give_up();
}

bool Resolver::Impl::work() {
  if (pending_.empty()) return false;
  const os::TimePoint now = now_();
  // First what has arrived: it may have been here in time while we were busy elsewhere.
  take_in(now);
  check_time(now);
  size_t answered = 0;
  // A question whose turn has come may be over at once.
  for (size_t more = 1; more > 0; answered += more) {
    log_answered();
    more = std::erase_if(pending_, [](const Question* q) { return q->answer() != nullptr; });
    begin_waiting();
  }
  return answered > 0;
}

void Resolver::Impl::log_answered() {
  if (!log_.shows(log::Level::debug)) return;
  for (const Question* question : pending_) {
    if (question->answer() == nullptr) continue;
    log_.debug(concat("DNS: ", name_of(question->type()), " ", question->name(), ": ",
                      text_of(*question->answer())));
  }
}

void Resolver::Impl::take_in(os::TimePoint now) {
  std::array<uint64_t, 64> keys;
  const size_t count = exchange_.poll.take(keys);
  for (size_t i = 0; i < count; ++i) {
    Question* const question = by_number_[static_cast<uint32_t>(keys[i] >> 32)];
    question->take_in(static_cast<uint32_t>(keys[i]), now);
  }
}

void Resolver::Impl::check_time(os::TimePoint now) {
  for (Question* question : pending_) {
    if (question->answer() != nullptr) continue;
    question->check_time(now);
    if (has_met_silence(*question)) return switch_off();
  }
}

bool Resolver::Impl::has_met_silence(const Question& question) const {
  const Answer* answer = question.answer();
  return answer != nullptr && answer->outcome == Outcome::silence;
}

void Resolver::Impl::switch_off() {
  is_off_ = true;
  log_.error(concat("DNS: no name server answered within ",
                    to_text(static_cast<uint64_t>(settings_.timeout_secs)), " seconds (asked ",
                    exchange_.servers.names(), "); mail is not judged by DNS for now; check ",
                    exchange_.servers.source));
  give_up_all();
}

void Resolver::Impl::report_too_many() {
  if (std::exchange(reported_too_many_, true)) return;
  log_.error(concat("DNS: this connection has led to ", to_text(kMaxQuestions),
                    " questions; further ones are not asked and count as failed"));
}

Resolver::Resolver(const config::DnsSettings& settings, log::Log& log, Now now)
    : impl_(std::make_unique<Impl>(settings, log, now)) {}
Resolver::~Resolver() = default;

const Answer* Resolver::ask(std::string_view name, Type type) { return impl_->ask(name, type); }
int Resolver::fd() const { return impl_->fd(); }
os::Deadline Resolver::deadline() const { return impl_->deadline(); }
bool Resolver::work() { return impl_->work(); }
void Resolver::give_up_pending() { impl_->give_up_pending(); }

}  // namespace spamweir::dns
