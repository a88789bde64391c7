#include "checkup/tls_files.h"

#include <algorithm>

#include "base/text.h"
#include "checkup/listing.h"
#include "os/clock.h"
#include "tls/channel.h"
#include "tls/examination.h"
#include "tls/server_names.h"

namespace spamweir::checkup {
namespace {

constexpr std::string_view kCertificateFile = "tls-certificate-file";
constexpr std::string_view kCertificateDirectory = "tls-certificate-dir";
constexpr std::string_view kEnding = ".pem";
constexpr int64_t kDaySecs = 86400;
constexpr int64_t kWarnDays = 14;
constexpr size_t kMostNames = 1000;

// Whether all of them can be loaded; what not is told.
bool can_open(const config::TlsSettings& settings, ReportingLog& reporting) {
  const auto channel = tls::Channel::open(settings, reporting.log());
  if (!channel.ok()) reporting.log().error(channel.error());
  return channel.ok();
}

Finding finding_about_dates(std::string_view option, const std::string& path,
                            const tls::CertificateFacts& facts) {
  const int64_t now = os::wall_clock_secs();
  const int64_t days_left = (facts.ends_secs - now) / kDaySecs;
  if (now < facts.begins_secs) {
    return {Level::error, option, "The certificate is not valid yet",
            "look at this machine's clock, or get another one", path};
  }
  if (now > facts.ends_secs) {
    return {Level::error, option, "The certificate, or one of its chain, has expired", "renew it",
            path};
  }
  const std::string days = to_text(static_cast<uint64_t>(days_left));
  if (days_left < kWarnDays) {
    return {Level::warning, option,
            concat("The certificate, or one of its chain, expires in ", days, " days"), "renew it",
            path};
  }
  return {Level::success,
          option,
          concat("Certificate of ", facts.subject, ", valid for ", days, " days"),
          {},
          path};
}

void check_chain(std::string_view option, const std::string& path,
                 const tls::CertificateFacts& facts, Report& report) {
  switch (facts.chain) {
    case tls::module::Chain::complete:
      return;
    case tls::module::Chain::self_signed:
      return report.add({Level::info, option,
                         "The certificate is signed by itself, so clients can't tell whose it is",
                         "get one from an authority if clients complain", path});
    case tls::module::Chain::ends_unknown:
      return report.add({Level::warning, option,
                         concat("The chain is not complete: ", facts.issuer,
                                " is neither in the file nor trusted by this system"),
                         "append the certificates of the issuers", path});
    case tls::module::Chain::in_wrong_order:
      return report.add({Level::warning, option, "The certificates are not in order",
                         "put each one before the one that signed it, and nothing else", path});
  }
}

void check_certificate(std::string_view option, const std::string& path, Report& report) {
  const auto facts = tls::examine_certificate(path);
  if (!facts.ok()) return report.add({Level::error, option, facts.error(), "correct it", path});
  report.add(finding_about_dates(option, path, facts.value()));
  check_chain(option, path, facts.value(), report);
}

// Of a certificate for a single name, which has its key in its file.
void check_named(Examination& examination, const std::string& path) {
  config::TlsSettings settings = examination.settings.tls;
  settings.certificate_files = {path};
  settings.key_files.clear();
  settings.ticket_key_file.clear();
  settings.certificate_directory.clear();
  ReportingLog reporting(kCertificateDirectory, examination.report);
  if (can_open(settings, reporting)) {
    check_certificate(kCertificateDirectory, path, examination.report);
  }
}

void check_directory_of_names(Examination& examination) {
  const std::string& root = examination.settings.tls.certificate_directory;
  if (root.empty()) return;
  std::vector<std::string> names;
  // One that can't be read is told where the option is checked.
  static_cast<void>(list_directory(root, kMostNames, names));
  for (const std::string& name : names) {
    const std::string path = concat(root, "/", name);
    const std::string host =
        name.ends_with(kEnding) ? name.substr(0, name.size() - kEnding.size()) : std::string();
    if (tls::certificate_path(root, host) == path) {
      check_named(examination, path);
    } else {
      examination.report.add({Level::warning, kCertificateDirectory,
                              "No client's question leads to this file",
                              "call it HOST.pem, in small letters", path});
    }
  }
}

// What was told already need not be told again in other words.
bool has_unusable_files(const Report& report) {
  constexpr std::string_view kOptions[] = {kCertificateFile, "tls-privatekey-file",
                                           "tls-privatekey-password-file", "tls-dhparams-file",
                                           "tls-ticket-key-file"};
  return std::any_of(std::begin(kOptions), std::end(kOptions),
                     [&](std::string_view option) { return report.has_errors(option); });
}

}  // namespace

void check_tls(Examination& examination) {
  const config::Settings& settings = examination.settings;
  const bool is_ours = !settings.tls.certificate_files.empty();
  if (!is_ours || settings.tls_level == config::TlsLevel::none) return;
  if (has_unusable_files(examination.report)) return;
  ReportingLog reporting(kCertificateFile, examination.report, ReportingLog::Option::that_is_named);
  if (!can_open(settings.tls, reporting)) return;
  for (const std::string& path : settings.tls.certificate_files) {
    check_certificate(kCertificateFile, path, examination.report);
  }
  check_directory_of_names(examination);
}

}  // namespace spamweir::checkup
