// Several processes at one entry, each at any moment of the others' work.
#include "graylist/directory_place.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>
#include <memory>

#include "support/expect.h"
#include "support/scratch.h"

using namespace spamweir;
using namespace spamweir::graylist;
using testing::expect_text;
using State = Place::State;

namespace {

const Key kEntryKey = {"example.com", "joe", "b.test", "al"};
// As the caller has it, whatever the system's clock says.
constexpr int64_t kPassingNow = 4'000'000'000;
const Visitor kEntryVisitor = {"11.22.33.44", "mx.b.test"};

// An entry that is empty and `age_secs` old, and who looks at it.
class SharedEntry {
 public:
  explicit SharedEntry(int64_t age_secs = 0) : begun_secs(std::time(nullptr) - age_secs) {
    for (const char* name :
         {"tree", "tree/example.com", "tree/example.com/joe", "tree/example.com/joe/b.test"}) {
      scratch_.directory(name);
    }
    path = scratch_.file("tree/example.com/joe/b.test/al", "");
    const timespec times[2] = {{0, UTIME_OMIT}, {begun_secs, 0}};
    cr_assert(utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
  }

  std::unique_ptr<DirectoryPlace> place() const {
    auto place = std::make_unique<DirectoryPlace>(scratch_.path("tree"), kEntryKey, false);
    cr_assert(place->find().ok() && place->is_entry());
    return place;
  }
  // Another process, about to write.
  os::Descriptor writer() const {
    os::Descriptor writer(open(path.c_str(), O_RDWR | O_CLOEXEC));
    cr_assert(writer.is_open() && flock(writer.get(), LOCK_EX) == 0);
    return writer;
  }

  int64_t begun_secs;
  std::string path;

 private:
  testing::ScratchDirectory scratch_;
};

}  // namespace

Test(directory_place, who_has_the_lock_writes) {
  const SharedEntry entry;
  const auto first = entry.place();
  const auto second = entry.place();
  cr_expect(first->pass(kEntryVisitor, std::time(nullptr)).ok());
  cr_expect(second->pass({"99.1.1.1", "x"}, std::time(nullptr)).ok());
  expect_text(entry.place()->visitors().value(), "11.22.33.44 mx.b.test\n");
}

Test(directory_place, who_comes_too_early_waits_beside_others_too) {
  const SharedEntry entry;
  const auto first = entry.place();
  const auto second = entry.place();
  cr_expect(first->look_again(kPassingNow).ok() && first->state() == State::waiting);
  cr_expect(second->look_again(kPassingNow).ok() && second->state() == State::waiting);
  cr_expect(first->since_secs() == entry.begun_secs);
}

// The system gives a file that is written to its new time before its new size.
Test(directory_place, an_entry_that_is_being_written_does_not_wait) {
  const SharedEntry entry;
  os::Descriptor writer = entry.writer();
  const auto before = entry.place();
  const auto after = entry.place();
  cr_expect(before->state() == State::waiting);
  cr_expect(before->look_again(kPassingNow).ok() && before->state() == State::passed);
  cr_expect(before->since_secs() == kPassingNow, "who is passing now is not too old");
  cr_assert(write(writer.get(), "1.2.3.4 x\n", 10) == 10);
  writer.close();
  cr_expect(after->look_again(kPassingNow).ok() && after->state() == State::passed);
}

// Should the line fail, the entry must be as it was.
Test(directory_place, who_passes_beside_a_writer_leaves_the_time_to_him) {
  const SharedEntry entry(400);
  const auto second = entry.place();
  const os::Descriptor writer = entry.writer();
  cr_expect(second->look_again(kPassingNow).ok() && second->pass(kEntryVisitor, kPassingNow).ok());
  cr_expect(entry.place()->since_secs() == entry.begun_secs);
}

// Whoever opens it before the first line is there must not find it new.
Test(directory_place, who_comes_second_leaves_the_time_of_an_empty_entry) {
  const SharedEntry entry(400);
  const auto second = entry.place();
  const os::Descriptor writer = entry.writer();
  cr_expect(second->pass(kEntryVisitor, std::time(nullptr)).ok());
  cr_expect(entry.place()->since_secs() == entry.begun_secs);
}
