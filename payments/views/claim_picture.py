"""A claim's waterfall as a picture with its table."""

from __future__ import annotations

from payments.queries.waterfall import ACHIEVED, Waterfall
from pbr.values.money import Pence, format_pence
from pbr.web.exports import pence_as_pounds
from pbr.web.pictures import Picture, charts, draw

TOTAL = "Amount of the claim"


def claim_picture(told: Waterfall) -> Picture | None:
    """None for a claim that holds nothing."""
    if not any(pence for _, pence in told.steps):
        return None
    achieved = Pence(dict(told.steps)[ACHIEVED])
    return draw(
        charts.steps([(name, float(pence)) for name, pence in told.steps], total=TOTAL),
        title="From what was achieved to the amount of the claim",
        sentence=f"{format_pence(achieved)} was achieved, and the claim comes to {format_pence(Pence(told.total))}.",
        columns=("Step", "Amount (£)"),
        rows=[(name, pence_as_pounds(pence)) for name, pence in (*told.steps, (TOTAL, told.total))],
    )
