"""The columns of a list whose rows are each of one contract."""

from __future__ import annotations

from payments.queries.wording import provider_of
from pbr.web.tables import Column


def contract_columns() -> tuple[Column, Column]:
    """Whose the row's `contract` is, sorted as it is named; files also have the contract's code."""
    return (
        Column(
            "Contract",
            lambda row: provider_of(row.contract),
            ("contract__provider__name", "contract__code"),
            "contract",
        ),
        Column("Contract code", lambda row: row.contract.code, on_page=False),
    )
