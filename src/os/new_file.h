// A file that did not exist before, written from its beginning to its end.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "os/descriptor.h"

namespace spamweir::os {

class NewFile {
 public:
  // For its owner alone (mode 0600). Never opens what is there already, be it a link. The error
  // text says why not and leaves `path` to the caller.
  static Result<NewFile> create(const std::string& path);

  // All of it, or an error that says why not.
  [[nodiscard]] Status append(std::string_view bytes);

 private:
  explicit NewFile(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

  Descriptor descriptor_;
};

}  // namespace spamweir::os
