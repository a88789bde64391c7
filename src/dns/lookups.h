// How others ask DNS: a question is begun by asking it, and asked again until its answer is there.
//
// Nobody who asks has to remember what is on its way: what was asked once is known to the one who
// answers, so the same question costs nothing the second time.
#pragma once

#include <string_view>

#include "dns/answer.h"

namespace spamweir::dns {

class Lookups {
 public:
  virtual ~Lookups() = default;

  // The answer, which lives as long as this object, or null while it is on its way. `name` without
  // the last dot (but "." is the root), in any case, in UTF-8 where it is internationalised. What
  // can't be asked for (is_valid_name() in names.h, and libidn2 missing where it is needed) is
  // answered `no_name` at once.
  virtual const Answer* ask(std::string_view name, Type type) = 0;
};

}  // namespace spamweir::dns
