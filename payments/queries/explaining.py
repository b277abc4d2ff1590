"""Why an amount is what it is: the sentence, the rule, the rows, the group and its assessment, the price, the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404

from caseloads.queries import facts_of, visible_extracts
from caseloads.rules.facts import Assessment
from lasars.queries import assessment_made_here, with_assessments
from outcomes.queries import DeterminationTold, InForce, determination, reason_in_words, schemes_in_force
from payments.models import Entitlement, Transfer
from payments.queries.floor_year import FloorYear, floor_year
from payments.queries.gate import GateTold, gate_of
from payments.queries.ledger import history_of
from pbr.access.access import Access
from pbr.scheme.document import Cap, Outcome, Scheme
from pbr.scheme.parameters import MEASURES
from pbr.scheme.rule_words import parameters_in_words
from pbr.scheme.words import DOMAINS


@dataclass(frozen=True, slots=True)
class Step:
    """One transfer of a key's history, with what the key's postings came to after it (None: it was no posting)."""

    transfer: Transfer
    balance: int | None


@dataclass(frozen=True, slots=True)
class Why:
    """Everything behind one posting. `told` is None where it rests on no client's determination, or the person may not
    see it; `rule` has the parameters of the outcome's measure, each in words with its value; `assessment` is the one that
    gave the group; `gate` is as it stood when this was posted, and `awaits` says what was missing at it, or why it was held;
    `year` has, for a floor, what was payable in its contract year;
    `causes` are the extracts, of those that the person may see, that were applied between this posting
    and the ledger's last before it."""

    posting: Transfer
    entitlement: Entitlement
    told: DeterminationTold | None
    scheme: Scheme | None
    outcome: Outcome | None
    rule: Sequence[tuple[str, str]]
    assessment: Assessment | None
    history: Sequence[Step]
    causes: Sequence[tuple[int, str]]
    caps: Sequence[tuple[dict[str, Any], Cap | None]]
    gate: GateTold | None
    awaits: str
    year: FloorYear | None

    @property
    def domain(self) -> str:
        return DOMAINS.get(self.outcome.domain, self.outcome.domain) if self.outcome else ""

    @property
    def measure(self) -> str:
        """What the outcome is achieved by, as the beginning of a sentence."""
        summary = MEASURES[self.outcome.measure].summary if self.outcome else ""
        return f"{summary[:1].upper()}{summary[1:]}."

    @property
    def assessment_page(self) -> int | None:
        """The id of the assessment, where it was made in the browser and so has a page."""
        return assessment_made_here(self.assessment) if self.assessment else None


def why(access: Access, posting: Transfer) -> Why:
    """`posting` is one that the person may see, of kind earned or adjusted."""
    entitlement = cast(Entitlement, posting.entitlement)
    in_force = schemes_in_force(access.partnership.pk)
    scheme = in_force.by_id(posting.version_id) if posting.version_id in in_force.ids else None
    told, outcome = _told(access, posting), _outcome(scheme, entitlement.outcome)
    return Why(
        posting=posting,
        entitlement=entitlement,
        told=told,
        scheme=scheme,
        outcome=outcome,
        rule=[(meaning, value) for _, meaning, value in parameters_in_words(outcome, scheme)] if outcome else [],
        assessment=_assessment(access, entitlement, told, posting.explanation.get("group", "")),
        history=steps(entitlement),
        causes=_causes(access, posting),
        caps=_caps(in_force, posting),
        gate=gate_of(access, told.row, in_force, posting.posted_at) if told else None,
        awaits=_awaits(in_force, posting.explanation),
        year=floor_year(posting, entitlement, in_force),
    )


def _causes(access: Access, posting: Transfer) -> list[tuple[int, str]]:
    applied = visible_extracts(access).filter(pk__in=posting.explanation.get("extracts", ()))
    return list(applied.order_by("file_name").values_list("pk", "file_name"))


def steps(entitlement: Entitlement) -> list[Step]:
    """The key's history. A balance is stated after postings only: approvals and payments do not change what is earned."""
    return [
        Step(row, row.balance_before + row.signed if row.balance_before is not None else None)
        for row in history_of(entitlement)
    ]


def _awaits(in_force: InForce, explanation: dict[str, Any]) -> str:
    """What a gate or a hold waited for, in words."""
    awaits = explanation.get("awaits", "")
    if explanation.get("held"):
        return reason_in_words(awaits)
    return " and ".join(in_force.title(code) for code in awaits.split(", ") if code)


def _told(access: Access, posting: Transfer) -> DeterminationTold | None:
    if posting.determination_id is None:
        return None
    try:
        return determination(access, posting.determination_id)
    except Http404:
        return None  # a provider whose client withdrew consent, say: the sentence frozen in the posting remains


def _outcome(scheme: Scheme | None, code: str) -> Outcome | None:
    return next((one for one in scheme.outcomes if one.code == code), None) if scheme else None


def _assessment(
    access: Access, entitlement: Entitlement, told: DeterminationTold | None, group: str
) -> Assessment | None:
    """The latest assessment of this group by the determination's date."""
    if entitlement.client_id is None or not group:
        return None
    day = (told.row.date if told else None) or entitlement.date or dt.date.max
    partnership = access.partnership.pk
    known = with_assessments(facts_of(partnership, [entitlement.client_id]), partnership)
    given = [one for facts in known for one in facts.assessments if one.group == group and one.assessed <= day]
    return max(given, key=lambda one: (one.assessed, one.assessid), default=None)


def _caps(in_force: InForce, posting: Transfer) -> list[tuple[dict[str, Any], Cap | None]]:
    """What each cap took off, with the cap as its version has it."""
    started = [scheme for scheme in in_force.schemes if posting.earned_on and scheme.starts <= posting.earned_on]
    contracts = [one for scheme in started[-1:] for one in scheme.contracts if one.code == posting.contract.code]
    caps = contracts[0].caps if contracts else ()
    return [
        (cut, caps[cut["place"] - 1] if cut["place"] <= len(caps) else None)
        for cut in posting.explanation.get("cuts", ())
    ]
