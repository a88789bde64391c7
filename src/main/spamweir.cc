// spamweir: the filter in front of qmail-smtpd and its kin, one process for each connection. Wiring
// only.
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/path.h"
#include "base/text.h"
#include "config/configuration.h"
#include "config/help.h"
#include "config/recipient_settings.h"
#include "config/settings_text.h"
#include "dns/resolver.h"
#include "doors/admission.h"
#include "doors/full_log.h"
#include "doors/surroundings.h"
#include "doors/wrapper.h"
#include "engine/engine.h"
#include "log/log.h"
#include "os/child.h"
#include "os/companion.h"
#include "os/environment.h"
#include "os/process.h"
#include "os/signals.h"
#include "os/stream.h"
#include "smtp/reply.h"
#include "smtp/reply_codes.h"
#include "validation/validator.h"

namespace spamweir {
namespace {

using config::Action;
using config::Configuration;

// Neither verdict of --config-test, and what --explain says of words that it can't read.
constexpr int kCanNotInspect = 2;

int print(std::string_view text) {
  return os::write_all(STDOUT_FILENO, text) ? EXIT_SUCCESS : EXIT_FAILURE;
}

// What no connection needs is a program of its own, so that none loads it. Comes back only where
// that can't be had.
int become_inspector(const char* const* argv) {
  const Result<std::string> program = os::find_companion("spamweir-inspect");
  const std::string problem =
      program.ok() ? os::become_program(program.value().c_str(), {argv, environ}).message
                   : concat(program.error(), "; run `make install`");
  os::write_all(STDERR_FILENO,
                concat("spamweir: --explain and --config-test are done by spamweir-inspect: ",
                       problem, "\n"));
  return kCanNotInspect;
}

// RFC 5321 3.8: the client comes back later.
int refuse(const config::Settings& settings, log::Log& log, std::string_view problem) {
  log.error(problem);
  if (!doors::may_speak_in_clear(settings)) return EXIT_FAILURE;
  print(smtp::format_reply(smtp::kServiceNotAvailable,
                           "The mail filter can't serve now. Try again later."));
  return EXIT_FAILURE;
}

void log_problems(const Configuration& configuration, log::Log& log) {
  for (const config::Problem& problem : configuration.problems) {
    if (problem.severity == config::Severity::error) {
      log.error(problem.text);
    } else {
      log.warning(problem.text);
    }
  }
}

// Null where none is asked for, or none can be had.
std::unique_ptr<doors::FullLog> begin_record(const Configuration& configuration, log::Log& log) {
  const config::Settings& settings = configuration.settings;
  if (settings.full_log_dir.empty()) return nullptr;
  Result<std::unique_ptr<doors::FullLog>> begun = doors::FullLog::begin(settings.full_log_dir, log);
  if (!begun.ok()) {
    log.error(begun.error());
    return nullptr;
  }
  std::unique_ptr<doors::FullLog> record = std::move(begun.value());
  record->note("VERSION", config::version_text());
  record->note("SETTINGS", config::settings_text(settings));
  for (const config::Problem& problem : configuration.problems) {
    record->note("CONFIGURATION", problem.text);
  }
  log.set_listener(record.get());
  return record;
}

// What a session is started with.
struct Order {
  const Configuration& configuration;
  os::Environment& environment;
  const char* const* command;  // the server's
};

int serve(const Order& order, os::SignalQueue& signals, log::Log& log) {
  const Configuration& configuration = order.configuration;
  os::Environment& environment = order.environment;
  const config::Settings& settings = configuration.settings;
  const std::unique_ptr<doors::FullLog> record = begin_record(configuration, log);
  dns::Resolver resolver(settings.dns, log);
  std::optional<config::RecipientSettings> recipient_settings;
  if (configuration.base) recipient_settings.emplace(*configuration.base);
  std::optional<validation::Validator> validator;
  if (!settings.recipient_validation_commands.empty()) {
    validator.emplace(settings.recipient_validation_commands, log);
  }
  engine::Engine engine(doors::connection_of(environment, resolver),
                        {settings,
                         {resolver, log, validator ? &*validator : nullptr},
                         recipient_settings ? &*recipient_settings : nullptr});
  doors::prepare_for_server(environment, engine);
  Result<os::Child> child =
      os::Child::start({order.command, environment.variables().data()}, signals.original_mask());
  if (!child.ok()) return refuse(settings, log, child.error());
  doors::Wrapper wrapper(engine, resolver, signals, log);
  if (record) wrapper.record_in(*record);
  if (validator) wrapper.watch(*validator);
  return wrapper.serve(std::move(child.value()));
}

int run(int argc, char** argv) {
  Configuration configuration = config::read_configuration(argc, argv);
  switch (configuration.action) {
    case Action::help:
      return print(config::help_text());
    case Action::more_help:
      return print(config::more_help_text());
    case Action::version:
      return print(config::version_text());
    case Action::explain:
    case Action::config_test:
      return become_inspector(argv);
    case Action::run:
      break;
  }
  // First of all: a log whose reader is gone must not kill us.
  os::SignalQueue signals;
  const config::Settings& settings = configuration.settings;
  const bool has_command = configuration.command < argc;
  // Otherwise a person is at the keyboard, not a mail server at the other end.
  const unsigned targets = settings.log_targets | (has_command ? 0 : unsigned{log::kStderr});
  log::Log log(std::string(base_name(argv[0])), settings.log_level, targets, settings.log_format);
  log_problems(configuration, log);
  if (!has_command) {
    log.error("Missing qmail-smtpd command");
    return EXIT_FAILURE;
  }
  os::Environment environment = os::Environment::of_process();
  const std::vector<doors::Hindrance> hindrances =
      doors::admit(environment, configuration.settings);
  const Status usable = signals.check();
  if (!usable.ok()) return refuse(settings, log, usable.error());
  if (!hindrances.empty()) return refuse(settings, log, hindrances[0].text());
  return serve({configuration, environment, argv + configuration.command}, signals, log);
}

}  // namespace
}  // namespace spamweir

int main(int argc, char** argv) {
  // Without teardown: the kernel takes it all back faster.
  std::_Exit(spamweir::run(argc, argv));
}
