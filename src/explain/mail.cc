#include "explain/mail.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/text.h"
#include "config/boolean.h"
#include "explain/json_line.h"
#include "explain/log_line.h"
#include "smtp/command.h"

namespace spamweir::explain {
namespace {

constexpr std::string_view kWanted =
    "write ip=ADDRESS from=SENDER to=RECIPIENT and, where known, rdns=, helo=, auth=, time=, "
    "header=, relayclient=yes, earlytalker=yes; or -, and a line of the log on standard input";

// Where the log cuts what is too long: in its two forms.
constexpr std::string_view kCuts[] = {"...", "\xE2\x80\xA6"};

// Nobody has judged the message.
constexpr std::string_view kBrokeOff = "INCOMPLETE";

std::optional<smtp::Address> parse_address(std::string_view text) {
  const bool has_brackets = text.starts_with('<');
  const std::optional<smtp::PathArgument> path =
      smtp::parse_path(has_brackets ? std::string(text) : concat("<", text, ">"));
  if (!path || !path->parameters.empty()) return std::nullopt;
  return path->address;
}

// Of a log line: as it is without quoting.
std::optional<smtp::Address> unquoted_address(std::string_view text) {
  const size_t at = text.rfind('@');
  smtp::Address address{std::string(text.substr(0, at)), {}};
  if (at != std::string_view::npos) address.domain = text.substr(at + 1);
  const std::optional<smtp::Address> sent = parse_address(concat("<", address.wire(), ">"));
  return sent && sent->text() == text ? std::optional(address) : std::nullopt;
}

Error wrong_address(std::string_view name, std::string_view value) {
  return Error{concat(name, "=", value, ": this is no address; write USER@DOMAIN")};
}

Status set_ip(Mail& mail, std::string_view value) {
  const std::optional<IpAddress> address = IpAddress::parse(value);
  if (!address) return Error{concat("ip=", value, ": this is no IPv4 or IPv6 address")};
  mail.client = *address;
  return {};
}

Status set_rdns(Mail& mail, std::string_view value) {
  if (value.ends_with('.')) value.remove_suffix(1);
  mail.rdns = lower_case(value);
  return {};
}

Status set_helo(Mail& mail, std::string_view value) {
  if (value.empty() || smtp::has_forbidden_byte(value)) {
    return Error{"helo=: must be a name, without control characters"};
  }
  mail.helo = value;
  return {};
}

Status set_from(Mail& mail, std::string_view value) {
  std::optional<smtp::Address> address = parse_address(value);
  if (!address) return wrong_address("from", value);
  mail.sender = std::move(*address);
  return {};
}

Status set_to(Mail& mail, std::string_view value) {
  std::optional<smtp::Address> address = parse_address(value);
  if (!address || address->is_null()) return wrong_address("to", value);
  mail.recipients.push_back(std::move(*address));
  return {};
}

Status set_auth(Mail& mail, std::string_view value) {
  if (value.empty()) return Error{"auth=: must be the name of a user"};
  mail.user = value;
  return {};
}

Status set_header(Mail& mail, std::string_view value) {
  if (value.find_first_of("\r\n") != std::string_view::npos || trim(value).empty()) {
    return Error{"header=: must be one line of a header, such as 'Subject: hello'"};
  }
  mail.header.emplace_back(value);
  return {};
}

Status set_flag(bool& flag, std::string_view name, std::string_view value) {
  const std::optional<bool> parsed = config::parse_boolean(value);
  if (!parsed) return Error{concat(name, "=", value, " must be yes or no")};
  flag = *parsed;
  return {};
}

Status set_relayclient(Mail& mail, std::string_view value) {
  return set_flag(mail.relayclient, "relayclient", value);
}

Status set_early_talker(Mail& mail, std::string_view value) {
  return set_flag(mail.early_talker, "earlytalker", value);
}

struct FactRow {
  std::string_view name;
  Status (*set)(Mail&, std::string_view);
  bool repeats = false;
};

constexpr std::string_view kTime = "time";
constexpr FactRow kFacts[] = {
    {"ip", set_ip},
    {"rdns", set_rdns},
    {"helo", set_helo},
    {"from", set_from},
    {"to", set_to, true},
    {"auth", set_auth},
    {"header", set_header, true},
    {"relayclient", set_relayclient},
    {"earlytalker", set_early_talker},
    // read_fact() knows what time it is.
    {kTime, nullptr},
};

const FactRow* find_fact(std::string_view word) {
  const size_t equals = word.find('=');
  if (equals == std::string_view::npos) return nullptr;
  for (const FactRow& row : kFacts) {
    if (row.name == word.substr(0, equals)) return &row;
  }
  return nullptr;
}

bool is_line_word(std::string_view word) { return word == "from:" || word == "origin_ip:"; }

class MailReader {
 public:
  explicit MailReader(int64_t now_secs) : now_secs_(now_secs) {}

