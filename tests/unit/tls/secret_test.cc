#include "tls/secret.h"

#include <criterion/criterion.h>

#include "support/expect.h"
#include "support/scratch.h"

using namespace spamweir;
using namespace spamweir::testing;
using tls::Secret;

Test(secret, moves_without_a_copy_and_is_wiped) {
  Secret first(std::string_view("hunter2"));
  const char* where = first.view().data();
  Secret second(std::move(first));
  cr_expect(second.view().data() == where);
  expect_text(second.view(), "hunter2");
  Secret third;
  third = std::move(second);
  cr_expect(third.view().data() == where);
  third.wipe();
  cr_expect(third.empty() && third.view().empty());
}

Test(secret, reads_up_to_the_limit) {
  ScratchDirectory scratch;
  for (const size_t size : {0, 1, 4095, 4096, 4097, 9999, 10000}) {
    const std::string content = Random(5).bytes(size);
    const auto read = tls::read_secret(scratch.file("f", content), 10000);
    cr_assert(read.ok(), "%zu", size);
    cr_expect(read.value().contents.view() == content, "%zu", size);
  }
  const auto large = tls::read_secret(scratch.file("f", std::string(10001, 'x')), 10000);
  cr_assert(!large.ok());
  expect_text(large.error(), "it has more than 10000 bytes");
  const auto small_limit = tls::read_secret(scratch.file("f", std::string(81, 'x')), 80);
  cr_expect(!small_limit.ok());
}

Test(secret, reads_regular_files_only) {
  ScratchDirectory scratch;
  cr_expect(!tls::read_secret(scratch.fifo("fifo"), 10).ok());
  cr_expect(!tls::read_secret(scratch.directory("directory"), 10).ok());
  const auto missing = tls::read_secret(scratch.path("missing"), 10);
  cr_assert(!missing.ok());
  expect_text(missing.error(), "No such file or directory");
}
