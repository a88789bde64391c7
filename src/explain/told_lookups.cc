#include "explain/told_lookups.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "dns/names.h"
#include "log/log.h"

namespace spamweir::explain {
namespace {

dns::Answer name_answer(const std::string& name) {
  dns::Answer answer;
  answer.outcome = name.empty() ? dns::Outcome::no_name : dns::Outcome::found;
  if (name.empty()) return answer;
  dns::Record record;
  record.type = dns::Type::ptr;
  record.text = name;
  answer.records.push_back(std::move(record));
  return answer;
}

std::string_view name_of(dns::Type type) {
  switch (type) {
    case dns::Type::a:
      return "A";
    case dns::Type::ns:
      return "NS";
    case dns::Type::cname:
      return "CNAME";
    case dns::Type::soa:
      return "SOA";
    case dns::Type::ptr:
      return "PTR";
    case dns::Type::mx:
      return "MX";
    case dns::Type::txt:
      return "TXT";
    case dns::Type::aaaa:
      return "AAAA";
    case dns::Type::any:
      return "ANY";
  }
  __builtin_unreachable();
}

std::string text_of(const dns::Record& record) {
  const bool is_address = record.type == dns::Type::a || record.type == dns::Type::aaaa;
  if (is_address) return record.address.to_string();
  const std::string text = log::quoted_text(record.text);
  return record.type == dns::Type::txt ? concat("\"", text, "\"") : text;
}

std::string text_of(const dns::Answer& answer) {
  std::string text;
  switch (answer.outcome) {
    case dns::Outcome::found:
      for (const dns::Record& record : answer.records) {
        text += concat(text.empty() ? "" : ", ", text_of(record));
      }
      return text;
    case dns::Outcome::no_data:
      return "no such record";
    case dns::Outcome::no_name:
      return "no such name";
    case dns::Outcome::failure:
      return "the name servers could not tell";
    case dns::Outcome::silence:
      return "no name server answered";
  }
  __builtin_unreachable();
}

}  // namespace

ToldLookups::ToldLookups(dns::Lookups& lookups, const IpAddress& client,
                         const std::optional<std::string>& rdns)
    : lookups_(lookups), reverse_name_(dns::reverse_name(client)) {
  if (rdns) told_ = name_answer(*rdns);
}

const dns::Answer* ToldLookups::ask(std::string_view name, dns::Type type) {
  Asked asked{lower_case(name), type, nullptr, false};
  // Which of the two the client's name is asked for by is the administrator's choice.
  const bool is_reverse = type == dns::Type::ptr || type == dns::Type::cname;
  asked.was_told = told_ && is_reverse && asked.name == reverse_name_;
  asked.answer = asked.was_told ? &*told_ : lookups_.ask(name, type);
  const auto known = std::find_if(asked_.begin(), asked_.end(), [&asked](const Asked& earlier) {
    return earlier.type == asked.type && earlier.name == asked.name;
  });
  const dns::Answer* answer = asked.answer;
  if (known != asked_.end()) {
    known->answer = answer;
  } else {
    asked_.push_back(std::move(asked));
  }
  return answer;
}

std::vector<ToldLookups::Asked> ToldLookups::asked_for(std::string_view name) const {
  std::vector<Asked> found;
  for (const Asked& asked : asked_) {
    if (equals_ignoring_case(asked.name, name)) found.push_back(asked);
  }
  return found;
}

std::string text_of(const ToldLookups::Asked& asked) {
  const std::string answer =
      asked.answer != nullptr ? text_of(*asked.answer) : std::string("no answer yet");
  return concat(log::quoted_text(asked.name), " ", name_of(asked.type), ": ", answer,
                asked.was_told ? " (as given)" : "");
}

}  // namespace spamweir::explain
