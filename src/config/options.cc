#include "config/options.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "base/text.h"
#include "config/option_rows_access.h"
#include "config/option_rows_dns.h"
#include "config/option_rows_general.h"
#include "config/option_rows_graylist.h"
#include "config/option_rows_lists.h"
#include "config/option_rows_rdns.h"
#include "config/option_rows_rejections.h"
#include "config/option_rows_session.h"

namespace spamweir::config {

namespace {

constexpr bool by_name(const Option& a, const Option& b) { return a.name < b.name; }

template <size_t... kSizes>
constexpr auto merge(const Option (&... families)[kSizes]) {
  std::array<Option, (kSizes + ...)> all;
  auto out = all.begin();
  ((out = std::copy(std::begin(families), std::end(families), out)), ...);
  std::sort(all.begin(), all.end(), by_name);
  return all;
}

constexpr auto kTable = merge(kAccessOptions, kDnsOptions, kGeneralOptions, kGraylistOptions,
                              kListOptions, kRdnsOptions, kRejectionOptions, kSessionOptions);

constexpr bool is_sound(const Option& row) {
  if (row.help.empty() || row.help.size() > 72 || row.more_help.empty()) return false;
  return row.target.index() != 0;
}

static_assert(std::adjacent_find(kTable.begin(), kTable.end(), [](const auto& a, const auto& b) {
                return a.name == b.name;
              }) == kTable.end());
static_assert(std::all_of(kTable.begin(), kTable.end(), is_sound));

// A name as wrong names are compared with it: in lower case, without dashes and underscores.
struct Shape {
  static constexpr size_t kMost = 64;
  std::array<char, kMost> text = {};
  size_t size = 0;
  uint32_t letters = 0;  // which occur, as bits: each edit changes at most two of them

  constexpr std::string_view view() const { return {text.data(), size}; }
};

constexpr uint32_t letter_bit(char c) {
  return uint32_t{1} << (is_alpha(c) ? c - 'a' : is_digit(c) ? 26 : 27);
}

// Of a name of any length; what is too long to be near any option has no shape (size 0).
constexpr Shape shape_of(std::string_view name) {
  Shape shape;
  for (const char c : name) {
    if (c == '-' || c == '_') continue;
    if (shape.size == Shape::kMost) return {};
    const char lower = to_lower(c);
    shape.text[shape.size++] = lower;
    shape.letters |= letter_bit(lower);
  }
  return shape;
}

constexpr auto kShapes = [] {
  std::array<Shape, kTable.size()> shapes;
  for (size_t i = 0; i < shapes.size(); ++i) shapes[i] = shape_of(kTable[i].name);
  return shapes;
}();

static_assert(std::all_of(kShapes.begin(), kShapes.end(),
                          [](const Shape& shape) { return shape.size > 0; }));

// Whether fewer than `best` edits could make one of the other; never false where they could.
bool may_be_near(const Shape& a, const Shape& b, size_t best) {
  const size_t longer = std::max(a.size, b.size) - std::min(a.size, b.size);
  return longer < best &&
         static_cast<size_t>(std::popcount(a.letters ^ b.letters)) <= 2 * (best - 1);
}

// A name with this many edits is another name.
size_t nearness(const Shape& name) { return std::clamp<size_t>(name.size / 5, 1, 3) + 1; }

const Option* nearest_by_edits(const Shape& name) {
  const Option* nearest = nullptr;
  size_t best = nearness(name);
  for (size_t i = 0; i < kTable.size(); ++i) {
    if (!may_be_near(name, kShapes[i], best)) continue;
    const size_t distance = edit_distance(name.view(), kShapes[i].view());
    if (distance >= best) continue;
    best = distance;
    nearest = &kTable[i];
  }
  return nearest;
}

constexpr bool is_guarded(const Option& row) { return row.guard != Guard::none; }

constexpr auto kGuardedRows = [] {
  std::array<size_t, std::count_if(kTable.begin(), kTable.end(), is_guarded)> rows;
  size_t count = 0;
  for (size_t i = 0; i < kTable.size(); ++i) {
    if (is_guarded(kTable[i])) rows[count++] = i;
  }
  return rows;
}();

bool is_laxer(const Option& a, const Option& b) {
  return a.guard != b.guard ? a.guard < b.guard : a.secret < b.secret;
}

struct Beginning {
  size_t count = 0;
  const Option* strictest = nullptr;
};

Beginning options_with_shape(const Shape& beginning) {
  Beginning found;
  for (size_t i = 0; i < kTable.size(); ++i) {
    if (!kShapes[i].view().starts_with(beginning.view())) continue;
    if (found.count++ == 0 || is_laxer(*found.strictest, kTable[i])) found.strictest = &kTable[i];
  }
  return found;
}

}  // namespace

std::span<const Option> options() { return kTable; }

const Option* find_option(std::string_view name) {
  const auto found = std::lower_bound(kTable.begin(), kTable.end(), name,
                                      [](const Option& row, auto key) { return row.name < key; });
  return found != kTable.end() && found->name == name ? &*found : nullptr;
}

const Option* find_option(char letter) {
  const auto found = std::find_if(kTable.begin(), kTable.end(), [letter](const Option& row) {
    return row.letter == letter && letter != 0;
  });
  return found != kTable.end() ? &*found : nullptr;
}

std::span<const Option> options_beginning_with(std::string_view beginning) {
  const auto begins = [beginning](const Option& row) { return row.name.starts_with(beginning); };
  const auto first = std::find_if(kTable.begin(), kTable.end(), begins);
  const auto last = std::find_if_not(first, kTable.end(), begins);
  return {first, last};
}

const Option* nearest_option(std::string_view wrong_name) {
  const Shape name = shape_of(wrong_name);
  if (name.size == 0) return nullptr;
  const Beginning found = options_with_shape(name);
  return found.count == 1 ? found.strictest : nearest_by_edits(name);
}

const Option* guarding_option(std::string_view wrong_name) {
  // One letter begins too much, and rubbish is full of single letters.
  constexpr size_t kLeastBeginning = 2;
  const Shape name = shape_of(wrong_name);
  if (name.size == 0) return nullptr;
  const Beginning found = options_with_shape(name);
  if (found.count == 1 || (found.count > 1 && name.size >= kLeastBeginning)) return found.strictest;
  return nearest_by_edits(name);
}

bool may_be_guarded(std::string_view wrong_name) {
  const Shape name = shape_of(wrong_name);
  return name.size > 0 &&
         std::any_of(kGuardedRows.begin(), kGuardedRows.end(), [&name](size_t row) {
           return kShapes[row].view().starts_with(name.view()) ||
                  may_be_near(name, kShapes[row], nearness(name));
         });
}

std::string value_syntax(const Option& option) {
  if (option.names.empty()) return std::string(option.placeholder);
  std::string syntax;
  for (const Name& name : option.names) {
    if (!syntax.empty()) syntax += '|';
    syntax += name.text;
  }
  return syntax;
}

}  // namespace spamweir::config
