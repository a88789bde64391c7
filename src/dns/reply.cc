#include "dns/reply.h"

#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace spamweir::dns {
namespace {

// Reads a message from front to back. After a step that did not fit ok() is false for good, and
// everything read is empty or zero.
class Reader {
 public:
  explicit Reader(std::string_view message) : message_(message) {}

  bool ok() const { return ok_; }
  size_t position() const { return at_; }

  uint32_t number(size_t size) {
    uint32_t value = 0;
    for (const char c : bytes(size)) value = value << 8 | static_cast<unsigned char>(c);
    return value;
  }

  void require(bool condition) { ok_ = ok_ && condition; }

  std::string_view bytes(size_t size) {
    if (!ok_ || size > message_.size() - at_) return fail();
    at_ += size;
    return message_.substr(at_ - size, size);
  }

  // Compressed or not (RFC 1035 4.1.4); dn_expand stays within the message and follows no circle.
  std::string name() {
    char text[NS_MAXDNAME];
    if (!ok_) return {};
    const int size =
        dn_expand(pointer(0), pointer(message_.size()), pointer(at_), text, sizeof text);
    if (size < 0) return std::string(fail());
    at_ += static_cast<size_t>(size);
    return lower_case(text);
  }

  void skip_name() {
    if (!ok_) return;
    const int size = dn_skipname(pointer(at_), pointer(message_.size()));
    if (size < 0) {
      fail();
    } else {
      at_ += static_cast<size_t>(size);
    }
  }

 private:
  const unsigned char* pointer(size_t at) const {
    return reinterpret_cast<const unsigned char*>(message_.data()) + at;
  }

  std::string_view fail() {
    ok_ = false;
    return {};
  }

  std::string_view message_;
  size_t at_ = 0;
  bool ok_ = true;
};

enum class Section { answer, authority, additional };

struct RecordHead {
  std::string owner;
  unsigned type = 0;
  unsigned klass = 0;
  uint32_t ttl = 0;
  size_t size = 0;  // of the data
};

RecordHead read_head(Reader& reader) {
  RecordHead head;
  head.owner = reader.name();
  head.type = reader.number(2);
  head.klass = reader.number(2);
  head.ttl = reader.number(4);
  head.size = reader.number(2);
  return head;
}

IpAddress read_address(Reader& reader, bool is_v4) {
  if (is_v4) return IpAddress::v4(reader.number(4));
  std::array<uint8_t, 16> bytes{};
  const std::string_view data = reader.bytes(bytes.size());
  std::copy(data.begin(), data.end(), bytes.begin());
  return IpAddress::v6(bytes);
}

// RFC 1035 3.3.14: one string or more, each behind its length.
std::string read_strings(Reader& reader, size_t size) {
  const size_t end = reader.position() + size;
  std::string text;
  while (reader.ok() && reader.position() < end) text += reader.bytes(reader.number(1));
  return text;
}

// RFC 1035 3.3.13: two names and five numbers.
std::string read_start_of_authority(Reader& reader) {
  std::string text;
  for (int names = 2; names > 0; --names) {
    const std::string name = reader.name();
    text += concat(name.empty() ? "." : std::string_view(name), " ");
  }
  text += to_text(uint64_t{reader.number(4)});
  for (int numbers = 4; numbers > 0; --numbers) {
    text += concat(" ", to_text(uint64_t{reader.number(4)}));
  }
  return text;
}

// Whether the type is one of ours.
bool read_data(Reader& reader, const RecordHead& head, Record& record) {
  record.type = static_cast<Type>(head.type);
  switch (record.type) {
    case Type::a:
    case Type::aaaa:
      record.address = read_address(reader, record.type == Type::a);
      return true;
    case Type::mx:
      record.preference = static_cast<uint16_t>(reader.number(2));
      record.text = reader.name();
      return true;
    case Type::soa:
      record.text = read_start_of_authority(reader);
      return true;
    case Type::ns:
    case Type::cname:
    case Type::ptr:
      record.text = reader.name();
      return true;
    case Type::txt:
      record.text = read_strings(reader, head.size);
      return true;
    case Type::any:
      break;
  }
  return false;
}

class Parser {
 public:
  explicit Parser(std::string_view message) : reader_(message) {}

  std::optional<Reply> parse() {
    reader_.bytes(2);
    const uint32_t flags = reader_.number(2);
    reply_.code = static_cast<int>(flags & 0x0f);
    reply_.is_truncated = (flags & 0x0200) != 0;
    reply_.is_authoritative = (flags & 0x0400) != 0;
    reply_.offers_recursion = (flags & 0x0080) != 0;
    const uint32_t questions = reader_.number(2);
    std::array<uint32_t, 3> counts;
    for (uint32_t& count : counts) count = reader_.number(2);
    if (questions > 1 || (flags & 0x8000) == 0) return std::nullopt;
    if (questions == 1) {
      reader_.skip_name();
      reader_.bytes(NS_QFIXEDSZ);
    }
    if (!reader_.ok()) return std::nullopt;
    const bool answers_ok = read_section(Section::answer, counts[0]);
    if (!answers_ok && !reply_.is_truncated) return std::nullopt;
    reply_.is_incomplete = answers_ok && counts[0] > kMaxRecords;
    read_section(Section::authority, counts[1]);
    read_section(Section::additional, counts[2]);
    return std::move(reply_);
  }

 private:
  bool read_section(Section section, uint32_t count) {
    for (; count > 0 && records_ < kMaxRecords && reader_.ok(); --count, ++records_) {
      read_record(section);
    }
    return reader_.ok();
  }

  void read_record(Section section) {
    const RecordHead head = read_head(reader_);
    const size_t data = reader_.position();
    if (head.type == ns_t_opt && section == Section::additional) {
      reply_.code |= static_cast<int>(head.ttl >> 24) << 4;
    }
    OwnedRecord found{head.owner, {}};
    const bool is_ours = head.klass == ns_c_in && read_data(reader_, head, found.record);
    if (!is_ours) reader_.bytes(head.size);
    // The data must be as long as it says, or all that follows is read askew.
    reader_.require(reader_.position() == data + head.size);
    if (is_ours && reader_.ok()) keep(section, std::move(found));
  }

  void keep(Section section, OwnedRecord record) {
    const Type type = record.record.type;
    switch (section) {
      case Section::answer:
        reply_.answers.push_back(std::move(record));
        break;
      case Section::authority:
        reply_.has_authority_soa |= type == Type::soa;
        break;
      case Section::additional:
        if (type != Type::a && type != Type::aaaa) break;
        reply_.additional_addresses.emplace_back(std::move(record.owner), record.record.address);
        break;
    }
  }

  Reader reader_;
  Reply reply_;
  size_t records_ = 0;
};

}  // namespace

std::optional<Reply> parse_reply(std::string_view message) { return Parser(message).parse(); }

}  // namespace spamweir::dns
