// bench_quick FILTER EMPTY-PROGRAM SPAWN-AND-POLL: what the filter costs, beside the bare server
// and the floor. `make bench-quick` runs it.
//
// Three measurements, each the same work with and without the filter in strict turn, medians:
// - connect, QUIT, exit in milliseconds; the figure to judge is what the filter adds, in units of
// the floor (start to exit of
//   an empty program linked alike), beside what a skeleton adds that filters nothing;
// - CPU seconds (user and system, children included) for a body of 1 GB;
// - private dirty memory of the filter's process in an idle connection.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

namespace {

using Command = std::vector<std::string>;

[[noreturn]] void fail(const std::string& what) {
  fprintf(stderr, "bench_quick: %s: %s\n", what.c_str(), strerror(errno));
  exit(1);
}

double now_ms() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// A server process with one end of a socket pair as its descriptors 0 and 1, as tcpserver would
// start it.
class Connection {
 public:
  explicit Connection(const Command& command) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) fail("socketpair");
    fd_ = ends[0];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    errno = posix_spawnp(&pid_, words[0], &actions, nullptr, words.data(), environ);
    if (errno != 0) fail(command[0]);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
  }

  pid_t pid() const { return pid_; }

  void send(const std::string& text) const {
    size_t sent = 0;
    while (sent < text.size()) {
      const ssize_t n = write(fd_, text.data() + sent, text.size() - sent);
      if (n <= 0) fail("write");
      sent += static_cast<size_t>(n);
    }
  }

  // Reads until a whole line that begins with a code and a blank: the end of a reply.
  std::string read_reply() {
    for (;;) {
      const size_t end = heard_.find('\n');
      if (end == std::string::npos) {
        char block[4096];
        const ssize_t n = read(fd_, block, sizeof block);
        if (n <= 0) fail("no reply");
        heard_.append(block, static_cast<size_t>(n));
        continue;
      }
      std::string line = heard_.substr(0, end);
      heard_.erase(0, end + 1);
      if (line.size() > 3 && line[3] == ' ') return line;
    }
  }

  void ask(const std::string& command, const char* code) {
    send(command + "\r\n");
    const std::string reply = read_reply();
    if (reply.compare(0, 3, code) != 0) fail(command + ": " + reply);
  }

  // Waits for the end of the connection and of the process; returns the CPU seconds of it and of
  // its children.
  double finish() {
    char block[4096];
    while (read(fd_, block, sizeof block) > 0) continue;
    close(fd_);
    rusage usage;
    if (wait4(pid_, nullptr, 0, &usage) != pid_) fail("wait4");
    const auto seconds = [](const timeval& t) {
      return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
  }

 private:
  int fd_ = -1;
  pid_t pid_ = -1;
  std::string heard_;
};

double time_floor(const Command& command) {
  const double start = now_ms();
  Connection connection(command);
  connection.finish();
  return now_ms() - start;
}

double time_session(const Command& command) {
  const double start = now_ms();
  Connection connection(command);
  connection.read_reply();
  connection.ask("QUIT", "221");
  connection.finish();
  return now_ms() - start;
}

// CPU seconds of a session that takes one message of `size` bytes in lines of 76 and CRLF.
double body_cpu(const Command& command, size_t size) {
  std::string block;
  while (block.size() < 65536) block += std::string(76, 'x') + "\r\n";
  Connection connection(command);
  connection.read_reply();
  connection.ask("EHLO c", "250");
  connection.ask("MAIL FROM:<a@b.test>", "250");
  connection.ask("RCPT TO:<x@example.com>", "250");
  connection.ask("DATA", "354");
  connection.send("Subject: x\r\n\r\n");
  for (size_t sent = 0; sent < size; sent += block.size()) connection.send(block);
  connection.ask(".", "250");
  connection.ask("QUIT", "221");
  return connection.finish();
}

double idle_kb(const Command& command) {
  Connection connection(command);
  connection.read_reply();
  connection.ask("EHLO c", "250");
  std::ifstream rollup("/proc/" + std::to_string(connection.pid()) + "/smaps_rollup");
  double kb = -1;
  for (std::string word; rollup >> word;) {
    if (word == "Private_Dirty:") rollup >> kb;
  }
  connection.ask("QUIT", "221");
  connection.finish();
  return kb;
}

// Pages of a program that was just linked count as dirty until they are on disk.
void flush_to_disk(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 || fsync(fd) != 0) fail(path);
  close(fd);
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream out(path);
  out << text;
  out.close();
  if (!out) fail(path);
}

