#include <algorithm>
#include <iterator>
#include <string>

#include "base/path.h"
#include "base/text.h"
#include "tools/tool.h"

namespace spamweir::tools {
namespace {

constexpr std::string_view kProgram = "spamweir-tools";

constexpr ToolOption kPathOptions[] = {{"-d"}};
constexpr ToolOption kTimeOptions[] = {{"--from", true}, {"--to", true}};
constexpr ToolOption kDnsOptions[] = {{"-s", true}, {"-t", true}};

constexpr std::string_view kDnsUsage = "[-s ADDRESS[:PORT]] [-t SECS] [NAME...]";
constexpr std::string_view kDnsHelp =
    "Names are taken from standard input, one a line, where none are given.\n"
    "With one NAME a line is the record. With more of them, and with names of standard input, the\n"
    "name stands before it.\n"
    "  -s ADDRESS[:PORT]  ask this name server, not those of /etc/resolv.conf; may be repeated\n"
    "  -t SECS            how long to wait for an answer (30)\n"
    "Exit status: 0 found, 1 some name has no such record, 2 some name nobody could tell of\n"
    "(or standard input can't be read).\n";

constexpr Tool dns_tool(std::string_view name) {
  return {.name = name,
          .usage = kDnsUsage,
          .help = kDnsHelp,
          .options = kDnsOptions,
          .run = &run_dns_tool};
}

constexpr Tool kTools[] = {
    {.name = "domain2path",
     .usage = "[-d] [NAME...]",
     .help = "Prints where each name has its file in a name directory (rdns-whitelist-dir and its\n"
             "like). Names are taken from standard input, one a line, where none are given.\n"
             "  -d  only the directory, without the file\n",
     .options = kPathOptions,
     .run = &run_domain2path},
    {.name = "domainsplit",
     .usage = "DIRECTORY [FILE]",
     .help =
         "Makes DIRECTORY a name directory (rdns-whitelist-dir and its like) of the names in FILE "
         "or\n"
         "standard input, one a line; what is there already stays. Blank lines and lines with #\n"
         "first are passed over.\n"
         "Each name stands for itself and all names below it, with a dot before it or not.\n",
     .least_operands = 1,
     .most_operands = 2,
     .run = &run_domainsplit},
    {.name = "timefilter",
     .usage = "[--from=WHEN] [--to=WHEN] [FILE...]",
     .help = "Copies the lines of logs, or of standard input, from WHEN to WHEN, both included.\n"
             "Lines begin with a time as syslog, multilog (TAI64N) or RFC 3339 have it; what has\n"
             "none goes with the line before it. WHEN is such a time, or a day, a time of day or\n"
             "both: today, yesterday, monday, 2026-11-20, Nov 20, 14:30, yesterday 14:30:05; or\n"
             "now, 2 hours ago. Where no zone is said, the local one counts.\n",
     .options = kTimeOptions,
     .run = &run_timefilter},
    dns_tool("dnsa"),
    dns_tool("dnsaaaa"),
    dns_tool("dnsany"),
    dns_tool("dnscname"),
    dns_tool("dnsmx"),
    dns_tool("dnsns"),
    dns_tool("dnsptr"),
    dns_tool("dnssoa"),
    dns_tool("dnstxt"),
};

const Tool* find_tool(std::string_view name) {
  const auto found = std::find_if(std::begin(kTools), std::end(kTools),
                                  [name](const Tool& tool) { return tool.name == name; });
  return found == std::end(kTools) ? nullptr : &*found;
}

std::string usage_of_all() {
  std::string text =
      "Usage: spamweir-tools NAME [ARGUMENTS], or a link to it that is called NAME\n\n";
  for (const Tool& tool : kTools) text += concat("  ", tool.name, " ", tool.usage, "\n");
  return text;
}

int run_tool(const Tool& tool, std::span<const char* const> words) {
  ToolCall call{.name = tool.name, .words = {}};
  Result<ToolWords> read = read_tool_words(words, tool.options);
  if (!read.ok()) return not_understood(call, read.error());
  call.words = std::move(read.value());
  if (call.words.help) {
    Output output;
    output.print(concat("Usage: ", tool.name, " ", tool.usage, "\n\n", tool.help));
    return finish(call, output, kDone);
  }
  const size_t count = call.words.operands.size();
  if (count < tool.least_operands || count > tool.most_operands) {
    return not_understood(call, concat("it must be written ", tool.name, " ", tool.usage));
  }
  return tool.run(call);
}

}  // namespace

int not_understood(const ToolCall& call, std::string_view error) {
  complain(call.name, error);
  return kNotUnderstood;
}

int finish(const ToolCall& call, Output& output, int status) {
  output.flush();
  if (!output.has_failed()) return status;
  complain(call.name, "standard output can't be written");
  return kNotDone;
}

bool was_whole(const ToolCall& call, const NameInput& names, Output& output) {
  if (names.status().ok()) return true;
  output.flush();
  complain(call.name, unreadable(kStandardInput, names.status().text()));
  return false;
}

int run_toolbox(std::span<const char* const> words) {
  if (!words.empty()) {
    const Tool* tool = find_tool(base_name(words[0]));
    if (tool != nullptr) return run_tool(*tool, words.subspan(1));
  }
  const std::string_view name = words.size() > 1 ? std::string_view(words[1]) : "--help";
  if (const Tool* tool = find_tool(name)) return run_tool(*tool, words.subspan(2));
  if (name == "--help" || name == "-h") {
    Output output;
    output.print(usage_of_all());
    return words.size() > 1 ? kDone : kNotUnderstood;
  }
  complain(kProgram, concat("there is no tool ", name, "; --help lists them all"));
  return kNotUnderstood;
}

}  // namespace spamweir::tools
