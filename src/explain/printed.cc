#include "explain/printed.h"

#include <algorithm>

#include "base/text.h"
#include "base/wrap.h"
#include "explain/shown.h"
#include "log/log.h"
#include "session/report.h"
#include "tools/output.h"

namespace spamweir::explain {
namespace {

std::string fact(std::string_view label, std::string_view text) {
  constexpr size_t kColumn = 14;
  return wrapped(tools::column(label, kColumn), text);
}

std::string print_finding(const Finding& finding) {
  constexpr size_t kColumn = 11;
  std::string out = wrapped("  ", concat(finding.name, ": ", finding.outcome));
  for (const Finding::Detail& detail : finding.details) {
    out += wrapped(concat("      ", tools::column(detail.label, kColumn)), detail.text);
  }
  return out;
}

bool is_in(const std::vector<Finding>& findings, const Finding& finding) {
  return std::find(findings.begin(), findings.end(), finding) != findings.end();
}

class FindingsText {
 public:
  // Without what stands in `known` in the same words.
  void add(const Account& account, const std::vector<Finding>& known) {
    for (const Finding& finding : account.findings) {
      if (!finding.is_on) {
        const bool is_listed = std::find(off_.begin(), off_.end(), finding.name) != off_.end();
        if (!is_listed) off_.push_back(finding.name);
      } else if (!is_in(known, finding)) {
        text_ += print_finding(finding);
      }
    }
  }

  void add_heading(std::string_view text) { text_ += wrapped("", text); }

  // With those that are not configured at the end.
  std::string finish() && {
    if (off_.empty()) return std::move(text_);
    std::string names;
    for (const std::string& name : off_) names += concat(names.empty() ? "" : ", ", name);
    return text_ + wrapped("  ", concat("Not configured: ", names, "."));
  }

 private:
  std::string text_;
  std::vector<std::string> off_;
};

// Whether a line of the log says the same of the same recipient.
bool says(std::string_view line, const Mail::Logged& logged) {
  const std::string address = session::address_field(&logged.recipient);
  return line.starts_with(concat(logged.code, " ")) &&
         line.find(concat(" to: ", address, " ")) != line.npos;
}

std::string print_refusal(const Account& account, std::string_view whom) {
  if (account.refuser.empty()) return {};
  const std::string_view because = account.cause.empty() ? "" : ", because of ";
  return wrapped("", concat("Refused by ", account.refuser, whom, because, account.cause, "."));
}

}  // namespace

std::string print_facts(const Mail& mail, std::string_view rdns, int64_t now_secs) {
  std::string out = fact("Client", concat(mail.client.to_string(), " ", rdns));
  if (mail.user) out += fact("User", log::quoted_text(*mail.user));
  out += fact("Sender", shown(mail.sender));
  for (const smtp::Address& recipient : mail.recipients) out += fact("Recipient", shown(recipient));
  for (const std::string& line : mail.header) out += fact("Header", log::quoted_text(line));
  out += fact("Time", concat(tools::time_text(now_secs), " UTC"));
  for (const std::string& remark : mail.remarks) out += fact("Note", remark);
  return out;
}

std::string print_findings(const Findings& findings) {
  FindingsText text;
  if (findings.recipients().empty() && findings.before_recipients().findings.empty()) {
    text.add_heading("No filter is asked.");
    return std::move(text).finish();
  }
  text.add_heading("The filters, in their order:");
  if (findings.recipients().empty()) text.add(findings.before_recipients(), {});
  const std::vector<Finding> none;
  const std::vector<Finding>* known = &none;
  for (const Account& account : findings.recipients()) {
    if (known != &none) {
      text.add_heading(concat("For ", shown(account.recipient), " the same, but:"));
    }
    text.add(account, *known);
    known = &account.findings;
  }
  if (!findings.header().findings.empty()) text.add(findings.header(), {});
  return std::move(text).finish();
}

std::string print_played(const Played& played, const std::vector<std::string>& log_lines) {
  std::string out = "What the client is answered:\n";
  for (const Exchange& exchange : played.exchanges) {
    const std::string reply = exchange.reply.empty() ? "(nothing)" : exchange.reply;
    out += concat("  ", log::quoted_text(exchange.said), "\n      ", log::quoted_text(reply), "\n");
  }
  if (played.sent_away) out += "  (the connection is closed before it can say anything)\n";
  out += "What the log would say (level verbose):\n";
  for (const std::string& line : log_lines) out += concat("  ", line, "\n");
  return out;
}

std::string print_conclusion(const Mail& mail, const Findings& findings, const Played& played) {
  if (played.accepted == mail.recipients.size() && played.delivered) {
    return wrapped("", "Accepted: no filter keeps the mail from the server behind.");
  }
  std::string out;
  const std::vector<Account>& accounts = findings.recipients();
  if (accounts.empty()) out += print_refusal(findings.before_recipients(), "");
  for (const Account& account : accounts) {
    // Once a message is refused as a whole, nobody else is judged.
    const bool holds_for_others =
        &account == &accounts.back() && accounts.size() < mail.recipients.size();
    const std::string whom =
        concat(" for ", shown(account.recipient), holds_for_others ? " and all behind" : "");
    out += print_refusal(account, mail.recipients.size() > 1 ? whom : "");
  }
  out += print_refusal(findings.header(), "");
  if (!out.empty()) return out;
  return played.sent_away ? "Refused: every client is sent away, and the log says why.\n"
                          : "Refused.\n";
}

std::string print_comparison(const Mail& mail, const std::vector<std::string>& log_lines) {
  std::string missing;
  for (const Mail::Logged& logged : mail.logged) {
    const bool is_same =
        std::any_of(log_lines.begin(), log_lines.end(),
                    [&logged](const std::string& line) { return says(line, logged); });
    if (is_same) continue;
    missing += concat(missing.empty() ? "" : ", ", log::quoted_text(logged.code));
    if (mail.logged.size() > 1) missing += concat(" for ", shown(logged.recipient));
  }
  if (missing.empty()) return {};
  return wrapped("", concat("The line says ", missing,
                            ", which the log would not say now: the configuration, a list, DNS or "
                            "the graylist has changed since, or the server decided it."));
}

}  // namespace spamweir::explain
