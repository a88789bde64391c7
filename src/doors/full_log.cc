#include "doors/full_log.h"

#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <ctime>
#include <utility>

#include "base/text.h"
#include "os/random.h"

namespace spamweir::doors {
namespace {

using std::chrono::microseconds;
using std::chrono::system_clock;

std::string local_time(const char* format, microseconds since_1970) {
  const auto secs =
      static_cast<time_t>(std::chrono::floor<std::chrono::seconds>(since_1970).count());
  tm parts{};
  localtime_r(&secs, &parts);
  char text[32];
  return {text, strftime(text, sizeof text, format, &parts)};
}

microseconds now() {
  return std::chrono::floor<microseconds>(system_clock::now().time_since_epoch());
}

std::string stamp() {
  const microseconds time = now();
  const std::string fraction = to_text(static_cast<uint64_t>(time.count() % 1'000'000));
  return concat(local_time("%Y-%m-%d %H:%M:%S.", time), std::string(6 - fraction.size(), '0'),
                fraction);
}

// Eight letters and digits: several sessions of one process number and second there may be.
std::string random_name() {
  constexpr std::string_view kCharacters = "0123456789abcdefghijklmnopqrstuv";
  std::array<uint8_t, 8> bytes{};
  if (!os::RandomSource().fill(bytes)) return "0";
  std::string text;
  for (const uint8_t byte : bytes) text += kCharacters[byte % kCharacters.size()];
  return text;
}

}  // namespace

Result<std::unique_ptr<FullLog>> FullLog::begin(const std::string& directory, log::Log& log) {
  const std::string path = concat(directory, "/", local_time("%Y%m%d_%H%M%S", now()), "_",
                                  to_text(static_cast<uint64_t>(getpid())), "_", random_name());
  Result<os::NewFile> file = os::NewFile::create(path);
  if (!file.ok()) {
    return Error{concat("full-log-dir=", directory, ": ", file.error(),
                        "; no session is recorded; the user that the filter runs as must be able "
                        "to write into the directory")};
  }
  return std::unique_ptr<FullLog>(new FullLog(std::move(file.value()), path, log));
}

void FullLog::line(log::Level, std::string_view line) {
  write(concat(stamp(), " LOG ", line, "\n"));
}

void FullLog::piece(std::string_view title, std::string_view bytes) {
  if (bytes.empty()) return;
  write(concat(stamp(), " ", title, " ", to_text(bytes.size()), " bytes\n", bytes, "\n"));
}

void FullLog::write(std::string_view text) {
  if (failed_) return;
  const Status status = file_.append(text);
  if (status.ok()) return;
  failed_ = true;
  log_.error(concat("full-log-dir: ", path_, ": ", status.error(),
                    "; the rest of the session is not recorded; make room, or take full-log-dir "
                    "out"));
}

}  // namespace spamweir::doors
