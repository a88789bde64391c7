// graylist_probe [--graylist-NAME=VALUE]... SENDER RECIPIENT ADDRESS NAME [COUNT]: asks the
// graylist as the filter does, COUNT times (1), each time as a new connection would. `%` in SENDER
// or RECIPIENT becomes the number of the time.
//
// Begins when standard input ends, so that a test can start many at once. Prints the answer and the
// path each time, then `descriptors N`, how many are open, and `usecs N`, how long it asked.
#include <dirent.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "config/configuration.h"
#include "graylist/graylist.h"
#include "log/log.h"

namespace {

using namespace spamweir;

smtp::Address address_of(std::string text, int number) {
  const size_t percent = text.find('%');
  if (percent != std::string::npos) text.replace(percent, 1, std::to_string(number));
  const size_t at = text.rfind('@');
  if (at == std::string::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

const char* word(graylist::Answer answer) {
  switch (answer) {
    case graylist::Answer::pass:
      return "pass";
    case graylist::Answer::wait:
      return "wait";
    case graylist::Answer::not_kept:
      return "not_kept";
  }
  return "?";
}

int open_descriptors() {
  DIR* directory = opendir("/proc/self/fd");
  int count = -1;  // its own
  while (const dirent* entry = readdir(directory)) {
    if (entry->d_name[0] != '.') ++count;
  }
  closedir(directory);
  return count;
}

void await_start() {
  char byte;
  while (read(STDIN_FILENO, &byte, 1) > 0) {
  }
}

int ask(const config::GraylistSettings& settings, const std::vector<std::string>& words) {
  log::Log log("spamweir", log::Level::error, log::kStderr);
  const IpAddress client = IpAddress::parse(words[2]).value_or(IpAddress());
  const int count = words.size() > 4 ? std::stoi(words[4]) : 1;
  std::string answers;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < count; ++i) {
    graylist::Graylist graylist(settings, log);
    const graylist::Outcome outcome = graylist.check(
        {address_of(words[0], i), address_of(words[1], i), client, words[3]}, std::time(nullptr));
    answers += concat(word(outcome.answer), " ", outcome.path, "\n");
  }
  const auto taken = std::chrono::steady_clock::now() - start;
  const auto usecs = std::chrono::duration_cast<std::chrono::microseconds>(taken).count();
  std::printf("%sdescriptors %d\nusecs %lld\n", answers.c_str(), open_descriptors(),
              static_cast<long long>(usecs));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<const char*> options = {"graylist_probe"};
  std::vector<std::string> words;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]).starts_with("--")) {
      options.push_back(argv[i]);
    } else {
      words.emplace_back(argv[i]);
    }
  }
  if (words.size() < 4) return 2;
  const auto configuration =
      config::read_configuration(static_cast<int>(options.size()), options.data());
  if (!configuration.problems.empty()) return 2;
  await_start();
  return ask(configuration.settings.graylist, words);
}
