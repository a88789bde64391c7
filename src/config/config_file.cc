#include "config/config_file.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace spamweir::config {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view first_word(std::string_view text) {
  const auto end = std::find_if(text.begin(), text.end(),
                                [](char c) { return is_blank(c) || c == '=' || c == '\0'; });
  return text.substr(0, static_cast<size_t>(end - text.begin()));
}

bool has_blank(std::string_view text) { return first_word(text).size() < text.size(); }

// A line that is none of an option's business.
bool says_nothing(std::string_view line) { return line.empty() || line.starts_with('#'); }

}  // namespace

ConfigFileReader::ConfigFileReader(Interpreter& interpreter, Problems& problems)
    : interpreter_(interpreter), problems_(problems) {}

void ConfigFileReader::read(std::string_view path, const Place& place) {
  if (!may_read_another(path, place)) return;
  const auto file = os::read_file(std::string(path), kMostFileBytes);
  if (!file.ok()) return refuse_file(path, place, file.error());
  const os::FileIdentity& identity = file.value().identity;
  if (std::find(being_read_.begin(), being_read_.end(), identity) != being_read_.end()) {
    return refuse_file(path, place, "it includes itself, directly or through other files");
  }
  being_read_.push_back(identity);
  ++files_read_;
  read_lines(path, file.value().text);
  being_read_.pop_back();
}

bool ConfigFileReader::may_read_another(std::string_view path, const Place& place) {
  if (being_read_.size() >= kMostNested) {
    refuse_file(path, place,
                concat("more than ", to_text(kMostNested), " files include one another"));
    return false;
  }
  if (files_read_ >= kMostFiles) {
    refuse_file(path, place, concat("more than ", to_text(kMostFiles), " files are included"));
    return false;
  }
  return true;
}

void ConfigFileReader::read_lines(std::string_view path, std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  for (Place place{path, 1, std::make_shared<const std::string>(path)}; !text.empty();
       ++place.line) {
    const size_t end = std::min(text.find('\n'), text.size());
    read_line(text.substr(0, end), place);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void ConfigFileReader::read_line(std::string_view line, const Place& place) {
  const size_t length = line.size();
  line = trim(line);
  if (says_nothing(line)) return;
  if (length > kMostLineBytes) {
    return interpreter_.refuse_text(
        line, place, concat("the line has more than ", to_text(kMostLineBytes), " bytes"));
  }
  if (line.find('\0') != std::string_view::npos) {
    return interpreter_.refuse_text(line, place, "the line has a NUL byte; is this a text file?");
  }
  const size_t equals = line.find('=');
  const std::string_view name = trim(line.substr(0, equals));
  if (has_blank(name)) {
    return interpreter_.refuse_text(line, place,
                                    "syntax error, a line must be written OPTION=VALUE");
  }
  if (equals == std::string_view::npos) return read_setting(name, std::nullopt, place);
  read_setting(name, trim(line.substr(equals + 1)), place);
}

void ConfigFileReader::read_setting(std::string_view name, std::optional<std::string_view> value,
                                    const Place& place) {
  const KnownName known = Interpreter::look_up(name);
  if (!known.known()) return interpreter_.refuse_unknown(name, value, place);
  if (known.option == nullptr) return interpreter_.assign(known, value, place);
  const Assignment assignment{*known.option, value, place};
  if ((known.option->scope & kConfigFile) == 0) {
    return interpreter_.builder().refuse(assignment,
                                         "may stand on the command line only, not in a file");
  }
  if (std::holds_alternative<Special>(known.option->target)) return include(assignment);
  interpreter_.assign(known, value, place);
}

// Of the options that are no settings only config-file may stand in a file.
void ConfigFileReader::include(const Assignment& assignment) {
  if (!interpreter_.builder().complete(assignment)) return;
  if (assignment.value->starts_with('!')) {
    return interpreter_.builder().refuse(
        assignment, "what was read can't be taken back; ! works on the command line only");
  }
  read(*assignment.value, assignment.place);
}

void ConfigFileReader::refuse_file(std::string_view path, const Place& place,
                                   std::string_view why) {
  problems_.error(place, concat("config-file=", excerpt(path), ": ", why,
                                "; the file is left out, all other settings count"));
}

}  // namespace spamweir::config
