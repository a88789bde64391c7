#include "auth/exchange.h"

#include <criterion/criterion.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "smtp/base64.h"
#include "smtp/command.h"
#include "support/expect.h"
#include "support/scratch.h"

using namespace spamweir::auth;
using spamweir::concat;
using spamweir::smtp::encode_base64;
using spamweir::testing::expect_text;
using spamweir::testing::Random;
using Kind = Exchange::Step::Kind;
namespace config = spamweir::config;

namespace {

constexpr Mechanisms kAll = kLogin | kPlain | kCramMd5;
constexpr std::string_view kChallenge = "<1896.697170952@postoffice.reston.mci.net>";
constexpr std::string_view kDigest = "b913a602c7eda7a495b4e6e7334d3890";

using Lines = std::vector<std::string>;

std::string shown(Exchange::Step step) {
  if (step.kind == Kind::check) return concat("check", step.reply);
  cr_expect(step.reply.ends_with("\r\n"));
  step.reply.resize(step.reply.size() - 2);
  return step.reply;
}

// All replies with a `|` behind each, and the credentials where it comes to a check: user, secret
// and challenge in braces, NUL as `0`.
std::string play(std::string_view argument, const Lines& lines, Mechanisms offered = kAll) {
  const config::Settings settings;
  Exchange exchange(argument, offered, std::string(kChallenge), settings);
  Exchange::Step step = exchange.begin();
  std::string out = shown(step) + "|";
  for (const std::string& line : lines) {
    if (step.kind != Kind::prompt) return out + "(more lines than prompts)";
    step = exchange.answer(line);
    out += shown(step) + "|";
  }
  if (step.kind != Kind::check) return out;
  const Credentials& found = exchange.credentials();
  return concat(out, "{", found.user, "}{", found.secret, "}{", found.challenge, "}");
}

// The bytes of a text in which `0` stands for NUL.
std::string coded(std::string text) {
  for (char& c : text) {
    if (c == '0') c = '\0';
  }
  return encode_base64(text);
}

constexpr const char* kMalformed = "501 Refused. Authentication data is not valid.|";
constexpr const char* kFailed = "535 Refused. Authentication failed.|";
constexpr const char* kUnknown = "504 Refused. Unknown authentication method.|";
constexpr const char* kAskUser = "334 VXNlcm5hbWU6|";
constexpr const char* kAskPassword = "334 UGFzc3dvcmQ6|";

}  // namespace

Test(exchange, good_dialogues) {
  const std::string user = encode_base64("joe");
  const std::string password = encode_base64("s e\tc\xe4");
  const std::string plain = coded("0joe0s3cret");
  const struct {
    const char* label;
    std::string argument;
    Lines lines;
    std::string want;
  } cases[] = {
      {"LOGIN",
       "LOGIN",
       {user, password},
       concat(kAskUser, kAskPassword, "check|{joe}{s e\tc\xe4}{}")},
      {"LOGIN with a user name",
       "login " + user,
       {password},
       concat(kAskPassword, "check|{joe}{s e\tc\xe4}{}")},
      {"PLAIN", "PLAIN", {plain}, "334 |check|{joe}{s3cret}{}"},
      {"PLAIN at once", "plain " + plain, {}, "check|{joe}{s3cret}{}"},
      {"PLAIN with white space", " \tPLAIN \t " + plain + "  ", {}, "check|{joe}{s3cret}{}"},
      {"PLAIN, acting as oneself", "PLAIN " + coded("joe0joe0x"), {}, "check|{joe}{x}{}"},
      {"PLAIN, in other letters",
       "PLAIN " + coded("JOE@X.test0joe@x.test0x"),
       {},
       "check|{joe@x.test}{x}{}"},
      {"8-bit names", "PLAIN " + coded("0j\xc3\xb6rg0x"), {}, "check|{j\xc3\xb6rg}{x}{}"},
      {"RFC 4616 4", "PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm", {}, "check|{tim}{tanstaaftanstaaf}{}"},
      {"RFC 2195 2",
       "CRAM-MD5",
       {"dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw"},
       concat("334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+|check|{tim}{", kDigest,
              "}{", kChallenge, "}")},
      {"CRAM-MD5, a blank in the name and capitals",
       "cram-md5",
       {encode_base64("tim o B913A602C7EDA7A495B4E6E7334D3890")},
       concat("334 ", encode_base64(kChallenge), "|check|{tim o}{", kDigest, "}{", kChallenge,
              "}")},
  };
  for (const auto& c : cases) expect_text(play(c.argument, c.lines), c.want, "%s", c.label);
}

