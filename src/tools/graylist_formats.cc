#include "tools/graylist_formats.h"

#include <algorithm>
#include <optional>

#include "base/ip_address.h"
#include "base/text.h"
#include "graylist/client_name.h"
#include "graylist/graylist.h"
#include "graylist/names.h"

namespace spamweir::tools {
namespace {

using graylist::Key;

constexpr std::string_view kNobody = "0.0.0.0 (unknown)";

std::string without_controls(std::string_view text) {
  std::string out(text);
  std::replace_if(out.begin(), out.end(), is_control, '?');
  return out;
}

std::optional<int64_t> parse_secs(std::string_view text) {
  const std::optional<uint64_t> secs = parse_number(text);
  // Later than the year 5138 is no time but rubbish.
  if (!secs || *secs > 100'000'000'000) return std::nullopt;
  return static_cast<int64_t>(*secs);
}

}  // namespace

smtp::Address address_of(std::string_view text) {
  if (text == "<>") return {};
  const size_t at = text.rfind('@');
  if (at == std::string_view::npos) return {std::string(text), {}};
  return {std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

namespace {

// The key of what another program knows about a client, a sender and a recipient.
std::optional<Key> key_of_triple(const IpAddress& client, std::string_view sender,
                                 std::string_view recipient,
                                 const config::GraylistSettings& settings) {
  const graylist::Attempt attempt{address_of(sender), address_of(recipient), client, {}};
  if (attempt.recipient.local.empty() || attempt.recipient.domain.empty()) return std::nullopt;
  return graylist::key_of_attempt(attempt, settings);
}

Import known_client(const IpAddress& client, int64_t secs,
                    const config::GraylistSettings& settings) {
  return {graylist::key_of_client(graylist::network_name(client, settings)), false, secs, {}};
}

class OwnReader final : public ImportReader {
 public:
  Line read(std::string_view line, Import& import) override {
    if (line.empty() || line[0] == '#') return Line::nothing;
    const std::vector<std::string_view> fields = split(line, '\t');
    if (fields.size() < kFields || !are_names(fields)) return Line::malformed;
    const std::optional<int64_t> secs = parse_secs(fields[0]);
    const bool passed = fields[1] == "passed";
    if (!secs || (!passed && fields[1] != "waiting")) return Line::malformed;
    import = {Key{std::string(fields[2]), std::string(fields[3]), std::string(fields[4]),
                  std::string(fields[5])},
              passed,
              *secs,
              {}};
    return read_visitors(fields, import);
  }

 private:
  static constexpr size_t kFields = 6;

  static bool are_names(const std::vector<std::string_view>& fields) {
    return std::all_of(fields.begin() + 2, fields.begin() + kFields, graylist::is_name);
  }

  static Line read_visitors(const std::vector<std::string_view>& fields, Import& import) {
    for (size_t i = kFields; i < fields.size(); ++i) {
      const size_t blank = std::min(fields[i].find(' '), fields[i].size());
      const std::string_view name = fields[i].substr(std::min(blank + 1, fields[i].size()));
      if (std::any_of(fields[i].begin(), fields[i].end(), is_control)) return Line::malformed;
      import.visitors.push_back({std::string(fields[i].substr(0, blank)), std::string(name)});
    }
    return import.passed == !import.visitors.empty() ? Line::entry : Line::malformed;
  }
};

class GreydaemonReader final : public ImportReader {
 public:
  explicit GreydaemonReader(const config::GraylistSettings& settings) : settings_(settings) {}

  Line read(std::string_view line, Import& import) override {
    if (trim(line).empty()) return Line::nothing;
    const std::vector<std::string_view> fields = split(line, ' ');
    const bool is_client = fields[0] == "I" && fields.size() == 3;
    const bool is_triple = fields[0] == "G" && fields.size() == 5;
    if (!is_client && !is_triple) return Line::malformed;
    const std::optional<int64_t> secs = parse_secs(fields[1]);
    const std::optional<IpAddress> client = IpAddress::parse(fields[2]);
    if (!secs || !client) return Line::malformed;
    if (is_client) {
      import = known_client(*client, *secs, settings_);
      return Line::entry;
    }
    const std::string_view sender = fields[3] == "." ? std::string_view() : fields[3];
    const std::optional<Key> key = key_of_triple(*client, sender, fields[4], settings_);
    if (!key) return Line::malformed;
    import = {*key, false, *secs, {}};
    return Line::entry;
  }

 private:
  const config::GraylistSettings& settings_;
};

std::optional<unsigned> hex_value(char c) {
  const char lower = to_lower(c);
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  if (lower >= 'a' && lower <= 'f') return static_cast<unsigned>(lower - 'a' + 10);
  return std::nullopt;
}

// db_dump(1): with -p a byte that can't be printed is `\HH`, and a backslash `\\`.
std::optional<std::string> undumped(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
    } else if (text.substr(i + 1).starts_with('\\')) {
      out += text[++i];
    } else {
      const auto high = i + 2 < text.size() ? hex_value(text[i + 1]) : std::nullopt;
      const auto low = i + 2 < text.size() ? hex_value(text[i + 2]) : std::nullopt;
      if (!high || !low) return std::nullopt;
      out += static_cast<char>(*high << 4 | *low);
      i += 2;
    }
  }
  return out;
}

class PostgreyReader final : public ImportReader {
 public:
  explicit PostgreyReader(const config::GraylistSettings& settings) : settings_(settings) {}

  // Keys and values take turns, each behind a blank; other lines are the dump's heading and end.
  Line read(std::string_view line, Import& import) override {
    if (!line.starts_with(' ')) {
      has_key_ = false;
      return Line::nothing;
    }
    std::optional<std::string> text = undumped(line.substr(1));
    if (!has_key_) {
      has_key_ = true;
      key_ = text ? *std::move(text) : std::string();
      return Line::nothing;
    }
    has_key_ = false;
    return text ? read_pair(*text, import) : Line::malformed;
  }

 private:
  Line read_pair(std::string_view value, Import& import) {
    const size_t comma = value.find(',');
    if (comma == std::string_view::npos) return Line::malformed;
    const std::optional<int64_t> last = parse_secs(value.substr(comma + 1));
    const size_t slash = key_.find('/');
    const std::optional<IpAddress> client =
        IpAddress::parse(std::string_view(key_).substr(0, slash));
    if (!last || !client) return Line::malformed;
    const std::string_view first = value.substr(0, comma);
    return slash == std::string::npos ? read_client(first, *client, *last, import)
                                      : read_triple(first, *client, *last, import);
  }

  Line read_client(std::string_view first, const IpAddress& client, int64_t last, Import& import) {
    const std::optional<uint64_t> count = parse_number(first);
    if (!count) return Line::malformed;
    if (*count < kPostgreyClientCount) return Line::nothing;
    import = known_client(client, last, settings_);
    return Line::entry;
  }

  Line read_triple(std::string_view first, const IpAddress& client, int64_t last, Import& import) {
    const std::optional<int64_t> since = parse_secs(first);
    const std::string_view names = std::string_view(key_).substr(key_.find('/') + 1);
    const size_t slash = names.rfind('/');
    if (!since || slash == std::string_view::npos) return Line::malformed;
    const std::optional<Key> key =
        key_of_triple(client, names.substr(0, slash), names.substr(slash + 1), settings_);
    if (!key) return Line::malformed;
    const bool passed = last - *since >= kPostgreyDelaySecs;
    import = {*key, passed, passed ? last : *since, {}};
    if (passed) import.visitors.push_back({client.to_string(), "(unknown)"});
    return Line::entry;
  }

  const config::GraylistSettings& settings_;
  bool has_key_ = false;
  std::string key_;
};

}  // namespace

const std::string_view kExportHeading = "# spamweir-graylist 1\n";

Result<std::unique_ptr<ImportReader>> make_reader(std::string_view format,
                                                  const config::GraylistSettings& settings) {
  std::unique_ptr<ImportReader> reader;
  if (format == "spamweir") reader = std::make_unique<OwnReader>();
  if (format == "greydaemon") reader = std::make_unique<GreydaemonReader>(settings);
  if (format == "postgrey") reader = std::make_unique<PostgreyReader>(settings);
  if (reader != nullptr) return reader;
  if (format == "bley" || format == "spey") {
    return Error{concat("the format of ", format,
                        "'s database is not documented, so it can't be read; write its entries as "
                        "`spamweir-graylist export` writes them, or let them begin anew")};
  }
  return Error{concat("unknown format ", format, "; there are spamweir, postgrey and greydaemon")};
}

std::string export_line(const graylist::Entry& entry, std::string_view visitors) {
  const Key& key = entry.key;
  const int64_t secs = std::max<int64_t>(entry.since_secs, 0);
  std::string line =
      concat(to_text(static_cast<uint64_t>(secs)), "\t", visitors.empty() ? "waiting" : "passed",
             "\t", key.recipient_domain, "\t", key.recipient_user, "\t", key.sender_domain, "\t",
             key.sender_user);
  const size_t bare = line.size();
  for (const std::string_view visitor : split(visitors, '\n')) {
    if (!visitor.empty()) line += concat("\t", without_controls(visitor));
  }
  // A file that somebody has filled by hand has passed, whatever is in it.
  if (!visitors.empty() && line.size() == bare) line += concat("\t", kNobody);
  return line += '\n';
}

}  // namespace spamweir::tools
