// Errors as values. A function that can fail returns Result<T>: a value, or an Error whose text is
// ready to be shown to an administrator (what failed, on what, why). No exceptions are used.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace spamweir {

struct Error {
  std::string message;
};

// Holds a T or an Error. `ok()` must be true before `value()` is asked for, and false before
// `error()` is.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  T& value() { return *std::get_if<0>(&state_); }
  const T& value() const { return *std::get_if<0>(&state_); }
  const std::string& error() const { return std::get_if<1>(&state_)->message; }

 private:
  std::variant<T, Error> state_;
};

// The result of an action that yields nothing but may fail.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : error_(std::move(error.message)) {}

  bool ok() const { return !error_.has_value(); }
  const std::string& error() const { return *error_; }

 private:
  std::optional<std::string> error_;
};

}  // namespace spamweir
