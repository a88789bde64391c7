#include "graylist/tree_error.h"

#include "base/text.h"

namespace spamweir::graylist {
namespace {

constexpr std::string_view kMeanwhile = "; until then such mail passes without graylisting";

std::string_view remedy(const os::SystemStatus& status) {
  if (status.is_missing()) return "make the directory, or see what takes it away all the time";
  if (status.is_full()) return "free space and inodes there, or raise the quota";
  if (status.is_read_only()) return "mount it for writing";
  if (status.lacks_permission()) return "let the user that this program runs as read and write it";
  if (status.lacks_descriptors()) return "allow this program more open files";
  if (status.is_wrong_type()) {
    return "move away what stands there: a directory, file or link of another kind than is needed";
  }
  return "see what is wrong with the file system";
}

}  // namespace

Error tree_error(std::string_view verb, std::string_view path, const os::SystemStatus& status) {
  return Error{
      concat("Unable to ", verb, " ", path, ": ", status.text(), "; ", remedy(status), kMeanwhile)};
}

Error wrong_thing(std::string_view path, std::string_view why) {
  return Error{concat("Unable to use ", path, ": ", why, "; move it away", kMeanwhile)};
}

}  // namespace spamweir::graylist
