// bench_qrv HELPER EMPTY-PROGRAM: what an answer costs, its own start included, beside the start of
// an empty program. `make bench-qrv` runs it.
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

namespace {

using Command = std::vector<std::string>;

constexpr int kRounds = 1000;
constexpr double kGoalMs = 2;

[[noreturn]] void fail(const std::string& what) {
  fprintf(stderr, "bench_qrv: %s: %s\n", what.c_str(), strerror(errno));
  exit(1);
}

double now_ms() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

// The value that `share` of all are below.
double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<size_t>(share * static_cast<double>(values.size()))];
}

// Milliseconds from start to exit, which must be with `status`.
double time_of(const Command& command, int status) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const double start = now_ms();
  pid_t pid;
  errno = posix_spawn(&pid, words[0], nullptr, nullptr, words.data(), environ);
  if (errno != 0) fail(command[0]);
  int ended;
  if (waitpid(pid, &ended, 0) != pid) fail("waitpid");
  if (!WIFEXITED(ended) || WEXITSTATUS(ended) != status) fail(command.back() + ": wrong answer");
  return now_ms() - start;
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream out(path);
  out << text;
  out.close();
  if (!out) fail(path);
}

// A machine with a hundred virtual domains, a user with a maildir, and a list of her.
void lay_out(const std::string& root) {
  std::string domains;
  for (int i = 0; i < 100; ++i) domains += "v" + std::to_string(i) + ".test:joe\n";
  write_file(root + "/virtualdomains", domains);
  write_file(root + "/locals", "l.test\n");
  write_file(root + "/defaultdelivery", "./Maildir/\n");
  // Any user but root, and the directories' owner.
  const uid_t user = getuid() == 0 ? 20001 : getuid();
  const std::string ids = std::to_string(user) + ":" + std::to_string(getgid());
  write_file(root + "/passwd",
             "joe:x:" + ids + "::" + root + "/joe:\nalias:x:" + ids + "::" + root + "/joe:\n");
  write_file(root + "/.qmail-list", "&joe@l.test\n");
  for (const char* name : {"", "/Maildir", "/Maildir/tmp", "/Maildir/new", "/Maildir/cur"}) {
    const std::string path = root + "/joe" + name;
    if (mkdir(path.c_str(), 0755) != 0 || chown(path.c_str(), user, getgid()) != 0) fail(path);
  }
  const std::string list = root + "/joe/.qmail-list";
  if (rename((root + "/.qmail-list").c_str(), list.c_str()) != 0) fail(list);
}

Command helper_for(const char* program, const std::string& root) {
  Command command = {program, "--passwd-file=" + root + "/passwd",
                     "--qmail-users-cdb=" + root + "/users.cdb"};
  for (const char* name :
       {"me", "envnoathost", "percenthack", "locals", "virtualdomains", "defaultdelivery"}) {
    command.push_back("--qmail-" + std::string(name) + "-file=" + root + "/" + name);
  }
  return command;
}

struct Question {
  const char* what;
  const char* domain;
  const char* user;
  int status;
};

void bench(const Command& helper, const Command& empty) {
  constexpr Question kQuestions[] = {
      {"a user's maildir", "l.test", "joe", 1},
      {"a list, forwarded to a user", "l.test", "joe-list", 1},
      {"nobody, in a virtual domain", "v99.test", "nobody", 2},
      {"a domain that is not local", "far.test", "joe", 0},
  };
  printf(
      "an answer, start to exit, in turn with an empty program: median of %d, and the best tenth,\n"
      "which tells more on a busy machine\n",
      kRounds);
  for (const Question& question : kQuestions) {
    Command command = helper;
    command.insert(command.end(), {question.domain, question.user});
    std::vector<double> floors, answers;
    for (int i = 0; i < kRounds; ++i) {
      floors.push_back(time_of(empty, 0));
      answers.push_back(time_of(command, question.status));
    }
    const double answer = quantile(answers, 0.5), floor = quantile(floors, 0.5);
    const double best = quantile(answers, 0.1), best_floor = quantile(floors, 0.1);
    printf("  %-28s %7.3f ms, %5.2f empty programs (best tenth %.3f ms, %.2f), ", question.what,
           answer, answer / floor, best, best / best_floor);
    printf("goal at most %g ms: %s\n", kGoalMs, answer <= kGoalMs ? "met" : "MISSED");
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  char directory[] = "/tmp/spamweir-bench.XXXXXX";
  if (mkdtemp(directory) == nullptr || chmod(directory, 0755) != 0) fail("mkdtemp");
  const std::string root = directory;
  lay_out(root);
  bench(helper_for(argv[1], root), {argv[2]});
  for (const char* name :
       {"/joe/.qmail-list", "/virtualdomains", "/locals", "/defaultdelivery", "/passwd"}) {
    unlink((root + name).c_str());
  }
  for (const char* name :
       {"/joe/Maildir/tmp", "/joe/Maildir/new", "/joe/Maildir/cur", "/joe/Maildir", "/joe", ""}) {
    rmdir((root + name).c_str());
  }
}
