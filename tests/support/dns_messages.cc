#include "support/dns_messages.h"

#include <algorithm>
#include <stdexcept>

#include "base/ip_address.h"
#include "base/text.h"

namespace spamweir::testing {
namespace {

constexpr size_t kHeader = 12;

std::string record(std::string_view owner, unsigned type, std::string_view data) {
  const std::string ttl("\0\0\x0e\x10", 4);
  return concat(dns_name(owner), dns_number(type), dns_number(1), ttl,
                dns_number(static_cast<unsigned>(data.size())), data);
}

size_t question_size(std::string_view query) { return query.find('\0', kHeader) + 5 - kHeader; }

}  // namespace

std::string dns_name(std::string_view text) {
  std::string bytes;
  if (!text.empty()) {
    for (const std::string_view label : split(text, '.')) {
      bytes += static_cast<char>(label.size());
      bytes += label;
    }
  }
  return bytes + '\0';
}

std::string dns_number(unsigned number) {
  return {static_cast<char>(number >> 8), static_cast<char>(number)};
}

std::string dns_address(std::string_view text) {
  const auto address = IpAddress::parse(text);
  if (!address) throw std::runtime_error("no address");
  const auto& bytes = address->bytes();
  return std::string(reinterpret_cast<const char*>(bytes.data()), address->is_v4() ? 4 : 16);
}

std::string dns_mx(unsigned preference, std::string_view exchange) {
  return dns_number(preference) + dns_name(exchange);
}

std::string dns_text(std::string_view text) {
  return concat(std::string(1, static_cast<char>(text.size())), text);
}

std::string dns_soa() {
  return dns_name("ns.example") + dns_name("root.example") + dns_number(0) + dns_number(7) +
         std::string(15, '\0') + "\x3c";
}

DnsReply::DnsReply(std::string_view query, int code)
    : header_(query.substr(0, 4)), question_(query.substr(kHeader, question_size(query))) {
  header_[2] = static_cast<char>(0x81);
  header_[3] = static_cast<char>(0x80 | code);
}

DnsReply& DnsReply::answer(std::string_view owner, unsigned type, std::string_view data) {
  records_[0] += record(owner, type, data);
  ++counts_[0];
  return *this;
}

DnsReply& DnsReply::authority(std::string_view owner, unsigned type, std::string_view data) {
  records_[1] += record(owner, type, data);
  ++counts_[1];
  return *this;
}

DnsReply& DnsReply::additional(std::string_view owner, unsigned type, std::string_view data) {
  records_[2] += record(owner, type, data);
  ++counts_[2];
  return *this;
}

DnsReply& DnsReply::truncated() {
  header_[2] = static_cast<char>(header_[2] | 0x02);
  return *this;
}

DnsReply& DnsReply::authoritative() {
  header_[2] = static_cast<char>(header_[2] | 0x04);
  return *this;
}

DnsReply& DnsReply::without_recursion() {
  header_[3] = static_cast<char>(header_[3] & 0x7f);
  return *this;
}

std::string DnsReply::bytes() const {
  return concat(header_, dns_number(1), dns_number(counts_[0]), dns_number(counts_[1]),
                dns_number(counts_[2]), question_, records_[0], records_[1], records_[2]);
}

std::string asked_name(std::string_view query) {
  std::string name;
  for (size_t at = kHeader; at < query.size() && query[at] != '\0';) {
    const auto size = size_t{static_cast<unsigned char>(query[at])};
    name += concat(name.empty() ? "" : ".", query.substr(at + 1, size));
    at += size + 1;
  }
  return name;
}

unsigned asked_type(std::string_view query) {
  const size_t at = kHeader + question_size(query) - 4;
  return static_cast<unsigned char>(query[at]) * 256u + static_cast<unsigned char>(query[at + 1]);
}

bool has_edns(std::string_view query) { return query[11] == 1; }

}  // namespace spamweir::testing
