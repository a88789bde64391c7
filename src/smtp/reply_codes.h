// Reply codes that several sources give (RFC 5321 4.2.3, RFC 4954 6).
#pragma once

namespace spamweir::smtp {

inline constexpr int kServiceNotAvailable = 421;
inline constexpr int kTemporaryFailure = 454;
inline constexpr int kSyntaxError = 500;
inline constexpr int kBadArgument = 501;
inline constexpr int kNotImplemented = 502;
inline constexpr int kBadSequence = 503;

}  // namespace spamweir::smtp
