// Entries as people and programs read them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "graylist/store.h"
#include "tools/output.h"
#include "tools/progress.h"

namespace spamweir::tools {

// One line, for list; with `json` an object.
std::string entry_line(const graylist::Entry& entry, bool json);
extern const std::string_view kListHeading;

// One entry with the clients that it passed for.
std::string entry_page(const graylist::Entry& entry, std::string_view visitors, bool json);

struct DomainCounts {
  uint64_t waiting = 0;
  uint64_t passed = 0;
  int64_t oldest_secs = 0;
  int64_t newest_secs = 0;
};

class Statistics {
 public:
  void add(const graylist::Entry& entry);
  std::string text(bool json) const;

 private:
  std::map<std::string, DomainCounts, std::less<>> domains_;
  DomainCounts total_;
  uint64_t known_clients_ = 0;
};

}  // namespace spamweir::tools
