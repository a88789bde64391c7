#include "support/scratch.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "base/text.h"

namespace spamweir::testing {

ScratchDirectory::ScratchDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "spamweir-unit-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  root_ = name;
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(root_, ignored);
}

std::string ScratchDirectory::path(std::string_view name) const { return concat(root_, "/", name); }

std::string ScratchDirectory::file(std::string_view name, std::string_view content) const {
  const std::string where = path(name);
  std::ofstream out(where, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  if (!out) throw std::runtime_error("cannot write " + where);
  return where;
}

std::string ScratchDirectory::fifo(std::string_view name) const {
  const std::string where = path(name);
  if (mkfifo(where.c_str(), 0600) != 0) throw std::runtime_error("cannot make " + where);
  return where;
}

std::string ScratchDirectory::directory(std::string_view name) const {
  const std::string where = path(name);
  std::filesystem::create_directory(where);
  return where;
}

CaughtLog::CaughtLog(log::Level level)
    : caught_(memfd_create("caught-log", MFD_CLOEXEC)),
      saved_(dup(STDERR_FILENO)),
      log_("test", level, log::kStderr) {
  if (caught_ < 0 || saved_ < 0) throw std::runtime_error("cannot catch standard error");
  dup2(caught_, STDERR_FILENO);
}

CaughtLog::~CaughtLog() {
  dup2(saved_, STDERR_FILENO);
  close(saved_);
  close(caught_);
}

std::string CaughtLog::raw() const {
  std::string all(static_cast<size_t>(lseek(caught_, 0, SEEK_END)), '\0');
  const ssize_t got = pread(caught_, all.data(), all.size(), 0);
  all.resize(got < 0 ? 0 : static_cast<size_t>(got));
  return all;
}

std::vector<std::string> CaughtLog::lines() const {
  const std::string prefix = concat("test[", to_text(static_cast<uint64_t>(getpid())), "]: ");
  const std::string all = raw();
  std::vector<std::string> out;
  for (std::string_view line : split(all, '\n')) {
    if (line.empty()) continue;
    if (line.starts_with(prefix)) line.remove_prefix(prefix.size());
    out.emplace_back(line);
  }
  return out;
}

uint64_t Random::next() {
  state_ ^= state_ << 13;
  state_ ^= state_ >> 7;
  state_ ^= state_ << 17;
  return state_;
}

std::string Random::bytes(size_t size) {
  std::string out(size, '\0');
  for (char& c : out) c = static_cast<char>(next() >> 24);
  return out;
}

std::string Random::text(size_t size, std::string_view alphabet) {
  std::string out(size, '\0');
  for (char& c : out) c = alphabet[below(alphabet.size())];
  return out;
}

}  // namespace spamweir::testing
