// DNS as a table that a test fills: what is not in it does not exist, and answers can be held back.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "dns/lookups.h"

namespace spamweir::testing {

class FakeLookups final : public dns::Lookups {
 public:
  // The outcome for everything that is not in the table.
  explicit FakeLookups(dns::Outcome otherwise = dns::Outcome::no_name) {
    otherwise_.outcome = otherwise;
  }

  // `data`: an address, a name or a text, as the type asks for; of an MX its host.
  FakeLookups& add(std::string_view name, dns::Type type, std::string_view data,
                   uint16_t preference = 10) {
    dns::Record record;
    record.type = type;
    record.preference = preference;
    if (type == dns::Type::a || type == dns::Type::aaaa) {
      record.address = *IpAddress::parse(data);
    } else {
      record.text = data;
    }
    dns::Answer& answer = answers_[{lower_case(name), type}];
    answer.outcome = dns::Outcome::found;
    answer.records.push_back(std::move(record));
    return *this;
  }
  FakeLookups& fail(std::string_view name, dns::Type type, dns::Outcome outcome) {
    answers_[{lower_case(name), type}].outcome = outcome;
    return *this;
  }
  // From now on nothing is known but what is released.
  void hold() { holding_ = true; }
  void release() { holding_ = false; }

  const dns::Answer* ask(std::string_view name, dns::Type type) override {
    const Key key{lower_case(name), type};
    if (known_.find(key) != known_.end()) return known_.at(key);
    bool begun = false;
    for (const Key& earlier : asked_) begun = begun || earlier == key;
    if (!begun) asked_.push_back(key);
    if (holding_) return nullptr;
    const auto found = answers_.find(key);
    return known_[key] = found == answers_.end() ? &otherwise_ : &found->second;
  }

  // Everything asked so far, as `name/type` with the type's number, in order.
  std::string asked() const {
    std::string text;
    for (const Key& key : asked_) {
      text += key.first + "/" + std::to_string(static_cast<int>(key.second)) + " ";
    }
    return text;
  }
  size_t questions() const { return asked_.size(); }

 private:
  using Key = std::pair<std::string, dns::Type>;

  dns::Answer otherwise_;
  std::map<Key, dns::Answer> answers_;
  std::map<Key, const dns::Answer*> known_;
  std::vector<Key> asked_;
  bool holding_ = false;
};

}  // namespace spamweir::testing
