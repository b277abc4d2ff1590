"""Findings made by hand for the tests of pricing: a scheme, journeys and determinations with as little as is needed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from caseloads.rules.facts import Completeness
from outcomes.rules.determination import ClientFound, Determination, JourneyFound, Status
from payments.rules.entitle import entitle
from payments.rules.entitlement import Entitled
from pbr.scheme.document import Scheme
from pbr.scheme.reading import read_scheme

START = dt.date(2012, 4, 1)
COMPLETE = Completeness({"N0852": dt.date(2014, 6, 30)})
HEAD = """
name = "Anytown PbR"
partnership = "J04B"
starts = {starts}
ends = {ends}
groups = ["low", "medium", "high"]
"""


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def contract(code: str = "northway", extra: str = "", agency: str = "N0852") -> str:
    return f'[[contract]]\ncode = "{code}"\nprovider = "{code.title()}"\nagencies = ["{agency}"]\n{extra}\n'


def outcome(code: str, extra: str = 'price = "100.00"', measure: str = "attachment", kind: str = "interim") -> str:
    return f'[[outcome]]\ncode = "{code}"\ndomain = "freedom"\nkind = "{kind}"\nmeasure = "{measure}"\n{extra}\n'


def scheme(*parts: str, starts: str = "2012-04-01", ends: str = "2014-03-31") -> Scheme:
    """A scheme of the parts; without a contract among them, northway with the agency N0852."""
    contracts = () if any("[[contract]]" in part for part in parts) else (contract(),)
    return read_scheme(HEAD.format(starts=starts, ends=ends) + "".join((*contracts, *parts)))


def found(client: str, code: str, date: str | None = "2012-07-30", **more: Any) -> Determination:
    """A determination, achieved by northway for a client of the medium group unless said otherwise."""
    values: dict[str, Any] = {
        "journey": "2012-05-01", "part": "", "status": Status.ACHIEVED, "group": "medium", "contracts": ("northway",),
        "reason": "", "why": "", "evidence": (), "version": START,
    }  # fmt: skip
    values |= more
    values["journey"] = day(values["journey"])
    return Determination(client=client, outcome=code, date=None if date is None else day(date), **values)


def journey(client: str, start: str = "2012-05-01", end: str | None = None, **more: Any) -> JourneyFound:
    values: dict[str, Any] = {
        "attributor": client, "settled": True, "version": START, "group": "medium", "holder": "northway",
        "first_episode": ("N0852", client), "offences": (),
    }  # fmt: skip
    return JourneyFound(client=client, start=day(start), end=None if end is None else day(end), **(values | more))


def clients(determinations: Iterable[Determination], journeys: Iterable[JourneyFound] = ()) -> list[ClientFound]:
    """The clients of these determinations; a journey that is not given is made for each determination."""
    by_client: dict[str, list[Determination]] = defaultdict(list)
    known = {(one.client, one.start): one for one in journeys}
    for one in determinations:
        by_client[one.client].append(one)
        known.setdefault((one.client, one.journey), journey(one.client, one.journey.isoformat(), version=one.version))
    return [
        ClientFound(
            client, tuple(one for (owner, _), one in known.items() if owner == client), tuple(by_client[client])
        )
        for client in dict.fromkeys([*by_client, *(owner for owner, _ in known)])
    ]


def priced(
    determinations: Iterable[Determination],
    *schemes: Scheme,
    journeys: Iterable[JourneyFound] = (),
    cohort_rows: Iterable[Determination] = (),
    completeness: Completeness = COMPLETE,
    as_of: str = "2014-06-30",
) -> Entitled:
    return entitle(clients(determinations, journeys), list(cohort_rows), schemes, completeness, day(as_of))


def amounts(result: Entitled, *outcomes: str) -> dict[tuple[str, str, str, str], tuple[int, int]]:
    """(contract, client, outcome, part) → (amount, payable), of these outcomes or of all."""
    return {
        (row.contract, row.client, row.outcome, row.part): (row.amount, row.payable)
        for row in result.entitlements
        if not outcomes or row.outcome in outcomes
    }
