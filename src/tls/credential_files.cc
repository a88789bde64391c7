#include "tls/credential_files.h"

#include <utility>

#include "base/text.h"

namespace spamweir::tls {
namespace {

constexpr size_t kMaxPassword = 4096;
constexpr size_t kMostTicketKeys = 16;

constexpr std::string_view kCertificateFile = "tls-certificate-file";
constexpr std::string_view kKeyFile = "tls-privatekey-file";
constexpr std::string_view kPasswordFile = "tls-privatekey-password-file";
constexpr std::string_view kDhParametersFile = "tls-dhparams-file";
constexpr std::string_view kTicketKeyFile = "tls-ticket-key-file";
constexpr std::string_view kPasswordRemedy =
    "; give it with tls-privatekey-password-file or correct it there";

module::Bytes bytes_of(const Secret& secret) {
  if (secret.empty()) return {nullptr, 0};
  return {secret.view().data(), secret.view().size()};
}

Result<SecretFile> read_file_of(std::string_view option, const std::string& path, size_t most) {
  auto file = read_secret(path, most);
  if (file.ok()) return file;
  return Error{concat(subject_of(option, path), ": ", file.error(),
                      "; correct the path or let the filter's user read the file")};
}

Status read_pems(std::string_view option, const std::vector<std::string>& paths,
                 std::vector<Secret>& into, log::Log& log) {
  for (const std::string& path : paths) {
    auto pem = read_pem(option, path, log);
    if (!pem.ok()) return Error{pem.error()};
    into.push_back(std::move(pem.value()));
  }
  return {};
}

std::vector<module::Bytes> views_of(const std::vector<Secret>& secrets) {
  std::vector<module::Bytes> views;
  views.reserve(secrets.size());
  for (const Secret& secret : secrets)
    views.push_back({secret.view().data(), secret.view().size()});
  return views;
}

std::string file_at(const std::vector<std::string>& files, size_t index) {
  return index < files.size() ? files[index] : std::string();
}

}  // namespace

std::string subject_of(std::string_view option, std::string_view file) {
  return concat(option, "=", file);
}

Result<Secret> read_pem(std::string_view option, const std::string& path, log::Log& log) {
  auto file = read_file_of(option, path, kMaxPem);
  if (!file.ok()) return Error{file.error()};
  Secret& pem = file.value().contents;
  if (file.value().readable_by_all && pem.view().find("PRIVATE KEY-----") != pem.view().npos) {
    log.warning(concat(subject_of(option, path),
                       ": every user of this machine can read the private key; use chmod o-r"));
  }
  return std::move(pem);
}

Result<Secret> read_password(const config::TlsSettings& settings, log::Log& log) {
  const std::string& path = settings.key_password_file;
  if (path.empty()) return Secret(settings.key_password);
  auto file = read_file_of(kPasswordFile, path, kMaxPassword);
  if (!file.ok()) return Error{file.error()};
  if (file.value().readable_by_all) {
    log.warning(concat(subject_of(kPasswordFile, path),
                       ": every user of this machine can read the password; use chmod o-r"));
  }
  const std::string_view text = file.value().contents.view();
  return Secret(text.substr(0, text.find_first_of("\r\n")));
}

Result<CredentialFiles> CredentialFiles::read(const config::TlsSettings& settings, log::Log& log) {
  if (settings.certificate_files.empty()) {
    return Error{
        "tls-certificate-file: TLS needs a certificate and none is given; clients that "
        "name no host need one besides tls-certificate-dir too"};
  }
  CredentialFiles files;
  if (const Status status = files.read_all(settings, log); !status.ok()) {
    return Error{status.error()};
  }
  files.set_views();
  return files;
}

Status CredentialFiles::read_all(const config::TlsSettings& settings, log::Log& log) {
  Status status = read_pems(kCertificateFile, settings.certificate_files, certificates_, log);
  if (status.ok()) status = read_pems(kKeyFile, settings.key_files, keys_, log);
  if (!status.ok()) return status;
  auto password = read_password(settings, log);
  if (!password.ok()) return Error{password.error()};
  password_ = std::move(password.value());
  if (!settings.dh_parameters_file.empty()) {
    auto parameters = read_file_of(kDhParametersFile, settings.dh_parameters_file, kMaxPem);
    if (!parameters.ok()) return Error{parameters.error()};
    dh_parameters_ = std::move(parameters.value().contents);
  }
  if (!settings.ticket_key_file.empty()) read_ticket_keys(settings.ticket_key_file, log);
  return {};
}

void CredentialFiles::read_ticket_keys(const std::string& path, log::Log& log) {
  constexpr size_t kSize = module::kTicketKeySize;
  auto file = read_secret(path, kMostTicketKeys * kSize);
  std::string_view problem;
  if (!file.ok()) {
    problem = file.error();
  } else if (file.value().readable_by_all) {
    problem = "every user of this machine can read it; use chmod o-r and make new keys";
  } else if (file.value().contents.empty() || file.value().contents.view().size() % kSize != 0) {
    problem = "it must hold 1 to 16 keys of 80 bytes each";
  } else {
    ticket_keys_ = std::move(file.value().contents);
    return;
  }
  log.error(concat(subject_of(kTicketKeyFile, path), ": ", problem,
                   "; until then no TLS session is resumed"));
}

void CredentialFiles::set_views() {
  certificate_views_ = views_of(certificates_);
  key_views_ = views_of(keys_);
}

module::Configuration CredentialFiles::configuration(const config::TlsSettings& settings) const {
  module::Configuration out = {};
  out.certificates = certificate_views_.data();
  out.certificate_count = certificate_views_.size();
  out.keys = key_views_.data();
  out.key_count = key_views_.size();
  out.password = bytes_of(password_);
  out.protocols = settings.protocols;
  out.ciphers = settings.cipher_list.c_str();
  out.suites = settings.cipher_suites.empty() ? nullptr : settings.cipher_suites.c_str();
  // An empty file is a wrong one, and no wish for the library's own parameters.
  if (!settings.dh_parameters_file.empty()) {
    out.dh_parameters = {dh_parameters_.view().data(), dh_parameters_.view().size()};
  }
  out.ticket_keys = bytes_of(ticket_keys_);
  out.asks_client_certificate = settings.asks_client_certificate;
  return out;
}

Error CredentialFiles::describe(const module::Problem& problem,
                                const config::TlsSettings& settings) {
  const std::string certificate =
      subject_of(kCertificateFile, file_at(settings.certificate_files, problem.index));
  const std::string key = subject_of(kKeyFile, file_at(settings.key_files, problem.index));
  const std::string_view words = problem.words;
  switch (problem.part) {
    case module::Part::library:
      return Error{concat("TLS: OpenSSL can't be used: ", words, "; look at openssl.cnf")};
    case module::Part::protocols:
      return Error{concat("tls-protocols: ", words, "; name tlsv1.2 or tlsv1.3")};
    case module::Part::ciphers:
      return Error{concat(subject_of("tls-cipher-list", settings.cipher_list), ": ", words,
                          "; see ciphers(1), or take it out")};
    case module::Part::suites:
      return Error{concat(subject_of("tls-cipher-suites", settings.cipher_suites), ": ", words,
                          "; see ciphers(1), or take it out")};
    case module::Part::dh_parameters:
      return Error{concat(subject_of(kDhParametersFile, settings.dh_parameters_file), ": ", words,
                          "; make it with `openssl dhparam 2048`, or take it out")};
    case module::Part::certificate:
      return Error{concat(certificate, ": ", words, "; it must be a certificate in PEM form")};
    case module::Part::key:
      return Error{concat(certificate, ": ", words,
                          "; give its private key with tls-privatekey-file or in the same file")};
    case module::Part::key_password:
      return Error{concat(certificate, ": ", words, kPasswordRemedy)};
    case module::Part::key_file:
      return Error{concat(key, ": ", words, "; it must be a private key in PEM form")};
    case module::Part::key_file_password:
      return Error{concat(key, ": ", words, kPasswordRemedy)};
  }
  return Error{std::string(words)};
}

}  // namespace spamweir::tls
