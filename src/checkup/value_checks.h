// Checks of a single value, by what it is. Each gives one finding at least, and says whether it
// found no ERROR.
#pragma once

#include "checkup/examination.h"

namespace spamweir::checkup {

struct Value {
  Examination& examination;
  const config::Option& option;
  const config::Given& given;
};

// A finding about a value.
Finding finding_about(const Value& value, Level level, std::string text, std::string remedy = {});

bool check_file(const Value& value);
// To be read and searched.
bool check_directory(const Value& value);
// To be written to.
bool check_writable_directory(const Value& value);
bool check_command(const Value& value);
// What was taken as it was written: says so, without a secret.
bool check_plain(const Value& value);

// Those of single options.
bool check_rcpthosts(const Value& value);
bool check_morercpthosts(const Value& value);
bool check_first_line(const Value& value);
bool check_record_directory(const Value& value);
bool check_name_directory(const Value& value);

}  // namespace spamweir::checkup
