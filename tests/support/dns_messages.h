// DNS messages for tests, good and bad ones.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spamweir::testing {

// On the wire, without compression.
std::string dns_name(std::string_view text);
std::string dns_number(unsigned number);  // 16 bits
std::string dns_address(std::string_view text);
std::string dns_mx(unsigned preference, std::string_view exchange);
std::string dns_text(std::string_view text);  // one string
std::string dns_soa();

// A reply to `query`, with its id and question.
class DnsReply {
 public:
  explicit DnsReply(std::string_view query, int code = 0);

  DnsReply& answer(std::string_view owner, unsigned type, std::string_view data);
  DnsReply& authority(std::string_view owner, unsigned type, std::string_view data);
  DnsReply& additional(std::string_view owner, unsigned type, std::string_view data);
  DnsReply& truncated();
  DnsReply& authoritative();
  DnsReply& without_recursion();

  std::string bytes() const;

 private:
  std::string header_;
  std::string question_;
  std::string records_[3];
  unsigned counts_[3] = {};
};

// The name that a query asks for, as it stands there.
std::string asked_name(std::string_view query);
unsigned asked_type(std::string_view query);
bool has_edns(std::string_view query);

}  // namespace spamweir::testing
