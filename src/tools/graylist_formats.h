// The texts that graylist entries come from and go to.
//
// Our own: a line `# spamweir-graylist 1`, then a line for each entry, fields separated by tabs:
//
//   SECS STATE RECIPIENT-DOMAIN RECIPIENT-USER SENDER-DOMAIN SENDER-USER [IP NAME]...
//
// where SECS is the entry's time since 1970, STATE waiting or passed, the four names those of the
// tree, and each `IP NAME` a client that it passed for.
//
// postgrey: `db_dump -p` of postgrey.db (key CLIENT/SENDER/RECIPIENT, value FIRST,LAST in seconds)
// or of postgrey_clients.db (key CLIENT, value COUNT,LAST). An entry that came again after its
// waiting time has passed, a client with kPostgreyClientCount passed mails is known.
//
// greydaemon: `I SECS IP` for known clients, `G SECS IP SENDER RECIPIENT` for entries that wait;
// sender `.` is the null sender.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "graylist/store.h"
#include "smtp/address.h"

namespace spamweir::tools {

// The defaults of postgrey's --delay and --auto-whitelist-clients.
inline constexpr int64_t kPostgreyDelaySecs = 300;
inline constexpr uint64_t kPostgreyClientCount = 5;

// An address as a person or a program writes it, without quoting; `<>` and nothing at all are the
// null sender.
smtp::Address address_of(std::string_view text);

struct Import {
  graylist::Key key;
  bool passed = false;
  int64_t since_secs = 0;
  std::vector<graylist::Visitor> visitors;  // of one that passed, at least one
};

// What a line of an import is.
enum class Line { entry, nothing, malformed };

class ImportReader {
 public:
  virtual ~ImportReader() = default;
  // `import` is set where the line is an entry.
  virtual Line read(std::string_view line, Import& import) = 0;
};

// An error says which formats there are, and what to do about others.
Result<std::unique_ptr<ImportReader>> make_reader(std::string_view format,
                                                  const config::GraylistSettings& settings);

extern const std::string_view kExportHeading;
// A line with its end. `visitors` as Place::visitors() gives them.
std::string export_line(const graylist::Entry& entry, std::string_view visitors);

}  // namespace spamweir::tools