Test(exchange, bad_dialogues) {
  const std::string user = encode_base64("joe");
  const std::string cram = concat("334 ", encode_base64(kChallenge), "|");
  const std::string cancelled = "501 Authentication cancelled.|";
  const std::string digest(kDigest);
  const struct {
    const char* label;
    std::string argument;
    Lines lines;
    std::string want;
  } cases[] = {
      {"no mechanism", "", {}, "501 Refused. AUTH needs a mechanism.|"},
      {"blanks only", " \t ", {}, "501 Refused. AUTH needs a mechanism.|"},
      {"unknown", "XYZ", {}, kUnknown},
      {"unknown, with a response", "NTLM TlRMTVNTUA==", {}, kUnknown},
      {"a beginning", "LOG", {}, kUnknown},
      {"old syntax", "=LOGIN", {}, kUnknown},

      {"LOGIN cancelled", "LOGIN", {"*"}, kAskUser + cancelled},
      {"LOGIN cancelled late", "LOGIN", {user, "*"}, concat(kAskUser, kAskPassword, cancelled)},
      {"PLAIN cancelled", "PLAIN", {"*"}, "334 |" + cancelled},
      {"CRAM-MD5 cancelled", "CRAM-MD5", {"*"}, cram + cancelled},
      {"a star at once is no base64", "PLAIN *", {}, kMalformed},
      {"two stars", "PLAIN", {"**"}, concat("334 |", kMalformed)},

      {"bad base64", "LOGIN", {"!"}, concat(kAskUser, kMalformed)},
      {"bad base64 at once", "LOGIN joe", {}, kMalformed},
      {"bad base64 as password", "LOGIN", {user, "x"}, concat(kAskUser, kAskPassword, kMalformed)},
      {"a blank behind base64", "LOGIN", {user + " "}, concat(kAskUser, kMalformed)},
      {"two responses", "PLAIN " + user + " " + user, {}, kMalformed},
      {"= is for the command only", "PLAIN", {"="}, concat("334 |", kMalformed)},

      {"LOGIN, empty user", "LOGIN", {"", user}, concat(kAskUser, kAskPassword, kFailed)},
      {"LOGIN, empty user at once", "LOGIN =", {user}, concat(kAskPassword, kFailed)},
      {"LOGIN, empty password", "LOGIN", {user, ""}, concat(kAskUser, kAskPassword, kFailed)},
      {"LOGIN, NUL in the user", "LOGIN", {coded("joe0x0")}, concat(kAskUser, kMalformed)},
      {"LOGIN, newline in the user", "LOGIN " + coded("joe\nx"), {}, kMalformed},
      {"LOGIN, NUL in the password",
       "LOGIN",
       {user, coded("x0y")},
       concat(kAskUser, kAskPassword, kMalformed)},

      {"PLAIN =", "PLAIN =", {}, kMalformed},
      {"PLAIN, empty line", "PLAIN", {""}, concat("334 |", kMalformed)},
      {"PLAIN without NUL", "PLAIN " + coded("joe"), {}, kMalformed},
      {"PLAIN with one NUL", "PLAIN " + coded("joe0x"), {}, kMalformed},
      {"PLAIN with three NULs", "PLAIN " + coded("0joe0x0"), {}, kMalformed},
      {"PLAIN, empty user", "PLAIN " + coded("00x"), {}, kFailed},
      {"PLAIN, empty password", "PLAIN " + coded("0joe0"), {}, kFailed},
      {"PLAIN, nothing but NULs", "PLAIN " + coded("00"), {}, kFailed},
      {"PLAIN, control in the user", "PLAIN " + coded("0j\x7foe0x"), {}, kMalformed},
      {"PLAIN, acting as another", "PLAIN " + coded("root0joe0x"), {}, kFailed},

      {"CRAM-MD5 at once", "CRAM-MD5 " + encode_base64("tim " + digest), {}, kMalformed},
      {"CRAM-MD5 =", "CRAM-MD5 =", {}, kMalformed},
      {"CRAM-MD5, empty line", "CRAM-MD5", {""}, cram + kMalformed},
      {"CRAM-MD5, no user", "CRAM-MD5", {encode_base64(digest)}, cram + kMalformed},
      {"CRAM-MD5, empty user", "CRAM-MD5", {encode_base64(" " + digest)}, cram + kFailed},
      {"CRAM-MD5, short digest",
       "CRAM-MD5",
       {encode_base64("tim " + digest.substr(1))},
       cram + kMalformed},
      {"CRAM-MD5, long digest",
       "CRAM-MD5",
       {encode_base64("tim " + digest + "0")},
       cram + kMalformed},
      {"CRAM-MD5, no hex",
       "CRAM-MD5",
       {encode_base64("tim g" + digest.substr(1))},
       cram + kMalformed},
      {"CRAM-MD5, NUL in the user",
       "CRAM-MD5",
       {encode_base64(concat(std::string_view("t\0m ", 4), digest))},
       cram + kMalformed},
  };
  for (const auto& c : cases) expect_text(play(c.argument, c.lines), c.want, "%s", c.label);
}

