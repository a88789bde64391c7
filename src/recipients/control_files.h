// qmail's control files, read as qmail-control(5) and qmail-send(8) say.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "recipients/request.h"

namespace spamweir::recipients {

class ControlFiles {
 public:
  // A larger file is an error.
  static constexpr size_t kMaxBytes = 16 * 1024 * 1024;

  // `places` must live longer. Nothing is read before it is asked for, and nothing twice.
  explicit ControlFiles(const Places& places) : places_(places) {}

  // Errors name the file. Names of domains are compared without regard to case.

  // control/locals, or control/me where that is missing; an error where both are.
  Result<bool> is_local(std::string_view domain);
  Result<bool> has_percenthack(std::string_view domain);
  // control/envnoathost, else control/me, else the literal name.
  Result<std::string> envnoathost();
  // The prefix of the most specific line that virtualdomains has for user@domain: the address, the
  // domain, parents from the longest, everything. Nothing where there is no such line, or it
  // makes an exception. Of two lines for the same the last counts.
  Result<std::optional<std::string>> virtual_prefix(std::string_view user, std::string_view domain);
  // What qmail-start is told; nothing where the file is missing.
  Result<std::optional<std::string>> default_delivery();

 private:
  using Text = std::optional<std::string>;  // of a file; nothing where it is missing

  Result<const Text*> text_of(const std::string& path, std::optional<Text>& cache);

  const Places& places_;
  std::optional<Text> me_;
  std::optional<Text> envnoathost_;
  std::optional<Text> percenthack_;
  std::optional<Text> locals_;
  std::optional<Text> virtualdomains_;
  std::optional<Text> default_delivery_;
};

}  // namespace spamweir::recipients
