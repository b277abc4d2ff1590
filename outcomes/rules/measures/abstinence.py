"""No use of any presenting substance."""

from __future__ import annotations

from collections.abc import Sequence

from caseloads.rules.facts import TopReview
from outcomes.rules.case import Case
from outcomes.rules.finding import Finding
from outcomes.rules.substances import ALCOHOL, no_use_to_reduce, presenting_substances, reliably_changed
from outcomes.rules.two_reviews import confirmed, judged_by_two_reviews, no_start_top, none_passes


def abstinence(case: Case) -> Finding:
    """Rules of the scheme, §5, abstinence [`alcohol = "abstinent" | "improved" | "excluded"`, `confirm_local`]; points 29:

    "Eligible as [reliable_change]. A review passes if every presenting substance is answered and 0; for ALCUSE,
    `improved` accepts what passes reliable_change, `excluded` leaves alcohol out unless it is the only presenting
    substance."
    """
    facts, start = case.facts, case.facts.start_top
    if start is None:
        return no_start_top(facts)
    not_for = no_use_to_reduce(facts)
    if not_for is not None:
        return not_for
    substances, alcohol = presenting_substances(facts), case.parameters["alcohol"]
    if alcohol == "excluded" and len(substances) > 1:
        substances = tuple(item for item in substances if item != ALCOHOL)

    passing = [review for review in facts.reviews if _passes(case, start, review, substances)]
    if not passing:
        return none_passes(facts)
    return confirmed(case, judged_by_two_reviews(case, start, passing, substances, _met(case, substances)))


def _passes(case: Case, start: TopReview, review: TopReview, substances: Sequence[str]) -> bool:
    for item in substances:
        now = review.items.get(item)
        if now != 0 and not (item == ALCOHOL and _improved(case, start, now)):
            return False
    return True


def _improved(case: Case, start: TopReview, now: int | None) -> bool:
    """Drinking need not have stopped, if the scheme says so, but must have changed reliably."""
    before = start.items.get(ALCOHOL)
    if before is None or case.parameters["alcohol"] != "improved":
        return False
    return reliably_changed(before, now, case.facts.scheme.reliable_change[ALCOHOL], True)


def _met(case: Case, substances: Sequence[str]) -> str:
    if case.parameters["alcohol"] == "improved" and ALCOHOL in substances:
        least = case.facts.scheme.reliable_change[ALCOHOL]
        return f"No use of any presenting substance, or alcohol down by at least {least} days,"
    return "No use of any presenting substance"
