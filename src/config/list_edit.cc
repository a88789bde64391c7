#include "config/list_edit.h"

#include <utility>

namespace spamweir::config {

namespace {

ListEdit remove_from(std::vector<std::string>& list, std::string_view value,
                     std::vector<Origin>* origins) {
  if (value.empty()) return ListEdit::nothing_named;
  size_t kept = 0;
  for (size_t i = 0; i < list.size(); ++i) {
    if (list[i] == value) continue;
    if (kept != i) {
      list[kept] = std::move(list[i]);
      if (origins != nullptr) (*origins)[kept] = std::move((*origins)[i]);
    }
    ++kept;
  }
  if (kept == list.size()) return ListEdit::nothing_removed;
  list.resize(kept);
  if (origins != nullptr) origins->resize(kept);
  return ListEdit::done;
}

}  // namespace

ListEdit edit_list(std::vector<std::string>& list, char& given, std::string_view value,
                   const Origins& origins) {
  if (value != kResetValue && value.starts_with('!')) {
    const ListEdit edit = remove_from(list, value.substr(1), origins.list);
    if (edit == ListEdit::done) given = 1;
    return edit;
  }
  if (value == kResetValue || !given) {
    list.clear();
    if (origins.list != nullptr) origins.list->clear();
  }
  given = 1;
  if (value == kResetValue) return ListEdit::done;
  list.emplace_back(value);
  if (origins.list != nullptr) origins.list->push_back(origins.added);
  return ListEdit::done;
}

}  // namespace spamweir::config
