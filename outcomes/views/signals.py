"""Signals at home: what is worth a look (screens.md, "The watch"). They are no verdicts, and hold no money back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from caseloads.queries.unsettled import perhaps_twins
from lasars.queries.audits import drift_of_a_year, scored_again
from lasars.rules.drift import Place
from outcomes.queries.near_misses import perhaps_one_person
from pbr.access.access import Access
from pbr.access.permissions import Permission


@dataclass(frozen=True, slots=True)
class Signal:
    """`stands_out` where somebody should look; `told` is a sentence, and leads to `url`."""

    name: str
    told: str
    url: str
    stands_out: bool


def signals(access: Access) -> dict[str, Any] | None:
    """For the partnership's people, each signal whose page the person may open."""
    return {"signals": list(_signals(access))} if access.providers is None else None


def _signals(access: Access) -> Iterator[Signal]:
    if access.may(Permission.SEE_DRIFT):
        yield _drift(access)
    if access.may(Permission.AUDIT_ASSESSMENTS):
        yield _rescoring(access)
    pairs, twins = len(perhaps_one_person(access)), len(perhaps_twins(access))
    told = f"{_many(pairs, 'pair')} of clients who may be one" if pairs else "No two clients are like that"
    yield Signal("Perhaps a change of name after an exit", told, reverse("near_misses"), pairs > 0)
    told = f"{_many(twins, 'pair')} kept apart" if twins else "None"
    yield Signal("Perhaps twins", told, reverse("clients_to_settle"), twins > 0)


def _drift(access: Access) -> Signal:
    told = drift_of_a_year(access)
    places = [one.place for one in told.assessors if one.share is not None] if told else []
    out = sum(place in (Place.BEYOND, Place.FAR_BEYOND) for place in places)
    if out:
        words = f"{_many(out, 'assessor')} of {len(places)} outside 95 % of what chance explains"
    elif places:
        words = "Everybody is within what chance explains"
    else:
        words = "Too few assessments to say"
    return Signal("Share of the highest group by assessor, in a year", words, reverse("drift"), out > 0)


def _rescoring(access: Access) -> Signal:
    done, failed = scored_again(access)
    if not done:
        words = "Nothing has been scored again yet"
    else:
        words = f"{failed} of {_many(done, 'assessment')} failed" if failed else f"None of {done} failed"
    return Signal("Assessments scored again blind", words, reverse("samples"), failed > 0)


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
