#include "recipients/control_files.h"

#include "base/text.h"
#include "os/input_file.h"

namespace spamweir::recipients {
namespace {

std::string_view without_trailing_blanks(std::string_view line) {
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  return line;
}

// The next line without its end and trailing blanks; false behind the last.
bool take_line(std::string_view& text, std::string_view& line) {
  if (text.empty()) return false;
  const size_t end = text.find('\n');
  line = without_trailing_blanks(text.substr(0, end));
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return true;
}

// A line that neither is empty nor a comment.
bool take_entry(std::string_view& text, std::string_view& entry) {
  while (take_line(text, entry)) {
    if (!entry.empty() && entry[0] != '#') return true;
  }
  return false;
}

bool lists(std::string_view text, std::string_view domain) {
  for (std::string_view entry; take_entry(text, entry);) {
    if (equals_ignoring_case(entry, domain)) return true;
  }
  return false;
}

std::string first_line(std::string_view text) {
  std::string_view line;
  return take_line(text, line) ? std::string(line) : std::string();
}

// How specific a name of virtualdomains is for an address: the higher the more; 0 where it is not
// for this address.
size_t rank_of(std::string_view name, std::string_view address, std::string_view domain) {
  if (equals_ignoring_case(name, address)) return domain.size() + 3;
  if (equals_ignoring_case(name, domain)) return domain.size() + 2;
  const bool is_parent = name.starts_with('.') && ends_with_ignoring_case(domain, name);
  return name.empty() || is_parent ? name.size() + 1 : 0;
}

}  // namespace

Result<const ControlFiles::Text*> ControlFiles::text_of(const std::string& path,
                                                        std::optional<Text>& cache) {
  if (cache) return &*cache;
  os::InputFile file(path);
  std::string text;
  char block[4096];
  while (const size_t got = file.read(block, sizeof block)) {
    text.append(block, got);
    if (text.size() > kMaxBytes) return Error{concat("Unable to read ", path, ": it is too large")};
  }
  if (file.readable() == os::Readable::error) {
    return Error{concat("Unable to read ", path, ": ", file.problem())};
  }
  cache.emplace();
  if (file.readable() == os::Readable::yes) *cache = std::move(text);
  return &*cache;
}

Result<bool> ControlFiles::is_local(std::string_view domain) {
  Result<const Text*> locals = text_of(places_.locals_file, locals_);
  if (!locals.ok()) return Error{locals.error()};
  if (*locals.value()) return lists(**locals.value(), domain);
  Result<const Text*> me = text_of(places_.me_file, me_);
  if (!me.ok()) return Error{me.error()};
  if (*me.value()) return equals_ignoring_case(first_line(**me.value()), domain);
  return Error{concat("Unable to read ", places_.locals_file, " and ", places_.me_file,
                      ": both are missing, and qmail does not run without them")};
}

Result<bool> ControlFiles::has_percenthack(std::string_view domain) {
  Result<const Text*> text = text_of(places_.percenthack_file, percenthack_);
  if (!text.ok()) return Error{text.error()};
  return *text.value() && lists(**text.value(), domain);
}

Result<std::string> ControlFiles::envnoathost() {
  const struct {
    const std::string& path;
    std::optional<Text>& cache;
  } sources[] = {{places_.envnoathost_file, envnoathost_}, {places_.me_file, me_}};
  for (const auto& source : sources) {
    Result<const Text*> text = text_of(source.path, source.cache);
    if (!text.ok()) return Error{text.error()};
    if (*text.value()) return first_line(**text.value());
  }
  return std::string("envnoathost");
}

Result<std::optional<std::string>> ControlFiles::virtual_prefix(std::string_view user,
                                                                std::string_view domain) {
  Result<const Text*> found = text_of(places_.virtualdomains_file, virtualdomains_);
  if (!found.ok()) return Error{found.error()};
  std::optional<std::string> prefix;
  if (!*found.value()) return prefix;
  const std::string address = concat(user, "@", domain);
  size_t best = 1;
  std::string_view text = **found.value();
  for (std::string_view entry; take_entry(text, entry);) {
    const size_t colon = entry.find(':');
    if (colon == std::string_view::npos) continue;
    const size_t rank = rank_of(entry.substr(0, colon), address, domain);
    if (rank < best) continue;
    best = rank;
    prefix = entry.substr(colon + 1);
  }
  if (prefix && prefix->empty()) prefix.reset();
  return prefix;
}

Result<std::optional<std::string>> ControlFiles::default_delivery() {
  Result<const Text*> text = text_of(places_.defaultdelivery_file, default_delivery_);
  if (!text.ok()) return Error{text.error()};
  return *text.value();
}

}  // namespace spamweir::recipients
