#include "filters/verdict.h"

#include <algorithm>

#include "base/text.h"
#include "smtp/reply.h"

namespace spamweir::filters {

namespace {

std::string policy_of(const config::RejectionRow& row, const config::Settings& settings) {
  if (settings.policy_url.empty()) return {};
  const std::string_view mark = settings.policy_url.back() == '=' ? "" : "#";
  return concat(" See: ", settings.policy_url, mark, row.log_code);
}

}  // namespace

Verdict make_verdict(config::Rejection rejection, std::string reason, std::string_view detail,
                     const config::Settings& settings) {
  const config::RejectionRow& row = config::row_of(rejection);
  std::string text(settings.text_of(rejection));
  const std::string see = row.policy_url ? policy_of(row, settings) : std::string();
  if (!detail.empty()) {
    if (!text.ends_with(' ')) text += ' ';
    // What others say in their lists must not push the rest out of the line.
    const size_t room =
        smtp::kMaxReplyText - std::min(smtp::kMaxReplyText, text.size() + see.size());
    text += detail.substr(0, room);
  }
  text += see;
  return Verdict{rejection, row.reply_code, std::move(text), std::move(reason)};
}

Verdict made_temporary(Verdict verdict) {
  constexpr int kTemporary = 421;  // as all temporary rejections of kRejections
  verdict.code = kTemporary;
  return verdict;
}

}  // namespace spamweir::filters
