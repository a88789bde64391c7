#include "tools/graylist_listing.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace spamweir::tools {
namespace {

using graylist::Entry;
using graylist::Key;

constexpr size_t kStateWidth = 7;
constexpr size_t kTimeWidth = 19;
constexpr size_t kAddressWidth = 31;
constexpr size_t kCountWidth = 9;

std::string_view state_word(const Entry& entry) {
  if (entry.key.is_known_client()) return "known";
  return entry.passed ? "passed" : "waiting";
}

// What stands behind the last comma of a sender, unless that is the hash of a long name.
std::string_view client_of(const Key& key) {
  if (key.is_known_client()) return key.recipient_user;
  const size_t comma = key.sender_user.rfind(',');
  if (comma == std::string::npos) return {};
  const std::string_view last = std::string_view(key.sender_user).substr(comma + 1);
  return last.find_first_of(".:") == std::string_view::npos ? std::string_view() : last;
}

std::string sender_of(const Key& key) {
  const std::string_view client = client_of(key);
  const std::string_view user =
      std::string_view(key.sender_user)
          .substr(0, key.sender_user.size() - (client.empty() ? 0 : client.size() + 1));
  if (user == graylist::kNone && key.sender_domain == graylist::kNone) return "<>";
  return concat(user, "@", key.sender_domain);
}

std::string recipient_of(const Key& key) {
  return concat(key.recipient_user, "@", key.recipient_domain);
}

std::string or_dash(std::string_view text) { return std::string(text.empty() ? "-" : text); }

std::string json_fields(const Entry& entry) {
  const Key& key = entry.key;
  const std::string address_fields =
      key.is_known_client() ? std::string()
                            : concat(R"(,"recipient":)", json_string(recipient_of(key)),
                                     R"(,"sender":)", json_string(sender_of(key)));
  return concat(R"({"state":)", json_string(state_word(entry)), R"(,"since":)",
                json_number(entry.since_secs), address_fields, R"(,"client":)",
                client_of(key).empty() ? "null" : json_string(client_of(key)), R"(,"path":)",
                json_string(entry.path));
}

std::string counts_json(const DomainCounts& counts) {
  return concat(R"("waiting":)", to_text(counts.waiting), R"(,"passed":)", to_text(counts.passed),
                R"(,"oldest":)", json_number(counts.oldest_secs), R"(,"newest":)",
                json_number(counts.newest_secs));
}

std::string right(std::string_view text, size_t width) {
  return concat(std::string(width - std::min(width, text.size()), ' '), text);
}

std::string counts_row(const DomainCounts& counts, std::string_view name) {
  const bool any = counts.waiting + counts.passed > 0;
  return concat(right(to_text(counts.waiting), kCountWidth), " ",
                right(to_text(counts.passed), kCountWidth), "  ",
                column(any ? time_text(counts.oldest_secs) : "-", kTimeWidth), "  ",
                column(any ? time_text(counts.newest_secs) : "-", kTimeWidth), "  ", name, "\n");
}

void count(DomainCounts& counts, const Entry& entry) {
  const bool first = counts.waiting + counts.passed == 0;
  ++(entry.passed ? counts.passed : counts.waiting);
  counts.oldest_secs = first ? entry.since_secs : std::min(counts.oldest_secs, entry.since_secs);
  counts.newest_secs = first ? entry.since_secs : std::max(counts.newest_secs, entry.since_secs);
}

}  // namespace

const std::string_view kListHeading =
    "STATE   LAST USE (UTC)       RECIPIENT                       SENDER                          "
    "CLIENT\n";

std::string entry_line(const Entry& entry, bool json) {
  if (json) return json_fields(entry) + "}\n";
  const Key& key = entry.key;
  const bool is_client = key.is_known_client();
  return concat(
      column(state_word(entry), kStateWidth), " ", column(time_text(entry.since_secs), kTimeWidth),
      "  ", column(is_client ? "-" : recipient_of(key), kAddressWidth), " ",
      column(is_client ? "-" : sender_of(key), kAddressWidth), " ", or_dash(client_of(key)), "\n");
}

std::string entry_page(const Entry& entry, std::string_view visitors, bool json) {
  std::string list;
  for (const std::string_view visitor : split(visitors, '\n')) {
    if (visitor.empty()) continue;
    if (json) {
      list += concat(list.empty() ? "" : ",", json_string(visitor));
    } else {
      list += concat("            ", visitor, "\n");
    }
  }
  if (json) return concat(json_fields(entry), R"(,"clients":[)", list, "]}\n");
  const Key& key = entry.key;
  return concat("Recipient:  ", recipient_of(key), "\nSender:     ", sender_of(key),
                "\nClient:     ", or_dash(client_of(key)), "\nState:      ", state_word(entry),
                "\nLast use:   ", time_text(entry.since_secs), " UTC\nFile:       ", entry.path,
                "\nPassed for:\n", list);
}

void Statistics::add(const Entry& entry) {
  if (entry.key.is_known_client()) {
    ++known_clients_;
    return;
  }
  count(domains_[entry.key.recipient_domain], entry);
  count(total_, entry);
}

std::string Statistics::text(bool json) const {
  std::string rows;
  for (const auto& [name, counts] : domains_) {
    if (json) {
      rows += concat(rows.empty() ? "" : ",", R"({"domain":)", json_string(name), ",",
                     counts_json(counts), "}");
    } else {
      rows += counts_row(counts, name);
    }
  }
  if (json) {
    return concat("{", counts_json(total_), R"(,"known_clients":)", to_text(known_clients_),
                  R"(,"domains":[)", rows, "]}\n");
  }
  return concat("  WAITING    PASSED  OLDEST (UTC)         NEWEST (UTC)         DOMAIN\n", rows,
                counts_row(total_, "(all)"), "Known client networks: ", to_text(known_clients_),
                "\n");
}

}  // namespace spamweir::tools