// Forty lines of list filters that look at everything and match nothing.
void write_configuration(const std::string& directory) {
  write_file(directory + "/rcpthosts", "example.com\n");
  std::string text = "log-level=info\nqmail-rcpthosts-file=" + directory + "/rcpthosts\n";
  text += "policy-url=http://example.com/policy\nmax-recipients=100\n";
  for (int i = 0; i < 9; ++i) {
    const std::string n = std::to_string(i);
    text += "ip-blacklist-entry=99.1." + n + ".0/24\nip-whitelist-entry=99.2." + n + ".7\n";
    text += "sender-blacklist-entry=@bad" + n + ".test\nrecipient-blacklist-entry=gone" + n +
            "@example.com\n";
  }
  write_file(directory + "/spamweir.conf", text);
}

void row(const char* what, const char* unit, double value, double goal) {
  printf("  %-44s %9.3f %-7s goal %s %.3g: %s\n", what, value, unit, "at most", goal,
         value <= goal ? "met" : "MISSED");
}

struct SessionCommands {
  Command floor, bare, skeleton, filtered;
};

void bench_sessions(const SessionCommands& commands) {
  constexpr int kRounds = 1500;
  std::vector<double> floors, bares, with_skeleton, with_filter;
  for (int i = 0; i < kRounds; ++i) {
    floors.push_back(time_floor(commands.floor));
    bares.push_back(time_session(commands.bare));
    with_skeleton.push_back(time_session(commands.skeleton));
    with_filter.push_back(time_session(commands.filtered));
  }
  const double f = median(floors), b = median(bares), w = median(with_filter);
  printf("connect, QUIT, exit (median of %d)\n", kRounds);
  printf(
      "  floor, an empty program %26.3f ms\n  bare server %38.3f ms\n  filter and server %32.3f "
      "ms\n",
      f, b, w);
  printf("  %-44s %9.3f floors\n", "a bare spawn-and-poll skeleton adds",
         (median(with_skeleton) - b) / f);
  row("the filter adds", "floors", (w - b) / f, 1.5);
}

void bench_body(const Command& bare, const Command& filtered) {
  constexpr size_t kSize = 1000 * 1000 * 1000;
  constexpr int kRounds = 5;
  std::vector<double> bares, with_filter, added;
  for (int i = 0; i < kRounds; ++i) {
    bares.push_back(body_cpu(bare, kSize));
    with_filter.push_back(body_cpu(filtered, kSize));
    added.push_back(with_filter.back() - bares.back());
  }
  printf("CPU for a body of 1 GB (median of %d)\n", kRounds);
  printf("  bare server %38.3f s\n  filter and server %32.3f s\n", median(bares),
         median(with_filter));
  row("the filter adds (median of the differences)", "s", median(added), 0.4);
}

void bench_memory(const Command& bare, const Command& filtered) {
  printf("private dirty memory of an idle connection\n");
  printf("  bare server %38.0f kB\n", idle_kb(bare));
  row("the filter's process", "kB", idle_kb(filtered), 250);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  char directory[] = "/tmp/spamweir-bench.XXXXXX";
  if (mkdtemp(directory) == nullptr) fail("mkdtemp");
  const std::string home = directory;
  const std::string search = std::string(getenv("PATH")) + ":/usr/sbin";
  setenv("PATH", search.c_str(), 1);
  setenv("TCPREMOTEIP", "11.22.33.44", 1);
  setenv("TCPLOCALHOST", "mx.example.com", 1);
  setenv("QUEUEDIR", home.c_str(), 1);
  signal(SIGPIPE, SIG_IGN);
  write_configuration(home);
  flush_to_disk(argv[1]);

  const Command filter = {argv[1], "-f", home + "/spamweir.conf"};
  const auto behind = [](Command program, const Command& server) {
    program.insert(program.end(), server.begin(), server.end());
    return program;
  };
  const Command keeper = {"mailfront", "smtp", "queuedir", "accept"};
  const Command discarder = {"mailfront", "smtp", "echo", "accept"};
  bench_sessions({{argv[2]}, keeper, behind({argv[3]}, keeper), behind(filter, keeper)});
  bench_memory(keeper, behind(filter, keeper));
  bench_body(discarder, behind(filter, discarder));

  for (const char* name : {"/spamweir.conf", "/rcpthosts"}) unlink((home + name).c_str());
  rmdir(directory);
}
