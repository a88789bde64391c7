// The small tools, which are one program under several names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "tools/name_input.h"
#include "tools/output.h"
#include "tools/tool_words.h"

namespace spamweir::tools {

// Exit statuses that all of them share.
inline constexpr int kDone = 0;
inline constexpr int kNotDone = 1;        // something was refused or could not be done
inline constexpr int kNotUnderstood = 2;  // the command line

// How a tool was called.
struct ToolCall {
  std::string_view name;
  ToolWords words;
};

struct Tool {
  std::string_view name;
  std::string_view usage;  // what follows the name
  std::string_view help;   // lines
  std::span<const ToolOption> options = {};
  size_t least_operands = 0;
  size_t most_operands = SIZE_MAX;
  int (*run)(const ToolCall& call) = nullptr;  // gives the exit status
};

// A complaint, and the status for it.
int not_understood(const ToolCall& call, std::string_view error);

// Prints what is still held back, and gives the exit status: `status`, or kNotDone and a complaint
// when something could not be printed.
int finish(const ToolCall& call, Output& output, int status);

// Whether all names could be read; if not, complains behind what is printed.
bool was_whole(const ToolCall& call, const NameInput& names, Output& output);

// Each tool stands in a file of its own.
int run_domain2path(const ToolCall& call);
int run_domainsplit(const ToolCall& call);
int run_timefilter(const ToolCall& call);
int run_dns_tool(const ToolCall& call);

// `words` with the program's own name: runs the tool of that name, directories left out, or the one
// that the next word names. Gives the exit status.
int run_toolbox(std::span<const char* const> words);

}  // namespace spamweir::tools
