#include "tls/secret.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/wipe.h"
#include "os/input_file.h"

namespace spamweir::tls {

Secret::Secret(size_t capacity) : bytes_(std::make_unique<char[]>(capacity)), capacity_(capacity) {}

Secret::Secret(std::string_view bytes) : Secret(bytes.size()) {
  std::copy(bytes.begin(), bytes.end(), bytes_.get());
  size_ = bytes.size();
}

Secret::Secret(Secret&& other) noexcept
    : bytes_(std::move(other.bytes_)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  bytes_ = std::move(other.bytes_);
  size_ = std::exchange(other.size_, 0);
  capacity_ = std::exchange(other.capacity_, 0);
  return *this;
}

void Secret::wipe() {
  if (bytes_) spamweir::wipe(std::span(bytes_.get(), capacity_));
  bytes_.reset();
  size_ = capacity_ = 0;
}

Result<SecretFile> read_secret(const std::string& path, size_t max_bytes) {
  os::InputFile file(path);
  // A file that grows while it is read is too large; one of /proc says 0 and may be small.
  const size_t size = std::min(std::max<size_t>(file.size(), 4096), max_bytes);
  Secret contents(size + 1);
  for (size_t got = 1; got > 0 && contents.size_ <= size; contents.size_ += got) {
    got = file.read(contents.bytes_.get() + contents.size_, contents.capacity_ - contents.size_);
    if (contents.size_ + got > size) {
      return Error{concat("it has more than ", to_text(size), " bytes")};
    }
  }
  if (file.readable() != os::Readable::yes) return Error{file.problem()};
  return SecretFile{std::move(contents), file.is_readable_by_all()};
}

}  // namespace spamweir::tls
