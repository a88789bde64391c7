// Everything that the administrator said: the command line and the files that it names.
#pragma once

#include <optional>
#include <vector>

#include "config/command_line.h"
#include "config/given.h"
#include "config/problems.h"
#include "config/settings.h"
#include "config/settings_builder.h"

namespace spamweir::config {

struct Configuration {
  Settings settings;
  // Where there are configuration directories: what their files go on from.
  std::optional<SettingsBuilder::State> base;
  // In the order in which they were met, but the error that is settings.refuse_session comes last,
  // where the log takes it and the refusal for one; to be logged once the log is open. None of them
  // quotes a password.
  std::vector<Problem> problems;
  Action action = Action::run;
  // argv[command] is the first word of the server's command; argc where there is none.
  int command = 0;
};

// Reads the command line first, then the files that it names, in order, so what a file says wins.
// Never fails: what is wrong becomes a problem, the rest counts, and what an option guards stays
// shut (see Guard). Logs and prints nothing. What counts is added to `given` where there is one.
Configuration read_configuration(int argc, const char* const* argv,
                                 std::vector<Given>* given = nullptr);

}  // namespace spamweir::config
