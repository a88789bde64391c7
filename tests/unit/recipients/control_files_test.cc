#include "recipients/control_files.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "support/expect.h"
#include "support/scratch.h"

using spamweir::concat;
using spamweir::recipients::ControlFiles;
using spamweir::recipients::Places;
using spamweir::testing::expect_text;
using spamweir::testing::ScratchDirectory;

namespace {

Places places_in(const ScratchDirectory& scratch) {
  Places places;
  places.me_file = scratch.path("me");
  places.envnoathost_file = scratch.path("envnoathost");
  places.percenthack_file = scratch.path("percenthack");
  places.locals_file = scratch.path("locals");
  places.virtualdomains_file = scratch.path("virtualdomains");
  places.defaultdelivery_file = scratch.path("defaultdelivery");
  return places;
}

}  // namespace

Test(control_files, locals) {
  const ScratchDirectory scratch;
  const Places places = places_in(scratch);
  scratch.file("locals", "# ours\n\nOne.test \t\ntwo.test\r\n#three.test\nlast.test");
  ControlFiles control(places);
  constexpr struct {
    const char* domain;
    bool want;
  } kCases[] = {{"one.test", true},  {"ONE.TEST", true},    {"two.test", false},
                {"last.test", true}, {"three.test", false}, {"#three.test", false},
                {"", false},         {"a.one.test", false}};
  for (const auto& c : kCases) {
    const auto got = control.is_local(c.domain);
    cr_assert(got.ok());
    cr_expect(got.value() == c.want, "%s", c.domain);
  }
}

Test(control_files, me_in_the_place_of_others) {
  const ScratchDirectory scratch;
  const Places places = places_in(scratch);
  cr_expect(!ControlFiles(places).is_local("x").ok(), "qmail-send refuses to run");
  expect_text(ControlFiles(places).envnoathost().value(), "envnoathost");
  scratch.file("me", "host.test \nother.test\n");
  cr_expect(ControlFiles(places).is_local("Host.test").value());
  cr_expect(!ControlFiles(places).is_local("other.test").value());
  expect_text(ControlFiles(places).envnoathost().value(), "host.test");
  scratch.file("envnoathost", "env.test\n");
  expect_text(ControlFiles(places).envnoathost().value(), "env.test");
  scratch.file("locals", "");
  cr_expect(!ControlFiles(places).is_local("host.test").value());
}

Test(control_files, virtual_domains) {
  const ScratchDirectory scratch;
  const Places places = places_in(scratch);
  scratch.file("virtualdomains",
               "v.test:joe\nU@v.test:mary\n.v.test:below\n.b.v.test:deeper\nnot.v.test:\n"
               "twice.test:first\ntwice.test:second\nnocolon.test\n#c.test:x\nblank.test:x "
               "\t\nq.test:a:b\n");
  ControlFiles control(places);
  constexpr struct {
    const char* user;
    const char* domain;
    const char* want;
  } kCases[] = {
      {"a", "v.test", "joe"},           {"a", "V.TEST", "joe"},
      {"u", "v.test", "mary"},          {"a", "x.v.test", "below"},
      {"a", "x.b.v.test", "deeper"},    {"a", "x.y.b.v.test", "deeper"},
      {"a", "not.v.test", "nothing"},   {"a", "twice.test", "second"},
      {"a", "nocolon.test", "nothing"}, {"a", "#c.test", "nothing"},
      {"a", "blank.test", "x"},         {"a", "q.test", "a:b"},
      {"a", "xv.test", "nothing"},      {"a", "", "nothing"},
  };
  for (const auto& c : kCases) {
    const auto got = control.virtual_prefix(c.user, c.domain);
    cr_assert(got.ok());
    expect_text(got.value().value_or("nothing"), c.want);
  }
  scratch.file("virtualdomains", ":all\nv.test:joe\n.w.test:\n");
  ControlFiles caught(places);
  expect_text(caught.virtual_prefix("a", "any.test").value().value(), "all");
  expect_text(caught.virtual_prefix("a", "").value().value(), "all");
  expect_text(caught.virtual_prefix("a", "v.test").value().value(), "joe");
  cr_expect(!caught.virtual_prefix("a", "x.w.test").value());
}

Test(control_files, what_is_missing_and_what_is_wrong) {
  const ScratchDirectory scratch;
  const Places places = places_in(scratch);
  ControlFiles control(places);
  cr_expect(!control.has_percenthack("x").value());
  cr_expect(!control.virtual_prefix("a", "x").value());
  cr_expect(!control.default_delivery().value());
  scratch.directory("percenthack");
  ControlFiles broken(places);
  expect_text(
      broken.has_percenthack("x").error(),
      concat("Unable to read ", scratch.path("percenthack"), ": it is a directory, not a file"));
  scratch.file("virtualdomains", std::string(ControlFiles::kMaxBytes + 1, '\n'));
  cr_expect(!broken.virtual_prefix("a", "x").ok());
}
