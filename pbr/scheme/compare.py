"""The difference between two versions of a scheme, in sentences that a commissioner reads before putting one in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pbr.scheme.document import Cap, Contract, Feed, FeedSource, Outcome, Scheme
from pbr.scheme.parties import contract_names
from pbr.scheme.words import (
    ANSWERS,
    DOMAINS,
    FEEDS,
    KINDS,
    MARKS,
    PARAMETERS,
    PRICINGS,
    SUBSTANCES,
    WHOLE,
    WHOLE_ANSWERS,
)
from pbr.values.dates import format_day
from pbr.values.money import format_pence

NOTHING = "none"


def differences(old: Scheme, new: Scheme) -> list[str]:
    """One sentence for each thing that differs, in the document's order; empty where the versions say the same.

    Outcomes are called by their titles and contracts by their providers, as the new version has them.
    """
    titles = {outcome.code: f"“{outcome.title}”" for outcome in (*old.outcomes, *new.outcomes)}
    sentences = _changed(dict(_scheme_wide(old, titles)), dict(_scheme_wide(new, titles)))
    parties = contract_names({one.code: one.provider for one in (*old.contracts, *new.contracts)})
    old_contracts = {contract.code: contract for contract in old.contracts}
    new_contracts = {contract.code: contract for contract in new.contracts}
    sentences += _came_and_went("contract", old_contracts, new_contracts, parties)
    for code in (code for code in new_contracts if code in old_contracts):
        before, after = old_contracts[code], new_contracts[code]
        sentences += _changed(
            dict(_contract(before, parties[code], titles)), dict(_contract(after, parties[code], titles))
        )
    old_outcomes = {outcome.code: outcome for outcome in old.outcomes}
    new_outcomes = {outcome.code: outcome for outcome in new.outcomes}
    sentences += _came_and_went("outcome", old_outcomes, new_outcomes, titles)
    for code in (code for code in new_outcomes if code in old_outcomes):
        sentences += _changed(*_outcome_pair(old_outcomes[code], new_outcomes[code], titles[code], parties))
    return sentences


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """`label: before → after` for every label whose text differs; a label missing on one side reads as none."""
    labels = dict.fromkeys((*new, *old))
    pairs = ((label, old.get(label, NOTHING), new.get(label, NOTHING)) for label in labels)
    return [f"{label}: {before} → {after}" for label, before, after in pairs if before != after]


def _came_and_went(what: str, old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    sentences = [f"{what} removed: {names[code]}" for code in old if code not in new]
    sentences += [f"{what} added: {names[code]}" for code in new if code not in old]
    if [code for code in old if code in new] != [code for code in new if code in old]:
        sentences.append(f"{what}s are listed in another order")
    return sentences


def _scheme_wide(scheme: Scheme, titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for label in ("name", "partnership", "starts", "ends", "groups", "run_off_months", "stock", "attribution"):
        yield WHOLE.get(label, label), _answer(label, getattr(scheme, label))
    month, day = scheme.contract_year_starts
    yield "contract years start on", format_day(scheme.starts.replace(month=month, day=day)).rpartition(" ")[0]
    for name, status in scheme.status.items():
        marked = titles.get(name) or within_a_sentence(MARKS.get(name, PARAMETERS.get(name, in_words(name))))
        yield f"status of {marked}", status
    yield "days that join two episodes", _shown(scheme.journey.gap_days)
    yield "discharge codes that are a success", _shown(tuple(sorted(scheme.journey.success_codes)))
    for item, days in scheme.reliable_change.items():
        yield f"reliable change of {within_a_sentence(SUBSTANCES.get(item, item))}", f"{days} days"
    for part in ("reviews", "lasars", "relapse"):
        section = getattr(scheme, part)
        for field in section.__dataclass_fields__:
            label = f"{WHOLE.get(part, part)}, {WHOLE.get(field, in_words(field))}"
            yield label, _answer(field, getattr(section, field))
    for feed in scheme.feeds:
        yield f"sources of {FEEDS.get(feed.name, feed.name)}", _sources(feed)
    for number, gate in enumerate(scheme.gates, 1):
        yield f"gate {number}", f"{_named(gate.outcomes, titles)} only after {_named(gate.requires, titles)}"
    for ceiling in scheme.ceilings:
        domain = DOMAINS.get(ceiling.of_domain, ceiling.of_domain)
        yield f"ceiling of {titles[ceiling.outcome]}", f"{_percent(ceiling.share)} of the domain “{domain}”"


def _answer(name: str, value: Any) -> str:
    """A value of the document in the words of its question."""
    answers = {**dict(ANSWERS.get(name, ())), **WHOLE_ANSWERS.get(name, {})}
    return within_a_sentence(answers[value]) if isinstance(value, str) and value in answers else _shown(value)


def _sources(feed: Feed) -> str:
    return "; ".join(_source(source) for source in feed.sources)


def _source(source: FeedSource) -> str:
    since = f" from {format_day(source.since)}" if source.since else ""
    until = f" until {format_day(source.until)}" if source.until else ""
    return f"{source.source}{since}{until}"


def _contract(contract: Contract, name: str, titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield f"provider of {name}", contract.provider
    yield f"agencies of {name}", _shown(contract.agencies)
    yield f"youngest age covered by {name}", _shown(contract.age_min)
    yield f"oldest age covered by {name}", _shown(contract.age_max)
    yield f"interventions covered by {name}", _shown(tuple(sorted(contract.modal)))
    yield f"share of {name}", _shown(contract.share)
    yield f"block of {name}, a year", _money(contract.block_annual)
    yield f"floor of {name}, a year", _money(contract.floor)
    for number, cap in enumerate(contract.caps, 1):
        yield f"cap {number} of {name}", _cap(cap, titles)
    for subcontractor in contract.subcontractors:
        yield f"share of {subcontractor.provider} in payments to {name}", _shown(subcontractor.share)


def _cap(cap: Cap, titles: Mapping[str, str]) -> str:
    scope = _named(cap.outcomes, titles) if cap.outcomes else "every outcome"
    return f"{format_pence(cap.amount)} on {scope}, {'carried over' if cap.over == 'carry' else 'lost'} above it"


def _outcome_pair(
    old: Outcome, new: Outcome, name: str, parties: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Both outcomes labelled alike: prices by group unless both have one price for all."""
    by_group = not (old.flat and new.flat)
    return dict(_outcome(old, name, parties, by_group)), dict(_outcome(new, name, parties, by_group))


