"""No use of any presenting substance."""

from __future__ import annotations

from caseloads.rules.facts import TopReview
from outcomes.rules.case import Case
from outcomes.rules.finding import Finding
from outcomes.rules.substances import ALCOHOL, no_use_to_reduce, presenting_substances, reliably_changed
from outcomes.rules.two_reviews import confirmed, judged_by_two_reviews, no_start_top


def abstinence(case: Case) -> Finding:
    """Rules of the scheme, §5, abstinence [`alcohol = "abstinent" | "improved" | "excluded"`, `confirm_local`]; points 29:

    "Eligible as [reliable_change]. A review passes if every presenting substance is answered and 0; for ALCUSE,
    `improved` accepts what passes reliable_change, `excluded` leaves alcohol out unless it is the only presenting
    substance."
    """
    start = case.facts.start_top
    if start is None:
        return no_start_top(case.facts)
    not_for, substances = no_use_to_reduce(case.facts), presenting_substances(case.facts)
    if not_for is not None:
        return not_for
    alcohol, thresholds = case.parameters["alcohol"], case.facts.scheme.reliable_change
    if alcohol == "excluded" and len(substances) > 1:
        substances = tuple(item for item in substances if item != ALCOHOL)

    def passes(review: TopReview) -> bool:
        for item in substances:
            before, now = start.items.get(item), review.items.get(item)
            if now == 0:
                continue
            may_be_improved = item == ALCOHOL and alcohol == "improved"
            if not may_be_improved or before is None or not reliably_changed(before, now, thresholds[item], True):
                return False
        return True

    def met() -> str:
        if alcohol == "improved" and ALCOHOL in substances:
            return f"No use of any presenting substance, or alcohol down by at least {thresholds[ALCOHOL]} days,"
        return "No use of any presenting substance"

    passing = [review for review in case.facts.reviews if passes(review)]
    return confirmed(case, judged_by_two_reviews(case, start, passing, substances, met))
