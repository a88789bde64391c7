// A rehearsal and what is found out in it, over DNS as a table.
#include "explain/rehearsal.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "explain/findings.h"
#include "explain/printed.h"
#include "support/expect.h"
#include "support/fake_lookups.h"
#include "support/scratch.h"

using namespace spamweir;
using explain::Account;
using explain::Finding;
using explain::Mail;
using explain::Played;
using testing::CaughtLog;
using testing::expect_text;
using testing::FakeLookups;
using testing::ScratchDirectory;

namespace {

// Answers come when they are waited for.
class OneWait final : public explain::Patience {
 public:
  explicit OneWait(FakeLookups& dns) : dns_(dns) { dns_.hold(); }
  void begin() override {}
  bool wait() override {
    if (released_ || dns_.questions() == 0) return false;
    dns_.release();
    return released_ = true;
  }

 private:
  FakeLookups& dns_;
  bool released_ = false;
};

class Play {
 public:
  Play() {
    settings.rcpthosts_files = {scratch_.file("rcpthosts", "example.com\n")};
    settings.morercpthosts_files.clear();
    mail.client = *IpAddress::parse("11.22.33.44");
    mail.sender = {"a", "b.test"};
    mail.recipients = {{"x", "example.com"}};
  }

  Play& run() {
    lookups_.emplace(dns, mail.client, mail.rdns);
    findings_.emplace(explain::Findings::Sources{settings, given, *lookups_}, 1000);
    engine::Engine engine({mail.client, mail.relayclient},
                          {settings, {*lookups_, log_.log(), nullptr, &*findings_}});
    OneWait patience(dns);
    played = explain::Rehearsal(engine, patience, log_.log()).play(mail);
    return *this;
  }

  // `CODE of each answer`.
  std::string codes() const {
    std::string text;
    for (const explain::Exchange& exchange : played.exchanges) {
      text += exchange.reply.substr(0, 3) + " ";
    }
    return text;
  }
  // What is said of a filter, in the last account that has it.
  std::string outcome(std::string_view name) const {
    std::string found = "(nothing)";
    std::vector<Account> accounts = findings_->recipients();
    accounts.insert(accounts.begin(), findings_->before_recipients());
    accounts.push_back(findings_->header());
    for (const Account& account : accounts) {
      for (const Finding& finding : account.findings) {
        if (finding.name == name) found = finding.outcome;
      }
    }
    return found;
  }
  std::string conclusion() const { return print_conclusion(mail, *findings_, played); }
  std::string log_codes() const {
    std::string text;
    for (const std::string& line : log_.lines()) text += line.substr(0, line.find(' ')) + " ";
    return text;
  }
  const explain::Findings& findings() const { return *findings_; }

  config::Settings settings;
  std::vector<config::Given> given;
  Mail mail;
  FakeLookups dns;
  Played played;

 private:
  ScratchDirectory scratch_;
  CaughtLog log_{log::Level::verbose};
  std::optional<explain::ToldLookups> lookups_;
  std::optional<explain::Findings> findings_;
};

}  // namespace

Test(rehearsal, what_nobody_minds) {
  Play play;
  play.run();
  expect_text(play.codes(), "250 250 354 250 ");
  expect_text(play.log_codes(), "ALLOWED ");
  cr_expect(play.played.accepted == 1 && play.played.delivered);
  expect_text(play.conclusion(), "Accepted: no filter keeps the mail from the server behind.\n");
}

Test(rehearsal, a_client_on_a_list) {
  Play play;
  play.settings.ip_blacklist.entries = {"11.22"};
  play.settings.ip_blacklist.entry_option = "ip-blacklist-entry";
  play.settings.sender_blacklist.entries = {"@b.test"};
  play.run();
  expect_text(play.codes(), "250 554 ");
  expect_text(play.outcome("ip-blacklist"), "refuses with DENIED_BLACKLIST_IP");
  expect_text(play.outcome("sender-blacklist"), "not asked, because ip-blacklist refuses before");
  expect_text(play.outcome("relaying"), "not asked, because ip-blacklist refuses before");
  expect_text(play.log_codes(), "FILTER_BLACKLIST_IP DENIED_BLACKLIST_IP ");
}

Test(rehearsal, a_whitelist_lifts_it) {
  Play play;
  play.settings.ip_blacklist.entries = {"11.22"};
  play.settings.sender_whitelist.entries = {"a@b.test"};
  play.settings.sender_blacklist.entries = {"@b.test"};
  play.run();
  expect_text(play.codes(), "250 250 354 250 ");
  expect_text(play.outcome("ip-blacklist"),
              "refuses with DENIED_BLACKLIST_IP, but sender-whitelist spares the client");
  expect_text(play.outcome("sender-whitelist"), "spares the client");
  expect_text(play.outcome("sender-blacklist"),
              "not asked, because sender-whitelist spares the client");
}

Test(rehearsal, several_whitelists_and_a_refusal_that_none_lifts) {
  Play play;
  play.settings.ip_blacklist.entries = {"11.22"};
  play.settings.ip_whitelist.entries = {"11.22.33"};
  play.settings.sender_whitelist.entries = {"a@b.test"};
  play.settings.recipient_blacklist.entries = {"x@far.test"};
  play.mail.recipients = {{"x", "far.test"}};
  play.run();
  expect_text(play.outcome("ip-blacklist"), "not asked, because ip-whitelist spares the client");
  expect_text(play.outcome("sender-whitelist"),
              "not asked, because ip-whitelist spares the client");
  expect_text(play.outcome("relaying"), "refuses with DENIED_RELAYING");
  expect_text(play.conclusion(), "Refused by relaying.\n");
}

