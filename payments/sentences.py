"""How the events of this room read in the audit trail, after the name of who did it."""

from __future__ import annotations

from django.urls import reverse

from pbr.audit.present import shown_at, tell

tell(
    {
        "ledger.posted": "posted {postings:difference} to the ledger",
        "claim.opened": "prepared claim {number}: {lines:line}, {pence}",
        "claim.first_approval": "gave a claim of {pence} the first of two approvals",
        "claim.approved": "approved a claim of {pence}",
        "claim.queried": "queried {lines:line} of a claim",
        "claim.lines_rejected": "rejected {lines:line} of a claim",
        "claim.lines_left": "left {lines:line} of a claim for a later one",
        "claim.withdrawn": "withdrew a claim of {lines:line}",
        "query.answered": "answered a query about a claim",
        "challenge.raised": "raised challenge {number} for {contract}",
        "challenge.answered": "answered challenge {number}: {outcome}",
        "run.prepared": "prepared payment run {number} of {pence}",
        "run.released": "released payment run {number} of {pence}",
        "forecast.asked": "asked for a forecast",
        "budget.set": "set the budget of the year from {year}: {pence}",
        "trial.asked": "asked what the draft {name} would have earned",
        "tariff.baseline": "asked what {name} costs in a year",
        "tariff.asked": "asked for a tariff of {pence} a year on the basis of {name}",
    }
)
shown_at("forecast", lambda key: reverse("forecast"))
