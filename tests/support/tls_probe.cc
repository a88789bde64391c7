// tls_probe CERTIFICATE: opens a channel as the filter does and says what it costs. Prints whether
// libssl is mapped before and after, and the CPU time of the first and the second open in
// microseconds. Links no OpenSSL itself.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

#include "tls/channel.h"

using namespace spamweir;

namespace {

bool maps_libssl() {
  std::ifstream maps("/proc/self/maps");
  std::ostringstream text;
  text << maps.rdbuf();
  return text.str().find("libssl") != std::string::npos;
}

double cpu_usec() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

bool open_once(const char* certificate, const char* which) {
  log::Log log("tls_probe", log::Level::verbose, log::kStderr);
  config::TlsSettings settings;
  settings.certificate_files = {certificate};
  const double before = cpu_usec();
  auto channel = tls::Channel::open(settings, log);
  std::printf("%s open: %.0f us\n", which, cpu_usec() - before);
  if (!channel.ok()) std::fprintf(stderr, "%s\n", channel.error().c_str());
  return channel.ok();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return EXIT_FAILURE;
  std::printf("libssl before: %s\n", maps_libssl() ? "mapped" : "not mapped");
  bool done = open_once(argv[1], "first");
  done = open_once(argv[1], "second") && done;
  std::printf("libssl after: %s\n", maps_libssl() ? "mapped" : "not mapped");
  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
