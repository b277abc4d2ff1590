"""What a study found, as tables and sentences."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from payments.tariff_forms import DOMAINS
from pbr.scheme.document import Scheme
from pbr.scheme.parties import contract_names
from pbr.values.dates import format_day
from pbr.values.money import format_pence
from pbr.web.exports import Cell, pence_as_pounds
from pbr.web.templatetags.pbr import part_in_words

Found = Mapping[str, Any]  # what payments.forecasting.study.study gives, out of the database
NO_GROUP = "no assessment"
BAND = ("Expected (£)", "Low, 8 in 10 (£)", "Low, 1 in 2 (£)", "High, 1 in 2 (£)", "High, 8 in 10 (£)")


class Table(NamedTuple):
    """`name` is what its export is asked for by; money in cells is Decimal pounds."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: list[Sequence[Cell]]


class Names(NamedTuple):
    """What codes are called."""

    outcomes: Mapping[str, str]
    providers: Mapping[str, str]
    groups: tuple[str, ...]

    @classmethod
    def of(cls, scheme: Scheme) -> Names:
        return cls(
            {one.code: one.title for one in scheme.outcomes},
            contract_names({one.code: one.provider for one in scheme.contracts}),
            scheme.groups,
        )


def group_in_words(group: str) -> str:
    return group or NO_GROUP


def money(pence: int) -> Cell:
    return pence_as_pounds(pence)


def share(value: float | None) -> str:
    return "" if value is None else f"{value * 100:.0f} %"


def in_order(called: Mapping[str, str], told: Mapping[str, Any]) -> list[str]:
    """The keys in the order of the scheme: a database keeps them in one of its own."""
    return [key for key in called if key in told]


def band(told: Mapping[str, int]) -> tuple[Cell, ...]:
    return tuple(money(told[name]) for name in ("expected", "low80", "low50", "high50", "high80"))


def month(iso: str | None) -> str:
    return f"{dt.date.fromisoformat(iso):%B %Y}" if iso else ""


# Tables ------------------------------------------------------------------------------------------------------------------


def prices(found: Found, names: Names) -> Table:
    """The price grid: proposed beside today's; one row where one price holds for every group."""
    now, new = found["today"]["prices"], found["proposed"]["prices"]
    rows: list[Sequence[Cell]] = []
    for code in in_order(names.outcomes, new):
        pairs = [(group, now[code][group], new[code][group]) for group in names.groups]
        if len({(before, after) for _, before, after in pairs}) == 1:
            pairs = [("every group", *pairs[0][1:])]
        rows += [
            (names.outcomes[code], group, money(before), money(after), money(after - before))
            for group, before, after in pairs
        ]
    return Table("prices", "Proposed prices", ("Outcome", "Group", "Today (£)", "Proposed (£)", "Difference (£)"), rows)


def baseline(found: Found, names: Names) -> Table:
    columns = ("Outcome", "Group", "Eligible", "Achieved", "Not achieved", "Open", "Of these held", "Rate of the decided",
               "Rate, 19 in 20", "Achieved a year")  # fmt: skip
    rows: list[Sequence[Cell]] = []
    for one in found["achievement"]:
        title = names.outcomes[one["outcome"]] + (f", {part_in_words(one['part'])}" if one["part"] else "")
        rate = one["rate"]
        between = f"{share(rate['low'])} to {share(rate['high'])}" if rate else ""
        rows.append(
            (title, group_in_words(one["group"]), one["eligible"], one["achieved"], one["failed"], one["open"], one["held"],
             share(rate and rate["share"]), between, str(one["a_year"]))
        )  # fmt: skip
    return Table("baseline", "How often each outcome was achieved", columns, rows)


def case_mix(found: Found, names: Names) -> Table:
    groups = (*names.groups, "")
    by_month: dict[tuple[str, str], Counter[str]] = {}
    for contract, group, when, journeys in found["case_mix"]:
        by_month.setdefault((contract, when), Counter())[group] += journeys
    rows: list[Sequence[Cell]] = [
        (
            names.providers.get(contract, "No contract"),
            month(when),
            *(counted[group] for group in groups),
            counted.total(),
        )
        for (contract, when), counted in sorted(by_month.items())
    ]
    columns = ("Provider", "Month of start", *(group_in_words(group).capitalize() for group in groups), "Journeys")
    return Table("case-mix", "Journeys by group and month", columns, rows)


def spread(told: Mapping[str, Mapping[str, Any]], called: Mapping[str, str], name: str, title: str, what: str) -> Table:
    """Expected money of a year with bands, one row for each."""
    rows: list[Sequence[Cell]] = [
        (called[key], *band(told[key])) for key in in_order(called, told) if told[key]["high80"]
    ]
    return Table(name, title, (what, *BAND), rows)


def money_tables(money_of: Mapping[str, Any], names: Names) -> list[Table]:
    groups = {group: group_in_words(group).capitalize() for group in (*names.groups, "")}
    of_outcomes = spread(
        money_of["outcomes"], names.outcomes, "outcomes", "Money of a year by outcome, with bands", "Outcome"
    )
    return [of_outcomes, spread(money_of["groups"], groups, "groups", "Money of a year by group, with bands", "Group")]


def weights(found: Found, wishes: Mapping[str, Any], names: Names) -> Table:
    """What was wished of the money's spread, and what the tariff reaches."""
    new = found["proposed"]
    by_domain = wishes["weigh_by"] == "domain"
    reached = new["domains"] if by_domain else {code: one["expected"] for code, one in new["outcomes"].items()}
    called = DOMAINS if by_domain else names.outcomes
    given = {key: float(weight) for key, weight in wishes["weights"].items()}
    whole, wished = sum(reached.values()), sum(given.values())
    rows: list[Sequence[Cell]] = [
        (called[key], wishes["weights"][key], share(given[key] / wished if wished else None),
         share(reached.get(key, 0) / whole if whole else None), money(reached.get(key, 0)))
        for key in in_order(called, given)
    ]  # fmt: skip
    what = "Domain" if by_domain else "Outcome"
    return Table(
        "weights", "Weights wished and reached", (what, "Weight", "Share wished", "Share reached", "Expected (£)"), rows
    )


