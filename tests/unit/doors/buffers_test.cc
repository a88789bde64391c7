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

namespace {

// What stands in the free part of the storage. Its first byte is where room() begins.
bool has_secret(Inbox& inbox) {
  const auto room = inbox.room();
  return std::string_view(room.data(), room.size()).find("secret") != std::string_view::npos;
}

}  // namespace

Test(buffers, an_inbox_overwrites_what_held_a_secret) {
  Inbox inbox;
  fill(inbox, "secret 1 and more");
  inbox.used(8);
  inbox.used(9);
  cr_assert(has_secret(inbox));
  inbox.wipe_used();
  cr_expect(!has_secret(inbox));
}

Test(buffers, an_inbox_overwrites_the_line_in_question_once_it_is_used) {
  Inbox inbox;
  fill(inbox, "secret");
  inbox.wipe_used();
  expect_text(inbox.bytes(), "secret");
  inbox.used(6);
  cr_expect(!has_secret(inbox));
  fill(inbox, "next");
  expect_text(inbox.bytes(), "next");
}

Test(buffers, an_inbox_takes_what_fits_behind_what_is_not_used) {
  Inbox inbox;
  fill(inbox, std::string(Inbox::kSize - 1, 'x'));
  inbox.used(Inbox::kSize - 3);
  inbox.append(std::string(Inbox::kSize / 2, 'y'));
  cr_expect_eq(inbox.size(), Inbox::kSize / 2 + 2);
  cr_expect(inbox.bytes().starts_with("xxy"));
}

Test(buffers, what_was_cleared_can_not_be_used_again) {
  Inbox inbox;
  fill(inbox, "STARTTLS");
  inbox.clear();
  inbox.used(8);
  cr_expect(inbox.is_empty());
  fill(inbox, "x");
  expect_text(inbox.bytes(), "x");
}

// A client that is slow all the time.
Test(buffers, an_outbox_that_is_never_empty_keeps_what_was_not_sent_alone) {
  Outbox outbox;
  outbox.append("x");
  for (int i = 0; i < 100000; ++i) {
    outbox.append(std::string(1000, 'y'));
    outbox.sent(1000);
  }
  cr_expect_eq(outbox.size(), 1u);
  cr_expect(outbox.held() <= 16 * 1024, "%zu bytes are held", outbox.held());
}

Test(buffers, an_outbox_overwrites_a_secret_when_it_has_left) {
  Outbox outbox;
  outbox.append(std::string(100, 's'));
  const char* where = outbox.bytes().data();
  outbox.wipe_when_empty();
  cr_expect_eq(where[0], 's');
  outbox.sent(100);
  cr_expect_eq(where[0], '\0');
}
