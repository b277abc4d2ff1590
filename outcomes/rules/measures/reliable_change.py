"""Use of every presenting substance fell by at least its threshold."""

from __future__ import annotations

from caseloads.rules.facts import TopReview
from outcomes.rules.case import Case
from outcomes.rules.finding import Finding
from outcomes.rules.reviews import ITEM_NAMES
from outcomes.rules.substances import no_use_to_reduce, presenting_substances, reliably_changed
from outcomes.rules.two_reviews import confirmed, judged_by_two_reviews, no_start_top


def reliable_change(case: Case) -> Finding:
    """Rules of the scheme, §5, reliable_change [`abstinence_counts = true`, `confirm_local`]; points 29:

    "Eligible: start TOP, and at least one presenting substance with start days above 0 (`no-use-at-start` otherwise; a
    start item not answered is `missing-value`, not eligible). A review passes if every presenting substance answered at
    start has an answer and: started above 0 and fell by at least its threshold; or started above 0, is now 0 and
    `abstinence_counts`; or started at 0 and is still 0."
    """
    start = case.facts.start_top
    if start is None:
        return no_start_top(case.facts)
    not_for = no_use_to_reduce(case.facts)
    if not_for is not None:
        return not_for
    answered = [item for item in presenting_substances(case.facts) if item in start.items]
    thresholds = case.facts.scheme.reliable_change
    abstinence_counts = case.parameters["abstinence_counts"]

    def passes(review: TopReview) -> bool:
        for item in answered:
            before, now = start.items[item], review.items.get(item)
            if not reliably_changed(before, now, thresholds[item], abstinence_counts):
                return False
        return True

    def met() -> str:
        falls = ", ".join(f"{ITEM_NAMES[item]} by {thresholds[item]}" for item in answered)
        or_to_0 = " or to 0" if abstinence_counts else ""
        return f"Every presenting substance fell by its threshold of days ({falls}){or_to_0}"

    passing = [review for review in case.facts.reviews if passes(review)]
    return confirmed(case, judged_by_two_reviews(case, start, passing, answered, met))
