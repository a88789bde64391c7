// For a program that may run with more rights than who starts it: nothing that the caller left to
// it has an influence.
#pragma once

namespace spamweir::os {

// To be called first of all. The environment is emptied; descriptors 0 to 2 that are closed become
// /dev/null and those above are closed; the caller's limits of memory, time and descriptors are
// lifted as far as our rights go, and its timers stopped; the working directory is /, what is made
// is nobody else's to read, no core file is written, no signal is blocked, none that
// ends a process is ignored but SIGPIPE; and after `seconds` the process is killed by SIGALRM,
// whatever holds it up. False where descriptors can't be had: then nothing may be opened.
bool shut_out_caller(unsigned seconds);

}  // namespace spamweir::os
