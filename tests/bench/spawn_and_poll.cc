// spawn_and_poll COMMAND...: what any filter must do and nothing more: starts the server behind two
// pipes and passes on what either side says, unread. The least that connect, QUIT, exit can cost on
// this machine today.
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

namespace {

// False at the end of what `from` has to say.
bool pass_on(int from, int to) {
  char block[4096];
  const ssize_t got = read(from, block, sizeof block);
  return got > 0 && write(to, block, static_cast<size_t>(got)) == got;
}

pid_t start(char** command, const int (&to)[2], const int (&from)[2]) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
  pid_t pid = -1;
  return posix_spawnp(&pid, command[0], &actions, nullptr, command, environ) == 0 ? pid : -1;
}

}  // namespace

int main(int argc, char** argv) {
  int to[2], from[2];
  if (argc < 2 || pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0) return 1;
  const pid_t pid = start(argv + 1, to, from);
  if (pid < 0) return 1;
  close(to[0]);
  close(from[1]);
  bool client_ended = false;
  for (;;) {
    pollfd ends[] = {{client_ended ? -1 : STDIN_FILENO, POLLIN, 0}, {from[0], POLLIN, 0}};
    if (poll(ends, 2, -1) < 0) return 1;
    if (ends[0].revents != 0 && !pass_on(STDIN_FILENO, to[1])) {
      client_ended = true;
      close(to[1]);
    }
    if (ends[1].revents != 0 && !pass_on(from[0], STDOUT_FILENO)) break;
  }
  int status = 0;
  waitpid(pid, &status, 0);
  std::_Exit(0);
}
