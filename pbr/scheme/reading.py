"""Reads one scheme document. What is wrong with it is found whole, listed at once, and refuses it (scheme.md)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from pbr.scheme.contracts import read_attribution, read_contract
from pbr.scheme.document import Ceiling, Feed, FeedSource, Gate, JourneyRule, Lasars, Relapse, ReviewRule, Scheme
from pbr.scheme.errors import SchemeError, SchemeRefused
from pbr.scheme.kinds import Agency, Choice, Code, Day, FirstOfMonth, Flag, ListOf, Number, Text, Whole
from pbr.scheme.outcomes import read_outcome
from pbr.scheme.parameters import MEASURES, MOST_DAYS
from pbr.scheme.tables import Faults, Table
from pbr.scheme.validation import check_document
from pbr.values.dates import format_day

LONGEST_DOCUMENT: Final = 1_000_000  # bytes; the longest real scheme has some ten thousand

# Days by which use must fall, by TOP item, where the document has no [reliable_change] table (points 13).
RELIABLE_CHANGE_DAYS: Final[Mapping[str, int]] = {
    "ALCUSE": 11,
    "OPIUSE": 13,
    "CRAUSE": 8,
    "COCAUSE": 8,
    "AMPHUSE": 8,
    "CANNUSE": 9,
    "OTDRGUSE": 8,
}
FEEDS: Final = (
    "ndtms", "assessments", "cjs", "offences", "hepb", "local", "work_programme", "deaths", "moves", "decisions",
)  # fmt: skip

# What a [status] table may call illustrative besides the document's own keys and outcomes (domain.md, "What is not known").
STATUS_NAMES: Final = frozenset(
    {
        "prices", "bands", "tiers", "caps", "floors", "blocks", "shares", "block", "floor", "instalments", "baseline",
        "reliable_change", "reviews", "min_gap_days", "within_days", "journey", "gap_days", "success_codes", "groups",
        "lasars", "window_days", "audit_share", "relapse", "clawback", "on_failure", "complexity", "run_off_months",
        "stock", "contracts", "subcontractors", "covers", "gates", "ceilings", "feeds", "outcomes",
    }
)  # fmt: skip


def read_scheme(text: str | bytes, name: str = "scheme.toml") -> Scheme:
    """One scheme version from its TOML document; `name` is what messages call the document.

    Raises SchemeRefused with every error at once. Bytes are UTF-8, as TOML asks.
    """
    faults = Faults()
    root = Table(parse_toml(text, name), "", faults)
    scheme = _read_document(root)
    check_document(scheme, faults)
    if faults.errors:
        raise SchemeRefused(name, faults.errors)
    return scheme


def parse_toml(text: str | bytes, name: str) -> dict[str, Any]:
    if len(text) > LONGEST_DOCUMENT:
        raise SchemeRefused(name, [SchemeError("document", "is longer than a million characters", "send a scheme")])
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        return tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SchemeRefused(name, [SchemeError(f"line {line}", "is not UTF-8", "save it as UTF-8")]) from None
    except RecursionError:
        raise SchemeRefused(name, [SchemeError("document", "is nested too deeply", "write flat tables")]) from None
    except ValueError as error:
        raise SchemeRefused(name, [_syntax_error(str(error), str(text))]) from None


def _syntax_error(message: str, text: str) -> SchemeError:
    """The parser's complaint under the line it is about; a document that just stops is wrong in its last line."""
    match = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    line = int(match[1]) if match else max(len(text.splitlines()), 1)
    place = f" in column {match[2]}" if match else ""
    wrong = re.sub(r" \(at [^)]*\)$", "", message)
    return SchemeError(f"line {line}", f"is not TOML{place}: {wrong}", "write key = value, text between quotes")


def _read_document(root: Table) -> Scheme:
    groups = root.get("groups", ListOf(Text(), least=1))
    reviews = _read_reviews(root.table("reviews"))
    contracts = root.tables("contract", least=1)
    attributions = [read_attribution(table) for table in contracts]
    outcomes = [
        read_outcome(table, place, groups, reviews) for place, table in enumerate(root.tables("outcome", least=1))
    ]
    known = tuple(outcome for outcome in outcomes if outcome is not None)
    scheme = Scheme(
        name=root.get("name", Text()),
        partnership=root.get("partnership", Code()),
        starts=root.get("starts", Day()),
        ends=root.get("ends", Day()),
        groups=groups,
        contracts=tuple(read_contract(table) for table in contracts),
        outcomes=known,
        run_off_months=root.get("run_off_months", Whole(0, 120), 24),
        contract_year_starts=root.get("contract_year_starts", FirstOfMonth(), (4, 1)),
        stock=root.get("stock", Choice("exclude", "include"), "exclude"),
        status=_read_status(root.table("status"), [outcome.code for outcome in known]),
        journey=_read_journey(root.table("journey")),
        reliable_change=_read_reliable_change(root),
        reviews=reviews,
        lasars=_read_lasars(root.table("lasars")),
        relapse=_read_relapse(root.table("relapse")),
        feeds=tuple(_read_feed(table) for table in root.tables("feed")),
        attribution=attributions[0] if attributions else "holder",
        gates=tuple(_read_gate(table) for table in root.tables("gate")),
        ceilings=tuple(_read_ceiling(table) for table in root.tables("ceiling")),
    )
    _attributions_agree(contracts, attributions)
    root.close()
    return scheme


