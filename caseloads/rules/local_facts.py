"""Rows of the local feeds: which holds, whose it is, and the fact that it states (extracts.md §2, points 9 and 10)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypedDict, cast

from caseloads.rules.facts import (
    Assessment,
    CriminalJusticeContact,
    DatedFact,
    Decision,
    Dose,
    Evidence,
    LocalOutcome,
    Offence,
    WorkProgramme,
)
from caseloads.rules.knowledge import outranks
from caseloads.rules.mentions import LocalMention, LocalValue, Source
from caseloads.rules.people import People

Told = tuple[Source, LocalMention]

# What tells two rows of one person apart (points 9 and 51). Offences also have their place among those of a day.
KEYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "assessments": ("ASSESSED",),  # only where ASSESSID, which needs no person, is blank
        "cjs": ("STARTED", "SOURCE"),
        "offences": ("OFFENCE_DATE",),
        "hepb": ("DOSE_DATE",),
        "local": ("CODE", "DATE"),
        "work_programme": ("ATTACHED",),
        "deaths": (),
        "moves": (),
        "decisions": ("JOURNEY", "OUTCOME", "PART", "REASON"),
    }
)
EFFECTIVE: Final = frozenset({"release", "refuse"})


class LocalFacts(TypedDict):
    """The local fields of ClientFacts."""

    assessments: tuple[Assessment, ...]
    cjs: tuple[CriminalJusticeContact, ...]
    offences: tuple[Offence, ...]
    doses: tuple[Dose, ...]
    local_outcomes: tuple[LocalOutcome, ...]
    work_programme: tuple[WorkProgramme, ...]
    deaths: tuple[DatedFact, ...]
    moves: tuple[DatedFact, ...]
    decisions: tuple[Decision, ...]


def local_key(mention: LocalMention, person: str, place: int) -> tuple[LocalValue | int, ...]:
    """The key of a row, once it is known whose it is; codes in either case are one (points 64)."""
    if mention.feed == "assessments" and mention.values["ASSESSID"]:
        return (mention.feed, mention.values["ASSESSID"])
    values = (mention.values[column] for column in KEYS[mention.feed])
    folded = [value.casefold() if isinstance(value, str) else value for value in values]
    return (mention.feed, person, *folded, place)


def local_winners(
    local: Iterable[Told], people: People, as_of: dt.date | None
) -> tuple[dict[str, list[Told]], list[Evidence]]:
    """The rows that hold, by client, and those that wait for a person.

    Persons are found first: the same person may be named by record in one file and by attributor in the next, and only
    then do their rows have one key. A decision made after `as_of` is not there yet.
    """
    placed = [
        (told, client, place)
        for told, client, place in _places(local, people)
        if as_of is None or told[1].feed != "decisions" or _day(told[1], "ON") <= as_of
    ]
    winners: dict[tuple[LocalValue | int, ...], tuple[Told, str | None]] = {}
    for told, client, place in placed:
        key = local_key(told[1], told[1].person if client is None else client, place)
        before = winners.get(key)
        if before is None or outranks(told[0], told[1].line, *before[0]):
            winners[key] = (told, client)
    by_client: dict[str, list[Told]] = defaultdict(list)
    waiting = []
    for told, client in winners.values():
        if client is None:
            waiting.append(_evidence(told))
        else:
            by_client[client].append(told)
    return by_client, waiting


def _places(local: Iterable[Told], people: People) -> Iterable[tuple[Told, str | None, int]]:
    """Each row with its client and its place among the offences of that client and day in its file, else 0.

    The file counted its rows as it named the person; where it named one person in two ways they are counted anew.
    """
    days: dict[tuple[Source, str, LocalValue], list[Told]] = defaultdict(list)
    for told in sorted(local, key=lambda told: (told[0], told[1].line)):
        source, mention = told
        client = people.client(mention.agency, mention.clientid, mention.attributor)
        if mention.feed == "offences":
            days[source, client or mention.person, mention.values["OFFENCE_DATE"]].append(told)
        else:
            yield told, client, 0
    for offences in days.values():
        named_once = len({mention.person for _, mention in offences}) == 1
        for count, told in enumerate(offences, start=1):
            mention = told[1]
            client = people.client(mention.agency, mention.clientid, mention.attributor)
            yield told, client, mention.place if named_once else count


def local_facts(rows: Sequence[Told]) -> LocalFacts:
    """The facts that a client's rows state, each kind in order of file and line."""
    feeds: dict[str, list[Told]] = defaultdict(list)
    for told in sorted(rows, key=_evidence):
        feeds[told[1].feed].append(told)
    return LocalFacts(
        assessments=tuple(_assessment(told) for told in feeds["assessments"]),
        cjs=tuple(
            CriminalJusticeContact(_day(told[1], "STARTED"), _text(told[1], "SOURCE"), _evidence(told))
            for told in feeds["cjs"]
        ),
        offences=tuple(_offence(told) for told in feeds["offences"]),
        doses=tuple(Dose(_day(told[1], "DOSE_DATE"), _evidence(told)) for told in feeds["hepb"]),
        local_outcomes=tuple(_local_outcome(told) for told in feeds["local"]),
        work_programme=tuple(
            WorkProgramme(_day(told[1], "ATTACHED"), _later_day(told[1], "ENDED"), _evidence(told))
            for told in feeds["work_programme"]
        ),
        deaths=tuple(DatedFact(_day(told[1], "DIED"), _evidence(told)) for told in feeds["deaths"]),
        moves=tuple(DatedFact(_day(told[1], "MOVED"), _evidence(told)) for told in feeds["moves"]),
        decisions=tuple(_decision(told) for told in feeds["decisions"]),
    )


def without_effect(decisions: Iterable[Decision]) -> list[Decision]:
    """Decisions that say neither release nor refuse: listed, and of no effect (points 65)."""
    return [decision for decision in decisions if decision.decision not in EFFECTIVE]


def _assessment(told: Told) -> Assessment:
    row = told[1]
    return Assessment(
        assessid=_text(row, "ASSESSID"),
        assessed=_day(row, "ASSESSED"),
        group=_text(row, "GROUP"),
        assessor=_text(row, "ASSESSOR"),
        approved_by=_text(row, "APPROVED_BY"),
        audit=_text(row, "AUDIT"),
        row=_evidence(told),
    )


def _offence(told: Told) -> Offence:
    row = told[1]
    trigger = _text(row, "TRIGGER") == "Y"
    return Offence(_day(row, "OFFENCE_DATE"), _later_day(row, "PROVEN_DATE"), trigger, _evidence(told))


def _local_outcome(told: Told) -> LocalOutcome:
    row = told[1]
    return LocalOutcome(_text(row, "CODE"), _day(row, "DATE"), bool(_text(row, "VERIFIED_BY")), _evidence(told))


def _decision(told: Told) -> Decision:
    row = told[1]
    return Decision(
        journey=_day(row, "JOURNEY"),
        outcome=_text(row, "OUTCOME"),
        part=_text(row, "PART"),
        reason=_text(row, "REASON"),
        decision=_text(row, "DECISION"),
        by=_text(row, "BY"),
        on=_day(row, "ON"),
        row=_evidence(told),
    )


def _evidence(told: Told) -> Evidence:
    return Evidence(told[0].extract, told[1].line)


def _text(row: LocalMention, column: str) -> str:
    return cast(str, row.values[column])


def _day(row: LocalMention, column: str) -> dt.date:
    """A date that the row turns on: without it the row was rejected."""
    return cast(dt.date, row.values[column])


def _later_day(row: LocalMention, column: str) -> dt.date | None:
    return cast("dt.date | None", row.values[column])
