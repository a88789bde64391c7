// The parts of manual pages and of the example configuration that list all options, made from the
// table. `make documents` writes them; a test fails where what is written differs.
#pragma once

#include <string>
#include <string_view>

namespace spamweir::config {

// Of spamweir(8): an .It for each option as the command line has it, mdoc(7).
std::string command_line_options();

// Of spamweir.conf(5): an .It for each option at length.
std::string file_options();

// Of the example: each option that a file may hold, commented out, at its default.
std::string example_options();

// `template_text` with the line `@OPTIONS@` replaced.
std::string filled_in(std::string_view template_text, std::string_view options);

}  // namespace spamweir::config
