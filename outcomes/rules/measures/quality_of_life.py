"""Quality of life at the norm, or better than at start."""

from __future__ import annotations

from outcomes.rules.case import Case
from outcomes.rules.finding import Finding, not_eligible
from outcomes.rules.two_reviews import confirmed, judged_by_two_reviews, no_start_top


def quality_of_life(case: Case) -> Finding:
    """Rules of the scheme, §5, quality_of_life [`mode = "norm"`, `norm = 14`; or `mode = "improvement"`, `points = 4`;
    `skip_if_at_norm = false`; `confirm_local`]:

    "Eligible: start TOP (with QUALLIFE answered, where the mode or `skip_if_at_norm` needs it: `missing-value`; with
    `skip_if_at_norm` and start at or above the norm: `not_eligible`, `at-norm-at-start`). A review passes with
    QUALLIFE ≥ norm, or ≥ start + points."
    """
    start = case.facts.start_top
    if start is None:
        return no_start_top(case.facts)
    norm, at_start = case.parameters["norm"], start.items.get("QUALLIFE")
    improvement, skip = case.parameters["mode"] == "improvement", case.parameters["skip_if_at_norm"]
    if at_start is None and (improvement or skip):
        return not_eligible("missing-value", "The start TOP has no answer on quality of life.", (start.row,))
    if at_start is not None and skip and at_start >= norm:
        why = f"Quality of life was {at_start} at start, at the norm of {norm} already."
        return not_eligible("at-norm-at-start", why, (start.row,))
    points = case.parameters["points"]
    least = at_start + points if improvement and at_start is not None else norm

    def met() -> str:
        if improvement:
            return f"Quality of life {points} points above start"
        return f"Quality of life at the norm of {norm} or above"

    passing = [review for review in case.facts.reviews if review.items.get("QUALLIFE", -1) >= least]
    return confirmed(case, judged_by_two_reviews(case, start, passing, ("QUALLIFE",), met))
