// --explain: what each filter makes of a mail, and why.
//
// A real session is rehearsed with a real engine, so that the answers are those that a client would
// get; only the server is an accommodating one in memory, DNS is told the client's name where it is
// given, and the graylist is shown as it is and not changed.
#pragma once

namespace spamweir::explain {

// Reads the configuration as a session would; the words behind the options are the mail (mail.h).
// Prints, and returns the exit status: 0 where all recipients would get the mail, 1 where not, 2
// where the words can't be read.
int explain(int argc, const char* const* argv);

}  // namespace spamweir::explain
