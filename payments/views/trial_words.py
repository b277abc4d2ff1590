"""What a trial found, in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from payments.rules.comparison import ALL, NOBODY, Amount, Aspect, Capped, Comparison, ContractTried, Journeys
from pbr.scheme.parties import contract_names
from pbr.values.dates import format_day
from pbr.values.money import format_pence

EVERYONE = "All providers together"
ASPECTS = {
    Aspect.SUBSTANCES: "Substances",
    Aspect.INJECTING: "Injecting",
    Aspect.HOUSING: "Housing",
}


def named(comparison: Comparison, aspect: Aspect, value: str) -> str:
    """A value of an aspect as people call it."""
    match aspect:
        case Aspect.OUTCOME:
            return comparison.titles.get(value, value)
        case Aspect.MONTH:
            return month_of(dt.date.fromisoformat(value))
        case Aspect.GROUP:
            return "Not by group" if value == NOBODY else f"{value[:1].upper()}{value[1:]}"
    return value if value != NOBODY else "Not for one client"


def month_of(day: dt.date) -> str:
    """March 2013."""
    return format_day(day).partition(" ")[2]


def provider_of(comparison: Comparison, contract: ContractTried) -> str:
    """The provider; where it has several contracts, also which one it is."""
    return contract_names({one.code: one.provider for one in comparison.contracts})[contract.code]


def earned_sentence(who: str, amount: Amount) -> str:
    """Northway Recovery would have earned £12,300.00 more: £134,000.00 instead of £121,700.00."""
    if not amount.difference:
        return f"{who} would have earned the same: {format_pence(amount.now)}."
    return (
        f"{who} would have earned {_more(amount.difference)}: "
        f"{format_pence(amount.draft)} instead of {format_pence(amount.now)}."
    )


def summary(comparison: Comparison, contracts: Sequence[ContractTried]) -> Iterator[str]:
    """A sentence for each contract; before them one for all together where there are several."""
    idle = {one.code: comparison.total(one.code) for one in contracts if comparison.treated_nobody(one.code)}
    if len(contracts) > 1:
        of_nobody = sum(one.difference for one in idle.values())
        beside = f" Of the difference, {_more(of_nobody)} is block and floor of contracts that treat nobody."
        yield earned_sentence(EVERYONE, comparison.total()) + (beside if of_nobody else "")
    for contract in contracts:
        total = comparison.total(contract.code)
        beside = " It treats nobody: that is its block and floor." if contract.code in idle and total.difference else ""
        yield earned_sentence(provider_of(comparison, contract), total) + beside
    yield from _capped(comparison.capped_of(contracts[0].code if len(contracts) == 1 else ALL))


def _capped(capped: Capped) -> Iterator[str]:
    """Nothing where no cap took anything off."""
    if capped.now or capped.draft:
        now, draft = (format_pence(pence) if pence else "nothing" for pence in (capped.now, capped.draft))
        yield (
            f"Caps take off {now} as things are and {draft} under the draft. In the tables this is spread over the "
            "outcomes, groups and months whose results came last in a year."
        )


def journeys_sentence(journeys: Journeys) -> str:
    together = journeys.gaining + journeys.losing + journeys.unchanged
    if not together:
        return "No journey is governed on either side."
    return (
        f"Of {together:,} {'journey' if together == 1 else 'journeys'}, {journeys.gaining:,} would have earned more, "
        f"{journeys.losing:,} less and {journeys.unchanged:,} the same."
    )


def split_sentence(comparison: Comparison, aspect: Aspect, amounts: Sequence[Amount]) -> str:
    """Where most is gained and where most is lost."""
    most, least = max(amounts, key=_difference), min(amounts, key=_difference)
    told = []
    if most.difference > 0:
        told.append(f"most is gained at “{named(comparison, aspect, most.value)}”, {_more(most.difference)}")
    if least.difference < 0:
        told.append(f"most is lost at “{named(comparison, aspect, least.value)}”, {_more(least.difference)}")
    sentence = ", and ".join(told) or "nothing differs"
    return f"{sentence[0].upper()}{sentence[1:]}."


def months_sentence(comparison: Comparison, amounts: Sequence[Amount]) -> str:
    more = sum(one.difference > 0 for one in amounts)
    less = sum(one.difference < 0 for one in amounts)
    if not more and not less:
        return "Every month would have earned the same."
    return f"{_months(more)} would have earned more, {_months(less).lower()} less. {_known(comparison)}"


def _known(comparison: Comparison) -> str:
    if comparison.known_to is None:
        return "Of no month is treatment known completely."
    return f"Treatment is known completely to {format_day(comparison.known_to)}; what comes later may still grow."


def _months(number: int) -> str:
    return "No month" if not number else f"{number} {'month' if number == 1 else 'months'}"


def waiting_sentence(started: bool, before: int) -> str:
    """What a trial that is not done waits for, as it was when the page was opened."""
    if started:
        return "A worker has taken it up and tries the draft on client after client. The result appears here by itself."
    pieces = "nothing" if not before else f"{before:,} {'piece' if before == 1 else 'pieces'} of work"
    return (
        f"It waits in the queue, with {pieces} before it, until a worker is free to take it up. "
        "How far it is and then the result appear here by themselves."
    )


def _more(difference: int) -> str:
    return f"{format_pence(abs(difference))} {'more' if difference > 0 else 'less'}"


def _difference(amount: Amount) -> int:
    return amount.difference
