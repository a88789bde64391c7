#include "tools/graylist_formats.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "graylist/names.h"
#include "support/expect.h"
#include "support/scratch.h"

using namespace spamweir;
using namespace spamweir::tools;
using graylist::Key;
using testing::expect_text;

namespace {

std::unique_ptr<ImportReader> reader_of(const char* format,
                                        const config::GraylistSettings& settings) {
  auto reader = make_reader(format, settings);
  cr_assert(reader.ok(), "%s", format);
  return std::move(reader.value());
}

// `STATE SECS DOMAIN/USER/DOMAIN/USER VISITOR...`, or why there is none.
std::string said(ImportReader& reader, std::string_view line) {
  Import import;
  switch (reader.read(line, import)) {
    case Line::nothing:
      return "nothing";
    case Line::malformed:
      return "malformed";
    case Line::entry:
      break;
  }
  std::string text = concat(import.passed ? "passed " : "waiting ",
                            to_text(static_cast<uint64_t>(import.since_secs)), " ",
                            import.key.recipient_domain, "/", import.key.recipient_user, "/",
                            import.key.sender_domain, "/", import.key.sender_user);
  for (const auto& visitor : import.visitors) text += concat(" ", visitor.ip, " ", visitor.name);
  return text;
}

}  // namespace

Test(graylist_formats, own) {
  const config::GraylistSettings settings;
  const auto reader = reader_of("spamweir", settings);
  const struct {
    const char* line;
    const char* want;
  } cases[] = {
      {"", "nothing"},
      {"# spamweir-graylist 1", "nothing"},
      {"17\twaiting\te.com\tj\tb\ta", "waiting 17 e.com/j/b/a"},
      {"17\tpassed\te.com\tj\tb\ta\t1.2.3.4 x\t1.2.3.5 y",
       "passed 17 e.com/j/b/a 1.2.3.4 x 1.2.3.5 y"},
      {"17\tpassed\te.com\tj\tb\ta\tlonely", "passed 17 e.com/j/b/a lonely "},
      {"17\tpassed\te.com\tj\tb\ta", "malformed"},
      {"17\twaiting\te.com\tj\tb\ta\t1.2.3.4 x", "malformed"},
      {"17\tgone\te.com\tj\tb\ta", "malformed"},
      {"-17\twaiting\te.com\tj\tb\ta", "malformed"},
      {"99999999999999\twaiting\te.com\tj\tb\ta", "malformed"},
      {"17\twaiting\te.com\tj\tb", "malformed"},
      {"17\twaiting\t..\tj\tb\ta", "malformed"},
      {"17\twaiting\te/com\tj\tb\ta", "malformed"},
      {"17\twaiting\te.com\t\tb\ta", "malformed"},
      {"17\tpassed\te.com\tj\tb\ta\tx\x01 y", "malformed"},
  };
  for (const auto& c : cases) expect_text(said(*reader, c.line), c.want, "%s", c.line);
}

Test(graylist_formats, export_comes_back) {
  const config::GraylistSettings settings;
  const auto reader = reader_of("spamweir", settings);
  const Key keys[] = {graylist::key_of({"a", "b"}, {"j", "e.com"}, "2001:db8::-64"),
                      graylist::key_of({std::string(400, 'x'), ".."}, {".", "e.com"}, ""),
                      graylist::key_of_client("1.2.3.0-24")};
  for (const Key& key : keys) {
    for (const char* visitors : {"", "1.2.3.4 x\\\\y\n", "1.2.3.4 x\n1.2.3.5 y\n"}) {
      const std::string path = "unused";
      const std::string line = export_line({key, path, visitors[0] != 0, 4711}, visitors);
      Import import;
      cr_assert(reader->read(trim(line), import) == Line::entry, "%s", line.c_str());
      cr_expect(import.key == key && import.since_secs == 4711, "%s", line.c_str());
      std::string back;
      for (const auto& visitor : import.visitors) back += visitor.ip + " " + visitor.name + "\n";
      expect_text(back, visitors);
    }
  }
}

Test(graylist_formats, export_of_what_somebody_wrote_by_hand) {
  const Key key = graylist::key_of({"a", "b"}, {"j", "e.com"}, "");
  const std::string path;
  expect_text(export_line({key, path, true, -5}, "\n\n"),
              "0\tpassed\te.com\tj\tb\ta\t0.0.0.0 (unknown)\n");
  expect_text(export_line({key, path, true, 5}, "x\ty\n"), "5\tpassed\te.com\tj\tb\ta\tx?y\n");
}

