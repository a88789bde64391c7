#include "tools/graylist_tool.h"

#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "base/text.h"
#include "graylist/graylist.h"
#include "os/clock.h"
#include "os/privileges.h"
#include "tools/graylist_formats.h"
#include "tools/graylist_listing.h"
#include "tools/graylist_settings.h"
#include "tools/line_input.h"
#include "tools/output.h"
#include "tools/progress.h"
#include "tools/tool.h"

namespace spamweir::tools {
namespace {

using graylist::Entry;
using graylist::EntryVisitor;
using graylist::Key;
using graylist::Place;
using graylist::Store;
using State = Place::State;

constexpr std::string_view kNobodysName = "(unknown)";

void complain(std::string_view text) { tools::complain("spamweir-graylist", text); }

// Shows each entry to a function, and complains of the rest.
template <typename Show>
class EachEntry final : public EntryVisitor {
 public:
  EachEntry(Show show, Progress::Output output)
      : show_(std::move(show)), progress_("entries", output) {}

  bool visit(const Entry& entry) override {
    if (++count_ % kLookEvery == 0) progress_.show(count_);
    return show_(entry);
  }
  void problem(std::string_view text) override {
    complain(text);
    failed_ = true;
  }
  bool has_failed() const { return failed_; }

 private:
  static constexpr uint64_t kLookEvery = 1024;

  Show show_;
  Progress progress_;
  uint64_t count_ = 0;
  bool failed_ = false;
};

class PurgeProgress final : public graylist::PurgeWatcher {
 public:
  void progress(const graylist::PurgeCounts& counts) override { progress_.show(counts.seen); }
  void problem(std::string_view text) override {
    complain(text);
    failed_ = true;
  }
  bool has_failed() const { return failed_; }

 private:
  Progress progress_{"entries", Progress::Output::at_the_end};
  bool failed_ = false;
};

class GraylistTool {
 public:
  GraylistTool(const Request& request, config::GraylistSettings settings)
      : request_(request),
        settings_(std::move(settings)),
        stores_(graylist::stores_of(settings_)),
        now_secs_(os::wall_clock_secs()) {}

  Status run();
  bool has_failed() const { return failed_ || output_.has_failed(); }
  void finish() { output_.flush(); }

 private:
  Status list();
  Status show();
  Status stats();
  Status purge();
  Status add();
  Status remove();
  Status import_entries();
  Status export_entries();

  template <typename Show>
  void for_each(Progress::Output output, Show show);
  Result<Key> named_key() const;
  Result<std::unique_ptr<Place>> find(const Key& key);
  Result<std::unique_ptr<const Place>> find_to_read(const Key& key);
  Status put(const Import& import);
  void print_imported();
  Status export_one(Store& store, const Entry& entry);
  void no_such_entry();

