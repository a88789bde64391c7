// Which files of the config-dir trees fit a client and an envelope.
//
// A tree is made of pieces, each level a directory, the last one a plain file:
//
//   _ip_/11/22/33/44                     IPv4 by octet, IPv6 by group of four hexadecimal digits;
//   _rdns_/com/example/mail              the labels of the client's name from the end;
//   _sender_/com/example/_at_/joe        the labels of the domain from the end, the user only below
//   _recipient_/com/example/_at_/joe     the whole domain.
//
// Any beginning of such a path fits. The four kinds nest in any order, each once in a path:
// _ip_/11/22/_recipient_/com/example. Names are lower case. A label becomes a piece only if it is
// made of a-z 0-9 _ - ; any other name fits no file.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ip_address.h"
#include "os/file.h"
#include "smtp/address.h"

namespace spamweir::config {

// Who sends what to whom.
struct Occasion {
  IpAddress client;
  std::string_view rdns_name;  // empty where there is none
  const smtp::Address& sender;
  const smtp::Address& recipient;
};

// A file that fits.
struct DirectoryFile {
  std::string path;
  size_t root_size;  // bytes of the path of the config-dir that it was found in

  bool operator==(const DirectoryFile&) const = default;
};

class ConfigDirectories {
 public:
  // `search`: bits of ConfigDirSearch.
  ConfigDirectories(std::vector<std::string> directories, unsigned search);

  // The files, in the order in which they are to be read: directory by directory as
  // given, in each _ip_, _rdns_, _sender_, _recipient_, and of one kind the least specific first.
  // Of a kind only the most specific place that has files counts, unless `search` has its bit. What
  // can't be looked at is not there, and a problem. A path is looked at once in the life of this
  // object.
  std::vector<DirectoryFile> find(const Occasion& occasion);

  // What find() has met since the last call.
  std::vector<std::string> take_problems() { return std::exchange(problems_, {}); }

 private:
  enum Kind { ip, rdns, sender, recipient };
  struct Walk;

  void search_below(const std::string& directory, unsigned used, Walk& walk);
  void search_kind(const std::string& directory, Kind kind, unsigned used, Walk& walk);
  os::FileKind kind_of(const std::string& path);

  std::vector<std::string> directories_;
  unsigned search_;
  std::map<std::string, os::FileKind> seen_;
  std::vector<std::string> problems_;
};

}  // namespace spamweir::config
