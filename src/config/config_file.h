// Reads configuration files, and the files that they include.
//
// A line is `option=value` with the long name, without quotes, everything after the `=` to the end
// of the line without the blanks around it; blank lines and lines that begin with # are skipped;
// lines may end with CRLF, the last one with nothing, and the file may begin with a UTF-8 byte
// order mark. A file or line that can't be used is reported, the rest counts.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "config/interpreter.h"
#include "config/problems.h"
#include "os/file.h"

namespace spamweir::config {

class ConfigFileReader {
 public:
  static constexpr size_t kMostFileBytes = 16 << 20;
  static constexpr size_t kMostLineBytes = 65536;
  static constexpr size_t kMostNested = 64;   // files open at a time, one including the other
  static constexpr size_t kMostFiles = 1000;  // in all, because a file may be included many times

  // Both must outlive the reader.
  ConfigFileReader(Interpreter& interpreter, Problems& problems);

  // Reads the file that a config-file option at `place` names.
  void read(std::string_view path, const Place& place);

 private:
  void read_lines(std::string_view path, std::string_view text);
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
};

}  // namespace spamweir::config
