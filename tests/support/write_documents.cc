// write_documents page|file-page|example TEMPLATE: prints the template with the options of the
// table in the place of its line @OPTIONS@. `make documents` calls it.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include "config/documents.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::string_view form = argv[1];
  std::ifstream file(argv[2]);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) {
    std::cerr << "write_documents: can't read " << argv[2] << "\n";
    return 1;
  }
  if (form == "page") {
    std::cout << spamweir::config::filled_in(text, spamweir::config::command_line_options());
  } else if (form == "file-page") {
    std::cout << spamweir::config::filled_in(text, spamweir::config::file_options());
  } else if (form == "example") {
    std::cout << spamweir::config::filled_in(text, spamweir::config::example_options());
  } else {
    return 2;
  }
  return std::cout.good() ? 0 : 1;
}