def _outcome(outcome: Outcome, name: str, parties: Mapping[str, str], by_group: bool) -> Iterator[tuple[str, str]]:
    yield f"title of {name}", outcome.title
    yield f"domain of {name}", DOMAINS.get(outcome.domain, outcome.domain)
    yield f"kind of {name}", KINDS.get(outcome.kind, outcome.kind).lower()
    yield f"measure of {name}", in_words(outcome.measure)
    yield f"how {name} is priced", PRICINGS.get(outcome.pricing, outcome.pricing)
    yield from _prices(f"price of {name}", outcome, by_group)
    for parameter, value in outcome.parameters.items():
        label = within_a_sentence(PARAMETERS.get(parameter, in_words(parameter))).removesuffix("?")
        party = parties.get(value) if parameter in ("from_contract", "to_contract") else None
        yield f"{name}, {label}", party or _answer(parameter, value)
    if outcome.instalments:
        parts = (f"{_percent(part.share)} at month {part.month}" for part in outcome.instalments)
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


def within_a_sentence(words: str) -> str:
    """Without the capital of its beginning, which an abbreviation keeps."""
    return words[:1].lower() + words[1:] if words[1:2].islower() or words[1:2] == " " else words


def _named(codes: Sequence[str], titles: Mapping[str, str]) -> str:
    return ", ".join(titles[code] for code in codes)


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
