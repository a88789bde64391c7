// A complete record of one session: every byte that went either way, the settings in force, and all
// log lines of every level (full-log-dir). For hunting one problem, not for every day; passwords
// are in it by nature.
//
// The file is YYYYMMDD_HHMMSS_PID_RANDOM, local time, for its owner alone. It is made of pieces, a
// line each with what follows:
//
//   2026-11-27 03:41:07.123456 CLIENT -> FILTER 24 bytes
//   (24 bytes, and a line end that is not theirs)
//   2026-11-27 03:41:07.123501 LOG ALLOWED from: …
//
// Within TLS the bytes are those that were encrypted. documentation/log.md says so to
// administrators.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "log/log.h"
#include "os/new_file.h"

namespace spamweir::doors {

class FullLog final : public log::Listener {
 public:
  // The error names directory and reason. `log` must outlive the record.
  static Result<std::unique_ptr<FullLog>> begin(const std::string& directory, log::Log& log);

  FullLog(const FullLog&) = delete;
  FullLog& operator=(const FullLog&) = delete;

  // Bytes that went one way.
  void from_client(std::string_view bytes) { piece("CLIENT -> FILTER", bytes); }
  void to_client(std::string_view bytes) { piece("FILTER -> CLIENT", bytes); }
  void from_server(std::string_view bytes) { piece("SERVER -> FILTER", bytes); }
  void to_server(std::string_view bytes) { piece("FILTER -> SERVER", bytes); }
  // What belongs to none of them, such as the settings.
  void note(std::string_view title, std::string_view text) { piece(title, text); }

  void line(log::Level level, std::string_view line) override;

 private:
  FullLog(os::NewFile file, std::string path, log::Log& log)
      : file_(std::move(file)), path_(std::move(path)), log_(log) {}

  void piece(std::string_view title, std::string_view bytes);
  void write(std::string_view text);

  os::NewFile file_;
  std::string path_;
  log::Log& log_;
  bool failed_ = false;  // the disk is full, or the like: what follows is lost
};

}  // namespace spamweir::doors
