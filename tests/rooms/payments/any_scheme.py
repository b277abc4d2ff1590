"""Any small scheme: one or two versions of outcomes of any measure with any valid parameters, prices, caps and gates.

The parameters of a measure are drawn from the table that validates them, so a new parameter is tried without a word
here; only where its whole range would say little of a small caseload is a shorter one named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st

from pbr.scheme.kinds import Choice, Code, Flag, Kind, ListOf, Number, Text, Whole
from pbr.scheme.parameters import MEASURES, Parameter
from pbr.values.money import format_pence

AGENCIES: Final = ("N0852", "N0853", "N0901")
CONTRACTS: Final = ("northway", "harbour", "bridge")
GROUPS: Final = ("low", "high")
LOCAL_CODES: Final = ("TRAINING", "PARENTING")
VERSIONS: Final = ((dt.date(2012, 4, 1), dt.date(2013, 3, 31)), (dt.date(2013, 4, 1), dt.date(2014, 3, 31)))
DOMAINS: Final = ("freedom", "wellbeing", "employment")
SHORTER: Final[Mapping[str, tuple[int, int]]] = {
    "months": (1, 9), "min_gap_days": (0, 40), "within_days": (40, 365), "max_days": (0, 30), "days": (1, 100),
    "points": (1, 8), "after_exit_days": (0, 60), "clock_offset_days": (0, 60), "horizon_months": (3, 24),
    "lag_months": (0, 6), "min_cohort": (1, 3),
}  # fmt: skip

Entry = tuple[str, str]  # a key of the document and its value, as TOML


def quoted(text: str) -> str:
    return f'"{text}"'


def listed(values: list[str]) -> str:
    return f"[{', '.join(values)}]"


def money(least: int = 0, most: int = 30_000) -> st.SearchStrategy[str]:
    """Odd pence too, so that shares and quarters must be rounded."""
    pence = st.one_of(st.integers(least, most), st.sampled_from([5_000, 9_001, 10_000]))
    return pence.map(lambda amount: quoted(format_pence(amount).lstrip("£").replace(",", "")))


def group_prices() -> st.SearchStrategy[str]:
    return st.tuples(*(money() for _ in GROUPS)).map(
        lambda prices: (
            "{ " + ", ".join(f"{group} = {price}" for group, price in zip(GROUPS, prices, strict=True)) + " }"
        )
    )


@st.composite
def schemes(draw: st.DrawFn) -> list[str]:
    """The documents of one or two versions of one scheme."""
    contracts = draw(st.lists(st.sampled_from(CONTRACTS), min_size=1, max_size=3, unique=True))
    attribution = draw(st.sampled_from(["holder", "holder", "shared"]))
    versions = VERSIONS[: draw(st.integers(1, 2))]
    return [draw(_document(starts, ends, contracts, attribution)) for starts, ends in versions]


@st.composite
def _document(draw: st.DrawFn, starts: dt.date, ends: dt.date, contracts: list[str], attribution: str) -> str:
    """One version. Every agency is named, so that each version knows the whole partnership."""
    measures = draw(st.lists(st.sampled_from(sorted(MEASURES)), min_size=3, max_size=7))
    outcomes = [f"{measure.replace('_', '-')}-{place}" for place, measure in enumerate(measures)]
    cohort_priced = {
        code
        for code, measure in zip(outcomes, measures, strict=True)
        if measure != "reoffending_cohort" and draw(st.integers(0, 4)) == 0
    }
    of_clients = [code for code in outcomes if not code.startswith("reoffending-cohort")]
    parts = [
        _head(starts, ends, draw),
        *_contract_tables(draw, contracts, attribution, outcomes),
        *(
            draw(_outcome(code, measure, contracts, code in cohort_priced))
            for code, measure in zip(outcomes, measures, strict=True)
        ),
        *_gate(draw, [code for code in of_clients if code not in cohort_priced], of_clients),
    ]
    return "\n".join(parts)


def _head(starts: dt.date, ends: dt.date, draw: st.DrawFn) -> str:
    one_of = st.sampled_from
    return (
        f'name = "Any PbR"\npartnership = "J04B"\nstarts = {starts}\nends = {ends}\n'
        f"run_off_months = {draw(one_of([0, 3, 24]))}\n"
        f"contract_year_starts = {quoted(draw(one_of(['04-01', '10-01'])))}\n"
        f"stock = {quoted(draw(one_of(['exclude', 'include'])))}\n"
        f"groups = {listed([quoted(group) for group in GROUPS])}\n"
        f"[journey]\ngap_days = {draw(one_of([0, 21, 60]))}\n"
        "[reliable_change]\nALCUSE = 11\nOPIUSE = 13\nCRAUSE = 8\nCOCAUSE = 8\nAMPHUSE = 8\nCANNUSE = 9\nOTDRGUSE = 8\n"
        f"[reviews]\nrule = {quoted(draw(one_of(['any', 'consecutive'])))}\n"
        f"min_gap_days = {draw(one_of([0, 28]))}\n"
        f'[lasars]\nhost = "daat"\nagencies = {listed([quoted(agency) for agency in AGENCIES])}\n'
        f"window_days = {draw(one_of([0, 90]))}\n"
        f"[relapse]\nwithin_months = {draw(one_of([0, 12]))}\n"
        f"interim_again = {draw(_flag())}\nfinal_again = {draw(_flag())}\n"
        + draw(
            one_of(
                [
                    "",
                    '[[feed]]\nname = "cjs"\nsources = [ { source = "DIP", until = 2013-10-31 }, '
                    '{ source = "CJIT", from = 2013-11-01 } ]\n',
                ]
            )
        )
    )


def _contract_tables(draw: st.DrawFn, contracts: list[str], attribution: str, outcomes: list[str]) -> list[str]:
    """Each contract has agencies of its own; or two share theirs, told apart by the client's age."""
    agencies = {code: [AGENCIES[place]] for place, code in enumerate(contracts)}
    covers = dict.fromkeys(contracts, draw(st.sampled_from(["{ }", "{ }", "{ modal = [2, 4] }"])))
    if len(contracts) > 1 and draw(_flag()) == "true":
        young, old = contracts[:2]
        agencies[young] = agencies[old] = [AGENCIES[0], AGENCIES[1]]
        covers[young], covers[old] = "{ age_max = 29 }", "{ age_min = 30 }"
    return [
        f"[[contract]]\ncode = {quoted(code)}\nprovider = {quoted(code.title())}\n"
        f"agencies = {listed([quoted(agency) for agency in agencies[code]])}\ncovers = {covers[code]}\n"
        f"share = {quoted(draw(st.sampled_from(['1', '0.5', '0.333'])))}\nattribution = {quoted(attribution)}\n"
        + draw(st.one_of(st.just(""), money(0, 1_000_00).map("block = {{ annual = {} }}\n".format)))
        + draw(st.one_of(st.just(""), money(0, 1_000_00).map("floor = {}\n".format)))
        + f"caps = {listed([_cap(draw, outcomes) for _ in range(draw(st.integers(0, 2)))])}\n"
        for code in contracts
    ]


