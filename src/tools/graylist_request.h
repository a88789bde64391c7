// The command line of spamweir-graylist.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"
#include "base/result.h"

namespace spamweir::tools {

enum class Task { list, show, stats, purge, add, remove, import_entries, export_entries };

struct Command {
  Task task;
  std::string_view name;
  std::string_view arguments;  // as the usage shows them
  size_t least_arguments;
  size_t most_arguments;
  std::string_view help;       // a line
  std::string_view more_help;  // lines for `COMMAND --help`
};

struct Request {
  const Command* command = nullptr;  // null: only help was asked for
  std::vector<std::string> arguments;
  std::string configuration_file;        // -f
  std::vector<std::string> directories;  // --dir
  // --graylist-NAME=VALUE, as the filter takes them; they win over the file.
  std::vector<std::string> graylist_options;
  std::optional<IpAddress> client;
  std::optional<uint64_t> mins;
  bool help = false;
  bool json = false;
  bool passed = false;
  bool create_dir = false;
};

// `words` without the program's own name. An error says what is wrong and what is allowed.
Result<Request> read_request(std::span<const char* const> words);

// Of the whole program, or of one command.
std::string help_text(const Command* command);

}  // namespace spamweir::tools
