#include "explain/mail.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "support/expect.h"

using spamweir::concat;
using spamweir::Result;
using spamweir::to_text;
using spamweir::explain::Mail;
using spamweir::explain::parse_time;
using spamweir::explain::read_mail;
using spamweir::testing::expect_text;

namespace {

constexpr int64_t kNow = 1'000'000'000;
constexpr char kLine[] =
    "Nov 27 03:40:39 mx spamweir[7]: DENIED_RBL_MATCH from: a@b.test to: x@example.com origin_ip: "
    "11.22.33.44 origin_rdns: m.test auth: jo encryption: (none) reason: one.test";

std::string shown(const Mail& mail) {
  std::string text = concat(mail.client.to_string(), " ", mail.rdns.value_or("?"), " ", mail.helo,
                            " <", mail.sender.text(), ">");
  for (const auto& recipient : mail.recipients) text += concat(" <", recipient.text(), ">");
  for (const std::string& line : mail.header) text += concat(" {", line, "}");
  if (mail.user) text += concat(" user ", *mail.user);
  if (mail.time_secs) text += concat(" at ", to_text(static_cast<uint64_t>(*mail.time_secs)));
  if (mail.relayclient) text += " relayclient";
  if (mail.early_talker) text += " early";
  for (const auto& logged : mail.logged) {
    text += concat(" (", logged.code, " of ", logged.recipient.text(), ")");
  }
  for (const std::string& remark : mail.remarks) text += concat(" / ", remark);
  return text;
}

std::string read(const std::vector<const char*>& words) {
  const Result<Mail> mail = read_mail(words, kNow);
  return mail.ok() ? shown(mail.value()) : concat("error: ", mail.error().substr(0, 60));
}

}  // namespace

Test(mail, what_words_say) {
  const struct {
    const char* label;
    std::vector<const char*> words;
    const char* want;
  } cases[] = {
      {"the least",
       {"ip=11.22.33.44", "from=a@b.test", "to=x@example.com"},
       "11.22.33.44 ? client <a@b.test> <x@example.com>"},
      {"everything",
       {"rdns=M.test.", "ip=::1", "helo=h", "from=", "to=x@h.test", "to=<y>", "auth=jo", "time=+5m",
        "header=Subject: a=b", "header= c", "relayclient=yes", "earlytalker=1"},
       "::1 m.test h <> <x@h.test> <y> {Subject: a=b} { c} user jo at 1000000300 relayclient "
       "early"},
      {"no rDNS name",
       {"ip=1.2.3.4", "rdns=", "from=<>", "to=x@h.test"},
       "1.2.3.4  client <> <x@h.test>"},
      {"a log line",
       {kLine},
       "11.22.33.44 m.test client <a@b.test> <x@example.com> user jo (DENIED_RBL_MATCH of "
       "x@example.com)"},
      {"a log line and a fact",
       {"time=7", kLine, "helo=h"},
       "11.22.33.44 m.test h <a@b.test> <x@example.com> user jo at 7 (DENIED_RBL_MATCH of "
       "x@example.com)"},
      {"a log line without quotes",
       {"DENIED_X", "from:", "srs0=a=b=c=d@b.test", "to:", "x@h.test", "origin_ip:", "1.2.3.4",
        "origin_rdns:", "m.test"},
       "1.2.3.4 m.test client <srs0=a=b=c=d@b.test> <x@h.test> (DENIED_X of x@h.test)"},
      {"a log line that knows little",
       {"X from: (unknown) to: x@h.test origin_ip: 1.2.3.4 origin_rdns: (unknown) auth: (unknown)"},
       "1.2.3.4 ? client <> <x@h.test> (X of x@h.test) / The line names no sender: taken for the "
       "null sender. / "
       "The "
       "line has no rDNS name: DNS is asked for it now."},
      {"a log line with what would be quoted in SMTP",
       {"X from: a\\\\b\"c@b.test to: x,y@h.test origin_ip: 1.2.3.4 origin_rdns: m.test"},
       "1.2.3.4 m.test client <a\\b\"c@b.test> <x,y@h.test> (X of x,y@h.test)"},
      {"a line of a JSON log",
       {R"({"type":"message","verdict":"ALLOWED","from":"a b@b.test","recipients":[)"
        R"({"to":"x@h.test","verdict":"ALLOWED"},{"to":"y@h.test","verdict":"DENIED_Y"}],)"
        R"("client":"1.2.3.4","rdns":"m.test","helo":"h","user":"jo"})",
        "time=7"},
       "1.2.3.4 m.test h <a b@b.test> <x@h.test> <y@h.test> user jo at 7 (ALLOWED of x@h.test) "
       "(DENIED_Y of y@h.test)"},
      {"a message of several lines, which broke off",
       {R"({"type":"recipients","number":1,"recipients":[{"to":"x@h.test","verdict":"DENIED_X"}]})",
        R"({"type":"message","verdict":"INCOMPLETE","from":"","recipients":[)"
        R"({"to":"y@h.test","verdict":"INCOMPLETE"}],"client":"1.2.3.4","rdns":"m.test"})"},
       "1.2.3.4 m.test client <> <x@h.test> <y@h.test> (DENIED_X of x@h.test)"},
      {"a header like a line of a JSON log",
       {"ip=1.2.3.4", "from=a@b.test", "to=x@h.test", "header=X: {\"type\":\"message\"}"},
       "1.2.3.4 ? client <a@b.test> <x@h.test> {X: {\"type\":\"message\"}}"},
      {"a header like a log line",
       {"ip=1.2.3.4", "from=a@b.test", "to=x@h.test", "header=From: x from: a to: b origin_ip: c"},
       "1.2.3.4 ? client <a@b.test> <x@h.test> {From: x from: a to: b origin_ip: c}"},
  };
  for (const auto& c : cases) expect_text(read(c.words), c.want, "%s", c.label);
}

