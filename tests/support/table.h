// The tables in tests/data, which say what the program's own tables must hold.
#pragma once

#include <string>
#include <vector>

namespace spamweir::testing {

// The rows of tests/data/NAME below its heading, split at tabs, each made `columns` wide. Throws
// std::runtime_error when the file is missing: the tests run in the project's top directory.
std::vector<std::vector<std::string>> read_table(const std::string& name, size_t columns);

}  // namespace spamweir::testing
