// What crosses from the program into the TLS module: plain structures and pointers to functions, so
// that the two share no library, no allocator and no exception. The module is built with its own
// C++ library and is loaded when the first TLS connection begins (module_loader.h).
//
// Everything here is used by one thread. Nothing blocks, and the module opens no files but those of
// OpenSSL itself (openssl.cnf).
#pragma once

#include <cstddef>
#include <cstdint>

namespace spamweir::tls::module {

// Changes with every change of this file: the program takes no module of another number.
inline constexpr uint32_t kInterfaceVersion = 2;
inline constexpr char kEntryName[] = "spamweir_tls_module";

// Borrowed: valid during the call, or as the function says. Null data: there is none.
struct Bytes {
  const char* data;
  size_t size;
};

// As config::TlsProtocols.
enum Protocol : uint32_t { kTls10 = 1, kTls11 = 2, kTls12 = 4, kTls13 = 8 };

// A key of session tickets in a file of such: 16 bytes that name it, 32 for HMAC-SHA-256, 32 for
// AES-256-CBC.
inline constexpr size_t kTicketKeySize = 80;

// What the server answers with for the name that a client asked for.
struct Host {
  void* self;
  // Of a name in any spelling. The file's contents with certificate, chain and key, kept by the
  // host until feed_encrypted() returns; null data: the certificates of the configuration do.
  Bytes (*certificate_of)(void* self, Bytes name);
  // The contents that certificate_of() gave are of no use.
  void (*refuse_certificate)(void* self, Bytes why);
};

struct Configuration {
  const Bytes* certificates;  // PEM: certificate, chain, perhaps the key
  size_t certificate_count;
  const Bytes* keys;  // PEM
  size_t key_count;
  Bytes password;       // used within open(), and by feed_encrypted() during the handshake
  uint32_t protocols;   // bits of Protocol
  const char* ciphers;  // up to TLS 1.2
  const char* suites;   // TLS 1.3; null: the library's
  Bytes dh_parameters;  // PEM; null data: the library's
  Bytes ticket_keys;    // pieces of kTicketKeySize, the first encrypts; null data: no tickets
  uint32_t asks_client_certificate;
  Host host;
};

// Which part of the configuration open() could not use.
enum class Part : uint32_t {
  library,
  protocols,
  ciphers,
  suites,
  dh_parameters,
  certificate,
  key,           // of the certificate: there is none, or it belongs to another
  key_password,  // of the certificate's file
  key_file,
  key_file_password,
};

struct Problem {
  Part part;
  uint32_t index;   // of the certificate, or of the file of keys
  char words[240];  // OpenSSL's, ended by a null byte
};

// What the certificates of a file are worth to those who look at them.
enum class Chain : uint32_t {
  complete,        // up to a root that this system trusts
  self_signed,     // the certificate vouches for itself
  ends_unknown,    // at a certificate whose issuer is neither in the file nor trusted here
  in_wrong_order,  // each one must be signed by the one behind it
};

struct CertificateFacts {
  int64_t begins_secs;  // since 1970; of the certificate in the chain that begins last
  int64_t ends_secs;    // of the one that ends first
  Chain chain;
  char subject[240];  // RFC 2253, ended by a null byte
  char issuer[240];   // of the last certificate in the file
};

enum class State : uint32_t { handshake, open, closing, closed, failed };

enum class Fact : uint32_t { version, cipher, server_name, client_subject };

struct Connection;  // the module's own

// All pointers are set. What feed_encrypted() and its like promise stands in channel.h.
struct Functions {
  uint32_t version;  // kInterfaceVersion; first in every version of this structure
  // Null, and `problem` filled in, where the configuration can't be used.
  Connection* (*open)(const Configuration* configuration, Problem* problem);
  // Of PEM text with a certificate and its chain; the system's roots are read. 0: there is no
  // certificate that can be read.
  uint32_t (*examine)(Bytes pem, CertificateFacts* facts);
  void (*destroy)(Connection* connection);
  State (*state)(const Connection* connection);
  void (*feed_encrypted)(Connection* connection, Bytes bytes);
  void (*feed_plain)(Connection* connection, Bytes bytes);
  void (*close)(Connection* connection);
  // What waits to be taken, valid until the next call with this connection, and its removal.
  Bytes (*plain)(Connection* connection);
  void (*drop_plain)(Connection* connection);
  Bytes (*encrypted)(Connection* connection);
  void (*drop_encrypted)(Connection* connection);
  // Empty until the handshake is done; valid while the connection lives.
  Bytes (*fact)(const Connection* connection, Fact which);
  uint32_t (*resumed)(const Connection* connection);
  // Of a failed connection; valid while it lives.
  Bytes (*problem)(const Connection* connection);
};

using Entry = const Functions*();

}  // namespace spamweir::tls::module