  Result<Mail> read(std::span<const char* const> words) {
    Status status = has_line_word(words) ? read_loose_line(words) : read_words(words);
    if (!status.ok()) return Error{status.error()};
    if (has_part_ && !was_given("ip")) {
      return Error{
          "a line of type recipients has nothing but more recipients: give the line of type "
          "message that comes behind it too, with the same pid and number"};
    }
    for (const std::string_view name : {"ip", "from", "to"}) {
      if (!was_given(name)) return Error{concat(name, "= is missing; ", kWanted)};
    }
    return std::move(mail_);
  }

 private:
  static bool has_line_word(std::span<const char* const> words) {
    return std::any_of(words.begin(), words.end(), is_line_word);
  }

  static std::string joined(std::span<const char* const> words) {
    std::string line;
    for (const char* word : words) line += concat(word, " ");
    return line;
  }

  Status read_words(std::span<const char* const> words) {
    for (const std::string_view word : words) {
      Status status = find_fact(word) != nullptr ? read_fact(word) : read_line_or_fact(word);
      if (!status.ok()) return status;
    }
    return {};
  }

  Status read_line_or_fact(std::string_view word) {
    const Result<std::optional<LogLine>> json = parse_json_line(word);
    if (!json.ok()) return Error{json.error()};
    if (json.value()) return take_line(*json.value());
    const std::optional<LogLine> classic = parse_log_line(word);
    return classic ? take_line(*classic) : read_fact(word);
  }

  Status read_fact(std::string_view word) {
    const FactRow* row = find_fact(word);
    if (row == nullptr) {
      const std::string_view remedy =
          word.starts_with('-') ? "options come before the facts; " : "";
      return Error{concat(word, ": this is no fact of a mail; ", remedy, kWanted)};
    }
    if (was_given(row->name) && !row->repeats) {
      return Error{concat(row->name, "= is given twice")};
    }
    given_.push_back(row->name);
    const std::string_view value = word.substr(row->name.size() + 1);
    return row->set != nullptr ? row->set(mail_, value) : set_time(value);
  }

  Status set_time(std::string_view value) {
    mail_.time_secs = parse_time(value, now_secs_);
    if (mail_.time_secs) return {};
    return Error{concat("time=", value,
                        ": must be seconds since 1970, 2026-11-27T03:40:39 (UTC), or a duration "
                        "from now such as +300, +5m, +2h, +1d")};
  }

  // The line's own words alone: which of them are facts can't be told.
  Status read_loose_line(std::span<const char* const> words) {
    const auto fact = std::find_if(words.begin(), words.end(), [](std::string_view word) {
      return find_fact(word) != nullptr;
    });
    if (fact != words.end()) {
      return Error{concat(*fact,
                          ": facts can't stand beside the words of a log line; write -, and "
                          "the line on standard input")};
    }
    if (const std::optional<LogLine> line = parse_log_line(joined(words))) return take_line(*line);
    return Error{
        concat("this is no log line that tells of a mail (CODE from: ... to: ... "
               "origin_ip: ...); ",
               kWanted)};
  }

  Status take_line(const LogLine& line) {
    if (line.recipients.empty()) {
      return Error{concat("the log line (", line.code,
                          ") tells of no recipient, so there is nothing to explain; ", kWanted)};
    }
    has_part_ = has_part_ || line.is_part;
    Status status = line.is_part ? Status() : take_connection(line);
    for (const LogLine::Recipient& recipient : line.recipients) {
      if (status.ok()) status = take_address("to", recipient.address);
      if (status.ok() && recipient.code != kBrokeOff) {
        mail_.logged.push_back({recipient.code, mail_.recipients.back()});
      }
    }
    return status;
  }

