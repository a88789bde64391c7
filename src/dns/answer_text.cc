#include "dns/answer_text.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "log/log.h"

namespace spamweir::dns {
namespace {

struct TypeName {
  Type type;
  std::string_view name;
};

constexpr TypeName kTypeNames[] = {
    {Type::a, "A"},     {Type::ns, "NS"},     {Type::cname, "CNAME"},
    {Type::soa, "SOA"}, {Type::ptr, "PTR"},   {Type::mx, "MX"},
    {Type::txt, "TXT"}, {Type::aaaa, "AAAA"}, {Type::any, "ANY"},
};

// IpAddress takes ::ffff:192.0.2.1 for the IPv4 address in it.
std::string ipv6_text(const IpAddress& address) {
  return concat(address.is_v4() ? "::ffff:" : "", address.to_string());
}

// The root has no letters of its own.
std::string_view name_text(std::string_view name) { return name.empty() ? "." : name; }

}  // namespace

std::string_view name_of(Type type) {
  const auto found = std::find_if(std::begin(kTypeNames), std::end(kTypeNames),
                                  [type](const TypeName& row) { return row.type == type; });
  return found == std::end(kTypeNames) ? "" : found->name;
}

std::optional<Type> type_of(std::string_view name) {
  const auto found =
      std::find_if(std::begin(kTypeNames), std::end(kTypeNames),
                   [name](const TypeName& row) { return equals_ignoring_case(row.name, name); });
  if (found == std::end(kTypeNames)) return std::nullopt;
  return found->type;
}

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::found:
      return "found";
    case Outcome::no_data:
      return "no such record";
    case Outcome::no_name:
      return "no such name (NXDOMAIN)";
    case Outcome::failure:
      return "the name servers could not tell";
    case Outcome::silence:
      return "no name server answered";
  }
  __builtin_unreachable();
}

std::string text_of(const Record& record) {
  switch (record.type) {
    case Type::a:
      return record.address.to_string();
    case Type::aaaa:
      return ipv6_text(record.address);
    case Type::mx:
      return concat(to_text(uint64_t{record.preference}), " ", name_text(record.text));
    // Names have their odd bytes escaped already.
    case Type::ns:
    case Type::cname:
    case Type::soa:
    case Type::ptr:
      return std::string(name_text(record.text));
    case Type::txt:
    case Type::any:
      return log::quoted_text(record.text);
  }
  __builtin_unreachable();
}

std::string text_of(const Answer& answer) {
  std::string text(name_of(answer.outcome));
  for (const Record& record : answer.records) {
    text += concat(&record == answer.records.data() ? " " : ", ", text_of(record));
  }
  return text;
}

}  // namespace spamweir::dns