def in_proportion(wishes: Mapping[str, Any]) -> str:
    """How the weights were taken, for whoever meant them as per cents."""
    whole = sum(map(Decimal, wishes["weights"].values()), Decimal())
    compared = "" if whole == 100 else ", not to 100,"
    added = f"The weights add up to {whole.normalize():f}{compared}"
    return f"{added} and were taken in proportion: each as its share of them all."


def caps(money_of: Mapping[str, Any], names: Names) -> Table:
    columns = ("Provider", "Cap (£)", "Chance that it cuts", "Expected cut (£)", "Cut in 1 year of 4, at least (£)",
               "Cut in 1 year of 10, at least (£)")  # fmt: skip
    rows: list[Sequence[Cell]] = [
        (names.providers[one["contract"]], money(one["cap"]), share(one["bites"]), money(one["cut"]["expected"]),
         money(one["cut"]["high50"]), money(one["cut"]["high80"]))
        for one in money_of["caps"]
    ]  # fmt: skip
    return Table("caps", "What a cap would cut in a year", columns, rows)


def volatility(money_of: Mapping[str, Any], names: Names) -> Table:
    columns = ("Provider", "Journeys", "Mean month (£)", "Worst month", "Its income (£)", "Worst month, 8 in 10, from (£)",
               "To (£)", "Spread of months", "Months below half the mean")  # fmt: skip
    rows: list[Sequence[Cell]] = [
        (names.providers[one["contract"]] + (" (small)" if one["small"] else ""), one["journeys"], money(one["mean"]),
         month(one["worst_month"]), money(one["worst"]), money(one["worst_band"]["low80"]),
         money(one["worst_band"]["high80"]), share(one["spread"]), share(one["lean"]))
        for one in money_of["volatility"]
    ]  # fmt: skip
    return Table("volatility", "How steady each provider's income would have been", columns, rows)


# Sentences ---------------------------------------------------------------------------------------------------------------


def about(found: Found, first: dt.date, last: dt.date) -> str:
    waiting = sum(one["open"] for one in found["achievement"])
    asked = sum(one["eligible"] for one in found["achievement"])
    open_part = f" {share(waiting / asked)} of what they were eligible for is still open." if asked else ""
    if waiting * 2 > asked:
        open_part += " That is most of it: what follows rests on few, and earlier months would say more."
    return (
        f"{_journeys(found['journeys'])} of {_clients(found['clients'])} started from {format_day(first)} to "
        f"{format_day(last)}.{open_part}"
    )


def spends(found: Found, budget: int) -> str:
    total = found["proposed"]["total"]
    difference = total["expected"] - budget
    beside = "exactly the budget" if not difference else (
        f"{format_pence(abs(difference))} {'more' if difference > 0 else 'less'} than the budget of {format_pence(budget)}"
    )  # fmt: skip
    return (
        f"These prices are expected to cost {format_pence(total['expected'])} a year, {beside}; in eight years of ten "
        f"between {format_pence(total['low80'])} and {format_pence(total['high80'])}."
    )


def stays(found: Found, wishes: Mapping[str, Any], names: Names) -> str:
    """Which prices the budget could not decide, since nobody is expected to achieve what they are for."""
    of_outcomes = found["today"]["outcomes"]
    unmoved = [
        names.outcomes[code]
        for code in in_order(names.outcomes, of_outcomes)
        if not of_outcomes[code]["expected"] and code not in wishes["kept"]
        and found["proposed"]["prices"][code] == found["today"]["prices"][code]
    ]  # fmt: skip
    return f"Nobody achieved these in the period, so their prices stay: {'; '.join(unmoved)}." if unmoved else ""


def for_nothing(found: Found, names: Names) -> str:
    """Which outcomes cost something today and nothing under the proposed prices."""
    today, proposed = found["today"]["prices"], found["proposed"]["prices"]
    priced = [code for code in in_order(names.outcomes, proposed) if any(today[code].values())]
    nothing = [names.outcomes[code] for code in priced if not any(proposed[code].values())]
    if not nothing:
        return ""
    if len(nothing) == len(priced):
        return "Every price is £0.00: the budget is too small to pay for anything."
    return f"These are paid nothing under the proposed prices: {'; '.join(nothing)}."


def costs(found: Found) -> str:
    total = found["today"]["total"]
    return (
        f"At the prices of the basis a year is expected to cost {format_pence(total['expected'])}; in eight years of ten "
        f"between {format_pence(total['low80'])} and {format_pence(total['high80'])}."
    )


def worst_months(money_of: Mapping[str, Any], names: Names) -> Iterator[str]:
    """A sentence for each small provider with income."""
    for one in money_of["volatility"]:
        if one["small"] and one["worst_month"]:
            low, high = (format_pence(one["worst_band"][name]) for name in ("low80", "high80"))
            yield (
                f"{names.providers[one['contract']]} is small ({_journeys(one['journeys'])} in the period): its worst month "
                f"would have been {month(one['worst_month'])} with {format_pence(one['worst'])}, where a month has "
                f"{format_pence(one['mean'])} on average. With other clients like these, eight worst months of ten would "
                f"lie between {low} and {high}."
            )


def _journeys(number: int) -> str:
    return f"{number:,} journey{'' if number == 1 else 's'}"


def _clients(number: int) -> str:
    return f"{number:,} client{'' if number == 1 else 's'}"
