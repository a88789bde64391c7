// The module's one symbol: the table of its functions.
#include "tls/module/connection.h"
#include "tls/module/examination.h"
#include "tls/module/words.h"

namespace spamweir::tls::module {
namespace {

Bytes bytes_of(std::string_view text) { return {text.data(), text.size()}; }

Connection* open(const Configuration* configuration, Problem* problem) {
  Failure failure;
  std::unique_ptr<Connection> connection = Connection::open(*configuration, failure);
  if (!connection) fill_in(*problem, failure.part, failure.index, failure.words);
  return connection.release();
}

constexpr Functions kFunctions = {
    .version = kInterfaceVersion,
    .open = open,
    .examine = [](Bytes pem, CertificateFacts* facts) -> uint32_t { return examine(pem, *facts); },
    .destroy = [](Connection* connection) { delete connection; },
    .state = [](const Connection* connection) { return connection->state(); },
    .feed_encrypted = [](Connection* connection,
                         Bytes bytes) { connection->feed_encrypted(bytes); },
    .feed_plain = [](Connection* connection, Bytes bytes) { connection->feed_plain(bytes); },
    .close = [](Connection* connection) { connection->close(); },
    .plain = [](Connection* connection) { return bytes_of(connection->plain()); },
    .drop_plain = [](Connection* connection) { connection->drop_plain(); },
    .encrypted = [](Connection* connection) { return connection->encrypted(); },
    .drop_encrypted = [](Connection* connection) { connection->drop_encrypted(); },
    .fact = [](const Connection* connection,
               Fact which) { return bytes_of(connection->fact(which)); },
    .resumed = [](const Connection* connection) -> uint32_t { return connection->resumed(); },
    .problem = [](const Connection* connection) { return bytes_of(connection->problem()); },
};

}  // namespace
}  // namespace spamweir::tls::module

extern "C" [[gnu::visibility("default")]] const spamweir::tls::module::Functions*
spamweir_tls_module() {
  return &spamweir::tls::module::kFunctions;
}