def _cap(draw: st.DrawFn, outcomes: list[str]) -> str:
    some = draw(st.lists(st.sampled_from(outcomes), max_size=2, unique=True))
    over = quoted(draw(st.sampled_from(["lost", "carry"])))
    return f"{{ amount = {draw(money(0, 40_000))}, outcomes = {listed([quoted(one) for one in some])}, over = {over} }}"


@st.composite
def _outcome(draw: st.DrawFn, code: str, measure: str, contracts: list[str], by_cohort: bool) -> str:
    entries: list[Entry] = [
        ("code", quoted(code)),
        ("domain", quoted(draw(st.sampled_from(DOMAINS)))),
        ("kind", quoted(draw(st.sampled_from(["interim", "final", "service"])))),
        ("measure", quoted(measure)),
        *draw(_prices(measure, by_cohort)),
    ]
    parameters = {one.name: draw(_value(one, contracts)) for one in MEASURES[measure].all}
    if measure == "local_event":
        parameters["event"] = quoted(draw(st.sampled_from(LOCAL_CODES)))
    entries += [(name, value) for name, value in parameters.items() if value]
    if measure == "non_representation" and not by_cohort:
        entries += draw(_instalments(int(parameters["months"] or 12)))
    return "[[outcome]]\n" + "".join(f"{key} = {value}\n" for key, value in entries)


@st.composite
def _prices(draw: st.DrawFn, measure: str, by_cohort: bool) -> list[Entry]:
    if measure == "reoffending_cohort":
        tiers = [f'{{ at_least = "{share}", per_member = {draw(money())} }}' for share in ("0.05", "0.50")]
        return [("tiers", listed(tiers))]
    if by_cohort:
        bands = [f'{{ at_least = "{share}", prices = {draw(group_prices())} }}' for share in ("0", "0.40", "0.75")]
        return [("pricing", quoted("cohort")), ("bands", listed(bands))]
    return [
        draw(st.one_of(money().map(lambda price: ("price", price)), group_prices().map(lambda all: ("prices", all))))
    ]


@st.composite
def _instalments(draw: st.DrawFn, months: int) -> list[Entry]:
    if months < 3 or draw(_flag()) == "false":
        return []
    shares = draw(st.sampled_from([("0.5", "0.5"), ("0.333", "0.667"), ("0.25", "0.25", "0.50")]))
    at = [1, 2, 3] if len(shares) == 3 else [1, months]
    entries = [f"{{ month = {month}, share = {quoted(share)} }}" for month, share in zip(at, shares, strict=True)]
    return [("instalments", listed(entries))]


def _value(parameter: Parameter, contracts: list[str]) -> st.SearchStrategy[str]:
    """A value as TOML, or "" where the parameter is left out."""
    of_kind = _of_kind(parameter.name, parameter.kind, contracts)
    return of_kind if parameter.required or parameter.name == "months" else st.one_of(st.just(""), of_kind)


def _of_kind(name: str, kind: Kind[Any], contracts: list[str]) -> st.SearchStrategy[str]:
    match kind:
        case Flag():
            return _flag()
        case Whole():
            least, most = SHORTER.get(name, (kind.least, kind.most))
            return st.integers(max(least, kind.least), min(most, kind.most)).map(str)
        case Choice():
            return st.sampled_from(kind.allowed).map(quoted)
        case Number():
            return st.sampled_from(["0.5", "1", "2"]).map(quoted)
        case Text():
            return st.sampled_from(LOCAL_CODES).map(quoted)
        case Code():
            return st.sampled_from(contracts).map(quoted)
        case ListOf():
            inner = _of_kind(name, kind.item, contracts)
            return st.lists(inner, min_size=1, max_size=2, unique=True).map(listed)
    raise AssertionError(f"no values are known for {kind.wanted}")


def _gate(draw: st.DrawFn, payable: list[str], provable: list[str]) -> list[str]:
    if not payable or draw(st.integers(0, 2)):
        return []
    gated = draw(st.lists(st.sampled_from(payable), min_size=1, max_size=2, unique=True))
    required = draw(st.lists(st.sampled_from(provable), min_size=1, max_size=2, unique=True))
    return [
        f"[[gate]]\noutcomes = {listed([quoted(code) for code in gated])}\nrequires = {listed([quoted(code) for code in required])}\n"
    ]


def _flag() -> st.SearchStrategy[str]:
    return st.sampled_from(["true", "false"])
