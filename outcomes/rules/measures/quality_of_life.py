"""Quality of life at the norm, or better than at start."""

from __future__ import annotations

from outcomes.rules.finding import Finding, not_eligible
from outcomes.rules.journey_facts import JourneyFacts
from outcomes.rules.two_reviews import confirmed, judged_by_two_reviews, no_start_top, none_passes
from pbr.scheme.document import Asked


def quality_of_life(facts: JourneyFacts, asked: Asked) -> Finding:
    """Rules of the scheme, §5, quality_of_life [`mode = "norm"`, `norm = 14`; or `mode = "improvement"`, `points = 4`;
    `skip_if_at_norm = false`; `confirm_local`]:

    "Eligible: start TOP (with QUALLIFE answered, where the mode or `skip_if_at_norm` needs it: `missing-value`; with
    `skip_if_at_norm` and start at or above the norm: `not_eligible`, `at-norm-at-start`). A review passes with
    QUALLIFE ≥ norm, or ≥ start + points."
    """
    start, parameters = facts.start_top, asked.parameters
    if start is None:
        return no_start_top(facts)
    norm, at_start = parameters["norm"], start.items.get("QUALLIFE")
    improvement, skip = parameters["mode"] == "improvement", parameters["skip_if_at_norm"]
    if at_start is None and (improvement or skip):
        return not_eligible("missing-value", "The start TOP has no answer on quality of life.", (start.row,))
    if at_start is not None and skip and at_start >= norm:
        why = f"Quality of life was {at_start} at start, at the norm of {norm} already."
        return not_eligible("at-norm-at-start", why, (start.row,))
    least = at_start + parameters["points"] if improvement and at_start is not None else norm
    passing = [review for review in facts.reviews if review.items.get("QUALLIFE", -1) >= least]
    if not passing:
        return none_passes(facts)
    if improvement:
        met = f"Quality of life {parameters['points']} points above start"
    else:
        met = f"Quality of life at the norm of {norm} or above"
    return confirmed(facts, asked, judged_by_two_reviews(facts, asked, start, passing, ("QUALLIFE",), met))
