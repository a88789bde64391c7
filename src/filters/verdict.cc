#include "filters/verdict.h"

#include "base/text.h"

namespace spamweir::filters {

Verdict make_verdict(config::Rejection rejection, std::string reason, std::string_view detail,
                     const config::Settings& settings) {
  const config::RejectionRow& row = config::row_of(rejection);
  const std::string& own_text = settings.rejection_texts[static_cast<size_t>(rejection)];
  std::string text(own_text.empty() ? row.text : std::string_view(own_text));
  if (!detail.empty()) {
    if (!text.ends_with(' ')) text += ' ';
    text += detail;
  }
  if (row.policy_url && !settings.policy_url.empty()) {
    const std::string_view mark = settings.policy_url.back() == '=' ? "" : "#";
    text += concat(" See: ", settings.policy_url, mark, row.log_code);
  }
  return Verdict{rejection, row.reply_code, std::move(text), std::move(reason)};
}

}  // namespace spamweir::filters
