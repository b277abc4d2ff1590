"""Reads the [[outcome]] tables: what is paid for, by which measure, at which prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from pbr.scheme.document import Band, Instalment, Outcome, ReviewRule, Tier
from pbr.scheme.kinds import Choice, Code, Money, Number, Text, Whole
from pbr.scheme.parameters import MEASURES, MOST_MONTHS, read_parameters
from pbr.scheme.tables import Table
from pbr.values.money import Pence

DOMAINS: Final = ("freedom", "offending", "wellbeing", "employment", "local", "quality", "service")
KINDS: Final = ("interim", "final", "service")

# Rows of the ledger that no outcome earns are known by these names (points 45 and 46).
RESERVED_CODES: Final = ("carried", "block", "floor")

_SHARE_OF_PRICE: Final = Number("1", above_zero=True)
_PROPORTION: Final = Number("1")


def read_outcome(table: Table, place: int, groups: Sequence[str], reviews: ReviewRule) -> Outcome | None:
    """One outcome; `place` counts from 0. None where its measure is not known, since then no other key can be judged."""
    code = table.get("code", Code())
    if code in RESERVED_CODES:
        table.wrong("code", f'"{code}" is a name that the ledger uses itself', "choose another code")
    measure = table.get("measure", Choice(*MEASURES))
    if not table.faults.clean(table.at("measure")):
        return None
    pricing = table.get("pricing", Choice("individual", "cohort"), "individual")
    prices, flat = _read_prices(table, measure, pricing, groups)
    parameters = read_parameters(table, measure, code, reviews)
    outcome = Outcome(
        code=code,
        title=table.get("title", Text(), code.replace("-", " ").replace("_", " ").capitalize()),
        domain=table.get("domain", Choice(*DOMAINS)),
        kind=table.get("kind", Choice(*KINDS)),
        measure=measure,
        pricing=pricing,
        prices=prices,
        flat=flat,
        bands=_read_bands(table, groups) if pricing == "cohort" and measure != "reoffending_cohort" else (),
        tiers=_read_tiers(table) if measure == "reoffending_cohort" else (),
        instalments=_read_instalments(table, parameters["months"], pricing) if measure == "non_representation" else (),
        parameters=parameters,
        place=place,
    )
    table.close(f"key of an outcome with the measure {measure}")
    return outcome


def _read_prices(table: Table, measure: str, pricing: str, groups: Sequence[str]) -> tuple[Mapping[str, Pence], bool]:
    """The price of each group and whether one price was given for all; no prices for cohorts (points 14)."""
    if measure == "reoffending_cohort":
        if pricing == "cohort":
            table.wrong("pricing", "reoffending_cohort takes tiers only", "leave pricing out")
        for key in ("price", "prices", "bands"):
            table.refuse(key, "reoffending_cohort takes tiers only", "give tiers with at_least and per_member")
        return {}, False
    table.refuse("tiers", f"{measure} takes no tiers", "tiers belong to reoffending_cohort")
    if pricing == "cohort":
        for key in ("price", "prices"):
            table.refuse(key, "cohort pricing takes bands only", "give bands with at_least and prices")
        return {}, False
    table.refuse("bands", "individual pricing takes no bands", 'say pricing = "cohort", or give price or prices')
    if "price" in table and "prices" in table:
        table.wrong("price", "is given beside prices", "give one price for all groups, or prices by group, not both")
    if "prices" in table:
        table.optional("price", Money())
        return read_group_prices(table, groups), False
    if "price" not in table:
        table.wrong("prices", "is missing", 'give prices by group, or price = "…" for every group')
    price = table.optional("price", Money()) or Money.blank
    return dict.fromkeys(groups, price), True


def read_group_prices(table: Table, groups: Sequence[str]) -> Mapping[str, Pence]:
    """A price for every group of the scheme and for no other."""
    prices = table.table("prices")
    by_group = {group: prices.get(group, Money()) for group in groups}
    prices.close("group")
    return by_group


def _read_bands(table: Table, groups: Sequence[str]) -> tuple[Band, ...]:
    bands = []
    for entry in table.tables("bands", least=1):
        bands.append(Band(entry.get("at_least", _PROPORTION), read_group_prices(entry, groups)))
        entry.close()
    if bands and bands[0].at_least != 0 and table.faults.clean(table.at("bands")):
        table.wrong("bands[1].at_least", f"the first band starts at {bands[0].at_least}", 'let it start at "0"')
    _must_rise(table, "bands", "at_least", [band.at_least for band in bands])
    return tuple(bands)


def _read_tiers(table: Table) -> tuple[Tier, ...]:
    tiers = []
    for entry in table.tables("tiers", least=1):
        tiers.append(Tier(entry.get("at_least", _PROPORTION), entry.get("per_member", Money())))
        entry.close()
    _must_rise(table, "tiers", "at_least", [tier.at_least for tier in tiers])
    return tuple(tiers)


def _read_instalments(table: Table, months: int, pricing: str) -> tuple[Instalment, ...]:
    """The instalments of non_representation; without any, all at `months`."""
    whole = (Instalment(months, Decimal(1)),)
    if pricing == "cohort":
        table.refuse("instalments", "cohort pricing excludes instalments", "leave instalments out")
        return whole
    if "instalments" not in table:
        return whole
    instalments = []
    for entry in table.tables("instalments", least=1):
        instalments.append(Instalment(entry.get("month", Whole(1, MOST_MONTHS)), entry.get("share", _SHARE_OF_PRICE)))
        entry.close()
    _must_rise(table, "instalments", "month", [instalment.month for instalment in instalments])
    for number, instalment in enumerate(instalments, 1):
        if instalment.month > months:
            table.wrong(
                f"instalments[{number}].month",
                f"month {instalment.month} lies after the last month that the outcome is asked about, {months}",
                "let no instalment be later than that month",
            )
    total = sum(instalment.share for instalment in instalments)
    if instalments and total != 1 and table.faults.clean(table.at("instalments")):
        table.wrong("instalments", f"the shares sum to {total}, not to 1", "let the shares sum to exactly 1")
    return tuple(instalments)


def _must_rise(table: Table, key: str, field: str, values: Sequence[int | Decimal]) -> None:
    paths = [f"{key}[{number}].{field}" for number in range(1, len(values) + 1)]
    readable = [table.faults.clean(table.at(path)) for path in paths]
    for at, (before, after) in enumerate(pairwise(values), 1):
        if after <= before and readable[at] and readable[at - 1]:
            table.wrong(
                paths[at], f"{after} does not lie above {before} before it", f"let {field} rise from entry to entry"
            )
