#include "tls/credential_files.h"

#include <sys/stat.h>

#include "opening.h"
#include "support/expect.h"

using namespace spamweir;
using namespace spamweir::testing;

namespace {

std::string certificate_shown(const config::TlsSettings& settings,
                              const TlsClientOptions& options) {
  Opened server(settings);
  TlsClient client(options);
  converse(client, *server.channel);
  return client.server_certificate();
}

std::string file(std::string_view name) { return certificate_file(name); }

// 80 bytes a key.
std::string tickets(const ScratchDirectory& scratch, const char* name, std::string_view content,
                    mode_t mode = 0600) {
  std::string path = scratch.file(name, content);
  chmod(path.c_str(), mode);
  return path;
}

}  // namespace

Test(credential_files, errors_name_option_file_and_remedy) {
  ScratchDirectory scratch;
  const std::string empty = scratch.file("empty", ""), fifo = scratch.fifo("fifo");
  const std::string wrong = scratch.file("wrong", "other words\n");
  struct {
    std::vector<std::string> certificates, keys;
    std::string password, dh;
    std::vector<std::string> words;
  } const cases[] = {
      {{}, {}, "", "", {"tls-certificate-file: ", "none is given"}},
      {{"/nonexistent"}, {}, "", "", {"tls-certificate-file=/nonexistent: No such file"}},
      {{fifo}, {}, "", "", {"tls-certificate-file=", "not a regular file"}},
      {{empty}, {}, "", "", {"tls-certificate-file=", "there is no certificate in it"}},
      {{file("rsa.pem"), file("rsa.key")}, {}, "", "", {"rsa.key: there is no certificate in it"}},
      {{file("rsa.crt")}, {}, "", "", {"rsa.crt: there is no private key", "tls-privatekey-file"}},
      {{file("rsa.crt")},
       {file("ec.key")},
       "",
       "",
       {"rsa.crt: the private key belongs to another"}},
      {{file("names/mismatch.example.com.pem")}, {}, "", "", {"mismatch"}},
      {{file("rsa.crt")}, {empty}, "", "", {"tls-privatekey-file=", "no private key"}},
      {{file("rsa.crt")}, {"/nonexistent"}, "", "", {"tls-privatekey-file=/nonexistent: No such"}},
      {{file("rsa.crt")},
       {file("rsa-locked.key")},
       "",
       "",
       {"rsa-locked.key: the private key is encrypted and no password is given",
        "tls-privatekey-password-file"}},
      {{file("rsa.crt")},
       {file("rsa-locked.key")},
       "guess",
       "",
       {"rsa-locked.key: the password does not open the private key"}},
      {{file("rsa.crt")},
       {file("rsa-locked.key")},
       std::string(5000, 'x'),
       "",
       {"the password does not open the private key"}},
      {{file("names/locked.example.com.pem")},
       {},
       "",
       "",
       {"tls-certificate-file=", "is encrypted and no password is given"}},
      {{file("rsa.pem")}, {}, "", empty, {"tls-dhparams-file=", "no Diffie-Hellman parameters"}},
      {{file("rsa.pem")}, {}, "", wrong, {"tls-dhparams-file=", "no Diffie-Hellman parameters"}},
      {{file("rsa.pem")}, {}, "", "/nonexistent", {"tls-dhparams-file=/nonexistent: No such"}},
      {{file("weak.pem")}, {}, "", "", {"weak.pem: ", "too small"}},
  };
  log::Log log("test", log::Level::none, 0);
  for (const auto& c : cases) {
    config::TlsSettings settings;
    settings.certificate_files = c.certificates;
    settings.key_files = c.keys;
    settings.key_password = c.password;
    settings.dh_parameters_file = c.dh;
    const std::string error = error_of_opening(settings, log);
    for (const std::string& words : c.words) {
      cr_expect(contains(error, words), "got '%s', want '%s'", error.c_str(), words.c_str());
    }
    cr_expect(!contains(error, "guess"), "%s", error.c_str());
  }
}

Test(credential_files, bad_words_for_ciphers_and_versions) {
  log::Log log("test", log::Level::none, 0);
  config::TlsSettings settings = settings_with("ec.pem");
  settings.cipher_list = "NO-SUCH-CIPHER";
  cr_expect(contains(error_of_opening(settings, log), "tls-cipher-list=NO-SUCH-CIPHER: "));
  settings = settings_with("ec.pem");
  settings.cipher_suites = "TLS_NOTHING";
  cr_expect(contains(error_of_opening(settings, log), "tls-cipher-suites=TLS_NOTHING: "));
  settings = settings_with("ec.pem");
  settings.protocols = 0;
  cr_expect(contains(error_of_opening(settings, log), "tls-protocols: no version of TLS is left"));
}

Test(credential_files, two_certificates_and_their_keys_in_any_order) {
  config::TlsSettings settings;
  settings.certificate_files = {file("rsa.crt"), file("ec.crt")};
  settings.key_files = {file("ec.key"), file("rsa.key")};
  TlsClientOptions options{.most = TLS1_2_VERSION};
  options.ciphers = "aRSA";
  expect_text(certificate_shown(settings, options), "rsa.example.com");
  options.ciphers = "aECDSA";
  expect_text(certificate_shown(settings, options), "ec.example.com");
  settings.certificate_files = {file("rsa.pem"), file("ec.crt")};
  settings.key_files = {file("ec.key")};
  expect_text(certificate_shown(settings, options), "ec.example.com");
}

