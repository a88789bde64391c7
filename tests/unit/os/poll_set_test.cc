#include "os/poll_set.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

using namespace spamweir::os;

namespace {

struct Pair {
  Descriptor a, b;
  Pair() {
    int fds[2];
    cr_assert(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) == 0);
    a = Descriptor(fds[0]);
    b = Descriptor(fds[1]);
  }
  void write_byte() { cr_assert(::write(b.get(), "x", 1) == 1); }
};

bool is_readable(int fd) {
  pollfd one{fd, POLLIN, 0};
  return ::poll(&one, 1, 0) == 1;
}

}  // namespace

Test(poll_set, many_descriptors_are_one) {
  PollSet set;
  cr_expect(set.fd() < 0);
  cr_assert(set.open());
  std::array<Pair, 10> pairs;
  for (size_t i = 0; i < pairs.size(); ++i) {
    cr_assert(set.add(pairs[i].a.get(), 1000 + i, PollSet::Trigger::level));
  }
  cr_expect(!is_readable(set.fd()));
  pairs[7].write_byte();
  cr_expect(is_readable(set.fd()));
  std::array<uint64_t, 4> keys{};
  cr_assert(set.take(keys) == 1);
  cr_expect(keys[0] == 1007);
  cr_expect(set.take(keys) == 1, "told again until it is read");
  char byte;
  cr_assert(::read(pairs[7].a.get(), &byte, 1) == 1);
  cr_expect(set.take(keys) == 0);
}

Test(poll_set, more_than_there_is_room_for) {
  PollSet set;
  cr_assert(set.open());
  std::array<Pair, 100> pairs;
  for (Pair& pair : pairs) {
    cr_assert(set.add(pair.a.get(), 1, PollSet::Trigger::level));
    pair.write_byte();
  }
  std::array<uint64_t, 3> few{};
  cr_expect(set.take(few) == 3);
  std::array<uint64_t, 200> many{};
  cr_expect(set.take(many) == 64);
}

Test(poll_set, what_is_closed_is_no_member) {
  PollSet set;
  cr_assert(set.open());
  Pair pair;
  cr_assert(set.add(pair.a.get(), 5, PollSet::Trigger::level));
  pair.write_byte();
  pair.a.close();
  std::array<uint64_t, 4> keys{};
  cr_expect(set.take(keys) == 0);
}

Test(poll_set, a_stream_is_told_of_each_change_once) {
  PollSet set;
  cr_assert(set.open());
  Pair pair;
  cr_assert(set.add(pair.a.get(), 5, PollSet::Trigger::edge));
  std::array<uint64_t, 4> keys{};
  cr_expect(set.take(keys) == 1, "it can be written to");
  cr_expect(set.take(keys) == 0);
  pair.write_byte();
  cr_expect(set.take(keys) == 1);
  cr_expect(set.take(keys) == 0);
  pair.b.close();
  cr_expect(set.take(keys) == 1);
}

Test(poll_set, what_is_no_descriptor) {
  PollSet set;
  cr_expect(!set.add(0, 1, PollSet::Trigger::level), "it is not open yet");
  cr_assert(set.open());
  cr_expect(!set.add(-1, 1, PollSet::Trigger::level));
}
