#include "config/config_directory.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "base/text.h"
#include "config/settings.h"

namespace spamweir::config {

namespace {

using Pieces = std::vector<std::string>;

constexpr std::string_view kUsers = "_at_";

struct KindRow {
  std::string_view directory;
  unsigned search_all;
};
// By ConfigDirectories::Kind.
constexpr std::array kKinds = {KindRow{"_ip_", kAllIp}, KindRow{"_rdns_", kAllRdns},
                               KindRow{"_sender_", kAllSender},
                               KindRow{"_recipient_", kAllRecipient}};

// Labels that would lead into a part of the tree that is about something else.
bool is_reserved(std::string_view label) {
  return label == kUsers || std::any_of(kKinds.begin(), kKinds.end(), [label](const KindRow& kind) {
           return kind.directory == label;
         });
}

bool makes_piece(std::string_view label) {
  return !label.empty() && !is_reserved(label) &&
         std::all_of(label.begin(), label.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_' || c == '-';
         });
}

// A user may have dots in his name; `.` and `..` are none.
bool makes_user_piece(std::string_view user) {
  const std::vector<std::string_view> labels = split(user, '.');
  return std::all_of(labels.begin(), labels.end(), makes_piece);
}

// The labels from the last to the first; none where one of them can't be a piece.
Pieces pieces_of_name(std::string_view name) {
  const std::string lower = lower_case(name);
  Pieces pieces;
  for (const std::string_view label : split(lower, '.')) {
    if (!makes_piece(label)) return {};
    pieces.emplace_back(label);
  }
  std::reverse(pieces.begin(), pieces.end());
  return pieces;
}

Pieces pieces_of_ip(const IpAddress& address) {
  Pieces pieces;
  if (address.is_unspecified()) return pieces;
  if (address.is_v4()) {
    const std::string text = address.to_string();
    for (const std::string_view octet : split(text, '.')) pieces.emplace_back(octet);
    return pieces;
  }
  const auto& bytes = address.bytes();
  for (size_t i = 0; i < bytes.size(); i += 2) {
    std::array<char, 5> group{};
    std::snprintf(group.data(), group.size(), "%02x%02x", bytes[i], bytes[i + 1]);
    pieces.emplace_back(group.data());
  }
  return pieces;
}

// A user whose name can't be a piece still has the files of his domain.
Pieces pieces_of_address(const smtp::Address& address) {
  Pieces pieces = pieces_of_name(address.domain);
  std::string user = lower_case(address.local);
  if (pieces.empty() || !makes_user_piece(user)) return pieces;
  pieces.emplace_back(kUsers);
  pieces.push_back(std::move(user));
  return pieces;
}

}  // namespace

struct ConfigDirectories::Walk {
  std::array<Pieces, kKinds.size()> pieces;
  size_t root_size;
  std::vector<DirectoryFile> found;
};

ConfigDirectories::ConfigDirectories(std::vector<std::string> directories, unsigned search)
    : directories_(std::move(directories)), search_(search) {}

std::vector<DirectoryFile> ConfigDirectories::find(const Occasion& occasion) {
  Walk walk{{pieces_of_ip(occasion.client), pieces_of_name(occasion.rdns_name),
             pieces_of_address(smtp::without_batv_tag(occasion.sender).value_or(occasion.sender)),
             pieces_of_address(occasion.recipient)},
            0,
            {}};
  for (const std::string& directory : directories_) {
    const bool is_new = seen_.find(directory) == seen_.end();
    const os::FileKind kind = kind_of(directory);
    if (kind == os::FileKind::directory) {
      walk.root_size = directory.size();
      search_below(directory, 0, walk);
    } else if (is_new) {
      problems_.push_back(concat("config-dir=", directory, ": it is no directory"));
    }
  }
  return std::move(walk.found);
}

// `used`: bits of the kinds that the path to `directory` has already.
void ConfigDirectories::search_below(const std::string& directory, unsigned used, Walk& walk) {
  for (size_t kind = 0; kind < kKinds.size(); ++kind) {
    const bool has_pieces = !walk.pieces[kind].empty();
    if ((used & (1U << kind)) == 0 && has_pieces) {
      search_kind(directory, static_cast<Kind>(kind), used | (1U << kind), walk);
    }
  }
}

void ConfigDirectories::search_kind(const std::string& directory, Kind kind, unsigned used,
                                    Walk& walk) {
  const bool all = (search_ & kKinds[kind].search_all) != 0;
  const size_t start = walk.found.size();
  std::string path = concat(directory, "/", kKinds[kind].directory);
  if (kind_of(path) != os::FileKind::directory) return;
  for (const std::string& piece : walk.pieces[kind]) {
    path += concat("/", piece);
    const os::FileKind what = kind_of(path);
    if (what != os::FileKind::regular && what != os::FileKind::directory) return;
    const size_t before = walk.found.size();
    // `_at_` stands for nobody: it only leads to users.
    if (what == os::FileKind::regular) {
      walk.found.push_back({path, walk.root_size});
    } else if (piece != kUsers) {
      search_below(path, used, walk);
    }
    // A more specific place takes the place of those before it.
    const bool has_more = walk.found.size() > before;
    if (has_more && !all) {
      walk.found.erase(walk.found.begin() + static_cast<ptrdiff_t>(start),
                       walk.found.begin() + static_cast<ptrdiff_t>(before));
    }
    if (what == os::FileKind::regular) return;
  }
}

os::FileKind ConfigDirectories::kind_of(const std::string& path) {
  const auto [place, is_new] = seen_.try_emplace(path, os::FileKind::missing);
  if (is_new) {
    const Result<os::FileKind> kind = os::kind_of_file(path);
    if (kind.ok()) {
      place->second = kind.value();
    } else {
      problems_.push_back(concat("config-dir: ", path, ": ", kind.error()));
    }
  }
  return place->second;
}

}  // namespace spamweir::config
