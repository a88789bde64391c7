// How the rows of the options table say where a value goes. Only option_rows_*.h and options.cc
// include this.
#pragma once

#include <type_traits>

#include "config/options.h"

namespace spamweir::config {

// A member of Settings, or of the settings of a room within it.
template <typename Owner>
constexpr auto& owner_of(Settings& settings) {
  if constexpr (std::is_same_v<Owner, DnsSettings>) {
    return settings.dns;
  } else if constexpr (std::is_same_v<Owner, AuthSettings>) {
    return settings.auth;
  } else if constexpr (std::is_same_v<Owner, GraylistSettings>) {
    return settings.graylist;
  } else if constexpr (std::is_same_v<Owner, HostNameSettings>) {
    return settings.host_name;
  } else if constexpr (std::is_same_v<Owner, TlsSettings>) {
    return settings.tls;
  } else {
    return settings;
  }
}

template <typename Owner, typename Value>
constexpr Value& member_of(Settings& settings, Value Owner::*member) {
  return owner_of<Owner>(settings).*member;
}

template <auto Member>
constexpr TextOf text_of =
    [](Settings& settings) -> std::string& { return member_of(settings, Member); };

template <auto Member>
constexpr ListOf list_of = {
    [](Settings& settings) -> std::vector<std::string>& { return member_of(settings, Member); }};

template <auto Member>
constexpr ListOf entries_of = {
    [](Settings& settings) -> std::vector<std::string>& { return (settings.*Member).entries; },
    [](Settings& settings) -> ListSource& { return settings.*Member; }, ListOf::Part::entries};

template <auto Member>
constexpr ListOf files_of = {
    [](Settings& settings) -> std::vector<std::string>& { return (settings.*Member).files; },
    [](Settings& settings) -> ListSource& { return settings.*Member; }, ListOf::Part::files};

template <auto Member>
constexpr ListOf directories_of = {
    [](Settings& settings) -> std::vector<std::string>& { return (settings.*Member).directories; },
    [](Settings& settings) -> ListSource& { return settings.*Member; }, ListOf::Part::directories};

template <auto Member>
constexpr NumberOf number_of =
    [](Settings& settings) -> int& { return member_of(settings, Member); };

template <auto Member>
constexpr BitsOf bits_of =
    [](Settings& settings) -> unsigned& { return member_of(settings, Member); };

template <auto Member>
constexpr BoolOf bool_of = [](Settings& settings) -> bool& { return member_of(settings, Member); };

template <Rejection kRejection>
constexpr TextOf rejection_text_of = [](Settings& settings) -> std::string& {
  return settings.rejection_texts[static_cast<size_t>(kRejection)];
};

template <typename Enum>
void set_enum(Enum& member, int value) {
  member = static_cast<Enum>(value);
}

template <auto Member>
constexpr Choice choice_of = {
    [](Settings& settings) { return static_cast<int>(member_of(settings, Member)); },
    [](Settings& settings, int value) { set_enum(member_of(settings, Member), value); }};

// A value of a `names` option.
template <typename Enum>
constexpr Name name_for(std::string_view text, Enum value) {
  return Name{.text = text, .value = static_cast<int>(value)};
}

// The value of a combined option that stands for none.
constexpr Name bare_name(std::string_view text) { return Name{.text = text}; }

}  // namespace spamweir::config
