"""Small extracts, written as bytes and read by the real reader."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from caseloads.intake.extract import read_extract
from caseloads.intake.findings import REJECTED, Finding
from caseloads.intake.names import read_name
from caseloads.intake.reading import Summary
from caseloads.rules.mentions import Mention

NDTMS = "N0852-20120401-20130331-TREAT-IN-J.csv"
AGENCIES = frozenset({"N0852", "N0853"})
USUAL = {
    "FINITIAL": "A", "SINITIAL": "B", "DOB": "1980-02-01", "SEX": "M", "REFLD": "2012-05-01", "AGNCY": "N0852",
    "CLIENTID": "1001", "EPISODID": "1", "CONSENT": "Y", "DAT": "J04B", "DRUG1": "1101", "DRUG2": "", "DRUG3": "",
    "ACCMNEED": "3", "TRIAGED": "2012-05-01", "DISD": "", "DISRSN": "", "MODAL": "4", "MODID": "1M1",
    "MODST": "2012-05-01", "MODEND": "", "TOPDATE": "2012-05-01", "TOPID": "1T1", "TRSTAGE": "S", "ALCUSE": "20",
    "OPIUSE": "15", "QUALLIFE": "9", "ACUTHPBM": "N",
}  # fmt: skip


def written(rows: Sequence[dict[str, str]], columns: Sequence[str] = tuple(USUAL)) -> bytes:
    """Rows as a file; what a row does not say is as in USUAL."""
    lines = [",".join(columns)]
    lines += [",".join((USUAL | row).get(column, "") for column in columns) for row in rows]
    return ("\n".join(lines) + "\n").encode()


class Read:
    """What the reader made of some bytes."""

    def __init__(self, data: bytes, name: str = NDTMS, **options: Any) -> None:
        self.findings: list[Finding] = []
        reading = read_extract(
            io.BytesIO(data), read_name(name), report=self.findings.append, **{"agencies": AGENCIES} | options
        )
        self.mentions: list[Mention] = list(reading)
        self.summary: Summary = reading.summary
        assert self.summary.rows == self.summary.accepted + self.summary.rejected + self.summary.without_consent

    @property
    def rejected(self) -> list[tuple[int, str, str, str]]:
        return [found[:4] for found in self.findings if found.severity == REJECTED]

    @property
    def warned(self) -> list[tuple[int, str, str, str]]:
        return [found[:4] for found in self.findings if found.severity != REJECTED]

    def of(self, kind: type) -> list[Any]:
        return [mention for mention in self.mentions if type(mention) is kind]


def row(**cells: str) -> Read:
    """One row that differs from the usual one."""
    return Read(written([cells]))
