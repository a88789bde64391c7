#include "dns/query.h"

#include <arpa/nameser.h>

#include <array>

#include "base/text.h"

namespace spamweir::dns {
namespace {

constexpr size_t kHeader = NS_HFIXEDSZ;
constexpr size_t kQuestionTail = NS_QFIXEDSZ;  // type and class
constexpr char kRecursionDesired = 0x01;
constexpr unsigned char kIsReply = 0x80;
// RFC 6891 6.1.2: the root's name, the type, our size in the place of the class, and nothing else.
constexpr size_t kOptRecord = 11;

void append_number(std::string& bytes, unsigned number) {
  bytes += static_cast<char>(number >> 8);
  bytes += static_cast<char>(number);
}

void append_name(std::string& bytes, std::string_view name) {
  if (!name.empty()) {
    for (const std::string_view label : split(name, '.')) {
      bytes += static_cast<char>(label.size());
      bytes += label;
    }
  }
  bytes += '\0';
}

void append_opt(std::string& bytes) {
  bytes += '\0';
  append_number(bytes, ns_t_opt);
  append_number(bytes, kMaxUdpReply);
  bytes.append(kOptRecord - 5, '\0');
}

// Turns letters to upper case where the next random bit says so.
bool mix_case(std::string& bytes, size_t first, size_t last, os::RandomSource& random) {
  uint8_t bits = 0;
  int left = 0;
  for (size_t i = first; i < last; ++i) {
    if (!is_alpha(bytes[i])) continue;
    if (left == 0 && !random.fill({&bits, 1})) return false;
    if (left == 0) left = 8;
    if (bits & 1) bytes[i] = static_cast<char>(bytes[i] ^ 0x20);
    bits = static_cast<uint8_t>(bits >> 1);
    --left;
  }
  return true;
}

unsigned number_at(std::string_view bytes, size_t at) {
  return static_cast<unsigned char>(bytes[at]) * 256u + static_cast<unsigned char>(bytes[at + 1]);
}

// Name, type and class of the question.
std::string_view question_of(const Query& query) {
  const std::string_view bytes = query.bytes;
  const size_t end = bytes.find('\0', kHeader);
  return bytes.substr(kHeader, end + 1 + kQuestionTail - kHeader);
}

}  // namespace

std::optional<Query> make_query(std::string_view name, Type type, const QueryForm& form,
                                os::RandomSource& random) {
  std::array<uint8_t, 2> id;
  if (!random.fill(id)) return std::nullopt;
  Query query{{}, form.mix_case};
  std::string& bytes = query.bytes;
  bytes.reserve(kHeader + name.size() + 2 + kQuestionTail + kOptRecord);
  bytes.assign(reinterpret_cast<const char*>(id.data()), id.size());
  bytes += kRecursionDesired;
  bytes += '\0';
  append_number(bytes, 1);  // questions
  append_number(bytes, 0);  // answers
  append_number(bytes, 0);  // authority
  append_number(bytes, form.with_edns ? 1 : 0);
  append_name(bytes, name);
  if (form.mix_case && !mix_case(bytes, kHeader, bytes.size(), random)) return std::nullopt;
  append_number(bytes, static_cast<unsigned>(type));
  append_number(bytes, ns_c_in);
  if (form.with_edns) append_opt(bytes);
  return query;
}

Match match(const Query& query, std::string_view message) {
  if (message.size() < kHeader || message.substr(0, 2) != query.bytes.substr(0, 2))
    return Match::no;
  const bool is_query_reply = (static_cast<unsigned char>(message[2]) & 0xf8) == kIsReply;
  if (!is_query_reply) return Match::no;
  const unsigned questions = number_at(message, 4);
  const int code = message[3] & 0x0f;
  if (questions == 0 && code != ns_r_noerror && code != ns_r_nxdomain) return Match::no_question;
  const std::string_view want = question_of(query);
  const std::string_view got = message.substr(kHeader, want.size());
  if (questions != 1 || got.size() != want.size()) return Match::no;
  if (got == want) return Match::yes;
  // Length bytes are below 64 and no letters; the type and class must be the same to the bit.
  const size_t name = want.size() - kQuestionTail;
  if (got.substr(name) != want.substr(name)) return Match::no;
  if (!equals_ignoring_case(got.substr(0, name), want.substr(0, name))) return Match::no;
  return query.mixes_case ? Match::wrong_case : Match::yes;
}

}  // namespace spamweir::dns
