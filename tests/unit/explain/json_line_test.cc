#include "explain/json_line.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "field.h"
#include "support/expect.h"
#include "support/scratch.h"

using spamweir::concat;
using spamweir::Result;
using spamweir::explain::LogLine;
using spamweir::explain::parse_json_line;
using spamweir::testing::expect_text;
using spamweir::testing::field;

namespace {

std::string fields_of_json(std::string_view text) {
  const Result<std::optional<LogLine>> read = parse_json_line(text);
  if (!read.ok()) return concat("error: ", read.error().substr(0, 37));
  if (!read.value()) return "none";
  const LogLine& line = *read.value();
  std::string all = concat(line.is_part ? "part " : "", line.code, " ", field(line.from));
  for (const auto& one : line.recipients) all += concat(" ", one.code, ">", one.address);
  return concat(all, " ", line.origin_ip, " ", field(line.origin_rdns), " ", field(line.auth), " ",
                field(line.helo));
}

}  // namespace

Test(json_line, fields) {
  const struct {
    const char* label;
    std::string_view line, want;
  } cases[] = {
      {"a message",
       R"({"time":"2026-11-27T03:40:39.123Z","ident":"spamweir","pid":7,"type":"message","number":1,)"
       R"("verdict":"ALLOWED","from":"a@b.test","recipients":[)"
       R"({"to":"x@h.test","verdict":"ALLOWED","reason":"250 ok","would":["DENIED_X"]},)"
       R"({"to":null,"verdict":"DENIED_OTHER"},{"to":"y@h.test","verdict":"DENIED_Y"}],"size":4,)"
       R"("headers":{"to":"z"},"client":"1.2.3.4","rdns":"m.test","helo":"h","user":"jo"})",
       "ALLOWED [a@b.test] ALLOWED>x@h.test DENIED_Y>y@h.test 1.2.3.4 [m.test] [jo] [h]"},
      {"an event behind syslog's words",
       R"(Nov 27 03:40:39 mx spamweir[7]: {"type":"event","verdict":"TIMEOUT","reason":"x",)"
       R"("from":null,"to":"x@h.test","client":"::1","rdns":null,"helo":null,"user":null})",
       "TIMEOUT - TIMEOUT>x@h.test ::1 - - -"},
      {"an event of nobody",
       R"({"type":"event","verdict":"FAILED_TLS","from":null,"to":null,"client":"::1"})",
       "FAILED_TLS - ::1 - - -"},
      {"the null sender",
       R"({"type":"message","verdict":"X","from":"","recipients":[],"client":"::1"})",
       "X [] ::1 - - -"},
      {"more recipients",
       R"({"type":"recipients","number":3,"recipients":[{"to":"x@h.test","verdict":"Y"}]})",
       "part  - Y>x@h.test  - - -"},
      {"members of another kind",
       R"({"type":"message","verdict":[],"from":7,"recipients":{"to":"x"},"client":null})",
       " -  - - -"},
      {"recipients of another kind",
       R"({"type":"message","recipients":[1,null,"x",[],{"to":[]},{"to":""}]})", " -  - - -"},
      {"another line",
       R"({"level":"error","message":"X from: a@b.test to: x@h.test origin_ip: ::1"})",
       "error: this line of the JSON log tells of no"},
      {"broken", R"({"type":"message")", "error: this is no line of the JSON log (byte"},
      {"broken behind something", R"(mx: {"type":"message")",
       "error: this is no line of the JSON log (byte"},
      {"two", R"({"type":"message"} {})", "error: this is no line of the JSON log (byte"},
      {"without its quotes", "{type:message}", "error: this is no line of the JSON log (byte"},
      {"a classic line", "X from: a@b.test to: x@h.test origin_ip: ::1 reason: {x}", "none"},
      {"a fact", "ip=::1", "none"},
      {"nothing", "", "none"},
  };
  for (const auto& c : cases) {
    expect_text(fields_of_json(c.line), c.want, "%s", c.label);
  }
}

Test(json_line, no_text_is_too_strange) {
  spamweir::testing::Random random(6);
  for (int i = 0; i < 2000; ++i) {
    const std::string text =
        concat(R"({"type":"message","client":")", random.bytes(random.below(6)),
               R"(","recipients":[)", random.text(random.below(30), "{}[]\":,to\\u0e4x"), "]}");
    const Result<std::optional<LogLine>> read = parse_json_line(text);
    if (read.ok()) cr_expect_leq(read.value()->recipients.size(), text.size());
  }
}
