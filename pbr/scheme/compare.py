"""The difference between two versions of a scheme, in sentences that a commissioner reads before putting one in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pbr.scheme.document import Cap, Contract, Feed, FeedSource, Outcome, Scheme
from pbr.values.dates import format_day
from pbr.values.money import format_pence

NOTHING = "none"


def differences(old: Scheme, new: Scheme) -> list[str]:
    """One sentence for each thing that differs, in the document's order; empty where the versions say the same."""
    sentences = _changed(dict(_scheme_wide(old)), dict(_scheme_wide(new)))
    old_contracts = {contract.code: contract for contract in old.contracts}
    new_contracts = {contract.code: contract for contract in new.contracts}
    sentences += _came_and_went("contract", old_contracts, new_contracts)
    for code in (code for code in new_contracts if code in old_contracts):
        sentences += _changed(dict(_contract(old_contracts[code])), dict(_contract(new_contracts[code])))
    old_outcomes = {outcome.code: outcome for outcome in old.outcomes}
    new_outcomes = {outcome.code: outcome for outcome in new.outcomes}
    sentences += _came_and_went("outcome", old_outcomes, new_outcomes)
    for code in (code for code in new_outcomes if code in old_outcomes):
        sentences += _changed(*_outcome_pair(old_outcomes[code], new_outcomes[code]))
    return sentences


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """`label: before → after` for every label whose text differs; a label missing on one side reads as none."""
    labels = dict.fromkeys((*new, *old))
    pairs = ((label, old.get(label, NOTHING), new.get(label, NOTHING)) for label in labels)
    return [f"{label}: {before} → {after}" for label, before, after in pairs if before != after]


def _came_and_went(what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    sentences = [f"{what} removed: {in_words(code)}" for code in old if code not in new]
    sentences += [f"{what} added: {in_words(code)}" for code in new if code not in old]
    if [code for code in old if code in new] != [code for code in new if code in old]:
        sentences.append(f"{what}s are listed in another order")
    return sentences


def _scheme_wide(scheme: Scheme) -> Iterator[tuple[str, str]]:
    for label in ("name", "partnership", "starts", "ends", "groups", "run_off_months", "stock", "attribution"):
        yield in_words(label), _shown(getattr(scheme, label))
    month, day = scheme.contract_year_starts
    yield "contract year starts", f"{month:02d}-{day:02d}"
    for name, status in scheme.status.items():
        yield f"status of {in_words(name)}", status
    yield "days that join episodes", _shown(scheme.journey.gap_days)
    yield "success codes", _shown(tuple(sorted(scheme.journey.success_codes)))
    for item, days in scheme.reliable_change.items():
        yield f"reliable change of {item}", f"{days} days"
    for part in ("reviews", "lasars", "relapse"):
        section = getattr(scheme, part)
        for field in section.__dataclass_fields__:
            yield f"{part}, {in_words(field)}", _shown(getattr(section, field))
    for feed in scheme.feeds:
        yield f"sources of the feed {feed.name}", _sources(feed)
    for number, gate in enumerate(scheme.gates, 1):
        yield f"gate {number}", f"{_codes(gate.outcomes)} only after {_codes(gate.requires)}"
    for ceiling in scheme.ceilings:
        yield f"ceiling of {in_words(ceiling.outcome)}", f"{ceiling.share} of the domain {ceiling.of_domain}"


def _sources(feed: Feed) -> str:
    return "; ".join(_source(source) for source in feed.sources)


def _source(source: FeedSource) -> str:
    since = f" from {format_day(source.since)}" if source.since else ""
    until = f" until {format_day(source.until)}" if source.until else ""
    return f"{source.source}{since}{until}"


def _contract(contract: Contract) -> Iterator[tuple[str, str]]:
    name = in_words(contract.code)
    yield f"provider of {name}", contract.provider
    yield f"agencies of {name}", _shown(contract.agencies)
    yield f"youngest age covered by {name}", _shown(contract.age_min)
    yield f"oldest age covered by {name}", _shown(contract.age_max)
    yield f"interventions covered by {name}", _shown(tuple(sorted(contract.modal)))
    yield f"share of {name}", _shown(contract.share)
    yield f"block of {name}, a year", _money(contract.block_annual)
    yield f"floor of {name}, a year", _money(contract.floor)
    for number, cap in enumerate(contract.caps, 1):
        yield f"cap {number} of {name}", _cap(cap)
    for subcontractor in contract.subcontractors:
        yield f"share of {subcontractor.provider} in payments to {name}", _shown(subcontractor.share)


def _cap(cap: Cap) -> str:
    scope = _codes(cap.outcomes) if cap.outcomes else "every outcome"
    return f"{format_pence(cap.amount)} on {scope}, {'carried over' if cap.over == 'carry' else 'lost'} above it"


def _outcome_pair(old: Outcome, new: Outcome) -> tuple[dict[str, str], dict[str, str]]:
    """Both outcomes labelled alike: prices by group unless both have one price for all."""
    by_group = not (old.flat and new.flat)
    return dict(_outcome(old, by_group)), dict(_outcome(new, by_group))


def _outcome(outcome: Outcome, by_group: bool) -> Iterator[tuple[str, str]]:
    name = in_words(outcome.code)
    for field in ("title", "domain", "kind", "measure", "pricing"):
        yield f"{field} of {name}", in_words(getattr(outcome, field)) if field == "measure" else getattr(outcome, field)
    yield from _prices(f"price of {name}", outcome, by_group)
    for parameter, value in outcome.parameters.items():
        yield f"{in_words(parameter)} of {name}", _shown(value)
    if outcome.instalments:
        parts = (f"{part.share} at month {part.month}" for part in outcome.instalments)
        yield f"instalments of {name}", ", ".join(parts)


def _prices(label: str, outcome: Outcome, by_group: bool) -> Iterator[tuple[str, str]]:
    if outcome.prices and not by_group:
        yield label, _money(next(iter(outcome.prices.values())))
    elif outcome.prices:
        for group, price in outcome.prices.items():
            yield f"{label}, {group}", _money(price)
    for band in outcome.bands:
        for group, price in band.prices.items():
            yield f"{label}, {group}, from {_percent(band.at_least)} achieving", _money(price)
    for tier in outcome.tiers:
        yield f"{label} for each member, from {_percent(tier.at_least)} reduction", _money(tier.per_member)


def in_words(code: str) -> str:
    """A code or key as a sentence has it: "planned-exit" is planned exit."""
    return code.replace("-", " ").replace("_", " ")


def _codes(codes: Sequence[str]) -> str:
    return ", ".join(in_words(code) for code in codes)


def _money(amount: int | None) -> str:
    return NOTHING if amount is None else format_pence(amount)


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f} %"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date):
        return format_day(value)
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value) or NOTHING
    return NOTHING if value is None else str(value)
