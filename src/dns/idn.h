// Internationalised domain names: from UTF-8 to the ASCII that DNS knows them by.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "os/shared_library.h"

namespace spamweir::dns {

// Works through libidn2, which is loaded when the first such name comes and need not be installed.
class IdnConverter {
 public:
  // By IDNA2008 (RFC 5891 5) with the mappings of UTS 46. Nothing where the name can't be
  // converted: broken UTF-8, characters that are not allowed, or no library.
  std::optional<std::string> to_ascii(std::string_view name);

 private:
  std::unique_ptr<os::SharedLibrary> library_;
};

}  // namespace spamweir::dns