def _attributions_agree(contracts: Sequence[Table], attributions: Sequence[str]) -> None:
    """`attribution` is a property of the contracts together (points 16)."""
    for table, attribution in zip(contracts, attributions, strict=True):
        if attribution != attributions[0]:
            table.wrong(
                "attribution",
                f'is "{attribution}" where the first contract has "{attributions[0]}"',
                'let all contracts say the same (one that says nothing says "holder")',
            )


def _read_reviews(table: Table) -> ReviewRule:
    rule = ReviewRule(
        rule=table.get("rule", Choice("any", "consecutive"), "any"),
        min_gap_days=table.get("min_gap_days", Whole(0, 3650), 28),
        within_days=table.get("within_days", Whole(1, 3650), 365),
    )
    if rule.min_gap_days > rule.within_days:
        table.wrong(
            "min_gap_days",
            f"two reviews cannot lie at least {rule.min_gap_days} and at most {rule.within_days} days apart",
            "let the least distance be at most the greatest",
        )
    table.close()
    return rule


def _read_status(table: Table, outcomes: Sequence[str]) -> Mapping[str, str]:
    parameters = {parameter.name for measure in MEASURES.values() for parameter in measure.all}
    nameable = STATUS_NAMES | parameters | set(outcomes)
    status = {}
    for key in table.names():
        status[key] = table.get(key, Choice("illustrative", "confirmed"))
        if key not in nameable:
            table.wrong(
                key, "names nothing in this document", "name an outcome or a part of the document, as in prices"
            )
    return status


def _read_journey(table: Table) -> JourneyRule:
    success_codes = table.get("success_codes", ListOf(Whole(1, 99), least=1), (80, 81, 82))
    rule = JourneyRule(table.get("gap_days", Whole(0, 365), 21), frozenset(success_codes))
    table.close()
    return rule


def _read_reliable_change(root: Table) -> Mapping[str, int]:
    """Whole or absent (points 19): a substance without a threshold would be judged by a number nobody agreed."""
    table = root.table("reliable_change")
    if "reliable_change" not in root:
        return RELIABLE_CHANGE_DAYS
    thresholds = {item: table.get(item, Whole(1, MOST_DAYS)) for item in RELIABLE_CHANGE_DAYS}
    table.close("TOP item")
    return thresholds


def _read_lasars(table: Table) -> Lasars:
    lasars = Lasars(
        host=table.get("host", Choice("daat", "independent", "provider"), "daat"),
        agencies=table.get("agencies", ListOf(Agency()), ()),
        window_days=table.get("window_days", Whole(0, 3650), 90),
        audit_share=table.get("audit_share", Number("1"), Decimal("0.10")),
    )
    if lasars.host == "provider" and not lasars.audit_share:
        table.wrong(
            "audit_share",
            "is 0 where a provider assesses: nobody would look at assessments made by those whom they pay",
            "let it be above 0",
        )
    table.close()
    return lasars


def _read_relapse(table: Table) -> Relapse:
    relapse = Relapse(
        within_months=table.get("within_months", Whole(0, 120), 12),
        interim_again=table.get("interim_again", Flag(), False),
        final_again=table.get("final_again", Flag(), True),
    )
    table.close()
    return relapse


def _read_feed(table: Table) -> Feed:
    feed = Feed(
        name=table.get("name", Choice(*FEEDS)),
        sources=tuple(_read_source(entry) for entry in table.tables("sources", least=1)),
    )
    table.close()
    return feed


def _read_source(entry: Table) -> FeedSource:
    source = FeedSource(entry.get("source", Text()), entry.optional("from", Day()), entry.optional("until", Day()))
    if source.since is not None and source.until is not None and source.since > source.until:
        wrong = f"{format_day(source.since)} lies after the last day, {format_day(source.until)}"
        entry.wrong("from", wrong, "let it count from a day on or before the last")
    entry.close()
    return source


def _read_gate(table: Table) -> Gate:
    gate = Gate(table.get("outcomes", ListOf(Code(), least=1)), table.get("requires", ListOf(Code(), least=1)))
    table.close()
    return gate


def _read_ceiling(table: Table) -> Ceiling:
    ceiling = Ceiling(
        outcome=table.get("outcome", Code()),
        of_domain=table.get("of_domain", Text()),
        share=table.get("share", Number("1")),
    )
    table.close()
    return ceiling
