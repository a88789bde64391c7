// What tests of a question share.
#pragma once

#include <criterion/criterion.h>

#include <chrono>
#include <string>

#include "base/text.h"
#include "support/dns_messages.h"
#include "support/expect.h"
#include "support/fake_name_server.h"

namespace spamweir::dns {

using Asked = testing::FakeNameServer::Asked;

inline constexpr const char* kName = "example.com";

inline std::string good(const Asked& asked) {
  return testing::DnsReply(asked.query)
      .answer(testing::asked_name(asked.query), 1, testing::dns_address("192.0.2.1"))
      .bytes();
}

inline std::string code(const Asked& asked, int number) {
  return testing::DnsReply(asked.query, number).bytes();
}

inline config::DnsSettings at_level(config::DnsLevel level) {
  config::DnsSettings settings;
  settings.level = level;
  return settings;
}

inline config::DnsSettings without_tcp() {
  config::DnsSettings settings;
  settings.tcp = config::DnsTcp::none;
  return settings;
}

// How it stands with the question for the addresses of kName.
inline std::string state(testing::DnsStage& stage) {
  const Answer* answer = stage.ask(kName, Type::a);
  if (answer == nullptr) return "waits";
  switch (answer->outcome) {
    case Outcome::found:
      return answer->records.at(0).address.to_string();
    case Outcome::no_data:
      return "no data";
    case Outcome::no_name:
      return "no name";
    case Outcome::failure:
      return "failure";
    case Outcome::silence:
      break;
  }
  return "silence";
}

// The only query that has come.
inline Asked only(testing::FakeNameServer& server) {
  const auto all = server.asked();
  cr_assert(all.size() == 1, "got %zu queries", all.size());
  return all[0];
}

}  // namespace spamweir::dns
