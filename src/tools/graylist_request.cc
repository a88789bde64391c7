#include "tools/graylist_request.h"

#include <utility>

#include "base/text.h"

namespace spamweir::tools {
namespace {

constexpr std::string_view kAddressHelp =
    "SENDER is an address or <> for bounces. With graylist-key=client-sender-recipient or\n"
    "network-sender-recipient, --client=ADDRESS says whose entry it is.\n";

constexpr Command kCommands[] = {
    {Task::list, "list", "[RECIPIENT-DOMAIN]", 0, 1, "every entry, or those of one domain",
     "A line for each entry: whether it waits or has passed, its time (UTC), recipient, sender\n"
     "and client. Names are those of the tree: lower case, other characters as _. With --json an\n"
     "object a line.\n"},
    {Task::show, "show", "SENDER RECIPIENT", 2, 2, "one entry, and whom it has passed for",
     kAddressHelp},
    {Task::stats, "stats", "", 0, 0, "how many entries there are for each domain", ""},
    {Task::purge, "purge", "", 0, 0, "remove old entries and what is empty then",
     "--mins=N removes what was not used for more than N minutes, like `find DIR -mindepth 2\n"
     "-type f -mmin +N -delete`; without it the configuration's graylist-max-secs counts. Empty\n"
     "directories go too, those of domains excepted.\n"},
    {Task::add, "add", "SENDER RECIPIENT", 2, 2, "make an entry",
     "A new one waits from now on, one that has passed stays so; with --passed it waits no more.\n"
     "The directory of a domain that has none is made where the configuration's graylist-level is\n"
     "always-create-dir or only-create-dir, and with --create-dir.\n"},
    {Task::remove, "remove", "SENDER RECIPIENT", 2, 2, "remove an entry", kAddressHelp},
    {Task::import_entries, "import", "[FORMAT]", 0, 1, "take entries from standard input",
     "FORMAT is spamweir (what export writes, the default), postgrey (what `db_dump -p\n"
     "postgrey.db` or `db_dump -p postgrey_clients.db` writes) or greydaemon (its state file).\n"
     "Entries that are there already stay as they are. Domains without a directory are left out,\n"
     "unless the configuration's graylist-level is always-create-dir or only-create-dir, or\n"
     "--create-dir is given.\n"},
    {Task::export_entries, "export", "", 0, 0, "write all entries to standard output",
     "Text, an entry a line, for import and for programs.\n"},
};

constexpr std::string_view kOptionsHelp =
    "  -f FILE            the filter's configuration: its graylist-* options count\n"
    "  --dir=DIR          a tree, in the place of the configuration's; may be repeated\n"
    "  --graylist-X=Y     an option of the filter, in the place of what FILE says\n"
    "  --json             for programs\n"
    "  --client=ADDRESS   show, add, remove: the client\n"
    "  --mins=N           purge: minutes\n"
    "  --passed           add: the entry waits no more\n"
    "  --create-dir       add, import: make directories for domains, whatever graylist-level says\n"
    "  --help             of the program, or of the command\n";

const Command* find_command(std::string_view name) {
  for (const Command& command : kCommands) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

Error unknown(std::string_view what, std::string_view word) {
  return Error{concat("unknown ", what, " ", word, "; --help lists them all")};
}

bool* flag_of(Request& request, std::string_view word) {
  if (word == "--help" || word == "-h") return &request.help;
  if (word == "--json") return &request.json;
  if (word == "--passed") return &request.passed;
  if (word == "--create-dir") return &request.create_dir;
  return nullptr;
}

class RequestReader {
 public:
  explicit RequestReader(std::span<const char* const> words) : words_(words) {}

  Result<Request> read() {
    while (at_ < words_.size()) {
      if (Status status = take(words_[at_++]); !status.ok()) return Error{status.error()};
    }
    if (request_.help) return std::move(request_);
    if (request_.command == nullptr) return Error{"no command; --help lists them all"};
    return check_arguments();
  }

 private:
  Status take(std::string_view word) {
    if (!options_ended_ && word == "--") {
      options_ended_ = true;
      return {};
    }
    if (!options_ended_ && word.size() > 1 && word[0] == '-') return take_option(word);
    if (request_.command != nullptr) {
      request_.arguments.emplace_back(word);
      return {};
    }
    request_.command = find_command(word);
    return request_.command != nullptr ? Status() : unknown("command", word);
  }

  Status take_option(std::string_view word) {
    if (bool* flag = flag_of(request_, word)) {
      *flag = true;
      return {};
    }
    const size_t equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    const bool is_filter_s = name.starts_with("--graylist-");
    if (name != "-f" && name != "--dir" && name != "--client" && name != "--mins" && !is_filter_s) {
      return unknown("option", name);
    }
    if (equals == std::string_view::npos && at_ == words_.size()) {
      return Error{concat(name, " needs a value")};
    }
    return set(name, equals != std::string_view::npos ? word.substr(equals + 1) : words_[at_++]);
  }

  Status set(std::string_view name, std::string_view value) {
    if (name == "-f") {
      request_.configuration_file = value;
    } else if (name == "--dir") {
      request_.directories.emplace_back(value);
    } else if (name == "--client") {
      request_.client = IpAddress::parse(value);
      if (!request_.client) return Error{concat("--client must be an address, not ", value)};
    } else if (name == "--mins") {
      request_.mins = parse_number(value);
      if (!request_.mins || *request_.mins > UINT32_MAX) {
        return Error{concat("--mins must be a whole number of minutes, not ", value)};
      }
    } else {
      request_.graylist_options.push_back(concat(name, "=", value));
    }
    return {};
  }

  Result<Request> check_arguments() {
    const Command& command = *request_.command;
    const size_t count = request_.arguments.size();
    if (count >= command.least_arguments && count <= command.most_arguments) {
      return std::move(request_);
    }
    return Error{concat("it must be written ", command.name, " ", command.arguments)};
  }

  std::span<const char* const> words_;
  size_t at_ = 0;
  bool options_ended_ = false;
  Request request_;
};

}  // namespace

Result<Request> read_request(std::span<const char* const> words) {
  return RequestReader(words).read();
}

std::string help_text(const Command* command) {
  if (command != nullptr) {
    return concat("Usage: spamweir-graylist [OPTIONS] ", command->name, " ", command->arguments,
                  "\n\n", command->help, "\n", command->more_help, "\nOptions:\n", kOptionsHelp);
  }
  std::string out =
      "Usage: spamweir-graylist [OPTIONS] COMMAND [ARGUMENTS]\n"
      "Looks after graylist trees, while the mail server runs.\n\nCommands:\n";
  for (const Command& each : kCommands) {
    std::string line = concat("  ", each.name, " ", each.arguments);
    if (line.size() < 28) line.append(28 - line.size(), ' ');
    out += concat(line, " ", each.help, "\n");
  }
  return out + concat("\nOptions:\n", kOptionsHelp);
}

}  // namespace spamweir::tools
