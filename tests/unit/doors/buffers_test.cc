#include "doors/buffers.h"

#include <criterion/criterion.h>

#include <algorithm>
#include <string>

#include "support/expect.h"

using spamweir::doors::Inbox;
using spamweir::doors::Outbox;
using spamweir::testing::expect_text;

namespace {

void fill(Inbox& inbox, const std::string& text) {
  cr_assert(inbox.room().size() >= text.size());
  std::copy(text.begin(), text.end(), inbox.room().begin());
  inbox.filled(text.size());
}

}  // namespace

Test(buffers, inbox_keeps_what_is_not_used) {
  Inbox inbox;
  cr_expect(inbox.is_empty());
  fill(inbox, "one two");
  inbox.used(4);
  fill(inbox, " three");
  expect_text(inbox.bytes(), "two three");
  inbox.used(9);
  cr_expect(inbox.is_empty());
  cr_expect_eq(inbox.room().size(), Inbox::kSize);
}

Test(buffers, a_full_inbox_makes_room_as_soon_as_bytes_are_used) {
  Inbox inbox;
  fill(inbox, std::string(Inbox::kSize - 3, 'x') + "end");
  cr_expect(inbox.is_full());
  cr_expect(inbox.room().empty());
  inbox.used(Inbox::kSize - 3);
  cr_expect(!inbox.is_full());
  expect_text(inbox.bytes(), "end");
  cr_expect_eq(inbox.room().size(), Inbox::kSize - 3);
}

// An inbox whose storage is used up, with a rest of a line at its end, once was full for ever.
Test(buffers, an_inbox_that_is_read_to_its_end_has_room_again) {
  Inbox at_end;
  fill(at_end, std::string(Inbox::kSize - 2, 'x'));
  at_end.used(Inbox::kSize - 2 - 1);
  fill(at_end, "NO");
  cr_expect(!at_end.is_full());
  cr_expect_eq(at_end.room().size(), Inbox::kSize - 3);
  expect_text(at_end.bytes(), "xNO");
}

Test(buffers, outbox_sends_in_pieces) {
  Outbox outbox;
  outbox.append("abc");
  outbox.sent(2);
  outbox.append("de");
  expect_text(outbox.bytes(), "cde");
  cr_expect_eq(outbox.size(), 3u);
  outbox.sent(3);
  cr_expect(outbox.is_empty());
  outbox.append("f");
  expect_text(outbox.bytes(), "f");
  outbox.clear();
  cr_expect(outbox.is_empty());
}
