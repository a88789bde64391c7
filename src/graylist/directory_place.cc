#include "graylist/directory_place.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "graylist/directory_store.h"
#include "graylist/names.h"
#include "graylist/tree_error.h"

namespace spamweir::graylist {
namespace {

constexpr size_t kGrowth = 4096;

// What was to be made is there in any case.
os::SystemStatus made_or_there(const os::SystemStatus& status) {
  return status.exists_already() ? os::SystemStatus() : status;
}

// Below the domain.
std::string way_of(const Key& key) {
  return concat(key.recipient_user, "/", key.sender_domain, "/", key.sender_user);
}

bool has_line(std::string_view content, std::string_view line) {
  line.remove_suffix(1);
  for (const std::string_view there : split(content, '\n')) {
    if (there == line) return true;
  }
  return false;
}

}  // namespace

DirectoryPlace::DirectoryPlace(std::string root, const Key& key, bool creates_domain)
    : root_(std::move(root)),
      key_(key),
      creates_domain_(creates_domain || key.is_known_client()),
      domain_path_(concat(root_, "/", key.recipient_domain)),
      below_domain_(way_of(key)),
      path_(concat(domain_path_, "/", below_domain_)) {}

Status DirectoryPlace::find() {
  std::optional<std::string> old_name;
  if (Status status = look(Access::change, old_name); !status.ok() || !old_name) return status;
  if (Status status = move_old(*old_name); !status.ok()) return status;
  return open_entry(Access::change);
}

Status DirectoryPlace::find_to_read() {
  std::optional<std::string> old_name;
  if (Status status = look(Access::read, old_name); !status.ok() || !old_name) return status;
  below_domain_ = concat(key_.recipient_user, "/", *old_name);
  path_ = concat(domain_path_, "/", below_domain_);
  return open_entry(Access::read);
}

// `old_name` is set where only the old layout has the entry.
Status DirectoryPlace::look(Access access, std::optional<std::string>& old_name) {
  if (Status status = open_domain(); !status.ok() || !domain_.is_open()) return status;
  if (Status status = open_entry(access); !status.ok() || file_.is_open()) return status;
  return look_for_old(old_name);
}

Status DirectoryPlace::open_domain() {
  const os::SystemStatus status = domain_.open(domain_path_);
  if (status.is_missing()) return explain_missing_domain();
  if (!status.ok()) return tree_error("open", domain_path_, status);
  state_ = State::absent;
  return {};
}

// Without the whole tree nothing would be graylisted, and nobody would know.
Status DirectoryPlace::explain_missing_domain() {
  state_ = creates_domain_ ? State::unmade : State::foreign;
  if (creates_domain_) return {};
  os::Directory root;
  const os::SystemStatus status = root.open(root_);
  if (!status.ok()) return tree_error("open", root_, status);
  const os::SystemStatus closed = root.close();
  return closed.ok() ? Status() : tree_error("close", root_, closed);
}

// Where it is missing, file_ stays closed.
Status DirectoryPlace::open_entry(Access access) {
  const os::SystemStatus status = domain_.open_file(below_domain_, access, file_);
  if (status.is_missing()) return {};
  if (!status.ok()) return tree_error("open", path_, status);
  return read_facts();
}

Status DirectoryPlace::read_facts() { return take_facts(file_.facts(facts_)); }

Status DirectoryPlace::take_facts(const os::SystemStatus& status) {
  if (!status.ok()) return tree_error("examine", path_, status);
  if (facts_.type != os::FileFacts::Type::file) {
    return wrong_thing(path_, "it is no regular file");
  }
  state_ = facts_.size > 0 ? State::passed : State::waiting;
  return {};
}

Status DirectoryPlace::look_for_old(std::optional<std::string>& old_name) {
  const os::SystemStatus opened = recipient_.open_below(domain_, key_.recipient_user);
  if (opened.is_missing()) return {};
  const std::string where = concat(domain_path_, "/", key_.recipient_user);
  if (!opened.ok()) return tree_error("open", where, opened);
  std::optional<std::string> name = old_name_of(key_);
  if (!name) return {};
  os::FileFacts facts;
  const os::SystemStatus status = recipient_.facts(*name, facts);
  if (status.is_missing()) return {};
  if (!status.ok()) return tree_error("examine", concat(where, "/", *name), status);
  if (facts.type == os::FileFacts::Type::file) old_name = std::move(name);
  return {};
}

// Where it vanishes meanwhile, another process has moved or removed it: looking again tells.
Status DirectoryPlace::move_old(const std::string& old_name) {
  os::Directory sender_domain;
  os::SystemStatus status = made_or_there(recipient_.make_directory(key_.sender_domain));
  if (status.ok()) status = sender_domain.open_below(recipient_, key_.sender_domain);
  if (status.ok()) status = recipient_.move(old_name, sender_domain, key_.sender_user);
  const os::SystemStatus closed = sender_domain.close();
  if (status.ok()) status = closed;
  if (status.ok() || status.is_missing()) return {};
  return tree_error("move an entry of the old layout to", path_, status);
}

Status DirectoryPlace::record() {
  os::SystemStatus status;
  for (int tries = 0; tries < DirectoryStore::kTries; ++tries) {
    status = make_entry();
    // Another process may have made it first, or moved one here that has passed long ago.
    if (status.ok()) return read_facts();
    if (!status.is_missing()) break;
    // A part of the path was taken away under our hands. From the top again.
    recipient_ = os::Directory();
    domain_ = os::Directory();
    if (Status opened = open_domain(); !opened.ok()) return opened;
    if (state_ == State::foreign) return {};
  }
  return tree_error("make", path_, status);
}

os::SystemStatus DirectoryPlace::make_entry() {
  os::SystemStatus status;
  if (!domain_.is_open()) status = make_domain();
  if (status.ok() && !recipient_.is_open()) status = make_recipient();
  if (status.ok()) status = made_or_there(recipient_.make_directory(key_.sender_domain));
  if (!status.ok()) return status;
  status = recipient_.create_file(concat(key_.sender_domain, "/", key_.sender_user), file_);
  return status.exists_already() ? domain_.open_file(below_domain_, Access::change, file_) : status;
}

os::SystemStatus DirectoryPlace::make_domain() {
  const os::SystemStatus status = made_or_there(os::make_directory(domain_path_));
  return status.ok() ? domain_.open(domain_path_) : status;
}

os::SystemStatus DirectoryPlace::make_recipient() {
  const os::SystemStatus status = made_or_there(domain_.make_directory(key_.recipient_user));
  return status.ok() ? recipient_.open_below(domain_, key_.recipient_user) : status;
}

// A line that is being written moves the time of the file before its size, and without another look
// the entry would seem to have begun just now. Who writes it has the lock.
Status DirectoryPlace::look_again(int64_t now_secs) {
  bool is_written = false;
  const os::SystemStatus status = file_.settled_facts(facts_, is_written);
  if (!is_written) return take_facts(status);
  state_ = State::passed;
  facts_.modified_secs = now_secs;
  return {};
}

Status DirectoryPlace::pass(const Visitor& visitor, int64_t now_secs) {
  std::string line = concat(visitor.ip, " ", visitor.name, "\n");
  bool written = false;
  if (Status status = note(std::move(line), written); !status.ok()) return status;
  // Writing moves the time. An entry that was empty when it was opened is written by whoever has
  // the lock: with a new time before that, it would wait again for all who open it meanwhile.
  return facts_.size == 0 || written ? Status() : touch(now_secs);
}

Status DirectoryPlace::note(std::string line, bool& written) {
  // Others may have added to what was there when the file was opened.
  const size_t most = std::min<size_t>(facts_.size + kGrowth, DirectoryStore::kMostContent);
  std::string content;
  os::SystemStatus status;
  if (facts_.size > 0) status = file_.read(most, content);
  if (!status.ok()) return tree_error("read", path_, status);
  if (has_line(content, line)) return {};
  // Who has the lock notes a visitor, perhaps this one; ours is noted when it comes again.
  if (content.size() + line.size() > DirectoryStore::kMostContent || !file_.try_lock()) return {};
  status = file_.read(most, content);
  if (!status.ok()) return tree_error("read", path_, status);
  if (has_line(content, line)) return {};
  if (!content.empty() && content.back() != '\n') line = concat("\n", line);
  status = file_.append(line);
  if (!status.ok()) return tree_error("write", path_, status);
  written = true;
  state_ = State::passed;
  return {};
}

Status DirectoryPlace::touch(int64_t now_secs) {
  const os::SystemStatus status = file_.set_modified(now_secs);
  return status.ok() ? Status() : tree_error("set the time of", path_, status);
}

Status DirectoryPlace::begin_anew(int64_t now_secs) {
  const os::SystemStatus status = file_.empty();
  if (!status.ok()) return tree_error("empty", path_, status);
  state_ = State::waiting;
  return touch(now_secs);
}

Status DirectoryPlace::may_be_changed() const {
  if (state_ == State::foreign) return {};
  if (!file_.is_open()) {
    const os::SystemStatus status = may_make_entry();
    return status.ok() ? Status() : tree_error("make", path_, status);
  }
  const std::string path = concat(domain_path_, "/", way_of(key_));
  // Only an entry of the old layout is looked for there. It would be moved.
  const os::SystemStatus moved = recipient_.is_open() ? may_make_entry() : os::SystemStatus();
  if (!moved.ok()) return tree_error("move an entry of the old layout to", path, moved);
  const os::SystemStatus opened = domain_.may_change(below_domain_);
  return opened.ok() ? Status() : tree_error("open", path, opened);
}

// What is missing is made in the last directory on the way that is there.
os::SystemStatus DirectoryPlace::may_make_entry() const {
  if (recipient_.is_open()) {
    const os::SystemStatus status = recipient_.may_fill(key_.sender_domain);
    return status.is_missing() ? recipient_.may_fill(".") : status;
  }
  if (domain_.is_open()) return domain_.may_fill(".");
  os::Directory root;
  const os::SystemStatus status = root.open(root_);
  return status.ok() ? root.may_fill(".") : status;
}

Result<std::string> DirectoryPlace::visitors() const {
  std::string content;
  const os::SystemStatus status = file_.read(DirectoryStore::kMostContent, content);
  if (!status.ok()) return tree_error("read", path_, status);
  return content;
}

Status DirectoryPlace::close() {
  const os::SystemStatus statuses[] = {file_.close(), recipient_.close(), domain_.close()};
  for (const os::SystemStatus& status : statuses) {
    if (!status.ok()) return tree_error("close", path_, status);
  }
  return {};
}

}  // namespace spamweir::graylist
