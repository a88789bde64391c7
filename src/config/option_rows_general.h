// Rows: where the configuration comes from, what the program tells, logs, the user and host that it
// works as.
#pragma once

#include "config/option_makers.h"

namespace spamweir::config {

inline constexpr Name kConfigDirSearchNames[] = {
    name_for("first", 0), name_for("all-ip", kAllIp), name_for("all-rdns", kAllRdns),
    name_for("all-sender", kAllSender), name_for("all-recipient", kAllRecipient)};

inline constexpr Name kLogFormatNames[] = {name_for("classic", log::Format::classic),
                                           name_for("json", log::Format::json)};

inline constexpr Name kLogLevelNames[] = {
    name_for("none", log::Level::none),   name_for("error", log::Level::error),
    name_for("info", log::Level::info),   name_for("verbose", log::Level::verbose),
    name_for("debug", log::Level::debug), name_for("excessive", log::Level::excessive)};

inline constexpr Name kLogTargetNames[] = {name_for("stderr", log::kStderr),
                                           name_for("syslog", log::kSyslog)};

inline constexpr Name kConfigTestNames[] = {name_for("text", ReportForm::text),
                                            name_for("json", ReportForm::json)};

inline constexpr Option kGeneralOptions[] = {
    {.name = "config-dir",
     .kind = Kind::directory,
     .placeholder = "DIR",
     .repeat = Repeat::adds_up,
     .scope = kFiles,
     .target = list_of<&Settings::config_dirs>,
     .help = "directory tree with settings for single clients, senders, recipients",
     .more_help =
         "A tree in which each path names a client address, rDNS name, sender or recipient "
         "(_ip_/11/22, _recipient_/com/example/_at_/joe) and ends in a file with settings for just "
         "those. The tree is searched when a recipient is named, and what is found holds for that "
         "recipient alone. The same kinds of path may be nested: "
         "_ip_/11/22/_recipient_/com/example."},
    {.name = "config-dir-search",
     .kind = Kind::names,
     .names = kConfigDirSearchNames,
     .repeat = Repeat::combined,
     .scope = kFiles,
     .default_text = "first",
     .target = bits_of<&Settings::config_dir_search>,
     .help = "read only the nearest file of a config-dir kind, or all of them",
     .more_help =
         "With first, only the most specific file of each kind is read: _ip_/11/22/33 hides "
         "_ip_/11. The values all-ip, all-rdns, all-sender and all-recipient read every matching "
         "file of that kind, the least specific first; they can be combined. A first that comes "
         "later takes back all of them."},
    {.name = "config-file",
     .letter = 'f',
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .target = Special::config_file,
     .help = "read more settings from this file",
     .more_help =
         "The file has one option=value a line, with long names and without quotes; blank lines "
         "and lines that begin with # are skipped. Files that the command line names are read when "
         "all of the command line has been read, in their order, so what they say wins. Within a "
         "file this option reads another one at that place. A file that can't be read is an error "
         "in the log, and the rest of the configuration still counts. Example: "
         "-f /etc/spamweir/spamweir.conf"},
    {.name = "config-test",
     .kind = Kind::names,
     .names = kConfigTestNames,
     .scope = kCommandLine,
     .default_text = "text",
     .target = choice_of<&Settings::config_test_form>,
     .help = "check the configuration and say what is wrong with it",
     .more_help =
         "To be added to the complete command line of the production service, and to be run by the "
         "user who starts that: looks at every option, file, directory and command that the "
         "configuration names, as the user that run-as-user says, asks the name servers, starts "
         "the "
         "server for a short talk, and prints what it found, a line each: SUCCESS, INFO, WARNING "
         "or "
         "ERROR, the option, the finding, what to do. No mail is taken. The exit status is 1 if "
         "there was an ERROR, else 0. With json each line is a JSON object with level, option, "
         "finding, remedy, value and place.",
     .bare_value = "text"},
    {.name = "config-test-smtpauth-password",
     .kind = Kind::string,
     .placeholder = "PASSWORD",
     .scope = kCommandLine,
     .target = text_of<&Settings::config_test_password>,
     .help = "password with which config-test tries authentication",
     .more_help =
         "Together with config-test-smtpauth-username: the authentication commands are run with "
         "this name and password to see whether they say yes. Everybody who may list processes can "
         "see it while the test runs.",
     .secret = true},
    {.name = "config-test-smtpauth-username",
     .kind = Kind::string,
     .placeholder = "USERNAME",
     .scope = kCommandLine,
     .target = text_of<&Settings::config_test_username>,
     .help = "user name with which config-test tries authentication",
     .more_help =
         "Together with config-test-smtpauth-password: the authentication commands are run with "
         "this name and password to see whether they say yes."},
    {.name = "explain",
     .kind = Kind::flag,
     .repeat = Repeat::once,
     .scope = kCommandLine,
     .target = Special::explain,
     .help = "say what each filter makes of a mail, and why, and stop",
     .more_help =
         "Put in front of the facts of a mail, in the place of the server's command: "
         "spamweir -f FILE --explain ip=11.22.33.44 from=a@b.test to=x@example.com. Further facts "
         "are rdns, helo, auth (a user name), time (of the graylist: seconds since 1970, "
         "2026-11-27T03:40 in UTC, or +5m from now), header (a line of the message, may be "
         "repeated, as may to), relayclient=yes and earlytalker=yes. What is not given is looked "
         "up. For - the facts are taken from a line of the log on standard input, of a JSON log "
         "the object of type message or event. Prints each filter with what it looked at, what it "
         "said, and which file and line made it say so, "
         "then the answers of SMTP and the lines of the log. A session is rehearsed for that, "
         "with this configuration and DNS, and a server that takes everything; no mail is taken, "
         "and the graylist is not changed. The exit status is 0 where all recipients would get "
         "the mail, 1 where not, 2 where the facts can't be read."},
    {.name = "full-log-dir",
     .letter = 'L',
     .kind = Kind::directory,
     .placeholder = "DIR",
     .scope = kFiles,
     .target = text_of<&Settings::full_log_dir>,
     .help = "keep a complete record of each session in this directory",
     .more_help =
         "Each session gets a file of its own, YYYYMMDD_HHMMSS_PID_RANDOM, with every byte that "
         "went "
         "either way, the settings in force and all log lines of every level. Mail and passwords "
         "are in it, so the directory must be readable by nobody but the user that the filter runs "
         "as, who must be able to write into it. Meant for hunting one problem, not for every "
         "day."},
    {.name = "help",
     .letter = 'h',
     .kind = Kind::flag,
     .repeat = Repeat::once,
     .scope = kCommandLine,
     .target = Special::help,
     .help = "list the options and stop",
     .more_help =
         "Prints the usage and each option with one line of explanation. No mail is taken."},
    {.name = "hostname",
     .kind = Kind::string,
     .placeholder = "NAME",
     .scope = kFiles,
     .target = text_of<&HostNameSettings::name>,
     .help = "name of this host, where the filter has to give one",
     .more_help =
         "The name that the filter gives for itself, for instance in the challenge of AUTH "
         "CRAM-MD5. It beats hostname-command, which beats hostname-file."},
    {.name = "hostname-command",
     .kind = Kind::command,
     .placeholder = "COMMAND",
     .scope = kFiles,
     .target = text_of<&HostNameSettings::command>,
     .help = "command that prints the name of this host",
     .more_help =
         "Used when hostname is not given: the first line that the command prints is the name. The "
         "command is split at blanks, double quotes and backslashes group words, and no shell is "
         "involved. A command that takes longer than 5 seconds is killed. Example: "
         "hostname-command=/bin/hostname -f"},
    {.name = "hostname-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .scope = kFiles,
     .default_text = "/var/qmail/control/me",
     .target = text_of<&HostNameSettings::file>,
     .help = "file whose first line is the name of this host",
     .more_help =
         "Used when neither hostname nor hostname-command gives a name. Where it gives none "
         "either, TCPLOCALHOST does."},
    {.name = "log-format",
     .kind = Kind::names,
     .names = kLogFormatNames,
     .scope = kFiles,
     .default_text = "classic",
     .target = choice_of<&Settings::log_format>,
     .help = "lines for people and analyzers, or JSON objects for programs",
     .more_help =
         "classic: one line for each recipient, CODE from: ... to: ..., as log analyzers for "
         "spamdyke know it. json: one object for each message, with its envelope, the verdict on "
         "each recipient, HELO, size, TLS, the headers that log-headers names, and times in "
         "milliseconds; every other line is an object with level and message. On standard error "
         "an object stands alone on its line."},
    {.name = "log-headers",
     .kind = Kind::string,
     .placeholder = "NAME",
     .repeat = Repeat::adds_up,
     .scope = kFiles,
     .target = list_of<&Settings::log_headers>,
     .help = "header field of a message that a JSON log shows",
     .more_help =
         "With log-format=json: the first field of that name in the header of each message is "
         "part of its object. Example: log-headers=Message-ID"},
    {.name = "log-level",
     .letter = 'l',
     .kind = Kind::names,
     .names = kLogLevelNames,
     .scope = kFiles,
     .default_text = "error (given without a value: info)",
     .target = choice_of<&Settings::log_level>,
     .help = "how much to log",
     .more_help =
         "Each level has the lines of those before it. none: nothing. error: what keeps the filter "
         "from doing as it was told. info: one line for each recipient with the verdict and the "
         "reason. verbose: also which filter acted on what, and warnings about the configuration. "
         "debug and excessive: for hunting problems. A value must be attached on the command line: "
         "--log-level=verbose or -lverbose; -l alone means info.",
     .bare_value = "info"},
    {.name = "log-target",
     .kind = Kind::names,
     .names = kLogTargetNames,
     .repeat = Repeat::combined,
     .scope = kFiles,
     .default_text = "syslog",
     .target = bits_of<&Settings::log_targets>,
     .help = "where log lines go: syslog, standard error, or both",
     .more_help =
         "syslog is the mail facility of the system's log; stderr suits multilog and its like. The "
         "first value given replaces the default, each further one is added, !syslog takes one "
         "away, none takes all away."},
    {.name = "more-help",
     .kind = Kind::flag,
     .repeat = Repeat::once,
     .scope = kCommandLine,
     .target = Special::more_help,
     .help = "explain each option at length and stop",
     .more_help =
         "Prints for each option what it does, its values, its default, what giving it twice means "
         "and where it may stand. No mail is taken."},
    {.name = "run-as-user",
     .kind = Kind::string,
     .placeholder = "USER[:GROUP]",
     .scope = kFiles,
     .target = text_of<&Settings::run_as_user>,
     .help = "user, and group, to work as instead of the one that started us",
     .more_help =
         "Names or numbers; without a group the user's own one is taken. The filter and the server "
         "behind it run as that user. It works only when the filter is started by root. If the "
         "user is unknown or the change fails, the session is refused with 421 before anything "
         "else happens: nothing ever runs as somebody who was not asked for. Example: "
         "run-as-user=qmaild:nofiles",
     .guard = Guard::session},
    {.name = "version",
     .letter = 'v',
     .kind = Kind::flag,
     .repeat = Repeat::once,
     .scope = kCommandLine,
     .target = Special::version,
     .help = "print the version and stop",
     .more_help = "Prints name, version and license. No mail is taken."},
};

}  // namespace spamweir::config
