#include "recipients/vpopmail.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>

#include "base/text.h"
#include "os/clock.h"
#include "os/helper.h"
#include "os/stream.h"

namespace spamweir::recipients {
namespace {

constexpr std::chrono::seconds kPatience{5};
constexpr size_t kMaxOutput = 4096;
constexpr size_t kMaxName = 64;

// What a program can be given without taking it for an option or something else than a name.
bool is_plain(std::string_view text) {
  constexpr std::string_view kMarks = "_.+=-";
  const auto is_allowed = [&](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || kMarks.find(c) != std::string_view::npos;
  };
  return !text.empty() && text[0] != '-' && std::all_of(text.begin(), text.end(), is_allowed);
}

struct Outcome {
  std::optional<int> code;  // nothing where it was killed, or took too long
  std::string output;
};

void append_output(os::Descriptor& source, std::string& output) {
  char block[kMaxOutput];
  const os::Transfer got = os::read_some(source.get(), block);
  if (got.outcome == os::Transfer::Outcome::ended) source.close();
  if (output.size() < kMaxOutput) output.append(block, got.bytes);
}

Outcome wait_for(os::Helper& helper) {
  const os::Deadline deadline = os::Clock::now() + kPatience;
  Outcome outcome;
  std::optional<os::ExitStatus> end;
  while (!(end = helper.reap()) && os::Clock::now() < deadline) {
    std::array<os::Interest, 2> interests = {
        os::Interest{.fd = helper.output().get(), .read = true},
        os::Interest{.fd = helper.end().get(), .read = true}};
    os::wait(interests, deadline);
    if (interests[0].readable) append_output(helper.output(), outcome.output);
  }
  if (!end) helper.kill();
  if (end && helper.output().is_open()) append_output(helper.output(), outcome.output);
  if (end && end->signal == 0) outcome.code = end->code;
  return outcome;
}

Outcome run(const std::string& program, const char* option, const std::string& address) {
  const char* with_option[] = {program.c_str(), option, address.c_str(), nullptr};
  const char* without[] = {program.c_str(), address.c_str(), nullptr};
  const char* const environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin", nullptr};
  Result<os::Helper> helper =
      os::Helper::start({option != nullptr ? with_option : without, environment}, "");
  return helper.ok() ? wait_for(helper.value()) : Outcome();
}

// vuserinfo says `no such user` or nothing of one that is not there; what else it says with a
// failure speaks of its database.
bool says_absent(const Outcome& outcome) {
  return outcome.output.empty() ||
         lower_case(outcome.output).find("no such user") != std::string::npos;
}

// In large domains the directories of users lie deeper, in others of one letter or digit.
bool has_deeper_directories(const Home& home) {
  return home.has_directory("0") && !home.has_directory("0/Maildir");
}

}  // namespace

Answer Vpopmail::has_user(const VpopmailUser& user, const Home& home,
                          os::BorrowedRights& rights) const {
  const std::string name = lower_case(user.name);
  const bool is_name = !name.empty() && name[0] != '.' && name.find('/') == std::string::npos;
  if (is_name && home.has_directory(name)) {
    return trace_.conclude(Answer::valid, "vpopmail's user ", name, " has a directory");
  }
  const bool may_lie_deeper = places_.vuserinfo_file.empty() && has_deeper_directories(home);
  const Answer otherwise = may_lie_deeper ? Answer::cant_say : Answer::invalid;
  if (places_.valias_file.empty() && places_.vuserinfo_file.empty()) {
    return trace_.conclude(otherwise, "vpopmail's user ", name, " has no directory");
  }
  const std::string domain = lower_case(user.domain);
  if (!is_plain(name) || !is_plain(domain) || name.size() > kMaxName) {
    return trace_.conclude(Answer::cant_say, "vpopmail's programs can't be asked for ", name);
  }
  const Status kept = rights.keep();
  if (!kept.ok()) return trace_.trouble(kept.error());
  const Answer answer = ask_programs(concat(name, "@", domain));
  return trace_.conclude(answer == Answer::invalid ? otherwise : answer, "vpopmail's user ", name,
                         " has no directory, and by valias and vuserinfo is");
}

Answer Vpopmail::ask_programs(std::string_view address) const {
  const std::string user(address);
  bool is_certain = true;
  if (!places_.valias_file.empty()) {
    const Outcome alias = run(places_.valias_file, "-s", user);
    if (alias.code == 0 && !alias.output.empty()) return Answer::valid;
    is_certain = alias.code.has_value();
  }
  if (!places_.vuserinfo_file.empty()) {
    const Outcome info = run(places_.vuserinfo_file, nullptr, user);
    if (info.code == 0) return Answer::valid;
    is_certain = is_certain && info.code.has_value() && says_absent(info);
  }
  return is_certain ? Answer::invalid : Answer::cant_say;
}

}  // namespace spamweir::recipients
