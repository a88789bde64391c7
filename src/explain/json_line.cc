#include "explain/json_line.h"

#include <string>
#include <utility>

#include "base/json_reader.h"
#include "base/text.h"

namespace spamweir::explain {
namespace {

std::string text_of(const JsonValue& object, std::string_view name) {
  const std::string* const text = object.find_text(name);
  return text != nullptr ? *text : std::string();
}

std::optional<std::string> known(const JsonValue& object, std::string_view name) {
  const std::string* const text = object.find_text(name);
  return text != nullptr && !text->empty() ? std::optional(*text) : std::nullopt;
}

void add_recipient(const JsonValue& object, LogLine& line) {
  const std::optional<std::string> to = known(object, "to");
  if (to) line.recipients.push_back({text_of(object, "verdict"), *to});
}

void add_recipients(const JsonValue& object, LogLine& line) {
  const JsonValue* const recipients = object.find("recipients");
  if (recipients == nullptr || recipients->kind != JsonValue::Kind::array) return;
  for (const JsonValue& recipient : recipients->items) add_recipient(recipient, line);
}

// Of the connection and its sender.
void add_mail(const JsonValue& object, LogLine& line) {
  line.code = text_of(object, "verdict");
  line.origin_ip = text_of(object, "client");
  if (const std::string* const from = object.find_text("from")) line.from = *from;
  line.origin_rdns = known(object, "rdns");
  line.auth = known(object, "user");
  line.helo = known(object, "helo");
}

Result<LogLine> line_of(const JsonValue& object) {
  const std::string type = text_of(object, "type");
  LogLine line;
  if (type == "recipients") {
    line.is_part = true;
    add_recipients(object, line);
    return line;
  }
  if (type != "message" && type != "event") {
    return Error{"this line of the JSON log tells of no mail: its type must be message or event"};
  }
  add_mail(object, line);
  if (type == "event") add_recipient(object, line);
  add_recipients(object, line);
  return line;
}

}  // namespace

Result<std::optional<LogLine>> parse_json_line(std::string_view text) {
  text = trim(text);
  // A classic line has no double quote.
  const size_t start = text.starts_with('{') ? 0 : text.find("{\"");
  if (start == std::string_view::npos) return std::optional<LogLine>();
  const Result<JsonValue> object = parse_json(text.substr(start));
  if (object.ok()) {
    Result<LogLine> line = line_of(object.value());
    return line.ok() ? Result<std::optional<LogLine>>(std::move(line.value()))
                     : Error{line.error()};
  }
  return Error{concat("this is no line of the JSON log (", object.error(),
                      "); give it as it stands there, on standard input")};
}

}  // namespace spamweir::explain
