#include "engine/evaluation.h"

#include <algorithm>
#include <utility>

namespace spamweir::engine {
namespace {

using filters::Filter;
using filters::Opinion;
using Course = Hearing::Course;

class Evaluation {
 public:
  Evaluation(StageRange stages, const filters::Facts& facts, const config::Settings& settings,
             Hearings* hearings)
      : stages_(stages),
        facts_(facts),
        settings_(settings),
        hearings_(hearings),
        asks_whitelists_(!facts.authenticated) {
    if (hearings_ != nullptr) hearings_->assign(filters::filters_in_order().size(), {});
  }

  Judgement run() && {
    const auto order = filters::filters_in_order();
    for (size_t i = 0; i < order.size(); ++i) {
      const Course course = course_of(order[i]);
      note_passed_over(i, course);
      if (course != Course::asked) continue;
      const bool was_rejected = judgement_.rejected.has_value();
      Opinion opinion = hear(i);
      if (needs_whitelists(order[i], opinion)) {
        asks_whitelists_ = true;
        i = static_cast<size_t>(-1);
        continue;
      }
      if (!take(i, order[i], std::move(opinion))) break;
      // Filters that no whitelist beats were passed over while the rejection stood: now they are
      // asked.
      const bool lifted = was_rejected && !judgement_.rejected;
      if (lifted) i = static_cast<size_t>(-1);
    }
    if (!judgement_.wanted) return std::move(judgement_);
    Judgement pending;
    pending.wanted = judgement_.wanted;
    return pending;
  }

 private:
  Course course_of(const Filter& filter) const {
    if (filter.stage < stages_.first || filter.stage > stages_.last) return Course::not_reached;
    const bool may_spare = filter.is_whitelist && asks_whitelists_;
    if (facts_.authenticated && filter.spared_by_authentication && !may_spare) {
      return Course::spared_by_authentication;
    }
    if (judgement_.whitelisted && filter.spared_by_whitelist) return Course::spared_by_whitelist;
    if (!judgement_.rejected || is_heard_after(*judgement_.rejected, filter)) return Course::asked;
    return Course::after_rejection;
  }

  bool is_asked(const Filter& filter) const { return course_of(filter) == Course::asked; }

  // One that was asked in an earlier round has been heard.
  void note_passed_over(size_t place, Course course) {
    if (hearings_ == nullptr) return;
    Hearing& hearing = (*hearings_)[place];
    if (hearing.course != Course::asked) hearing.course = course;
  }

  Opinion hear(size_t place) {
    Opinion opinion = filters::filters_in_order()[place].judge(facts_, settings_);
    if (hearings_ != nullptr) (*hearings_)[place] = {Course::asked, opinion};
    return opinion;
  }

  // An authenticated client waits for whitelists only where he would be rejected without them.
  bool needs_whitelists(const Filter& filter, const Opinion& opinion) const {
    return opinion.kind == Opinion::Kind::reject && filter.spared_by_whitelist && !asks_whitelists_;
  }

  // A whitelist may lift the rejection. Where none can, those of the same stage still speak, so
  // that the log shows that they matched in vain.
  static bool is_heard_after(const Rejected& rejected, const Filter& filter) {
    return filter.is_whitelist && (rejected.whitelist_spares || filter.stage == rejected.stage);
  }

  // False when a fact must be gathered first.
  bool take(size_t place, const Filter& filter, Opinion opinion) {
    if (opinion.kind == Opinion::Kind::wait) {
      // A whitelist that speaks in vain is not worth waiting for.
      const bool in_vain = judgement_.rejected && !judgement_.rejected->whitelist_spares;
      const bool takes_time = filters::takes_time(opinion.wanted);
      if (takes_time && (in_vain || (filter.spared_by_whitelist && is_spared_at_hand())))
        return true;
      if (!judgement_.wanted) judgement_.wanted = opinion.wanted;
    }
    if (opinion.kind == Opinion::Kind::nothing || judgement_.wanted) return !judgement_.wanted;
    judgement_.events.push_back({place, std::move(opinion.log_line)});
    if (opinion.kind == Opinion::Kind::allow) {
      judgement_.whitelisted = true;
      spare_what_whitelists_can();
      return true;
    }
    take_rejection(filter, std::move(opinion));
    return true;
  }

  void spare_what_whitelists_can() {
    if (judgement_.rejected && judgement_.rejected->whitelist_spares) judgement_.rejected.reset();
    std::erase_if(judgement_.tested, [](const Rejected& would) { return would.whitelist_spares; });
  }

  // One of a filter on trial is only noted, once however often the filter is asked.
  void take_rejection(const Filter& filter, Opinion opinion) {
    Rejected rejected{opinion.rejection,
                      std::move(opinion.reason),
                      std::move(opinion.detail),
                      opinion.is_temporary,
                      filter.stage,
                      filter.spared_by_whitelist};
    if ((settings_.tested_rejections & config::bit_of(rejected.rejection)) == 0) {
      judgement_.rejected = std::move(rejected);
      return;
    }
    const bool is_known =
        std::any_of(judgement_.tested.begin(), judgement_.tested.end(),
                    [&](const Rejected& other) { return other.rejection == rejected.rejection; });
    if (!is_known) judgement_.tested.push_back(std::move(rejected));
  }

  // Nobody waits for DNS whom a whitelist further on spares that is at hand. One that must be
  // gathered first becomes `wanted`.
  bool is_spared_at_hand() {
    const auto order = filters::filters_in_order();
    for (size_t i = 0; i < order.size(); ++i) {
      if (!order[i].is_whitelist || !is_asked(order[i])) continue;
      Opinion opinion = hear(i);
      if (opinion.kind == Opinion::Kind::allow) return take(i, order[i], std::move(opinion));
      const bool can_be_had =
          opinion.kind == Opinion::Kind::wait && !filters::takes_time(opinion.wanted);
      if (can_be_had) judgement_.wanted = opinion.wanted;
      if (can_be_had) return false;
    }
    return false;
  }

  StageRange stages_;
  const filters::Facts& facts_;
  const config::Settings& settings_;
  Hearings* hearings_;  // null: nobody wants to know
  bool asks_whitelists_;
  Judgement judgement_;
};

}  // namespace

Judgement evaluate(StageRange stages, const filters::Facts& facts, const config::Settings& settings,
                   Hearings* hearings) {
  return Evaluation(stages, facts, settings, hearings).run();
}

}  // namespace spamweir::engine
