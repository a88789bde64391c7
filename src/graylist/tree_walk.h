// Goes through a graylist tree from the top, beside whatever others do in it.
//
// Links are passed over: the domain that a link of the top leads to is met by its own name. What
// vanishes on the way is no problem.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "os/directory.h"

namespace spamweir::graylist {

class TreeWalk {
 public:
  // Directories above an entry: domain, recipient, sender's domain.
  static constexpr size_t kDepth = 3;

  virtual ~TreeWalk() = default;

  void run(const std::string& root);

 protected:
  // In these names() and path() are those of the thing that is met. False: the file is gone.
  virtual bool file(const os::Directory& parent, const std::string& name) = 0;
  // A link, a pipe or the like.
  virtual void other(const std::string& name) = 0;
  // A directory, before what is below it.
  virtual void entered() {}
  // All below it has been met, and nothing is left.
  virtual void emptied(const os::Directory& parent, const std::string& name) = 0;
  // False ends the walk.
  virtual bool goes_on() const { return true; }
  virtual void problem(std::string_view text) = 0;

  // Below the root, the thing itself included.
  const std::vector<std::string>& names() const { return names_; }
  const std::string& path() const { return path_; }

 private:
  // Whether something is left in it.
  bool walk(const os::Directory& directory);
  bool meet(const os::Directory& parent, const std::string& name, os::DirectoryReader::Type type);
  bool descend(const os::Directory& parent, const std::string& name);

  std::string path_;
  std::vector<std::string> names_;
};

}  // namespace spamweir::graylist
