// The server behind the filter: whether it can be started, what it offers, and which settings suit
// that. And who may relay by it.
#pragma once

#include "checkup/examination.h"

namespace spamweir::checkup {

// `command` ends with a null pointer, as exec wants it; its first word may be null: none is given.
void check_server(Examination& examination, const char* const* command);

}  // namespace spamweir::checkup
