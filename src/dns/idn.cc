#include "dns/idn.h"

#include <cstdint>

namespace spamweir::dns {
namespace {

// As idn2.h declares them; the header need not be there when this is built.
using Lookup = int(const uint8_t* name, uint8_t** ascii, int flags);
using Free = void(void* ascii);
constexpr int kNormalise = 1;         // IDN2_NFC_INPUT
constexpr int kNonTransitional = 8;   // IDN2_NONTRANSITIONAL
constexpr size_t kMaxUtf8 = 4 * 253;  // a longer name can't become a short one

}  // namespace

std::optional<std::string> IdnConverter::to_ascii(std::string_view name) {
  if (name.size() > kMaxUtf8 || name.find('\0') != std::string_view::npos) return std::nullopt;
  if (!library_) library_ = std::make_unique<os::SharedLibrary>("libidn2.so.0");
  Lookup* const lookup = library_->find<Lookup>("idn2_lookup_u8");
  Free* const release = library_->find<Free>("idn2_free");
  if (lookup == nullptr || release == nullptr) return std::nullopt;
  uint8_t* converted = nullptr;
  const std::string text(name);
  const int error = lookup(reinterpret_cast<const uint8_t*>(text.c_str()), &converted,
                           kNormalise | kNonTransitional);
  if (error != 0 || converted == nullptr) return std::nullopt;
  std::string ascii(reinterpret_cast<const char*>(converted));
  release(converted);
  return ascii;
}

}  // namespace spamweir::dns
