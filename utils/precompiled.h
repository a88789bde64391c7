// What most sources include of the standard library, read once a build instead of once a source. The Makefile puts it before
// each source under src/; `make clang-build` reads them without it, so each still names what it uses.
#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
