// The floor of the measurements: start to exit of a C++ program that does nothing, linked like the
// filter.
#include <string>
#include <vector>

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv, argv + argc);
  return words.empty() ? 1 : 0;
}
