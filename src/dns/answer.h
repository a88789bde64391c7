// What DNS said to a question.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/ip_address.h"

namespace spamweir::dns {

// RFC 1035 3.2.2, RFC 3596 2.1.
enum class Type : uint16_t {
  a = 1,
  ns = 2,
  cname = 5,
  soa = 6,
  ptr = 12,
  mx = 15,
  txt = 16,
  aaaa = 28,
  any = 255,
};

// What a question led to. The last three are different things: that there is nothing, that the
// servers could not find out, and that nobody was there to ask.
enum class Outcome {
  found,    // at least one record of the type asked for
  no_data,  // the name exists and has no such record (RFC 2308 2.2)
  no_name,  // NXDOMAIN (RFC 2308 2.1)
  failure,  // every server that answered said that it could not tell: SERVFAIL and its like
  silence,  // no server answered in time, or DNS is switched off
};

struct Record {
  Type type = Type::a;
  IpAddress address;  // a, aaaa
  // Names without the last dot and in lower case, the root (a null MX, RFC 7505) empty, bytes that
  // no host name has escaped (RFC 1035 5.1); txt: its strings joined, any bytes. soa: its fields as
  // zone files have them, the root as a dot: `ns.test admin.test 1 3600 600 86400 60`.
  std::string text;
  uint16_t preference = 0;  // mx
};

struct Answer {
  Outcome outcome = Outcome::silence;
  // Of the type asked for (any: of all types), at the end of the CNAME chain; empty unless found.
  std::vector<Record> records;
  // What the same message said beyond that (addresses of mail exchangers and the like); a hint,
  // never needed.
  std::vector<std::pair<std::string, IpAddress>> additional_addresses;
  // The message had more answers than kMaxRecords (reply.h), so records may be missing here.
  // Whoever judges mail need not care; whoever shows records must say so.
  bool is_incomplete = false;
};

}  // namespace spamweir::dns
