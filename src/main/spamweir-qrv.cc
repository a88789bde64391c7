// spamweir-qrv: tells what qmail would do with mail for an address. Wiring only.
#include <unistd.h>

#include <cstdlib>
#include <span>

#include "base/text.h"
#include "base/version.h"
#include "os/caller.h"
#include "os/privileges.h"
#include "os/stream.h"
#include "recipients/request.h"
#include "recipients/trace.h"
#include "recipients/validator.h"

namespace spamweir::recipients {
namespace {

// sysexits and qmail alike: a permanent mistake of the caller. To the filter it means can't say.
constexpr int kNotUnderstood = 100;
// The filter gives up before; this is for those who have no patience of their own.
constexpr unsigned kMaxSeconds = 30;

int run(std::span<const char* const> words) {
  if (!os::shut_out_caller(kMaxSeconds)) return static_cast<int>(Answer::cant_say);
  Result<Request> request = read_request(words, os::has_foreign_rights());
  if (!request.ok()) {
    complain(request.error());
    return kNotUnderstood;
  }
  switch (request.value().action) {
    case Action::help:
      return os::write_all(STDOUT_FILENO, help_text()) ? EXIT_SUCCESS : kNotUnderstood;
    case Action::version:
      os::write_all(STDOUT_FILENO, concat("spamweir-qrv ", kVersion, "\n"));
      return EXIT_SUCCESS;
    case Action::answer:
      break;
  }
  Trace trace(request.value().explain);
  Validator validator(request.value().places, trace);
  const Answer answer = validator.validate(request.value().domain, request.value().user);
  trace.say("answer: ", name_of(answer));
  return static_cast<int>(answer);
}

}  // namespace
}  // namespace spamweir::recipients

int main(int argc, char** argv) {
  const size_t own_name = argc > 0 ? 1 : 0;
  // Without teardown: the kernel takes it all back faster.
  std::_Exit(spamweir::recipients::run({argv + own_name, static_cast<size_t>(argc) - own_name}));
}
