#include "support/table.h"

#include <fstream>
#include <stdexcept>

#include "base/text.h"

namespace spamweir::testing {

std::vector<std::vector<std::string>> read_table(const std::string& name, size_t columns) {
  std::ifstream in(concat("tests/data/", name));
  std::string line;
  if (!std::getline(in, line)) throw std::runtime_error("cannot read tests/data/" + name);
  std::vector<std::vector<std::string>> rows;
  while (std::getline(in, line)) {
    std::vector<std::string> row;
    for (const std::string_view field : split(line, '\t')) row.emplace_back(field);
    row.resize(columns);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace spamweir::testing
