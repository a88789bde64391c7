#include "graylist/tree_walk.h"

#include <optional>

#include "base/text.h"
#include "graylist/tree_error.h"

namespace spamweir::graylist {

using Type = os::DirectoryReader::Type;

void TreeWalk::run(const std::string& root) {
  path_ = root;
  names_.clear();
  os::Directory directory;
  const os::SystemStatus status = directory.open(root);
  if (!status.ok()) return problem(tree_error("open", root, status).message);
  walk(directory);
}

bool TreeWalk::walk(const os::Directory& directory) {
  os::DirectoryReader reader(directory);
  bool something_left = false;
  while (goes_on()) {
    const std::optional<os::DirectoryReader::Item> item = reader.next();
    if (!item) break;
    const size_t size = path_.size();
    path_ += '/';
    path_ += item->name;
    names_.push_back(item->name);
    if (meet(directory, item->name, item->type)) something_left = true;
    names_.pop_back();
    path_.resize(size);
  }
  if (reader.status().ok() || reader.status().is_missing()) return something_left;
  problem(tree_error("read", path_, reader.status()).message);
  return true;
}

bool TreeWalk::meet(const os::Directory& parent, const std::string& name, Type type) {
  if (type == Type::unknown) {
    os::FileFacts facts;
    if (!parent.facts(name, facts).ok()) return false;
    type = facts.type == os::FileFacts::Type::directory ? Type::directory
           : facts.type == os::FileFacts::Type::file    ? Type::file
                                                        : Type::other;
  }
  if (type == Type::directory) return descend(parent, name);
  if (type == Type::file) return file(parent, name);
  other(name);
  return true;
}

bool TreeWalk::descend(const os::Directory& parent, const std::string& name) {
  if (names_.size() > kDepth) {
    problem(wrong_thing(path_, "a directory stands where an entry must be").message);
    return true;
  }
  os::Directory directory;
  const os::SystemStatus status = directory.open_below(parent, name);
  if (status.is_missing()) return false;
  if (!status.ok()) {
    problem(tree_error("open", path_, status).message);
    return true;
  }
  entered();
  if (walk(directory)) return true;
  emptied(parent, name);
  return false;
}

}  // namespace spamweir::graylist
