// tls_handshake PROBE: what TLS costs a connection. Prints the CPU time that the server's side of a
// handshake takes for each kind of key and for a resumed session, medians of many, then what
// loading the module costs (by PROBE, a process without OpenSSL), and how fast a body is decrypted.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include "support/tls_client.h"
#include "tls/channel.h"

using namespace spamweir;
using namespace spamweir::testing;

namespace {

constexpr int kRuns = 300;

double cpu_usec() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

struct Cost {
  double open = 0;       // the context and its certificates
  double handshake = 0;  // all that is fed and taken
};

std::unique_ptr<tls::Channel> open_channel(const config::TlsSettings& settings, log::Log& log) {
  auto channel = tls::Channel::open(settings, log);
  if (channel.ok()) return std::move(channel.value());
  std::fprintf(stderr, "%s\n", channel.error().c_str());
  std::exit(EXIT_FAILURE);
}

// `session` is resumed where it is not empty, and replaced by the one that the server gives.
Cost shake_hands(const config::TlsSettings& settings, TlsClientOptions options,
                 std::string& session) {
  log::Log log("tls_handshake", log::Level::error, log::kStderr);
  options.session = session;
  TlsClient client(options);
  Cost cost;
  double before = cpu_usec();
  const auto channel = open_channel(settings, log);
  cost.open = cpu_usec() - before;
  for (;;) {
    const std::string to_server = client.take_encrypted();
    before = cpu_usec();
    channel->feed_encrypted(to_server);
    const std::string to_client = take_encrypted(*channel);
    cost.handshake += cpu_usec() - before;
    client.feed_encrypted(to_client);
    if (to_server.empty() && to_client.empty()) break;
  }
  if (!client.is_open() || client.resumed() != !session.empty()) {
    std::fprintf(stderr, "tls_handshake: the handshake did not end as it should\n");
    std::exit(EXIT_FAILURE);
  }
  session = client.session();
  return cost;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void measure(const char* name, const config::TlsSettings& settings, int version, bool resumes) {
  const TlsClientOptions options{.least = version, .most = version};
  std::string session;
  if (resumes) shake_hands(settings, options, session);
  std::vector<double> opens, handshakes;
  for (int i = 0; i < kRuns; ++i) {
    std::string first = resumes ? session : "";
    const Cost cost = shake_hands(settings, options, first);
    opens.push_back(cost.open);
    handshakes.push_back(cost.handshake);
  }
  std::printf("%-28s handshake %6.0f us   context %6.0f us\n", name, median(handshakes),
              median(opens));
}

void measure_body(const config::TlsSettings& settings) {
  log::Log log("tls_handshake", log::Level::error, log::kStderr);
  const auto channel = open_channel(settings, log);
  TlsClient client;
  converse(client, *channel);
  const std::string block(64 * 1024, 'x');
  double spent = 0;
  size_t total = 0;
  for (int i = 0; i < 4096; ++i) {
    client.write(block);
    const std::string bytes = client.take_encrypted();
    const double before = cpu_usec();
    channel->feed_encrypted(bytes);
    total += take_plain(*channel).size();
    spent += cpu_usec() - before;
  }
  std::printf("%-28s %.0f MB/s\n", "a body of 256 MB", static_cast<double>(total) / spent);
}

config::TlsSettings settings_with(const char* certificate, const std::string& ticket_keys) {
  config::TlsSettings settings;
  settings.certificate_files = {certificate_file(certificate)};
  settings.ticket_key_file = ticket_keys;
  return settings;
}

std::string make_ticket_keys() {
  std::string path = certificate_file("bench-tickets");
  const std::string keys(80, 'k');
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0 || write(fd, keys.data(), keys.size()) != 80) std::exit(EXIT_FAILURE);
  close(fd);
  return path;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string tickets = make_ticket_keys();
  const auto rsa = settings_with("rsa.pem", tickets), ec = settings_with("ec.pem", tickets);
  measure("RSA-2048, TLS 1.3", rsa, TLS1_3_VERSION, false);
  measure("RSA-2048, TLS 1.2", rsa, TLS1_2_VERSION, false);
  measure("P-256, TLS 1.3", ec, TLS1_3_VERSION, false);
  measure("P-256, TLS 1.2", ec, TLS1_2_VERSION, false);
  measure("resumed (RSA), TLS 1.3", rsa, TLS1_3_VERSION, true);
  measure("resumed (RSA), TLS 1.2", rsa, TLS1_2_VERSION, true);
  measure_body(ec);
  std::remove(tickets.c_str());
  if (argc < 2) return EXIT_SUCCESS;
  std::fflush(stdout);
  const std::string command = std::string(argv[1]) + " " + certificate_file("rsa.pem");
  return std::system(command.c_str()) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
