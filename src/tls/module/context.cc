#include "tls/module/context.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <iterator>
#include <utility>

#include "tls/module/words.h"

namespace spamweir::tls::module {
namespace {

constexpr char kGroups[] = "X25519:P-256:P-384:X448:P-521";
constexpr unsigned char kSessionContext[] = "spamweir";
constexpr long kTicketSecs = 7200;

struct ProtocolRow {
  uint32_t bit;
  int version;
  uint64_t off;
};
constexpr ProtocolRow kProtocols[] = {{kTls10, TLS1_VERSION, SSL_OP_NO_TLSv1},
                                      {kTls11, TLS1_1_VERSION, SSL_OP_NO_TLSv1_1},
                                      {kTls12, TLS1_2_VERSION, SSL_OP_NO_TLSv1_2},
                                      {kTls13, TLS1_3_VERSION, SSL_OP_NO_TLSv1_3}};

Failure failure_of(Part part, std::string_view otherwise) {
  return {part, 0, take_reason(otherwise)};
}

// Also lifts what openssl.cnf says: our option is the nearer one. What lies between two versions
// may be off.
Failure set_protocols(SSL_CTX* context, uint32_t wanted) {
  int least = 0, most = 0;
  uint64_t off = 0, on = 0;
  for (const ProtocolRow& row : kProtocols) {
    if ((wanted & row.bit) == 0) {
      off |= row.off;
      continue;
    }
    on |= row.off;
    if (least == 0) least = row.version;
    most = row.version;
  }
  if (least == 0) return {Part::protocols, 0, "no version of TLS is left"};
  SSL_CTX_clear_options(context, on);
  SSL_CTX_set_options(context, off);
  if (SSL_CTX_set_min_proto_version(context, least) != 1 ||
      SSL_CTX_set_max_proto_version(context, most) != 1) {
    return failure_of(Part::protocols, "OpenSSL was built without these versions");
  }
  return {};
}

Failure set_ciphers(SSL_CTX* context, const Configuration& configuration) {
  if (SSL_CTX_set_cipher_list(context, configuration.ciphers) != 1) {
    return failure_of(Part::ciphers, "it names no cipher");
  }
  if (configuration.suites != nullptr &&
      SSL_CTX_set_ciphersuites(context, configuration.suites) != 1) {
    return failure_of(Part::suites, "it names no cipher of TLS 1.3");
  }
  if (SSL_CTX_set1_groups_list(context, kGroups) != 1) {
    return failure_of(Part::library, "it lacks the usual groups");
  }
  return {};
}

Failure set_dh_parameters(SSL_CTX* context, Bytes pem) {
  if (pem.data == nullptr) {
    SSL_CTX_set_dh_auto(context, 1);
    return {};
  }
  const OwnedBio reader = reader_of(pem);
  OwnedKey parameters(PEM_read_bio_Parameters(reader.get(), nullptr));
  if (!parameters || EVP_PKEY_is_a(parameters.get(), "DH") != 1) {
    ERR_clear_error();
    return {Part::dh_parameters, 0, "there are no Diffie-Hellman parameters in it"};
  }
  if (SSL_CTX_set0_tmp_dh_pkey(context, parameters.get()) != 1) {
    return failure_of(Part::dh_parameters, "OpenSSL does not take them");
  }
  static_cast<void>(parameters.release());
  return {};
}

Failure set_certificates(SSL_CTX* context, const Configuration& configuration) {
  Failure failure;
  std::vector<OwnedKey> keys;
  for (size_t i = 0; i < configuration.key_count; ++i) {
    keys.push_back(read_key(configuration.keys[i], configuration.password, failure));
    if (!failure.has_happened()) continue;
    const bool shut = failure.part == Part::key_password;
    return {shut ? Part::key_file_password : Part::key_file, i, failure.words};
  }
  for (size_t i = 0; i < configuration.certificate_count; ++i) {
    const Credential credential =
        read_credential(configuration.certificates[i], keys, configuration.password, failure);
    failure.index = i;
    if (failure.has_happened()) return failure;
    if (SSL_CTX_use_cert_and_key(context, credential.certificate.get(), credential.key.get(),
                                 credential.chain.get(), 1) != 1) {
      return {Part::certificate, i, take_reason("OpenSSL does not take it")};
    }
  }
  return {};
}

void set_tickets(SSL_CTX* context, TicketKeys& tickets) {
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_session_id_context(context, kSessionContext, std::size(kSessionContext) - 1);
  SSL_CTX_set_timeout(context, kTicketSecs);
  // A process serves one connection: what it alone could read is of no use to anybody.
  SSL_CTX_set_num_tickets(context, tickets.empty() ? 0 : 1);
  if (tickets.empty()) {
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  } else {
    SSL_CTX_clear_options(context, SSL_OP_NO_TICKET);
    tickets.install(context);
  }
}

// Who signed the certificate is not looked at: its subject is for the log.
int take_any_certificate(int /*verified*/, X509_STORE_CTX* /*store*/) { return 1; }

// The name is used when the certificate is chosen (connection.cc); this tells the client so.
int acknowledge_name(SSL* /*ssl*/, int* /*alert*/, void* /*context*/) { return SSL_TLSEXT_ERR_OK; }

void set_manners(SSL_CTX* context, const Configuration& configuration) {
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                                   SSL_OP_CLEANSE_PLAINTEXT);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_tlsext_servername_callback(context, acknowledge_name);
  const bool asks = configuration.asks_client_certificate != 0;
  SSL_CTX_set_verify(context, asks ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, take_any_certificate);
}

}  // namespace

OwnedContext make_context(const Configuration& configuration, TicketKeys& tickets,
                          Failure& failure) {
  ERR_clear_error();
  OwnedContext context(SSL_CTX_new(TLS_server_method()));
  if (!context) {
    failure = failure_of(Part::library, "no memory");
    return nullptr;
  }
  set_manners(context.get(), configuration);
  set_tickets(context.get(), tickets);
  failure = set_protocols(context.get(), configuration.protocols);
  if (!failure.has_happened()) failure = set_ciphers(context.get(), configuration);
  if (!failure.has_happened()) {
    failure = set_dh_parameters(context.get(), configuration.dh_parameters);
  }
  if (!failure.has_happened()) failure = set_certificates(context.get(), configuration);
  if (failure.has_happened()) return nullptr;
  return context;
}

}  // namespace spamweir::tls::module