Test(credential_files, passwords) {
  ScratchDirectory scratch;
  config::TlsSettings settings = settings_with("rsa.crt");
  settings.key_files = {file("rsa-locked.key")};
  settings.key_password = "secret word";
  expect_text(certificate_shown(settings, {}), "rsa.example.com");
  settings.key_password = "wrong, but the file comes first";
  for (const char* content : {"secret word", "secret word\n", "secret word\r\nsecond line\n"}) {
    settings.key_password_file = scratch.file("password", content);
    expect_text(certificate_shown(settings, {}), "rsa.example.com");
  }
  log::Log log("test", log::Level::none, 0);
  settings.key_password_file = scratch.file("password", std::string(5000, 'x'));
  cr_expect(contains(error_of_opening(settings, log), "tls-privatekey-password-file="));
}

Test(credential_files, what_everybody_can_read_is_warned_about) {
  ScratchDirectory scratch;
  const auto copy = [&](const char* name, mode_t mode) {
    const auto read = tls::read_secret(file(name), 1'000'000);
    std::string path = scratch.file(name, read.value().contents.view());
    chmod(path.c_str(), mode);
    return path;
  };
  struct {
    const char* certificate;
    mode_t mode;
    size_t warnings;
  } const cases[] = {
      {"ec.pem", 0600, 0}, {"ec.pem", 0640, 0}, {"ec.pem", 0644, 1}, {"ec.crt", 0644, 0}};
  for (const auto& c : cases) {
    CaughtLog caught(log::Level::verbose);
    config::TlsSettings settings;
    settings.certificate_files = {copy(c.certificate, c.mode)};
    settings.key_files = {copy("ec.key", 0600)};
    cr_expect(error_of_opening(settings, caught.log()).empty());
    cr_expect(caught.lines().size() == c.warnings, "%s %o", c.certificate, c.mode);
    if (c.warnings > 0) cr_expect(contains(caught.raw(), "WARNING: tls-certificate-file="));
  }
  CaughtLog caught(log::Level::verbose);
  config::TlsSettings settings = settings_with("ec.pem");
  settings.key_password_file = scratch.file("password", "x");
  chmod(settings.key_password_file.c_str(), 0604);
  cr_expect(error_of_opening(settings, caught.log()).empty());
  cr_expect(contains(caught.raw(), "WARNING: tls-privatekey-password-file="));
}

Test(credential_files, ticket_keys_that_are_not_used) {
  ScratchDirectory scratch;
  struct {
    std::string path;
    const char* words;
  } const cases[] = {
      {tickets(scratch, "good", std::string(80, 'a')), ""},
      {tickets(scratch, "most", std::string(16 * 80, 'a')), ""},
      {tickets(scratch, "group", std::string(160, 'a'), 0640), ""},
      {tickets(scratch, "open", std::string(80, 'a'), 0644), "every user of this machine"},
      {tickets(scratch, "empty", ""), "1 to 16 keys of 80 bytes"},
      {tickets(scratch, "short", std::string(79, 'a')), "1 to 16 keys of 80 bytes"},
      {tickets(scratch, "long", std::string(81, 'a')), "1 to 16 keys of 80 bytes"},
      {tickets(scratch, "many", std::string(17 * 80, 'a')), "more than 1280 bytes"},
      {scratch.path("missing"), "No such file"},
  };
  for (const auto& c : cases) {
    CaughtLog caught;
    config::TlsSettings settings = settings_with("ec.pem");
    settings.ticket_key_file = c.path;
    Result<std::unique_ptr<tls::Channel>> channel = tls::Channel::open(settings, caught.log());
    cr_assert(channel.ok());
    TlsClient client;
    converse(client, *channel.value());
    const bool good = *c.words == '\0';
    cr_expect(client.is_open() && client.session().empty() != good, "%s", c.path.c_str());
    cr_expect(caught.raw().empty() == good && contains(caught.raw(), c.words), "%s: %s",
              c.path.c_str(), caught.raw().c_str());
  }
}

Test(credential_files, certificates_of_names) {
  config::TlsSettings settings = settings_with("rsa.pem");
  settings.certificate_directory = file("names");
  settings.key_password = "secret word";
  struct {
    const char* name;
    const char* shown;
    const char* words;
  } const cases[] = {
      {"", "rsa.example.com", ""},
      {"mail.example.com", "mail.example.com", ""},
      {"MAIL.Example.COM", "mail.example.com", ""},
      {"other.example.com", "rsa.example.com", ""},
      {"locked.example.com", "mail.example.com", ""},
      {"../names/mail.example.com", "rsa.example.com", ""},
      {"broken.example.com", "rsa.example.com", "broken.example.com.pem: there is no certificate"},
      {"mismatch.example.com", "rsa.example.com", "belongs to another"},
      {"weak.example.com", "rsa.example.com", "too small"},
  };
  for (const auto& c : cases) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      CaughtLog caught;
      const auto channel = open_channel(settings, caught.log());
      TlsClient client({.least = version, .most = version, .server_name = c.name});
      converse(client, *channel);
      cr_expect(client.is_open(), "%s: %s", c.name, channel->problem().c_str());
      expect_text(client.server_certificate(), c.shown, "%s", c.name);
      expect_text(channel->facts().server_name, c.name);
      cr_expect(caught.raw().empty() == (*c.words == '\0') && contains(caught.raw(), c.words),
                "%s: %s", c.name, caught.raw().c_str());
    }
  }
}

// A client that prefers the default certificate's kind of key gets the name's own all the same.
Test(credential_files, the_default_certificate_does_not_stay_beside_a_named_one) {
  config::TlsSettings settings = settings_with("rsa.pem");
  settings.certificate_directory = file("names");
  Opened server(settings);
  TlsClient client({.most = TLS1_2_VERSION, .server_name = "mail.example.com", .ciphers = "aRSA"});
  converse(client, *server.channel);
  cr_expect(!client.is_open());
  expect_text(client.server_certificate(), "");
}
