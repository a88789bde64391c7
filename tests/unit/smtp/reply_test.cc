#include "smtp/reply.h"

#include <criterion/criterion.h>

#include <string>
#include <vector>

#include "support/expect.h"

using spamweir::smtp::format_reply;
using spamweir::smtp::Reply;
using spamweir::smtp::ReplyReader;
using spamweir::testing::expect_text;

namespace {

std::vector<Reply> read_in_pieces(const std::string& bytes, size_t piece) {
  ReplyReader reader;
  std::vector<Reply> replies;
  for (size_t at = 0; at < bytes.size(); at += piece) {
    reader.feed(bytes.substr(at, piece), [&](Reply reply) {
      replies.push_back(std::move(reply));
      return true;
    });
  }
  return replies;
}

}  // namespace

Test(reply, one_line_of_at_most_512_bytes) {
  expect_text(format_reply(554, "No.").c_str(), "554 No.\r\n");
  expect_text(format_reply(554, "a\r\n250 b").c_str(), "554 a__250 b\r\n");
  expect_text(format_reply(554, "\xc3\xb6\x7f").c_str(), "554 ___\r\n");
  cr_expect_eq(format_reply(250, std::string(506, 'x')).size(), 512u);
  cr_expect_eq(format_reply(250, std::string(507, 'x')).size(), 512u);
}

Test(reply, reader_puts_replies_together_in_any_split) {
  const std::string bytes = "220 hi\r\n250-a\r\n250-b\r\n250 c\r\n354 go\nnonsense\r\n250\r\n";
  for (const size_t piece : {1, 2, 3, 5, 100}) {
    const std::vector<Reply> got = read_in_pieces(bytes, piece);
    cr_assert_eq(got.size(), 5u, "pieces of %zu: got %zu replies", piece, got.size());
    expect_text(got[0].text.c_str(), "220 hi\r\n");
    expect_text(got[1].text.c_str(), "250-a\r\n250-b\r\n250 c\r\n");
    cr_expect_eq(got[1].code, 250);
    expect_text(got[1].last_line(), "250 c");
    cr_expect(got[2].is_intermediate());
    expect_text(got[2].text.c_str(), "354 go\r\n", "a bare LF is repaired");
    cr_expect_eq(got[3].code, 0);
    cr_expect(got[4].is_positive());
  }
}

Test(reply, reader_stops_where_it_is_told) {
  ReplyReader reader;
  int count = 0;
  const std::string bytes = "220 go\r\n250 injected\r\n";
  const size_t used = reader.feed(bytes, [&](const Reply&) { return ++count != 1; });
  cr_expect_eq(used, 8u);
  cr_expect_eq(count, 1);
}

Test(reply, reader_bounds_what_a_server_can_cost) {
  ReplyReader reader;
  std::vector<Reply> replies;
  const auto take = [&](Reply reply) {
    replies.push_back(std::move(reply));
    return true;
  };
  for (int i = 0; i < 100000; ++i) reader.feed("250-some more text in this line\r\n", take);
  reader.feed("250 end\r\n", take);
  cr_assert_eq(replies.size(), 1u);
  cr_expect(replies[0].text.size() <= ReplyReader::kMaxReply + ReplyReader::kMaxLine);
  expect_text(replies[0].last_line(), "250 end");

  for (int i = 0; i < 10000; ++i) reader.feed("250 a line without an end ", take);
  reader.feed("\r\n", take);
  cr_assert_eq(replies.size(), 2u);
  cr_expect_eq(replies[1].text.size(), ReplyReader::kMaxLine + 2);
}
