// Passwords and keys in memory: wiped when they go, and never copied.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace spamweir::tls {

// More than any file with certificates and keys has.
inline constexpr size_t kMaxPem = 1024 * 1024;

// Bytes that are overwritten before their memory is given back. Moving moves no bytes.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view bytes);
  ~Secret() { wipe(); }
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;

  std::string_view view() const { return {bytes_.get(), size_}; }
  bool empty() const { return size_ == 0; }
  // Empty afterwards.
  void wipe();

 private:
  friend Result<struct SecretFile> read_secret(const std::string& path, size_t max_bytes);
  explicit Secret(size_t capacity);

  std::unique_ptr<char[]> bytes_;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

struct SecretFile {
  Secret contents;
  bool readable_by_all = false;  // InputFile::is_readable_by_all()
};

// The contents of the regular file at `path`; os::read_file() with nothing left behind in memory.
Result<SecretFile> read_secret(const std::string& path, size_t max_bytes);

}  // namespace spamweir::tls