  // With the sender.
  Status take_connection(const LogLine& line) {
    Status status = take("ip", line.origin_ip);
    // The log has no other words for the null sender.
    if (status.ok()) status = take_address("from", line.from.value_or(""));
    if (status.ok() && line.auth) status = take("auth", *line.auth);
    if (status.ok() && line.helo) status = take("helo", *line.helo);
    if (status.ok() && line.origin_rdns) status = take("rdns", *line.origin_rdns);
    if (!line.from) mail_.remarks.push_back("The line names no sender: taken for the null sender.");
    if (!line.origin_rdns) {
      mail_.remarks.push_back("The line has no rDNS name: DNS is asked for it now.");
    }
    return status;
  }

  Status take(std::string_view name, std::string_view value) {
    return read_fact(concat(name, "=", value));
  }

  Status take_address(std::string_view name, std::string_view text) {
    const std::optional<smtp::Address> address = unquoted_address(text);
    for (const std::string_view cut : kCuts) {
      if (text.ends_with(cut))
        return Error{concat(name, "=", text, ": the log has cut it; ", kWanted)};
    }
    if (!address) return wrong_address(name, text);
    return take(name, concat("<", address->wire(), ">"));
  }

  bool was_given(std::string_view name) const {
    return std::find(given_.begin(), given_.end(), name) != given_.end();
  }

  int64_t now_secs_;
  Mail mail_;
  std::vector<std::string_view> given_;
  bool has_part_ = false;
};

std::optional<int64_t> parse_duration(std::string_view text) {
  constexpr std::pair<char, int64_t> kUnits[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
  int64_t unit = 1;
  for (const auto& [letter, secs] : kUnits) {
    if (!text.ends_with(letter)) continue;
    unit = secs;
    text.remove_suffix(1);
    break;
  }
  constexpr uint64_t kMost = 1'000'000'000;  // whatever the unit, no sum overflows
  const std::optional<uint64_t> number = parse_number(text);
  if (!number || *number > kMost) return std::nullopt;
  return static_cast<int64_t>(*number) * unit;
}

// Numbers of two or four digits, in the places where `shape` has `#`; other characters must be
// those of `shape`.
std::optional<std::vector<int>> parse_shape(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return std::nullopt;
  std::vector<int> numbers;
  bool inside = false;
  for (size_t at = 0; at < text.size(); ++at) {
    if (shape[at] != '#') {
      if (text[at] != shape[at]) return std::nullopt;
      inside = false;
      continue;
    }
    if (!is_digit(text[at])) return std::nullopt;
    if (!inside) numbers.push_back(0);
    numbers.back() = numbers.back() * 10 + (text[at] - '0');
    inside = true;
  }
  return numbers;
}

std::optional<int64_t> parse_date(std::string_view text) {
  namespace chrono = std::chrono;
  std::string normal(text);
  if (normal.ends_with('Z')) normal.pop_back();
  if (normal.size() > 10 && normal[10] == ' ') normal[10] = 'T';
  if (normal.size() == 10) normal += "T00:00";
  if (normal.size() == 16) normal += ":00";
  const std::optional<std::vector<int>> parts = parse_shape(normal, "####-##-##T##:##:##");
  if (!parts) return std::nullopt;
  const std::vector<int>& p = *parts;
  const chrono::year_month_day day{chrono::year(p[0]), chrono::month(static_cast<unsigned>(p[1])),
                                   chrono::day(static_cast<unsigned>(p[2]))};
  if (!day.ok() || p[3] > 23 || p[4] > 59 || p[5] > 60) return std::nullopt;
  const chrono::seconds midnight = chrono::sys_days(day).time_since_epoch();
  return (midnight + chrono::hours(p[3]) + chrono::minutes(p[4]) + chrono::seconds(p[5])).count();
}

}  // namespace

std::optional<int64_t> parse_time(std::string_view text, int64_t now_secs) {
  if (text.starts_with('+')) {
    const std::optional<int64_t> duration = parse_duration(text.substr(1));
    return duration ? std::optional(now_secs + *duration) : std::nullopt;
  }
  constexpr uint64_t kMost = 1'000'000'000'000;
  if (const std::optional<uint64_t> secs = parse_number(text)) {
    return *secs <= kMost ? std::optional(static_cast<int64_t>(*secs)) : std::nullopt;
  }
  return parse_date(text);
}

Result<Mail> read_mail(std::span<const char* const> words, int64_t now_secs) {
  return MailReader(now_secs).read(words);
}

}  // namespace spamweir::explain