Test(graylist_formats, greydaemon) {
  config::GraylistSettings settings;
  settings.key = config::GraylistKey::client_sender_recipient;
  const auto reader = reader_of("greydaemon", settings);
  const struct {
    const char* line;
    const char* want;
  } cases[] = {
      {"", "nothing"},
      {"I 17 11.22.33.44", "waiting 17 .clients/11.22.33.0-24/_none/_none"},
      {"G 17 11.22.33.44 a@b.test j@e.com", "waiting 17 e.com/j/b.test/a,11.22.33.44"},
      {"G 17 11.22.33.44 . j@e.com", "waiting 17 e.com/j/_none/_none,11.22.33.44"},
      {"G 17 2001:db8::1 a@b.test j@e.com", "waiting 17 e.com/j/b.test/a,2001:db8::1"},
      {"G 17 11.22.33.44 a@b.test", "malformed"},
      {"G 17 11.22.33.44 a@b.test j", "malformed"},
      {"G x 11.22.33.44 a@b.test j@e.com", "malformed"},
      {"I 17 localhost", "malformed"},
      {"X 17 11.22.33.44", "malformed"},
  };
  for (const auto& c : cases) expect_text(said(*reader, c.line), c.want, "%s", c.line);
}

Test(graylist_formats, postgrey) {
  const struct {
    const char* key;
    const char* value;
    const char* want;
  } cases[] = {
      {" 11.22.33.0/a@b.test/j@e.com", " 1000,1299", "waiting 1000 e.com/j/b.test/a"},
      {" 11.22.33.0/a@b.test/j@e.com", " 1000,1300",
       "passed 1300 e.com/j/b.test/a 11.22.33.0 (unknown)"},
      {" 11.22.33.0//j@e.com", " 1000,1000", "waiting 1000 e.com/j/_none/_none"},
      {" 11.22.33.0/a/b@c.test/j@e.com", " 1,1", "waiting 1 e.com/j/c.test/a_b"},
      {" 11.22.33.0/\\61\\\\@b/j@e.com", " 1,1", "waiting 1 e.com/j/b/a_"},
      {" 11.22.33.0/\\6", " 1,1", "malformed"},
      {" 11.22.33.44", " 5,1000", "waiting 1000 .clients/11.22.33.0-24/_none/_none"},
      {" 11.22.33.44", " 4,1000", "nothing"},
      {" 11.22.33.44", " 1000", "malformed"},
      {" 0a1b2c3d", " 1000,1000", "malformed"},
  };
  const config::GraylistSettings settings;
  for (const auto& c : cases) {
    const auto reader = reader_of("postgrey", settings);
    for (const char* line : {"VERSION=3", "format=print", "HEADER=END"}) {
      expect_text(said(*reader, line), "nothing");
    }
    expect_text(said(*reader, c.key), "nothing", "%s", c.key);
    expect_text(said(*reader, c.value), c.want, "%s", c.key);
    expect_text(said(*reader, "DATA=END"), "nothing");
  }
}

Test(graylist_formats, unknown_ones) {
  const config::GraylistSettings settings;
  for (const char* format : {"bley", "spey"}) {
    const auto reader = make_reader(format, settings);
    cr_assert(!reader.ok());
    cr_expect(reader.error().find("not documented") != std::string::npos);
  }
  const auto reader = make_reader("x", settings);
  cr_assert(!reader.ok());
  cr_expect(reader.error().find("spamweir, postgrey and greydaemon") != std::string::npos);
}

Test(graylist_formats, rubbish_does_no_harm) {
  testing::Random random(11);
  const config::GraylistSettings settings;
  for (const char* format : {"spamweir", "greydaemon", "postgrey"}) {
    const auto reader = reader_of(format, settings);
    for (int i = 0; i < 20'000; ++i) {
      Import import;
      const std::string line = random.text(random.below(60), "\t IG17passedwaiting./@\\,\x01\xFF");
      if (reader->read(line, import) != Line::entry) continue;
      for (const std::string& name : {import.key.recipient_domain, import.key.recipient_user,
                                      import.key.sender_domain, import.key.sender_user}) {
        cr_assert(graylist::is_name(name), "%s", line.c_str());
      }
    }
  }
}
