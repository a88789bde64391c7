#include "config/config_file.h"

#include <algorithm>
#include <string>
#include <utility>

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

// What names a place or program that the owner of a file might not reach himself.
bool reaches_outside(const Option& option) {
  return option.kind == Kind::directory || option.kind == Kind::command ||
         std::holds_alternative<Special>(option.target);
}

// Whether a directory or link on the way, below the root, is one that others could have put there.
bool others_may_lead(const std::string& path, size_t root_size) {
  for (size_t end = path.find('/', root_size + 1);; end = path.find('/', end + 1)) {
    if (os::is_open_to_others(path.substr(0, end))) return true;
    if (end == std::string::npos) return false;
  }
}

// A line that is none of an option's business.
bool says_nothing(std::string_view line) { return line.empty() || line.starts_with('#'); }

}  // namespace

ConfigFileReader::ConfigFileReader(Interpreter& interpreter, Problems& problems)
    : interpreter_(interpreter), problems_(problems) {}

void ConfigFileReader::read(std::string_view path, const Place& place) {
  if (!may_read_another(path, place)) return;
  const auto file = os::read_file(std::string(path), kMostFileBytes);
  if (!file.ok()) return refuse_file(path, place, file.error());
  const bool may_be_strange = author_ == Author::config_dir;
  const std::string name(path);
  if (may_be_strange && (!file.value().ours_alone || os::is_open_to_others(name))) {
    return read_as_stranger(path, file.value(), place);
  }
  read_contents(path, file.value(), place);
}

// What a trusted file includes need not be one itself.
void ConfigFileReader::read_as_stranger(std::string_view path, const os::FileContents& file,
                                        const Place& place) {
  const Author includer = std::exchange(author_, Author::stranger);
  problems_.quote_nothing(true);
  read_contents(path, file, place);
  problems_.quote_nothing(false);
  author_ = includer;
}

void ConfigFileReader::read_from_directory(const std::string& path, size_t root_size) {
  const auto file = os::read_file(path, kMostFileBytes);
  if (!file.ok()) {
    return problems_.error(Place{path, 0},
                           concat(file.error(), "; what it may say does not count"));
  }
  author_ = Author::config_dir;
  const Place place{path, 0};
  if (file.value().ours_alone && !others_may_lead(path, root_size)) {
    read_contents(path, file.value(), place);
  } else {
    read_as_stranger(path, file.value(), place);
  }
}

void ConfigFileReader::read_contents(std::string_view path, const os::FileContents& file,
                                     const Place& place) {
  const os::FileIdentity& identity = file.identity;
  if (std::find(being_read_.begin(), being_read_.end(), identity) != being_read_.end()) {
    return refuse_file(path, place, "it includes itself, directly or through other files");
  }
  being_read_.push_back(identity);
  ++files_read_;
  read_lines(path, file.text);
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
  // An old name may stand where the new one may.
  const Option* option = known.option != nullptr ? known.option : find_option(known.alias->option);
  if (option == nullptr) return interpreter_.assign(known, value, place);
  const Assignment assignment{*option, value, place};
  if (!may_stand_here(assignment)) return;
  if (known.option == nullptr) return interpreter_.assign(known, value, place);
  if (std::holds_alternative<Special>(known.option->target)) return include(assignment);
  interpreter_.assign(known, value, place);
}

bool ConfigFileReader::may_stand_here(const Assignment& assignment) {
  const Option& option = assignment.option;
  const bool in_directory = author_ != Author::administrator;
  std::string_view why;
  if ((option.scope & kConfigFile) == 0) {
    why = "may stand on the command line only, not in a file";
  } else if (in_directory && (option.scope & kConfigDirectory) == 0) {
    why = "may not stand in a file of a config-dir, only in a configuration file";
  } else if (author_ == Author::stranger && reaches_outside(option)) {
    why =
        "may stand only in files of a config-dir that root or the filter's user owns and nobody "
        "else can write";
  }
  // It is ignored, not bad: what it guards stays as it is.
  if (!why.empty()) {
    problems_.error(assignment.place, concat(option.name, ": ", why, "; it is ignored"));
  }
  return why.empty();
}

// Of the options that are no settings only config-file may stand in a file.
void ConfigFileReader::include(const Assignment& assignment) {
  if (!interpreter_.builder().complete(assignment)) return;
  if (assignment.value->starts_with('!')) {
    return interpreter_.builder().refuse(
        assignment, "what was read can't be taken back; ! works on the command line only");
  }
  interpreter_.builder().note(assignment);
  read(*assignment.value, assignment.place);
}

void ConfigFileReader::refuse_file(std::string_view path, const Place& place,
                                   std::string_view why) {
  problems_.error(place, concat("config-file=", excerpt(path), ": ", why,
                                "; the file is left out, all other settings count"));
}

}  // namespace spamweir::config
