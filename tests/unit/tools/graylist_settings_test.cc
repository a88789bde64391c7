#include "tools/graylist_settings.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "support/expect.h"
#include "support/scratch.h"

using namespace spamweir;
using namespace spamweir::tools;
using testing::expect_text;
using testing::ScratchDirectory;

namespace {

// The trees, graylist-min-secs and graylist-max-secs that a request comes to, or its error.
std::string outcome(const std::vector<const char*>& words) {
  const Result<Request> request = read_request({words.data(), words.size()});
  cr_assert(request.ok(), "%s", request.ok() ? "" : request.error().c_str());
  const Result<config::Settings> read = read_settings(request.value());
  if (!read.ok()) return read.error();
  const config::GraylistSettings& graylist = read.value().graylist;
  std::string text;
  for (const std::string& directory : graylist.directories) text += concat(directory, " ");
  return concat(text, to_text(graylist.min_secs), " ", to_text(graylist.max_secs));
}

}  // namespace

Test(graylist_settings, the_request_wins_over_the_file) {
  const ScratchDirectory scratch;
  const std::string file = scratch.file(
      "conf", "graylist-dir=/f\ngraylist-dir=/g\ngraylist-min-secs=1\ngraylist-max-secs=2\n");
  const char* const conf = file.c_str();
  const struct {
    std::vector<const char*> words;
    const char* want;
  } cases[] = {
      {{"-f", conf, "list"}, "/f /g 1 2"},
      {{"-f", conf, "list", "--graylist-max-secs=9"}, "/f /g 1 9"},
      {{"--graylist-max-secs=9", "-f", conf, "list"}, "/f /g 1 9"},
      {{"--graylist-max-secs", "9", "list", "-f", conf, "--graylist-max-secs=8"}, "/f /g 1 8"},
      {{"list", "--graylist-dir=/a", "-f", conf, "--graylist-dir=/b"}, "/a /b 1 2"},
      {{"list", "--graylist-d=/a", "-f", conf}, "/a 1 2"},
      {{"list", "--graylist-dir=/a", "--graylist-dir=!!!", "--graylist-dir=/b", "-f", conf},
       "/b 1 2"},
      {{"list", "--dir=/a", "-f", conf, "--dir=/b"}, "/a /b 1 2"},
      {{"list", "--graylist-dir=/a", "-f", conf, "--dir=/b"}, "/b 1 2"},
      {{"list", "--graylist-dir=/a", "--graylist-min-secs=7"}, "/a 7 0"},
      {{"list", "--graylist-dir=!/f", "-f", conf}, "/g 1 2"},
      {{"list", "--graylist-dir=/f", "-f", conf}, "/f 1 2"},
  };
  for (const auto& c : cases) expect_text(outcome(c.words), c.want);
}

Test(graylist_settings, mistakes) {
  const ScratchDirectory scratch;
  const std::string good = scratch.file("good", "graylist-dir=/f\n");
  const std::string bad = scratch.file("bad", "graylist-dir=/f\ngraylist-min-secs=x\n");
  const std::string empty = scratch.file("empty", "");
  const struct {
    std::vector<const char*> words;
    const char* want;
  } cases[] = {
      {{"list"}, "no graylist tree"},
      {{"list", "-f", empty.c_str()}, "no graylist tree"},
      {{"list", "-f", bad.c_str()}, "graylist-min-secs"},
      {{"list", "-f", bad.c_str(), "--graylist-min-secs=1"}, "graylist-min-secs"},
      {{"list", "-f", "/there/is/none"}, "/there/is/none"},
      {{"list", "-f", good.c_str(), "--graylist-min-secs=x"}, "graylist-min-secs"},
      {{"list", "-f", good.c_str(), "--graylist-frob=x"}, "graylist-frob"},
      {{"list", "-f", good.c_str(), "--graylist-dir=!/f"}, "no graylist tree"},
      {{"list", "-f", good.c_str(), "--graylist-dir=!!!"}, "no graylist tree"},
  };
  for (const auto& c : cases) {
    const std::string got = outcome(c.words);
    cr_expect(got.find(c.want) != std::string::npos, "got %s, want %s", got.c_str(), c.want);
    cr_expect(got.find("/f 0") == std::string::npos, "%s counted", c.want);
  }
}
