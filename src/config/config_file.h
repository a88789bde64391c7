// Reads configuration files, and the files that they include.
//
// A line is `option=value` with the long name, without quotes, everything after the `=` to the end
// of the line without the blanks around it; blank lines and lines that begin with # are skipped;
// lines may end with CRLF, the last one with nothing, and the file may begin with a UTF-8 byte
// order mark. A file or line that can't be used is reported, the rest counts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/interpreter.h"
#include "config/problems.h"
#include "os/file.h"

namespace spamweir::config {

// Whose file is being read, and so what may stand in it.
enum class Author {
  administrator,  // everything that is marked for configuration files
  config_dir,     // what is marked for configuration directories
  // The same but for all that reaches outside of the file: no includes, no directories, no
  // commands. Nothing that the file says is quoted in a message, because a link may lead to
  // anything.
  stranger,
};

class ConfigFileReader {
 public:
  static constexpr size_t kMostFileBytes = 16 << 20;
  static constexpr size_t kMostLineBytes = 65536;
  static constexpr size_t kMostNested = 64;   // files open at a time, one including the other
  static constexpr size_t kMostFiles = 1000;  // in all, because a file may be included many times

  // Both must outlive the reader.
  ConfigFileReader(Interpreter& interpreter, Problems& problems);

  // Reads a file below a configuration directory, whose own path has `root_size` bytes. Its author
  // is a stranger unless the file, the directories and any links on the way belong to root or this
  // process's user and nobody else can write them. So it is with what it includes.
  void read_from_directory(const std::string& path, size_t root_size);

  // Reads the file that a config-file option at `place` names.
  void read(std::string_view path, const Place& place);

 private:
  void read_contents(std::string_view path, const os::FileContents& file, const Place& place);
  void read_as_stranger(std::string_view path, const os::FileContents& file, const Place& place);
  void read_lines(std::string_view path, std::string_view text);
  bool may_stand_here(const Assignment& assignment);
  void read_line(std::string_view line, const Place& place);
  void read_setting(std::string_view name, std::optional<std::string_view> value,
                    const Place& place);
  void refuse_file(std::string_view path, const Place& place, std::string_view why);
  bool may_read_another(std::string_view path, const Place& place);
  void include(const Assignment& assignment);

  Interpreter& interpreter_;
  Problems& problems_;
  std::vector<os::FileIdentity> being_read_;  // outermost first
  size_t files_read_ = 0;
  Author author_ = Author::administrator;
};

}  // namespace spamweir::config
