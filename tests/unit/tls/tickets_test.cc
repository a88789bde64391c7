// Sessions that another process began.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "opening.h"
#include "support/expect.h"

using namespace spamweir;
using namespace spamweir::testing;

namespace {

config::TlsSettings settings_with_tickets(const std::string& path) {
  config::TlsSettings settings = settings_with("rsa.pem");
  settings.ticket_key_file = path;
  chmod(path.c_str(), 0600);
  return settings;
}

std::string key(char letter) { return std::string(80, letter); }

// The session of a connection that another process served.
std::string session_of_a_child(const config::TlsSettings& settings, int version) {
  int ends[2];
  cr_assert(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    Opened server(settings);
    TlsClient client({.least = version, .most = version});
    converse(client, *server.channel);
    const std::string session = client.session();
    const bool sent =
        write(ends[1], session.data(), session.size()) == static_cast<ssize_t>(session.size());
    _exit(sent ? 0 : 1);
  }
  close(ends[1]);
  std::string session;
  char buffer[4096];
  for (ssize_t got = 0; (got = read(ends[0], buffer, sizeof buffer)) > 0;) {
    session.append(buffer, static_cast<size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  cr_assert(waitpid(child, &status, 0) == child && status == 0);
  return session;
}

struct Outcome {
  bool open = false, resumed = false;
  std::string session;
};

Outcome resume(const config::TlsSettings& settings, int version, const std::string& session) {
  Opened server(settings);
  TlsClient client({.least = version, .most = version, .session = session});
  converse(client, *server.channel);
  cr_expect(server.channel->facts().resumed == client.resumed());
  return {client.is_open(), client.resumed(), client.session()};
}

}  // namespace

Test(tickets, resumed_from_another_process) {
  ScratchDirectory scratch;
  const auto settings = settings_with_tickets(scratch.file("keys", key('a')));
  for (const int version : testing::kVersions) {
    const std::string session = session_of_a_child(settings, version);
    cr_assert(!session.empty());
    const Outcome outcome = resume(settings, version, session);
    cr_expect(outcome.open && outcome.resumed, "%x", version);
  }
}

Test(tickets, rotation_by_the_files_content) {
  ScratchDirectory scratch;
  for (const int version : testing::kVersions) {
    const auto settings = settings_with_tickets(scratch.file("keys", key('a')));
    const std::string session = session_of_a_child(settings, version);
    scratch.file("keys", key('b') + key('a'));
    const Outcome old = resume(settings, version, session);
    cr_expect(old.open && old.resumed && !old.session.empty(), "%x", version);
    scratch.file("keys", key('b'));
    const Outcome gone = resume(settings, version, session);
    cr_expect(gone.open && !gone.resumed, "%x", version);
    const Outcome renewed = resume(settings, version, old.session);
    cr_expect(renewed.open && renewed.resumed, "%x: the old ticket brought a new one", version);
  }
}

Test(tickets, no_keys_no_tickets) {
  const auto settings = settings_with("rsa.pem");
  for (const int version : testing::kVersions) {
    Opened server(settings);
    TlsClient client({.least = version, .most = version});
    converse(client, *server.channel);
    const SSL_SESSION* session = SSL_get0_session(client.ssl());
    cr_expect(client.is_open() && SSL_SESSION_has_ticket(session) == 0, "%x", version);
  }
}

// The keys' names agree, the keys do not: the ticket is forged or damaged.
Test(tickets, a_ticket_of_other_keys_is_none) {
  ScratchDirectory scratch;
  for (const int version : testing::kVersions) {
    const auto settings = settings_with_tickets(scratch.file("keys", key('a')));
    const std::string session = session_of_a_child(settings, version);
    scratch.file("keys", key('a').substr(0, 16) + key('b').substr(16));
    const Outcome outcome = resume(settings, version, session);
    cr_expect(outcome.open && !outcome.resumed, "%x", version);
  }
}

// A client certificate is asked for in the first session, and known in the next.
Test(tickets, with_client_certificates) {
  ScratchDirectory scratch;
  auto settings = settings_with_tickets(scratch.file("keys", key('a')));
  settings.asks_client_certificate = true;
  for (const int version : testing::kVersions) {
    Opened first(settings);
    TlsClientOptions options{.least = version, .most = version};
    options.certificate = certificate_file("client.pem");
    TlsClient client(options);
    converse(client, *first.channel);
    options.session = client.session();
    Opened second(settings);
    TlsClient again(options);
    converse(again, *second.channel);
    cr_expect(second.channel->facts().resumed, "%x", version);
    expect_text(second.channel->facts().client_subject, "CN=joe,O=Example");
  }
}
