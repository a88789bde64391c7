// A reply taken to pieces.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dns/answer.h"

namespace spamweir::dns {

// The most records of one message that are looked at; those behind them are as if not sent. With
// Resolver::kMaxQuestions it bounds what a client's own zones can make us remember to 100 MB.
inline constexpr size_t kMaxRecords = 100;

struct OwnedRecord {
  std::string owner;  // as Record::text has its names
  Record record;
};

struct Reply {
  int code = 0;  // RFC 1035 4.1.1, with the upper bits of RFC 6891 6.1.3
  bool is_truncated = false;
  bool is_authoritative = false;
  bool offers_recursion = false;
  std::vector<OwnedRecord> answers;  // of the types in Type, class IN; others are left out
  // Answers beyond kMaxRecords were left out.
  bool is_incomplete = false;
  bool has_authority_soa = false;
  std::vector<std::pair<std::string, IpAddress>> additional_addresses;
};

// Takes any bytes: no offset is followed beyond the message and no name in a circle. Nothing where
// it is no reply to a question or its answers are malformed. What is cut off (TC) or broken behind
// the answers is left out. Names have RFC 1035 5.1 escapes for bytes that no host name has.
std::optional<Reply> parse_reply(std::string_view message);

}  // namespace spamweir::dns
