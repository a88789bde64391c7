#include "engine/message_settings.h"

#include <criterion/criterion.h>

#include <string>

#include "support/expect.h"

using spamweir::config::BareNewline;
using spamweir::config::Settings;
using spamweir::engine::MessageSettings;
using spamweir::testing::expect_text;

namespace {

std::shared_ptr<const Settings> own(BareNewline bare_newline, const std::string& pattern) {
  Settings settings;
  settings.bare_newline = bare_newline;
  if (!pattern.empty()) settings.header_blacklist.entries = {pattern};
  return std::make_shared<const Settings>(settings);
}

std::string patterns(const MessageSettings& message) {
  std::string text;
  for (const std::string& entry : message.settings().header_blacklist.entries) text += entry + " ";
  return text;
}

}  // namespace

Test(message_settings, recipients_without_own_settings_have_the_configurations) {
  Settings base;
  base.header_blacklist.entries = {"A: *"};
  MessageSettings message(base);
  cr_expect_eq(&message.settings(), &base);
  message.add_recipient(nullptr);
  message.add_recipient(nullptr);
  cr_expect_eq(&message.settings(), &base);
}

Test(message_settings, header_blacklists_add_up_and_are_forgotten_with_the_message) {
  Settings base;
  base.header_blacklist.entries = {"A: *"};
  MessageSettings message(base);
  message.add_recipient(own(BareNewline::repair, "B: *"));
  expect_text(patterns(message), "B: * ");
  message.add_recipient(nullptr);
  message.add_recipient(own(BareNewline::repair, "A: *"));
  expect_text(patterns(message), "B: * A: * ");
  message.begin_message();
  expect_text(patterns(message), "A: * ");
}

Test(message_settings, the_strictest_bare_newline_counts) {
  using enum BareNewline;
  const struct {
    BareNewline a, b, result;
  } cases[] = {{lenient, lenient, lenient}, {lenient, repair, repair}, {repair, lenient, repair},
               {lenient, reject, reject},   {reject, repair, reject},  {repair, repair, repair}};
  for (const auto& c : cases) {
    const Settings base;
    MessageSettings message(base);
    message.add_recipient(own(c.a, ""));
    message.add_recipient(own(c.b, ""));
    cr_expect(message.settings().bare_newline == c.result);
  }
}

Test(message_settings, one_recipient_puts_the_header_filter_on_trial) {
  const unsigned trial = spamweir::config::bit_of(spamweir::config::Rejection::header_blacklisted);
  Settings base, own_settings;
  own_settings.tested_rejections = ~0U;
  MessageSettings message(base);
  message.add_recipient(nullptr);
  cr_expect_eq(message.settings().tested_rejections, 0u);
  message.add_recipient(std::make_shared<const Settings>(own_settings));
  cr_expect_eq(message.settings().tested_rejections, trial);
  message.begin_message();
  cr_expect_eq(message.settings().tested_rejections, 0u);
}
