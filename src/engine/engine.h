// The engine of one connection: it holds the facts, gathers what filters wait for, and gives
// judgements.
//
// A front door or session tells it what the dialogue brings (a sender, a recipient, a header) and
// asks for a judgement when SMTP needs one. Facts that are at hand (lists, files) are gathered when
// they are needed; questions to DNS go out as soon as what they ask about is known, so that the
// dialogue hides the time that they take. Each FILTER_… line is logged once for what it speaks of:
// connection, message or recipient.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "config/recipient_settings.h"
#include "config/settings.h"
#include "engine/assessor.h"
#include "engine/evaluation.h"
#include "engine/message_settings.h"
#include "engine/sources.h"
#include "filters/facts.h"
#include "filters/verdict.h"
#include "log/log.h"

namespace spamweir::engine {

// What the environment of the process says about the connection.
struct Connection {
  IpAddress client;
  bool relayclient_given = false;  // RELAYCLIENT was set before the filter started
};

// What an engine works with. All must outlive it.
struct Context {
  const config::Settings& settings;
  Sources sources;
  // Null where no recipient can have settings of his own.
  config::RecipientSettings* recipient_settings = nullptr;
};

class Engine {
 public:
  Engine(const Connection& connection, const Context& context);

  // Whether the server behind the filter must be told not to judge relaying (RELAYCLIENT), because
  // it is decided here.
  bool takes_over_relaying() const { return facts().relayclient_is_ours; }

  // Whether settings depend on who authenticates or where mail goes, so that no dialogue may be
  // hidden from the filter.
  bool must_see_dialogue() const;
  // Whether it may matter which user authenticates.
  bool must_know_user() const;

  // Of the connection.
  const config::Settings& settings() const { return settings_; }
  const filters::Facts& facts() const { return connection_.facts(); }
  // Of the message, with what its recipients have of their own.
  const config::Settings& message_settings() const { return message_.settings(); }

  // Whether a recipient may have settings of his own, so that nothing is decided before RCPT.
  bool recipients_may_differ() const { return recipient_settings_ != nullptr; }

  // Asks DNS whatever the filters of the connection need. Nothing is asked before.
  void begin();
  // More answers have come: what was asked for again and again may be known now, and new questions
  // may follow from it.
  void advance();

  void note_early_talker() { connection_.facts().early_talker = true; }
  // `user` is empty where the name can't be known.
  void note_authenticated(std::string_view user);
  // What was said before TLS counts no more (RFC 3207 4.2).
  void forget_authentication();
  void begin_message(const smtp::Address& sender);
  void begin_recipient(const smtp::Address& recipient, size_t accepted_before);

  // Judgements on what is known. While one waits for DNS its `wanted` says for what; ask again
  // after advance().
  Judgement judge_connection();
  // Nothing where recipients may differ.
  Judgement judge_sender();
  Judgement judge_recipient();
  // Of the recipient who was judged last; null where he has none.
  std::shared_ptr<const config::Settings> own_settings() const {
    return has_own_settings_ ? own_->settings : nullptr;
  }
  // The server has taken him, so what he has of his own counts for the message.
  void add_recipient(const std::shared_ptr<const config::Settings>& own) {
    message_.add_recipient(own);
  }
  // `header`: whole lines with their line ends, without the blank line.
  Judgement judge_header(std::string_view header);

  // Whether a header would be looked at at all: else nobody needs to hold it.
  bool has_header_filter() const { return !message_.settings().header_blacklist.empty(); }

  // In the words of the recipient who was judged last, where the rejection is about him.
  filters::Verdict verdict_for(const Rejected& rejected) const;
  filters::Verdict verdict_for(config::Rejection rejection) const;

 private:
  // A recipient with settings of his own.
  struct Own {
    Own(std::shared_ptr<const config::Settings> all, const Sources& sources)
        : settings(std::move(all)), assessor(*settings, sources) {}

    std::shared_ptr<const config::Settings> settings;
    Assessor assessor;
  };

  void decide_relaying(const Connection& connection);
  bool find_own_settings();

  const config::Settings& settings_;
  Sources sources_;
  log::Log& log_;
  config::RecipientSettings* recipient_settings_;
  Assessor connection_;
  MessageSettings message_;
  std::optional<filters::Stage> stage_;  // up to which DNS is asked ahead
  bool own_settings_found_ = false;      // they were looked for, for the recipient in question
  bool has_own_settings_ = false;
  std::unique_ptr<Own> own_;  // of the last recipient who had settings of his own
};

}  // namespace spamweir::engine