Test(mail, what_is_wrong) {
  constexpr const char* kIp = "ip=1.2.3.4";
  constexpr const char* kFrom = "from=a@b.test";
  constexpr const char* kTo = "to=x@h.test";
  const struct {
    const char* label;
    std::vector<const char*> words;
    const char* want;
  } cases[] = {
      {"nothing", {}, "ip= is missing; write ip=ADDRESS"},
      {"no sender", {kIp, kTo}, "from= is missing"},
      {"no recipient", {kIp, kFrom}, "to= is missing"},
      {"an unknown fact", {kIp, kFrom, kTo, "form=x"}, "form=x: this is no fact of a mail"},
      {"no fact", {kIp, kFrom, kTo, "/bin/qmail-smtpd"}, "/bin/qmail-smtpd: this is no fact of"},
      {"an option", {kIp, "-f", "x"}, "-f: this is no fact of a mail; options come before"},
      {"an address that is none", {"ip=1.2.3", kFrom, kTo}, "ip=1.2.3: this is no IPv4 or IPv6"},
      {"a name for an address", {"ip=h.test", kFrom, kTo}, "ip=h.test: this is no IPv4"},
      {"a sender that is none", {kIp, "from=a@b.test>", kTo}, "from=a@b.test>: this is no address"},
      {"a sender with a parameter", {kIp, "from=<a@b.test> SIZE=1", kTo}, "from=<a@b.test> SIZE=1"},
      {"no recipient in it", {kIp, kFrom, "to="}, "to=: this is no address"},
      {"twice", {kIp, kIp, kFrom, kTo}, "ip= is given twice"},
      {"a line and a fact that it has", {kLine, kIp}, "ip= is given twice"},
      {"a flag that is none", {"relayclient=perhaps"}, "relayclient=perhaps must be yes or no"},
      {"helo with a line end", {"helo=a\nb"}, "helo=: must be a name"},
      {"a header of two lines", {"header=a: b\nc: d"}, "header=: must be one line"},
      {"no user", {"auth="}, "auth=: must be the name of a user"},
      {"a time that is none", {"time=noon"}, "time=noon: must be seconds since 1970"},
      {"a line without a recipient",
       {"TIMEOUT from: a@b.test to: (unknown) origin_ip: 1.2.3.4"},
       "the log line (TIMEOUT) tells of no recipient"},
      {"a JSON event without a recipient",
       {R"({"type":"event","verdict":"TIMEOUT","from":null,"to":null,"client":"1.2.3.4"})"},
       "the log line (TIMEOUT) tells of no recipient"},
      {"recipients without their message",
       {R"({"type":"recipients","number":1,"recipients":[{"to":"x@h.test","verdict":"Y"}]})"},
       "a line of type recipients has nothing but more recipients"},
      {"two messages",
       {R"({"type":"event","from":"a@b.test","to":"x@h.test","client":"1.2.3.4"})",
        R"({"type":"event","from":"a@b.test","to":"y@h.test","client":"1.2.3.4"})"},
       "ip= is given twice"},
      {"a JSON line without its quotes",
       {"{type:message,verdict:ALLOWED}"},
       "this is no line of the JSON log (byte 2: here the name"},
      {"another line of a JSON log",
       {R"({"level":"error"})"},
       "this line of the JSON log tells of"},
      {"an address that the log has cut",
       {"X from: aaaa... to: x@h.test origin_ip: 1.2.3.4"},
       "from=aaaa...: the log has cut it"},
      {"an address that the JSON log has cut",
       {"{\"type\":\"event\",\"from\":\"a\",\"to\":\"x@h\xE2\x80\xA6\",\"client\":\"::1\"}"},
       "to=x@h\xE2\x80\xA6: the log has cut it"},
      {"a JSON line that was cut, behind what syslog writes",
       {R"(Nov 27 03:40:39 mx spamweir[7]: {"type":"event","cli)"},
       "this is no line of the JSON log (byte"},
      {"a fact beside the words of a line",
       {"X", "from:", "a@b.test", "to:", "x@h.test", "origin_ip:", "1.2.3.4", "time=+5m"},
       "time=+5m: facts can't stand beside the words of a log"},
      {"words that are no line", {"X", "from:", "a@b.test"}, "this is no log line that tells of a"},
      {"a line with an address that is none",
       {"X from: a@b.test to: x@h.test origin_ip: (unknown)"},
       "ip=(unknown): this is no IPv4"},
  };
  for (const auto& c : cases) {
    const std::string got = read(c.words);
    cr_expect(got.starts_with(concat("error: ", std::string_view(c.want).substr(0, 53))),
              "%s: got %s, want %s", c.label, got.c_str(), c.want);
  }
}

