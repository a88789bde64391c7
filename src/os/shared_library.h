// A library that is loaded only when it is needed, so that no other connection pays for it.
#pragma once

#include <string>

namespace spamweir::os {

class SharedLibrary {
 public:
  // `name` as the dynamic linker knows it: `libNAME.so.VERSION`, or a path.
  explicit SharedLibrary(const char* name);
  ~SharedLibrary();
  SharedLibrary(const SharedLibrary&) = delete;
  SharedLibrary& operator=(const SharedLibrary&) = delete;

  bool is_loaded() const { return handle_ != nullptr; }
  // Where it is not: why, in the dynamic linker's words.
  const std::string& problem() const { return problem_; }

  // Null where the library or the function is missing. Valid while this object lives.
  template <typename Function>
  Function* find(const char* function) const {
    return reinterpret_cast<Function*>(find_address(function));
  }

 private:
  void* find_address(const char* function) const;

  void* handle_;
  std::string problem_;
};

}  // namespace spamweir::os
