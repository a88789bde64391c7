// dnsa, dnsmx and so on: what DNS says, asked by the resolver of the filter.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "base/text.h"
#include "dns/answer_text.h"
#include "dns/names.h"
#include "dns/reply.h"
#include "dns/resolv_conf.h"
#include "dns/resolver.h"
#include "dns/servers.h"
#include "log/log.h"
#include "os/environment.h"
#include "os/stream.h"
#include "tools/name_input.h"
#include "tools/tool.h"

namespace spamweir::tools {
namespace {

constexpr int kNothingThere = 1;
constexpr int kNobodyKnows = 2;
// Asked together; a resolver takes no more questions than these in its life.
constexpr size_t kBatch = dns::Resolver::kMaxQuestions;

struct Subject {
  std::string text;  // as it was given
  std::string name;  // that is asked for
};

int status_of(dns::Outcome outcome) {
  switch (outcome) {
    case dns::Outcome::found:
      return kDone;
    case dns::Outcome::no_data:
    case dns::Outcome::no_name:
      return kNothingThere;
    case dns::Outcome::failure:
    case dns::Outcome::silence:
      return kNobodyKnows;
  }
  __builtin_unreachable();
}

Result<config::DnsSettings> settings_of(const ToolCall& call) {
  config::DnsSettings settings;
  for (const auto& [option, value] : call.words.options) {
    if (option == "-s") {
      if (!dns::parse_server(value)) {
        return Error{concat("-s ", value,
                            ": this is no name server; allowed are ADDRESS, ADDRESS:PORT and"
                            " [ADDRESS]:PORT")};
      }
      settings.servers.emplace_back(value);
      continue;
    }
    const std::optional<uint64_t> secs = parse_number(value);
    if (!secs || *secs == 0 || *secs > 3600) {
      return Error{concat("-t ", value, ": this must be 1 to 3600 seconds")};
    }
    settings.timeout_secs = static_cast<int>(*secs);
  }
  return settings;
}

// What is wrong with resolv.conf is said once, here.
dns::Servers servers_of(const ToolCall& call, const config::DnsSettings& settings) {
  log::Log log(std::string(call.name), log::Level::error, log::kStderr);
  return dns::find_servers(settings, os::Environment::of_process().get("RES_OPTIONS"), log);
}

class DnsTool {
 public:
  DnsTool(const ToolCall& call, dns::Type type, const config::DnsSettings& settings)
      : call_(call),
        type_(type),
        settings_(settings),
        servers_(servers_of(call, settings)),
        names_(call.words.operands),
        shows_names_(names_.is_standard_input() || call.words.operands.size() > 1) {}

  int run() {
    for (std::vector<Subject> batch = read_batch(); !batch.empty() && !output_.has_failed();
         batch = read_batch()) {
      answer(batch);
    }
    if (!was_whole(call_, names_, output_)) status_ = kNobodyKnows;
    return finish(call_, output_, status_);
  }

 private:
  std::vector<Subject> read_batch() {
    std::vector<Subject> batch;
    for (std::string_view text; batch.size() < kBatch && names_.next(text);) {
      if (type_ != dns::Type::ptr) {
        if (can_be_asked_for(text)) batch.push_back({std::string(text), std::string(text)});
      } else if (const std::optional<IpAddress> address = IpAddress::parse(text)) {
        batch.push_back({std::string(text), dns::reverse_name(*address)});
      } else {
        complain(call_.name, concat(text, ": this is no IP address"));
        status_ = kNobodyKnows;
      }
    }
    return batch;
  }

  bool can_be_asked_for(std::string_view text) {
    if (dns::canonical_name(text, idn_)) return true;
    complain(call_.name, concat(text, ": this is no name that can be asked for"));
    status_ = kNobodyKnows;
    return false;
  }

  void answer(const std::vector<Subject>& batch) {
    dns::Resolver resolver(settings_, silent_log_);
    for (const Subject& subject : batch) resolver.ask(subject.name, type_);
    for (const Subject& subject : batch) print(subject, wait_for(resolver, subject));
  }

  const dns::Answer& wait_for(dns::Resolver& resolver, const Subject& subject) const {
    for (;;) {
      if (const dns::Answer* answer = resolver.ask(subject.name, type_)) return *answer;
      os::Interest interest{.fd = resolver.fd(), .read = true};
      os::wait({&interest, 1}, resolver.deadline());
      resolver.work();
    }
  }

  std::string problem(dns::Outcome outcome) const {
    const std::string_view text = dns::name_of(outcome);
    if (outcome != dns::Outcome::silence) return std::string(text);
    return concat(text, " within ", to_text(static_cast<uint64_t>(settings_.timeout_secs)),
                  " seconds (asked ", servers_.names(), "); check ",
                  settings_.servers.empty() ? servers_.source : "-s");
  }

  void print(const Subject& subject, const dns::Answer& answer) {
    status_ = std::max(status_, status_of(answer.outcome));
    if (answer.outcome != dns::Outcome::found) {
      output_.flush();  // so that complaints stand where they belong
      complain(call_.name, concat(subject.text, ": ", problem(answer.outcome)));
    }
    for (const dns::Record& record : answer.records) {
      if (shows_names_) output_.print(concat(subject.text, " "));
      if (type_ == dns::Type::any) output_.print(concat(dns::name_of(record.type), " "));
      output_.print(concat(dns::text_of(record), "\n"));
    }
    if (answer.is_incomplete) {
      output_.flush();
      complain(call_.name,
               concat(subject.text, ": there are more records than these; of an answer ",
                      to_text(uint64_t{dns::kMaxRecords}), " are looked at"));
    }
  }

  const ToolCall& call_;
  const dns::Type type_;
  const config::DnsSettings& settings_;
  const dns::Servers servers_;                    // of which complaints speak
  log::Log silent_log_{"", log::Level::none, 0};  // what the filter would say there is not for here
  dns::IdnConverter idn_;
  NameInput names_;
  const bool shows_names_;
  Output output_;
  int status_ = kDone;
};

}  // namespace

int run_dns_tool(const ToolCall& call) {
  // The name is `dns` and the type.
  const std::optional<dns::Type> type = dns::type_of(call.name.substr(3));
  const Result<config::DnsSettings> settings = settings_of(call);
  if (!settings.ok()) return not_understood(call, settings.error());
  return DnsTool(call, *type, settings.value()).run();
}

}  // namespace spamweir::tools