Test(mail, times) {
  const struct {
    const char* text;
    std::optional<int64_t> want;
  } cases[] = {
      {"0", 0},
      {"1732670000", 1732670000},
      {"+0", kNow},
      {"+300", kNow + 300},
      {"+30s", kNow + 30},
      {"+5m", kNow + 300},
      {"+2h", kNow + 7200},
      {"+1d", kNow + 86400},
      {"1970-01-01", 0},
      {"2001-09-09T01:46:40", kNow},
      {"2001-09-09 01:46:40Z", kNow},
      {"2001-09-09T01:46", kNow - 40},
      {"2024-02-29T00:00", 1709164800},
      {"2023-02-29T00:00", {}},
      {"2023-13-01", {}},
      {"2001-09-09T24:00", {}},
      {"2001-09-09T01:46:4", {}},
      {"2001/09/09", {}},
      {"+", {}},
      {"+5w", {}},
      {"+m", {}},
      {"-5", {}},
      {"", {}},
      {"99999999999999999999", {}},
      {"9999999999999999", {}},
      {"+99999999999999d", {}},
  };
  for (const auto& c : cases) {
    const auto got = parse_time(c.text, kNow);
    cr_expect(got == c.want, "%s: got %lld", c.text, static_cast<long long>(got.value_or(-1)));
  }
}
