#include "session/reply_queue.h"

#include <criterion/criterion.h>

#include "support/expect.h"

using spamweir::session::Awaited;
using spamweir::session::ReplyQueue;
using spamweir::testing::expect_text;

Test(reply_queue, answers_leave_at_once_when_nothing_is_open) {
  ReplyQueue queue;
  expect_text(queue.answer("250 a\r\n"), "250 a\r\n");
  cr_expect(!queue.awaits_server());
}

Test(reply_queue, answers_wait_for_those_before_them) {
  ReplyQueue queue;
  queue.await_server({.awaited = Awaited::mail});
  expect_text(queue.answer("554 b\r\n"), "");
  expect_text(queue.answer("554 c\r\n"), "");
  queue.await_server({.awaited = Awaited::recipient});
  expect_text(queue.answer("554 d\r\n"), "");

  cr_expect(queue.take_front().awaited == Awaited::mail);
  expect_text(queue.take_ready_answers(), "554 b\r\n554 c\r\n");
  cr_expect(queue.awaits_server());
  cr_expect(queue.take_front().awaited == Awaited::recipient);
  expect_text(queue.take_ready_answers(), "554 d\r\n");
  cr_expect(!queue.awaits_server());
}