Test(exchange, knows_no_mechanism_that_is_not_offered) {
  const Mechanisms each[] = {kLogin, kPlain, kCramMd5};
  for (const Mechanisms offered : {0U, unsigned{kLogin}, kLogin | kPlain, kAll}) {
    for (const Mechanisms asked : each) {
      const std::string name = names_of(asked);
      const bool is_unknown = play(name, {}, offered) == kUnknown;
      cr_expect_eq(is_unknown, (offered & asked) == 0, "%s, offered %u", name.c_str(), offered);
    }
  }
}

Test(exchange, lines_have_a_limit) {
  const size_t most = spamweir::smtp::kMaxAuthLine - 2;
  // The longest response that base64 can write in a line of so many characters.
  const std::string password(most / 4 * 3, 'x');
  expect_text(play("LOGIN am9l", {encode_base64(password)}),
              concat(kAskPassword, "check|{joe}{", password, "}{}"));
  expect_text(play("LOGIN am9l", {std::string(most + 1, 'A')}),
              concat(kAskPassword, "500 Line too long.|"));
}

Test(exchange, replies_have_the_administrators_words) {
  config::Settings settings;
  settings.rejection_texts[static_cast<size_t>(config::Rejection::failed_auth)] = "No entry.";
  settings.rejection_texts[static_cast<size_t>(config::Rejection::unknown_auth)] = "What?";
  Exchange failed("PLAIN AAA=", kAll, "", settings);
  const Exchange::Step step = failed.begin();
  expect_text(step.reply, "535 No entry.\r\n");
  cr_expect(step.rejection == config::Rejection::failed_auth);
  Exchange unknown("X", kAll, "", settings);
  const Exchange::Step other = unknown.begin();
  expect_text(other.reply, "504 What?\r\n");
  cr_expect(other.rejection == config::Rejection::unknown_auth);
  Exchange cancelled("PLAIN", kAll, "", settings);
  cr_expect(cancelled.begin().kind == Kind::prompt);
  cr_expect(!cancelled.answer("*").rejection.has_value());
}

// Whatever comes: a reply of one line or credentials without a byte that could pass for another
// field.
Test(exchange, survives_garbage) {
  Random random(4954);
  const std::string_view alphabet("ABab01+/=* \t\0\xff\r\n", 16);
  const char* const mechanisms[] = {"LOGIN", "PLAIN", "CRAM-MD5", "PLAIN =", "LOGIN "};
  const config::Settings settings;
  for (int i = 0; i < 20'000; ++i) {
    const bool coded_garbage = random.below(2) == 0;
    Exchange exchange(mechanisms[random.below(5)], kAll, std::string(kChallenge), settings);
    Exchange::Step step = exchange.begin();
    while (step.kind == Kind::prompt) {
      const std::string line = random.text(random.below(40), alphabet);
      step = exchange.answer(coded_garbage ? encode_base64(line) : line);
      cr_assert(step.reply.find_first_of("\r\n") + 2 == step.reply.size() || step.reply.empty());
    }
    if (step.kind != Kind::check) continue;
    const Credentials& found = exchange.credentials();
    cr_assert(!found.user.empty() && !found.secret.empty());
    cr_assert(found.user.find_first_of(std::string_view("\0\r\n\t", 4)) == std::string::npos);
    cr_assert(found.secret.find('\0') == std::string::npos);
  }
}
