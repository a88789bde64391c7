#include "engine/message_settings.h"

#include <algorithm>
#include <string>

namespace spamweir::engine {
namespace {

using config::BareNewline;
using config::ListSource;
using config::Settings;

template <typename Values>
bool has(const Values& values, const typename Values::value_type& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

void add_list(ListSource& joined, const ListSource& more) {
  for (size_t i = 0; i < more.entries.size(); ++i) {
    if (has(joined.entries, more.entries[i])) continue;
    joined.entries.push_back(more.entries[i]);
    joined.origins.resize(joined.entries.size());
    if (i < more.origins.size()) joined.origins.back() = more.origins[i];
  }
  for (const std::string& file : more.files) {
    if (!has(joined.files, file)) joined.files.push_back(file);
  }
  if (!more.entry_option.empty()) joined.entry_option = more.entry_option;
  if (!more.file_option.empty()) joined.file_option = more.file_option;
}

constexpr unsigned kHeaderTrial = config::bit_of(config::Rejection::header_blacklisted);

BareNewline stricter(BareNewline a, BareNewline b) {
  if (a == BareNewline::reject || b == BareNewline::reject) return BareNewline::reject;
  return a == BareNewline::lenient ? b : a;
}

}  // namespace

void MessageSettings::begin_message() {
  recipients_.clear();
  joined_.reset();
}

void MessageSettings::add_recipient(const std::shared_ptr<const Settings>& own) {
  if (has(recipients_, own)) return;
  recipients_.push_back(own);
  const bool has_base_alone = recipients_.size() == 1 && own == nullptr;
  if (!has_base_alone) join();
}

void MessageSettings::join() {
  joined_ = std::make_unique<Settings>(base_);
  joined_->header_blacklist = {};
  joined_->bare_newline = BareNewline::lenient;
  for (const auto& own : recipients_) {
    const Settings& settings = own ? *own : base_;
    add_list(joined_->header_blacklist, settings.header_blacklist);
    joined_->bare_newline = stricter(joined_->bare_newline, settings.bare_newline);
    joined_->tested_rejections |= settings.tested_rejections & kHeaderTrial;
  }
}

}  // namespace spamweir::engine
