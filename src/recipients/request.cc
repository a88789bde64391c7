#include "recipients/request.h"

#include <string_view>
#include <vector>

#include "base/text.h"

namespace spamweir::recipients {
namespace {

struct PlaceOption {
  std::string_view name;  // with its =
  std::string Places::*place;
  std::string_view usual;
  std::string_view help;
};

constexpr PlaceOption kPlaceOptions[] = {
    {"--qmail-me-file=", &Places::me_file, SPAMWEIR_QMAIL_DIR "/control/me", "the host's name"},
    {"--qmail-envnoathost-file=", &Places::envnoathost_file,
     SPAMWEIR_QMAIL_DIR "/control/envnoathost", "the domain of addresses without one"},
    {"--qmail-percenthack-file=", &Places::percenthack_file,
     SPAMWEIR_QMAIL_DIR "/control/percenthack", "domains where user%host is rewritten"},
    {"--qmail-locals-file=", &Places::locals_file, SPAMWEIR_QMAIL_DIR "/control/locals",
     "local domains"},
    {"--qmail-virtualdomains-file=", &Places::virtualdomains_file,
     SPAMWEIR_QMAIL_DIR "/control/virtualdomains", "virtual domains"},
    {"--qmail-defaultdelivery-file=", &Places::defaultdelivery_file,
     SPAMWEIR_QMAIL_DIR "/control/defaultdelivery", "what qmail-start is told to do by default"},
    {"--qmail-users-cdb=", &Places::users_cdb, SPAMWEIR_QMAIL_DIR "/users/cdb", "the assignments"},
    {"--passwd-file=", &Places::passwd_file, "", "accounts, in the place of the system's"},
    {"--program-dirs=", &Places::program_dirs,
     SPAMWEIR_QMAIL_DIR "/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
     "where commands without a slash are"},
    {"--valias-file=", &Places::valias_file, SPAMWEIR_VALIAS, "vpopmail's valias"},
    {"--vuserinfo-file=", &Places::vuserinfo_file, SPAMWEIR_VUSERINFO, "vpopmail's vuserinfo"},
};

Places usual_places() {
  Places places;
  for (const PlaceOption& option : kPlaceOptions) places.*option.place = option.usual;
  return places;
}

bool take_option(std::string_view word, Request& request) {
  if (word == "--help" || word == "-h") {
    request.action = Action::help;
  } else if (word == "--version") {
    request.action = Action::version;
  } else if (word == "--explain") {
    request.explain = true;
  } else {
    for (const PlaceOption& option : kPlaceOptions) {
      if (!word.starts_with(option.name)) continue;
      request.places.*option.place = word.substr(option.name.size());
      return true;
    }
    return false;
  }
  return true;
}

}  // namespace

Result<Request> read_request(std::span<const char* const> words, bool is_privileged) {
  Request request;
  request.places = usual_places();
  // Two operands are an address, whatever they look like: a recipient may begin with a hyphen.
  while (!is_privileged && words.size() != 2 && !words.empty()) {
    const std::string_view word = words[0];
    if (!word.starts_with("--") && word != "-h") break;
    if (!take_option(word, request)) return Error{concat("there is no option ", word)};
    words = words.subspan(1);
  }
  if (request.action != Action::answer) return request;
  if (words.size() != 2) {
    return Error{is_privileged ? "it takes a DOMAIN and a USER, and setuid no options"
                               : "it takes options with their =VALUE, then a DOMAIN and a USER"};
  }
  request.domain = words[0];
  request.user = words[1];
  return request;
}

std::string help_text() {
  std::string out =
      "Usage: spamweir-qrv [OPTIONS] DOMAIN USER\n"
      "Says what qmail would do with mail for USER@DOMAIN, by its exit status:\n"
      "0 can't say, 1 deliver it, 2 accept and bounce it, 3 keep it in the queue.\n\nOptions:\n";
  const auto add = [&out](std::string_view option, std::string_view help) {
    std::string line = concat("  ", option);
    line.append(line.size() < 36 ? 36 - line.size() : 1, ' ');
    out += concat(line, help, "\n");
  };
  add("--explain", "print each step");
  add("--help", "print this");
  add("--version", "print the version");
  for (const PlaceOption& option : kPlaceOptions) {
    const bool is_list = option.place == &Places::program_dirs;
    add(concat(option.name, is_list ? "DIRS" : "FILE"), option.help);
    if (!option.usual.empty()) out += concat("      (", option.usual, ")\n");
  }
  return out + "Installed setuid root, it takes no options.\n";
}

}  // namespace spamweir::recipients
