#include "os/watched_helper.h"

#include <algorithm>
#include <utility>

#include "base/wipe.h"

namespace spamweir::os {
namespace {

// Of output at a time: a program that prints without end must not keep us from all else.
constexpr int kMostReads = 16;

}  // namespace

WatchedHelper::WatchedHelper(size_t most_output) : most_output_(most_output) {
  // Once and for all, so that no shorter buffer with a secret in it is left behind.
  output_.reserve(most_output);
}

WatchedHelper::~WatchedHelper() {
  if (helper_) helper_->kill();
  wipe(output_);
}

Status WatchedHelper::start(const std::vector<std::string>& words, const Environment& environment,
                            std::string_view input, TimePoint deadline) {
  std::vector<const char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& word : words) arguments.push_back(word.c_str());
  arguments.push_back(nullptr);
  wipe_output();
  Result<Helper> helper = Helper::start({arguments.data(), environment.variables().data()}, input);
  if (!helper.ok()) return Error{helper.error()};
  helper_.emplace(std::move(helper.value()));
  deadline_ = deadline;
  return {};
}

std::optional<WatchedHelper::End> WatchedHelper::work(TimePoint now) {
  std::erase_if(killed_, [](Helper& helper) { return helper.reap().has_value(); });
  if (!helper_) return std::nullopt;
  // First of all: what it printed before its end is there to be read then.
  const std::optional<ExitStatus> status = helper_->reap();
  read_output();
  if (!status && now < *deadline_) return std::nullopt;
  if (!status) kill();
  helper_.reset();
  deadline_.reset();
  return End{status};
}

void WatchedHelper::kill() {
  if (!helper_) return;
  helper_->kill();
  killed_.push_back(std::move(*helper_));
  helper_.reset();
  deadline_.reset();
}

std::array<Interest, 2> WatchedHelper::interests() const {
  if (!helper_) return {};
  return {Interest{.fd = helper_->output().get(), .read = true},
          Interest{.fd = helper_->end().get(), .read = true}};
}

void WatchedHelper::read_output() {
  std::array<char, 4096> buffer;
  for (int i = 0; i < kMostReads && helper_->output().is_open(); ++i) {
    const Transfer transfer = read_some(helper_->output().get(), buffer);
    if (transfer.outcome == Transfer::Outcome::ended) helper_->output().close();
    if (transfer.bytes == 0) break;
    output_.append(buffer.data(), std::min(transfer.bytes, most_output_ - output_.size()));
  }
  wipe(buffer);
}

void WatchedHelper::wipe_output() { wipe(output_); }

}  // namespace spamweir::os
