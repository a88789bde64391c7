#include "config/list_edit.h"

namespace spamweir::config {

namespace {

ListEdit remove_from(std::vector<std::string>& list, char& given, std::string_view value) {
  if (value.empty()) return ListEdit::nothing_named;
  if (std::erase(list, value) == 0) return ListEdit::nothing_removed;
  given = 1;
  return ListEdit::done;
}

}  // namespace

ListEdit edit_list(std::vector<std::string>& list, char& given, std::string_view value) {
  if (value != kResetValue && value.starts_with('!')) {
    return remove_from(list, given, value.substr(1));
  }
  if (value == kResetValue || !given) list.clear();
  given = 1;
  if (value != kResetValue) list.emplace_back(value);
  return ListEdit::done;
}

}  // namespace spamweir::config
