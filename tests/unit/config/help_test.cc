#include "config/help.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "base/version.h"
#include "config/options.h"

using namespace spamweir;
using namespace spamweir::config;

namespace {

size_t widest(std::string_view text) {
  size_t width = 0;
  for (const std::string_view line : split(text, '\n')) width = std::max(width, line.size());
  return width;
}

// The paragraph of `text` from the line that has the option's long form up to the next option's.
std::string_view part_about(std::string_view text, const Option& option) {
  const std::string form = concat("--", option.name);
  size_t start = text.find(form);
  while (start != std::string_view::npos && text[start + form.size()] != ' ' &&
         text[start + form.size()] != '\n' && text[start + form.size()] != '[') {
    start = text.find(form, start + 1);
  }
  if (start == std::string_view::npos) return {};
  const size_t end = text.find("--", text.find('\n', start));
  return text.substr(start, end == std::string_view::npos ? end : end - start);
}

}  // namespace

Test(help, widths) {
  cr_expect(widest(help_text()) <= 80, "got %zu", widest(help_text()));
  cr_expect(widest(more_help_text()) <= 78, "got %zu", widest(more_help_text()));
  cr_expect(widest(version_text()) <= 80);
}

Test(help, lists_every_option) {
  std::string text = help_text();
  text.erase(0, text.find('\n', text.find("Options (")));
  for (const Option& option : options()) {
    const std::string name(option.name);
    const std::string_view part = part_about(text, option);
    cr_expect(part.find(option.help) != std::string_view::npos, "%s", name.c_str());
    if (option.letter == 0) continue;
    const std::string letter = concat("-", std::string_view(&option.letter, 1), ", --", name);
    cr_expect(text.find(letter) != std::string::npos, "%s", letter.c_str());
  }
}

Test(help, explains_every_option) {
  const std::string text = more_help_text();
  for (const Option& option : options()) {
    const std::string name(option.name);
    const std::string heading = concat("--", name);
    cr_expect(text.find(heading) != std::string::npos, "%s", name.c_str());
  }
  const struct {
    const char* piece;
  } pieces[] = {{"-a, --max-recipients NUM\n"},
                {"Value: a whole number from 0 to 2147483647\n"},
                {"Default: 0\n"},
                {"Default: Refused. Your IP address is blacklisted.\n"},
                {"Value: repair, reject, lenient\n"},
                {"Valid in: command line, configuration files and directories\n"},
                {"Valid in: command line\n"},
                {"Value: text of at most 100 characters\n"}};
  for (const auto& c : pieces) {
    cr_expect(text.find(c.piece) != std::string::npos, "%s is missing", c.piece);
  }
}

Test(help, version) {
  const std::string text = version_text();
  cr_expect(text.starts_with(concat(kProgramName, " ", kVersion, "\n")));
  cr_expect(text.find("ISC license") != std::string::npos);
}
