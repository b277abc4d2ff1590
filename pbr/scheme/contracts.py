"""Reads the [[contract]] tables: each provider's part in the scheme."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from pbr.scheme.document import Cap, Contract, Subcontractor
from pbr.scheme.kinds import Agency, Choice, Code, ListOf, Money, Number, Text, Whole
from pbr.scheme.tables import Table
from pbr.values.money import Pence

OLDEST: Final = 120


def read_contract(table: Table) -> Contract:
    """One contract, judged by itself; what contracts must be to each other is checked in validation.py."""
    age_min, age_max, modal = _read_covers(table.table("covers"))
    contract = Contract(
        code=table.get("code", Code()),
        provider=table.get("provider", Text()),
        agencies=table.get("agencies", ListOf(Agency(), least=1)),
        age_min=age_min,
        age_max=age_max,
        modal=modal,
        share=table.get("share", Number("1", above_zero=True), Decimal(1)),
        block_annual=_read_block(table),
        caps=tuple(_read_cap(entry) for entry in table.tables("caps")),
        floor=table.optional("floor", Money()),
        subcontractors=_read_subcontractors(table),
    )
    table.close()
    return contract


def read_attribution(table: Table) -> str:
    return table.get("attribution", Choice("holder", "shared"), "holder")


def _read_covers(covers: Table) -> tuple[int | None, int | None, frozenset[int]]:
    age_min = covers.optional("age_min", Whole(0, OLDEST))
    age_max = covers.optional("age_max", Whole(0, OLDEST))
    if age_min is not None and age_max is not None and age_min > age_max:
        wrong = f"the youngest age, {age_min}, lies above the oldest, {age_max}"
        covers.wrong("age_min", wrong, "let the youngest be at most as old as the oldest")
    modal = covers.get("modal", ListOf(Whole(1, 99)), ())
    covers.close()
    return age_min, age_max, frozenset(modal)


def _read_block(table: Table) -> Pence | None:
    if "block" not in table:
        return None
    block = table.table("block")
    annual = block.get("annual", Money())
    block.close()
    return annual


def _read_cap(entry: Table) -> Cap:
    cap = Cap(
        amount=entry.get("amount", Money()),
        outcomes=entry.get("outcomes", ListOf(Code()), ()),
        over=entry.get("over", Choice("lost", "carry"), "lost"),
    )
    entry.close()
    return cap


def _read_subcontractors(table: Table) -> tuple[Subcontractor, ...]:
    subcontractors = []
    for entry in table.tables("subcontractors"):
        share = entry.get("share", Number("1", above_zero=True))
        subcontractors.append(Subcontractor(entry.get("provider", Text()), share))
        entry.close()
    total = sum(subcontractor.share for subcontractor in subcontractors)
    if total > 1:
        table.wrong(
            "subcontractors",
            f"the shares sum to {total}, more than the whole payment",
            "let the shares sum to at most 1; the prime holds the rest",
        )
    return tuple(subcontractors)