// What was lifted has refused nobody.
Test(rehearsal, a_lifted_refusal_is_not_the_reason) {
  Play play;
  play.settings.ip_blacklist.entries = {"11.22"};
  play.settings.sender_whitelist.entries = {"a@b.test"};
  play.settings.recipient_blacklist.entries = {"x@far.test"};
  play.mail.recipients = {{"x", "far.test"}};
  play.run();
  expect_text(play.outcome("recipient-blacklist"),
              "not asked, because sender-whitelist spares the client");
  expect_text(play.outcome("header-blacklist"), "not asked, because relaying refuses before");
}

Test(rehearsal, who_authenticated_is_asked_for_less) {
  Play play;
  play.settings.ip_blacklist.entries = {"11.22"};
  play.mail.user = "jo";
  play.mail.recipients = {{"x", "far.test"}};
  play.run();
  expect_text(play.codes(), "250 250 354 250 ");
  expect_text(play.outcome("ip-blacklist"), "not asked, because the client is authenticated");
  expect_text(play.outcome("relaying"), "has nothing against it");
}

Test(rehearsal, where_nobody_can_authenticate_nobody_has) {
  Play play;
  play.settings.smtp_auth_level = config::AuthLevel::none;
  play.mail.user = "jo";
  play.mail.recipients = {{"x", "far.test"}};
  play.run();
  expect_text(play.outcome("relaying"), "refuses with DENIED_RELAYING");
}

Test(rehearsal, dns_is_done_before_mail) {
  Play play;
  play.settings.reject_empty_rdns = true;
  expect_text(play.run().codes(), "250 421 ");
  cr_expect(starts_with_ignoring_case(play.played.exchanges[0].reply, "250 Refused."));
  expect_text(play.outcome("empty-rdns"), "refuses with DENIED_RDNS_MISSING");
}

Test(rehearsal, a_name_that_was_told_is_not_asked_for) {
  Play play;
  play.settings.reject_empty_rdns = true;
  play.mail.rdns = "told.test";
  expect_text(play.run().codes(), "250 250 354 250 ");
  cr_expect_eq(play.dns.questions(), 0u);
}

Test(rehearsal, recipients_wait_for_what_mail_did_not) {
  Play play;
  play.settings.reject_sender = config::kNoMx;
  play.mail.rdns = "told.test";
  expect_text(play.run().codes(), "250 421 ");
  expect_text(play.played.exchanges[0].reply, "250 ok");
}

Test(rehearsal, each_recipient_is_judged) {
  Play play;
  play.settings.max_recipients = 1;
  play.mail.recipients = {{"x", "example.com"}, {"y", "example.com"}, {"z", "far.test"}};
  expect_text(play.run().codes(), "250 250 421 554 354 250 ");
  cr_expect_eq(play.played.accepted, 1u);
  cr_expect_eq(play.findings().recipients().size(), 3u);
  expect_text(play.conclusion(),
              "Refused by max-recipients for <y@example.com>.\n"
              "Refused by relaying for <z@far.test>.\n");
}

Test(rehearsal, the_header_is_judged) {
  Play play;
  play.settings.header_blacklist.entries = {"X-Spam: yes"};
  play.mail.header = {"Subject: hello", "X-Spam: yes"};
  expect_text(play.run().codes(), "250 250 354 554 ");
  cr_expect(!play.played.delivered);
  expect_text(play.outcome("header-blacklist"), "refuses with DENIED_HEADER_BLACKLISTED");
}

Test(rehearsal, who_talks_early) {
  for (const bool is_early : {false, true}) {
    Play play;
    play.settings.greeting_delay_secs = 5;
    play.mail.early_talker = is_early;
    play.run();
    expect_text(play.codes(), is_early ? "250 554 " : "250 250 354 250 ");
    expect_text(play.outcome("earlytalker"),
                is_early ? "refuses with DENIED_EARLYTALKER" : "has nothing against it");
  }
}

Test(rehearsal, tls_from_the_first_byte_without_a_usable_certificate) {
  ScratchDirectory scratch;
  Play play;
  play.settings.tls_level = config::TlsLevel::smtps;
  play.settings.tls.certificate_files = {scratch.file("cert.pem", "none")};
  expect_text(play.run().codes(), "");
  expect_text(play.log_codes(), "ERROR: FAILED_TLS ");
  expect_text(play.conclusion(), "Refused: every client is sent away, and the log says why.\n");
}

Test(rehearsal, graylisting_says_how_long_and_leaves_no_trace) {
  ScratchDirectory scratch;
  Play play;
  play.settings.graylist.level = config::GraylistLevel::always_create_dir;
  play.settings.graylist.directories = {scratch.directory("tree")};
  play.settings.graylist.min_secs = 300;
  for (int i = 0; i < 2; ++i) {
    expect_text(play.run().codes(), "250 421 ");
    std::string entry;
    for (const Finding& finding : play.findings().recipients().at(0).findings) {
      for (const Finding::Detail& detail : finding.details) {
        if (detail.label == "entry") entry = detail.text;
      }
    }
    expect_text(entry, concat(scratch.path("tree"),
                              "/example.com/x/b.test/a, new, may pass from "
                              "1970-01-01 00:21:40 UTC on"));
  }
}
