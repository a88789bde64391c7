// A stand-in for qmail-queue, for tests: reads the message from descriptor 0 and the envelope from
// descriptor 1, as qmail-queue does, and keeps both in a file of $STANDIN_QUEUE/new: sender, NUL,
// each recipient and a NUL, NUL, message. Exits with qmail-queue's codes: 0, 54 (unable to read),
// 53 (unable to write), 91 (envelope is wrong).
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <string>

namespace {

std::string read_all(int fd) {
  std::string text;
  char block[65536];
  ssize_t n = 0;
  while ((n = read(fd, block, sizeof block)) > 0) text.append(block, static_cast<size_t>(n));
  if (n < 0) _exit(54);
  return text;
}

// `Fsender\0Trecipient\0…\0` becomes `sender\0recipient\0…\0`.
std::string plain_envelope(const std::string& envelope) {
  std::string plain;
  size_t at = 0;
  while (at < envelope.size() && envelope[at] != '\0') {
    const size_t end = envelope.find('\0', at);
    if (end == std::string::npos || envelope[at] != (at == 0 ? 'F' : 'T')) _exit(91);
    plain += envelope.substr(at + 1, end - at);
    at = end + 1;
  }
  if (plain.empty() || at + 1 != envelope.size()) _exit(91);
  return plain + '\0';
}

}  // namespace

int main() {
  const char* queue = getenv("STANDIN_QUEUE");
  if (queue == nullptr) return 53;
  const std::string message = read_all(0);
  const std::string text = plain_envelope(read_all(1)) + message;
  const std::string name = "/" + std::to_string(getpid());
  const std::string temporary = queue + ("/tmp" + name);
  FILE* out = fopen(temporary.c_str(), "wb");
  if (out == nullptr || fwrite(text.data(), 1, text.size(), out) != text.size()) return 53;
  if (fclose(out) != 0) return 53;
  return rename(temporary.c_str(), (queue + ("/new" + name)).c_str()) == 0 ? 0 : 53;
}
