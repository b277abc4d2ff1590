"""Kinds of client, and one client of each on the first days of treatment: the people for whom a scheme is proved.

A kind is what is known when treatment begins and what outcomes ask about: substances, injecting, offending, housing, work
and the complexity group (scheme.md; domain.md, "a proof that the framework rewards work with every kind of client").
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from caseloads.rules.facts import Assessment, ClientFacts, Episode, Evidence, Intervention, Offence, TopReview
from pbr.scheme.document import Contract, Scheme

# DRUG codes of extracts.md, §1, "Codes", under the name that people give the group.
SUBSTANCES: Final[Mapping[str, tuple[str, ...]]] = {
    "Alcohol": ("7000",),
    "Opiates": ("1101",),
    "Opiates and crack": ("1101", "3201"),
    "Opiates and alcohol": ("1101", "7000"),
    "Cocaine or crack": ("3200", "3201"),
    "Amphetamines": ("3101",),
    "Cannabis": ("5000",),
}
_USED: Final[Mapping[str, str]] = {
    "7000": "ALCUSE",
    "1101": "OPIUSE",
    "3201": "CRAUSE",
    "3200": "COCAUSE",
    "3101": "AMPHUSE",
    "5000": "CANNUSE",
}
_ALL_USE: Final = ("ALCUSE", "OPIUSE", "CRAUSE", "COCAUSE", "AMPHUSE", "CANNUSE", "OTDRGUSE")
_EVERY_DAY: Final = 28
_HALF_THE_DAYS: Final = 14
_POOR: Final = 5  # of 20, on the TOP's ratings
_ADULT: Final = 30
_PSYCHOSOCIAL: Final = 4  # MODAL
_ROW: Final = Evidence("", 0)
_PROBLEM: Final = 2  # ACCMNEED
_NO_PROBLEM: Final = 3


class Kind(NamedTuple):
    """`substances` is a name of SUBSTANCES; `group` a complexity group of the scheme."""

    substances: str
    injecting: bool
    offending: bool
    housing_problem: bool
    in_work: bool
    group: str


def kinds(scheme: Scheme) -> Iterator[Kind]:
    """Every kind, in the order in which they are shown."""
    yes_or_no = (False, True)
    for told in itertools.product(SUBSTANCES, yes_or_no, yes_or_no, yes_or_no, yes_or_no, scheme.groups):
        yield Kind(*told)


def client_of(kind: Kind, contract: Contract, started: dt.date) -> ClientFacts:
    """One client of that kind, whom the contract covers, on the day when treatment starts; nothing has happened yet."""
    age = contract.age_min or min(_ADULT, contract.age_max or _ADULT)
    agency = contract.agencies[0]
    drugs = SUBSTANCES[kind.substances]
    episode = Episode(
        agency=agency,
        clientid="1",
        episodid="1",
        referred=started,
        triaged=started,
        discharged=None,
        reason=None,
        drugs=(*drugs, "", "")[:3],
        accmneed=_PROBLEM if kind.housing_problem else _NO_PROBLEM,
        hepbvac="",
        hepbstat="A",
        prevhepb="N",
        topcc=False,
        interventions=(
            Intervention(modal=_modal(contract), start=started, end=None, exit="", row=_ROW),
        ),
        reviews=(
            TopReview(
                agency=agency, clientid="1", episodid="1", topid="1", date=started, stage="S", items=_start_top(kind),
                row=_ROW,
            ),
        ),
        row=_ROW,
    )  # fmt: skip
    return ClientFacts(
        client="1",
        attributor="",
        dob=started.replace(year=started.year - age, day=1, month=1),
        episodes=(episode,),
        assessments=(Assessment("1", started, kind.group, "", "", "", _ROW),),
        offences=(Offence(started - dt.timedelta(days=90), started, True, _ROW),) if kind.offending else (),
    )


def _modal(contract: Contract) -> int:
    return _PSYCHOSOCIAL if not contract.modal or _PSYCHOSOCIAL in contract.modal else min(contract.modal)


def _start_top(kind: Kind) -> dict[str, int]:
    """Every item is answered, so that what cannot be earned is for what the client is and not for what nobody asked."""
    used = {_USED[drug] for drug in SUBSTANCES[kind.substances]}
    offences = _HALF_THE_DAYS if kind.offending else 0
    return {
        **{item: _EVERY_DAY if item in used else 0 for item in _ALL_USE},
        "IVDRGUSE": _EVERY_DAY if kind.injecting else 0,
        "SHARING": 0,
        "SHOTHEFT": offences,
        "DRGSELL": offences,
        "OTHTHEFT": 0,
        "ASSAULT": 0,
        "PSYHSTAT": _POOR,
        "PWORK": _HALF_THE_DAYS if kind.in_work else 0,
        "EDUCAT": 0,
        "ACUTHPBM": int(kind.housing_problem),
        "HRISK": int(kind.housing_problem),
        "PHSTAT": _POOR,
        "QUALLIFE": _POOR,
    }
