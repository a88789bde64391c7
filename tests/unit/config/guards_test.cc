// What stays shut while an option that guards it is bad.
#include <criterion/criterion.h>

#include "setting_case.h"

using namespace spamweir;
using namespace spamweir::config;

// An error never opens what an option guards.
Test(guards, a_bad_value_shuts_what_it_guards) {
  const Case cases[] = {
      {"relay-level bad", "relay-level=everybody", relay_level, "0", 1},
      {"relay-level empty", "relay-level=", relay_level, "0", 1},
      {"relay-level without value", "relay-level", relay_level, "0", 1},
      {"relay-level without =", "relay-level block-all", relay_level, "0", 1},
      {"relay-level misspelt", "relay-levl=block-all", relay_level, "0", 1},
      {"a good one before", "relay-level=allow-all\nrelay-level=x", relay_level, "0", 1},
      {"a good one after has no effect", "relay-level=x\nrelay-level=allow-all", relay_level, "0",
       2},
      {"a reset after has no effect", "relay-level=x\nrelay-level=!!!", relay_level, "0", 2},
      {"other options stay", "relay-level=x\ntls-level=smtp", tls_level, "1", 1},

      {"smtp-auth-level bad", "smtp-auth-level=x", auth_level, "0", 1},
      {"smtp-auth-level good", "smtp-auth-level=always", auth_level, "4"},
      {"smtp-auth-level later good", "smtp-auth-level=x\nsmtp-auth-level=observe", auth_level, "0",
       2},
      {"smtp-auth-command good", "smtp-auth-command=/bin/true", auth_level, "1"},
      {"smtp-auth-command bad", "smtp-auth-command=/bin/true \"x", auth_level, "0", 1},
      {"smtp-auth-command taken out", "smtp-auth-command=!\"", auth_level, "1"},
      {"by another option", "smtp-auth-command=\"\"\nsmtp-auth-level=observe", auth_level, "0", 2},
      {"by another option, before", "smtp-auth-level=observe\nsmtp-auth-command=x\\", auth_level,
       "0", 1},
      {"smtp-auth-max-failures bad", "smtp-auth-max-failures=-1", auth_level, "0", 1},
      {"smtp-auth-require-tls bad", "smtp-auth-require-tls=always", auth_level, "0", 1},
      {"smtp-auth-failure-delay-secs bad", "smtp-auth-failure-delay-secs=61", auth_level, "0", 1},
      {"AUTH does not touch TLS", "smtp-auth-level=x", tls_level, "1", 1},

      {"tls-level bad", "tls-level=x", tls_level, "0", 1},
      {"tls-level bad takes AUTH along", "tls-level=x", auth_level, "0", 1},
      {"and for good", "tls-level=x\nsmtp-auth-level=observe", auth_level, "0", 2},
      {"tls-level later good", "tls-level=x\ntls-level=smtp", tls_level, "0", 2},
      {"tls-certificate-file without a value", "tls-certificate-file=", tls_level, "0", 1},
      {"tls-certificate-file empty takes AUTH along", "tls-certificate-file=", auth_level, "0", 1},
      {"tls-certificate-file", "tls-certificate-file=/x", tls_level, "1", 0},
      {"tls-protocols bad", "tls-protocols=sslv3", tls_level, "0", 1},
      {"tls-cipher-list empty", "tls-cipher-list=", tls_level, "0", 1},
      {"a bad tls-level refuses nobody", "tls-level=x", refused, "no", 1},
      {"smtps", "tls-level=smtps", tls_level, "3", 0},
      {"smtps refuses nobody", "tls-level=smtps", refused, "no", 0},
      {"smtps has no plain text", "tls-level=smtps\ntls-protocols=sslv3", refused, "yes", 1},
      {"smtps behind a bad option", "tls-protocols=sslv3\ntls-level=smtps", refused, "yes", 2},
      {"smtps taken back", "tls-level=smtps\ntls-protocols=x\ntls-level=smtp", refused, "no", 2},

      {"run-as-user good", "run-as-user=a", refused, "no"},
      {"run-as-user empty", "run-as-user=", refused, "yes", 1},
      {"run-as-user without value", "run-as-user", refused, "yes", 1},
      {"run-as-user without =", "run-as-user qmaild", refused, "yes", 1},
      {"run-as-user misspelt", "run_as-usr=qmaild", refused, "yes", 1},
      {"run-as-user later good", "run-as-user=\nrun-as-user=a", refused, "yes", 2},

      {"relay-level with a colon", "relay-level:x", relay_level, "0", 1},
      {"a colon and blanks", "relay-level : x", relay_level, "0", 1},
      {"a colon, then =", "relay-level:x=y", relay_level, "0", 1},
      {"quotes around a name", "\"relay-level\"=x", relay_level, "0", 1},
      {"a byte order mark in the middle", "\n\xEF\xBB\xBFrelay-level=x", relay_level, "0", 1},
      {"tls-level with a colon", "tls-level:none", tls_level, "0", 1},
      {"run-as-user with a colon", "run-as-user:nobody", refused, "yes", 1},
      {"misspelt, with a colon", "run-as-usr:nobody", refused, "yes", 1},
      {"without dashes", "runasuser=nobody", refused, "yes", 1},
      {"a beginning without dashes", "runas=nobody", refused, "yes", 1},
      {"an ambiguous beginning", "smtp-auth=none", auth_level, "0", 1},
      {"the strictest of a beginning", "tls=none", tls_level, "0", 1},
      {"the strictest of two letters", "re=x", relay_level, "0", 1},
      {"a single letter is no beginning", "r=x", relay_level, "1", 1},
      {"a comment of another program", ";; relay-level=x", relay_level, "1", 1},

      {"a bad list option shuts nothing", "ip-relay-entry=", relay_level, "1", 1},
      {"an unknown option shuts nothing", "frobnicate=1", relay_level, "1", 1},
  };
  for (const Case& c : cases) check(c);
}

Test(guards, a_refused_session_has_a_reason) {
  const Settings settings = read_text("\ntls-level=smtps\ntls-protocols=x").settings;
  cr_expect(contains(settings.refuse_session, "conf(3): tls-protocols=x"), "got %s",
            settings.refuse_session.c_str());
}
