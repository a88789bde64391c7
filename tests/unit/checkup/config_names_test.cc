#include "checkup/config_names.h"

#include <criterion/criterion.h>

#include "base/text.h"

using namespace spamweir;
using spamweir::checkup::ConfigPlace;

namespace {

// The problem with the first piece of a path that has one; empty where it is sound. The last piece
// is a file.
std::string problem_of(std::string_view path) {
  ConfigPlace place;
  const auto pieces = split(path, '/');
  for (size_t i = 0; i < pieces.size(); ++i) {
    const ConfigPlace::Verdict verdict = place.enter(pieces[i], i + 1 < pieces.size());
    if (!verdict.problem.empty()) return verdict.problem;
  }
  return {};
}

}  // namespace

Test(config_names, sound_paths) {
  const char* const paths[] = {
      "_ip_/0",
      "_ip_/255/255/255/255",
      "_ip_/2001/0db8/0000/0000/0000/0000/0000/0001",
      "_ip_/1/2/_recipient_/com/example/_at_/joe",
      "_rdns_/com/x_1/a-b",
      "_sender_/com/example/_at_/joe.q.doe",
      "_recipient_/com/example/_at_/joe/_ip_/127",
      "_sender_/com/_recipient_/org/_ip_/1/_rdns_/net",
  };
  for (const char* path : paths) {
    cr_expect(problem_of(path).empty(), "%s: got %s", path, problem_of(path).c_str());
  }
}

Test(config_names, wrong_paths) {
  const struct {
    const char *path, *want;
  } cases[] = {
      {"README", "Nothing leads to this name"},
      {"11", "Nothing leads to this name"},
      {"_IP_/11", "There is no such kind"},
      {"_foo_", "There is no such kind"},
      {"_ip_/_foo_", "There is no such kind"},
      {"_ip_", "A file stands where a directory must be"},
      {"_ip_/256", "no octet"},
      {"_ip_/01", "no octet"},
      {"_ip_/-1", "no octet"},
      {"_ip_/1/2001", "no octet"},
      {"_ip_/1/2/3/4/5", "too many pieces"},
      {"_ip_/2001/0db8/0/x", "no group"},
      {"_ip_/2001/0DB8", "capitals"},
      {"_ip_/0001/0002/0003/0004/0005/0006/0007/0008/0009", "too many pieces"},
      {"_ip_/1/_ip_/2", "More than one _ip_"},
      {"_ip_/1/_rdns_/com/_ip_/2", "More than one _ip_"},
      {"_ip_/_rdns_/com", "Nothing stands between"},
      {"_rdns_/Com", "capitals"},
      {"_rdns_/com.example", "no label"},
      {"_rdns_/com/_at_/joe", "Users have no place here"},
      {"_ip_/1/_at_/joe", "Users have no place here"},
      {"_sender_/_at_/joe", "no domain before _at_"},
      {"_sender_/com/_at_", "A file stands where a directory must be"},
      {"_sender_/com/_at_/Joe", "capitals"},
      {"_sender_/com/_at_/joe..doe", "no user"},
      {"_sender_/com/_at_/.joe", "no user"},
      {"_sender_/com/_at_/_ip_/1", "Nothing stands between"},
      {"_sender_/com/_at_/joe/doe", "Below a user"},
      {"_sender_/com/_at_/joe/_at_", "Below a user"},
      {"_sender_/com/joe@example", "A user has no place here"},
  };
  for (const auto& c : cases) {
    const std::string got = problem_of(c.path);
    cr_expect(got.find(c.want) != std::string::npos, "%s: got '%s', want '%s' in it", c.path,
              got.c_str(), c.want);
  }
}