  const Request& request_;
  const config::GraylistSettings settings_;
  graylist::Stores stores_;
  const int64_t now_secs_;
  Output output_;
  bool failed_ = false;
  uint64_t imported_ = 0;
  uint64_t kept_ = 0;
  uint64_t left_out_ = 0;
};

Status GraylistTool::run() {
  switch (request_.command->task) {
    case Task::list:
      return list();
    case Task::show:
      return show();
    case Task::stats:
      return stats();
    case Task::purge:
      return purge();
    case Task::add:
      return add();
    case Task::remove:
      return remove();
    case Task::import_entries:
      return import_entries();
    case Task::export_entries:
      return export_entries();
  }
  return {};
}

template <typename Show>
void GraylistTool::for_each(Progress::Output output, Show show) {
  EachEntry<Show> visitor(std::move(show), output);
  for (const std::unique_ptr<Store>& store : stores_) store->for_each(visitor);
  failed_ = failed_ || visitor.has_failed();
}

Status GraylistTool::list() {
  const std::string domain =
      request_.arguments.empty() ? std::string() : lower_case(request_.arguments[0]);
  if (!request_.json) output_.print(kListHeading);
  for_each(Progress::Output::meanwhile, [&](const Entry& entry) {
    if (domain.empty() || entry.key.recipient_domain == domain) {
      output_.print(entry_line(entry, request_.json));
    }
    return !output_.has_failed();
  });
  return {};
}

Status GraylistTool::stats() {
  Statistics statistics;
  for_each(Progress::Output::at_the_end, [&](const Entry& entry) {
    statistics.add(entry);
    return true;
  });
  output_.print(statistics.text(request_.json));
  return {};
}

Status GraylistTool::purge() {
  const int64_t secs = request_.mins ? static_cast<int64_t>(*request_.mins) * 60
                                     : static_cast<int64_t>(settings_.max_secs);
  if (!request_.mins && secs == 0) {
    return Error{
        "how old may entries be? Give --mins=N, or graylist-max-secs in the configuration"};
  }
  graylist::PurgeCounts total;
  {
    PurgeProgress watcher;
    for (const std::unique_ptr<Store>& store : stores_) {
      const graylist::PurgeCounts counts = store->purge(now_secs_ - secs, watcher);
      total.seen += counts.seen;
      total.removed += counts.removed;
      total.directories_removed += counts.directories_removed;
    }
    failed_ = watcher.has_failed();
  }
  const std::string seen = to_text(total.seen);
  const std::string removed = to_text(total.removed);
  const std::string directories = to_text(total.directories_removed);
  output_.print(request_.json ? concat(R"({"seen":)", seen, R"(,"removed":)", removed,
                                       R"(,"directories_removed":)", directories, "}\n")
                              : concat(removed, " of ", seen, " entries removed, and ", directories,
                                       " empty directories\n"));
  return {};
}

Result<Key> GraylistTool::named_key() const {
  const smtp::Address recipient = address_of(request_.arguments[1]);
  if (recipient.local.empty() || recipient.domain.empty()) {
    return Error{concat("RECIPIENT must be user@domain, not ", request_.arguments[1])};
  }
  if (settings_.key != config::GraylistKey::sender_recipient && !request_.client) {
    return Error{
        "graylist-key says that each client has entries of its own: give --client=ADDRESS"};
  }
  const IpAddress client = request_.client.value_or(IpAddress());
  return graylist::key_of_attempt({address_of(request_.arguments[0]), recipient, client, {}},
                                  settings_);
}

// The first place that has the entry, else the first where it may be kept; null if there is none.
Result<std::unique_ptr<Place>> GraylistTool::find(const Key& key) {
  std::unique_ptr<Place> best;
  for (const std::unique_ptr<Store>& store : stores_) {
    Result<std::unique_ptr<Place>> found = store->look_up(key);
    if (!found.ok()) return Error{found.error()};
    if (found.value()->is_entry()) return found;
    const State state = found.value()->state();
    const bool better =
        best == nullptr || (best->state() == State::unmade && state == State::absent);
    if (state != State::foreign && better) best = std::move(found.value());
  }
  return best;
}

// The first place that has the entry; null if there is none.
Result<std::unique_ptr<const Place>> GraylistTool::find_to_read(const Key& key) {
  for (const std::unique_ptr<Store>& store : stores_) {
    Result<std::unique_ptr<const Place>> found = store->read(key);
    if (!found.ok() || found.value()->is_entry()) return found;
  }
  return std::unique_ptr<const Place>();
}

void GraylistTool::no_such_entry() {
  complain("there is no such entry");
  failed_ = true;
}

Status GraylistTool::show() {
  const Result<Key> key = named_key();
  if (!key.ok()) return Error{key.error()};
  const Result<std::unique_ptr<const Place>> found = find_to_read(key.value());
  if (!found.ok()) return Error{found.error()};
  if (found.value() == nullptr) {
    no_such_entry();
    return {};
  }
  const Place& place = *found.value();
  const Result<std::string> visitors = place.visitors();
  if (!visitors.ok()) return Error{visitors.error()};
  const Entry entry{key.value(), place.path(), place.state() == State::passed, place.since_secs()};
  output_.print(entry_page(entry, visitors.value(), request_.json));
  return {};
}

Status GraylistTool::add() {
  const Result<Key> key = named_key();
  if (!key.ok()) return Error{key.error()};
  Result<std::unique_ptr<Place>> found = find(key.value());
  if (!found.ok()) return Error{found.error()};
  if (found.value() == nullptr) {
    return Error{concat("the domain ", key.value().recipient_domain,
                        " has no directory, so its mail is not graylisted; --create-dir makes it")};
  }
  Place& place = *found.value();
  Status status = place.is_entry() ? place.touch(now_secs_) : place.record();
  if (status.ok() && request_.passed) {
    const IpAddress client = request_.client.value_or(IpAddress());
    status = place.pass({client.to_string(), std::string(kNobodysName)}, now_secs_);
  }
  return status.ok() ? place.close() : status;
}

Status GraylistTool::remove() {
  const Result<Key> key = named_key();
  if (!key.ok()) return Error{key.error()};
  bool any = false;
  for (const std::unique_ptr<Store>& store : stores_) {
    const Result<bool> removed = store->remove(key.value());
    if (!removed.ok()) return Error{removed.error()};
    any = any || removed.value();
  }
  if (!any) no_such_entry();
  return {};
}

Status GraylistTool::import_entries() {
  const std::string format = request_.arguments.empty() ? "spamweir" : request_.arguments[0];
  Result<std::unique_ptr<ImportReader>> reader = make_reader(format, settings_);
  if (!reader.ok()) return Error{reader.error()};
  LineInput input(STDIN_FILENO);
  Progress progress("lines", Progress::Output::at_the_end);
  std::string_view line;
  while (input.next_beginning(line)) {
    progress.show(input.number());
    Import import;
    const Line kind = reader.value()->read(line, import);
    if (kind == Line::malformed) {
      complain(concat("line ", to_text(input.number()), " is no entry of the format ", format));
      failed_ = true;
    } else if (kind == Line::entry) {
      if (Status status = put(import); !status.ok()) return status;
    }
  }
  print_imported();
  if (input.status().ok()) return {};
  return Error{unreadable(kStandardInput, input.status().text())};
}

void GraylistTool::print_imported() {
  const std::string imported = to_text(imported_);
  const std::string kept = to_text(kept_);
  const std::string left_out = to_text(left_out_);
  output_.print(request_.json
                    ? concat(R"({"imported":)", imported, R"(,"there_already":)", kept,
                             R"(,"without_directory":)", left_out, "}\n")
                    : concat(imported, " entries imported, ", kept, " were there already, ",
                             left_out, " are of domains without a directory\n"));
}

Status GraylistTool::put(const Import& import) {
  Result<std::unique_ptr<Place>> found = find(import.key);
  if (!found.ok()) return Error{found.error()};
  if (found.value() == nullptr) {
    ++left_out_;
    return {};
  }
  Place& place = *found.value();
  if (place.is_entry()) {
    ++kept_;
    return place.close();
  }
  Status status = place.record();
  for (const graylist::Visitor& visitor : import.visitors) {
    if (status.ok()) status = place.pass(visitor, now_secs_);
  }
  if (status.ok()) status = place.touch(import.since_secs);
  ++imported_;
  return status.ok() ? place.close() : status;
}

Status GraylistTool::export_entries() {
  output_.print(kExportHeading);
  for (const std::unique_ptr<Store>& store : stores_) {
    const auto show = [&](const Entry& entry) {
      const Status status = export_one(*store, entry);
      if (!status.ok()) complain(status.error());
      failed_ = failed_ || !status.ok();
      return !output_.has_failed();
    };
    EachEntry visitor(show, Progress::Output::meanwhile);
    store->for_each(visitor);
    failed_ = failed_ || visitor.has_failed();
  }
  return {};
}

Status GraylistTool::export_one(Store& store, const Entry& entry) {
  std::string visitors;
  if (entry.passed) {
    const Result<std::unique_ptr<const Place>> found = store.read(entry.key);
    if (!found.ok()) return Error{found.error()};
    // Gone meanwhile.
    if (!found.value()->is_entry()) return {};
    Result<std::string> read = found.value()->visitors();
    if (!read.ok()) return Error{read.error()};
    visitors = std::move(read.value());
  }
  output_.print(export_line(entry, visitors));
  return {};
}

// The settings that the request names, as the user whose tree it is.
Result<config::GraylistSettings> prepare(const Request& request) {
  Result<config::Settings> read = read_settings(request);
  if (!read.ok()) return Error{read.error()};
  config::Settings& settings = read.value();
  // A tree that root writes in is one that the filter can't.
  if (!settings.run_as_user.empty()) {
    const Status became = os::become_user(settings.run_as_user);
    if (!became.ok()) return Error{concat("run-as-user: ", became.error())};
  }
  // Who is graylisted does not matter here, only whether directories are made.
  const bool makes_directories = request.create_dir || settings.graylist.creates_directories();
  settings.graylist.level =
      makes_directories ? config::GraylistLevel::always_create_dir : config::GraylistLevel::always;
  return std::move(settings.graylist);
}

int not_understood(std::string_view error) {
  complain(error);
  return kNotUnderstood;
}

}  // namespace

int run_graylist_tool(std::span<const char* const> words) {
  Result<Request> request = read_request(words);
  if (!request.ok()) return not_understood(request.error());
  if (request.value().help) {
    Output output;
    output.print(help_text(request.value().command));
    return EXIT_SUCCESS;
  }
  Result<config::GraylistSettings> settings = prepare(request.value());
  if (!settings.ok()) return not_understood(settings.error());
  GraylistTool tool(request.value(), std::move(settings.value()));
  const Status status = tool.run();
  tool.finish();
  if (!status.ok()) complain(status.error());
  return status.ok() && !tool.has_failed() ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace spamweir::tools
