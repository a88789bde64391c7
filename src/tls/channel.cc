#include "tls/channel.h"

#include <optional>
#include <utility>

#include "base/text.h"
#include "os/file.h"
#include "tls/credential_files.h"
#include "tls/module_loader.h"
#include "tls/server_names.h"

namespace spamweir::tls {
namespace {

constexpr std::string_view kCertificateDirectory = "tls-certificate-dir";

module::Bytes bytes_of(std::string_view text) { return {text.data(), text.size()}; }

std::string_view view_of(module::Bytes bytes) { return {bytes.data, bytes.size}; }

Channel::State state_of(module::State state) {
  switch (state) {
    case module::State::handshake:
      return Channel::State::handshake;
    case module::State::open:
      return Channel::State::open;
    case module::State::closing:
      return Channel::State::closing;
    case module::State::closed:
      return Channel::State::closed;
    case module::State::failed:
      break;
  }
  return Channel::State::failed;
}

// Answers the module's question for the certificate of a name, while the handshake lasts.
class NamedCertificates {
 public:
  NamedCertificates(std::string directory, log::Log& log)
      : directory_(std::move(directory)), log_(log) {}

  module::Host host() { return {this, &certificate_of, &refuse}; }
  void forget() { pem_.wipe(); }

 private:
  static module::Bytes certificate_of(void* self, module::Bytes name) {
    return static_cast<NamedCertificates*>(self)->find(view_of(name));
  }

  static void refuse(void* self, module::Bytes why) {
    auto& certificates = *static_cast<NamedCertificates*>(self);
    certificates.log_.error(concat(subject_of(kCertificateDirectory, certificates.path_), ": ",
                                   view_of(why), "; tls-certificate-file is used instead"));
  }

  module::Bytes find(std::string_view name) {
    const auto path = certificate_path(directory_, name);
    if (directory_.empty() || !path) return {};
    path_ = *path;
    if (const auto kind = os::kind_of_file(path_);
        kind.ok() && kind.value() == os::FileKind::missing) {
      return {};
    }
    auto pem = read_pem(kCertificateDirectory, path_, log_);
    if (!pem.ok()) {
      log_.error(concat(pem.error(), "; tls-certificate-file is used instead"));
      return {};
    }
    pem_ = std::move(pem.value());
    return bytes_of(pem_.view());
  }

  std::string directory_, path_;
  log::Log& log_;
  Secret pem_;
};

}  // namespace

struct Channel::Inside {
  Inside(std::unique_ptr<Module> loaded, std::string certificate_directory, log::Log& log)
      : module(std::move(loaded)), named_certificates(std::move(certificate_directory), log) {}
  ~Inside() {
    if (connection != nullptr) functions().destroy(connection);
  }
  const module::Functions& functions() const { return module->functions(); }

  std::unique_ptr<Module> module;
  NamedCertificates named_certificates;
  Secret password;
  module::Connection* connection = nullptr;
};

Channel::Channel(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

Channel::~Channel() = default;

Result<std::unique_ptr<Channel>> Channel::open(const config::TlsSettings& settings, log::Log& log) {
  auto files = CredentialFiles::read(settings, log);
  if (!files.ok()) return Error{files.error()};
  auto module = Module::load();
  if (!module.ok()) return Error{module.error()};
  auto inside =
      std::make_unique<Inside>(std::move(module.value()), settings.certificate_directory, log);
  module::Configuration configuration = files.value().configuration(settings);
  configuration.host = inside->named_certificates.host();
  module::Problem problem = {};
  inside->connection = inside->functions().open(&configuration, &problem);
  if (inside->connection == nullptr) return CredentialFiles::describe(problem, settings);
  // The keys of named certificates may need it.
  if (!settings.certificate_directory.empty()) inside->password = files.value().take_password();
  return std::unique_ptr<Channel>(new Channel(std::move(inside)));
}

Channel::State Channel::state() const {
  return state_of(inside_->functions().state(inside_->connection));
}

void Channel::feed_encrypted(std::string_view bytes) {
  inside_->functions().feed_encrypted(inside_->connection, bytes_of(bytes));
  inside_->named_certificates.forget();
  if (!inside_->password.empty() && state() != State::handshake) inside_->password.wipe();
}

void Channel::feed_plain(std::string_view bytes) {
  inside_->functions().feed_plain(inside_->connection, bytes_of(bytes));
}

std::string_view Channel::plain() const {
  return view_of(inside_->functions().plain(inside_->connection));
}

void Channel::drop_plain() { inside_->functions().drop_plain(inside_->connection); }

std::string_view Channel::encrypted() const {
  return view_of(inside_->functions().encrypted(inside_->connection));
}

void Channel::drop_encrypted() { inside_->functions().drop_encrypted(inside_->connection); }

void Channel::close() { inside_->functions().close(inside_->connection); }

Channel::Facts Channel::facts() const {
  const module::Functions& functions = inside_->functions();
  const auto fact = [&](module::Fact which) {
    return std::string(view_of(functions.fact(inside_->connection, which)));
  };
  return {.version = fact(module::Fact::version),
          .cipher = fact(module::Fact::cipher),
          .server_name = fact(module::Fact::server_name),
          .client_subject = fact(module::Fact::client_subject),
          .resumed = functions.resumed(inside_->connection) != 0};
}

std::string Channel::problem() const {
  return std::string(view_of(inside_->functions().problem(inside_->connection)));
}

}  // namespace spamweir::tls
