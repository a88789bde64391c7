// DNS as the rehearsal hears it: what was told of the client's name comes first, and what was asked
// is remembered.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"
#include "dns/lookups.h"

namespace spamweir::explain {

class ToldLookups final : public dns::Lookups {
 public:
  // `lookups` must outlive the object. `rdns` is the client's name; empty: it has none; nothing:
  // DNS says.
  ToldLookups(dns::Lookups& lookups, const IpAddress& client,
              const std::optional<std::string>& rdns);

  const dns::Answer* ask(std::string_view name, dns::Type type) override;

  struct Asked {
    std::string name;  // lower case
    dns::Type type = dns::Type::a;
    const dns::Answer* answer = nullptr;  // null: none has come
    bool was_told = false;
  };
  // All that was asked for this name, in the order of asking.
  std::vector<Asked> asked_for(std::string_view name) const;

 private:
  dns::Lookups& lookups_;
  std::string reverse_name_;
  std::optional<dns::Answer> told_;
  std::vector<Asked> asked_;
};

// `1.2.0.192.bl.test A: 127.0.0.2` or `… A: no such name`, for people.
std::string text_of(const ToldLookups::Asked& asked);

}  // namespace spamweir::explain
