#include "smtp/ehlo.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace spamweir::smtp {
namespace {

constexpr std::string_view kNeverOffered[] = {"CHUNKING", "BINARYMIME", "XCLIENT", "XFORWARD",
                                              "BURL"};

// The keyword of `250-KEYWORD PARAMETERS`; old servers write `AUTH=LOGIN`.
std::string_view keyword_of(std::string_view line) {
  return line.substr(0, line.find_first_of(" \t="));
}

bool is_keyword(std::string_view line, std::string_view keyword) {
  return equals_ignoring_case(keyword_of(line), keyword);
}

bool is_hidden(std::string_view line, const EhloPolicy& policy) {
  if (policy.hide_auth && is_keyword(line, "AUTH")) return true;
  if (policy.hide_starttls && is_keyword(line, "STARTTLS")) return true;
  return std::any_of(std::begin(kNeverOffered), std::end(kNeverOffered),
                     [line](std::string_view keyword) { return is_keyword(line, keyword); });
}

// The first line is the server's name; what stands behind it are keywords.
void move_starttls_up(std::vector<std::string_view>& lines) {
  if (lines.size() < 2 || !is_keyword(lines.back(), "STARTTLS")) return;
  if (lines.size() == 2) {
    lines.push_back("X-NOTHING");
  } else {
    std::swap(lines[lines.size() - 1], lines[lines.size() - 2]);
  }
}

std::string write_lines(const std::vector<std::string_view>& lines) {
  std::string out;
  for (size_t i = 0; i < lines.size(); ++i) {
    out += concat(i + 1 < lines.size() ? "250-" : "250 ", lines[i], "\r\n");
  }
  return out;
}

}  // namespace

EhloOffer edit_ehlo(const Reply& reply, const EhloPolicy& policy) {
  EhloOffer offer;
  if (reply.code != 250) {
    offer.reply = reply.text;
    return offer;
  }
  std::vector<std::string_view> lines;
  for (const std::string_view line : split(trim(reply.text), '\n')) {
    const std::string_view text = trim(line.substr(std::min<size_t>(4, line.size())));
    if (!lines.empty() && is_hidden(text, policy)) continue;
    offer.auth |= !lines.empty() && is_keyword(text, "AUTH");
    offer.starttls |= !lines.empty() && is_keyword(text, "STARTTLS");
    lines.push_back(text);
  }
  if (policy.own_starttls) lines.push_back("STARTTLS");
  const std::string own_auth = concat("AUTH ", policy.own_auth);
  offer.own_auth = !policy.own_auth.empty() && !offer.auth;
  if (offer.own_auth) lines.push_back(own_auth);
  move_starttls_up(lines);
  offer.reply = write_lines(lines);
  return offer;
}

}  // namespace spamweir::smtp
