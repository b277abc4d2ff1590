"""Month by month: what the agencies, the LASARS and the partnership send, and what is then determined and posted."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from caseloads import demonstration as caseloads
from payments.demonstration.people import People, contracts_of
from pbr.access.access import Access
from pbr.jobs.asking import ask
from pbr.jobs.draining import drain
from pbr.scheme.document import Scheme

MONTHLY = ("assessments-", "cjs-")
SENT_AFTER = dt.timedelta(days=9)  # extracts of a month are sent in the second week of the next


def by_month(folder: Path) -> dict[dt.date, list[Path]]:
    """The files of each TO date, in order; the date stands in every name. Most local feeds come once a quarter, and an
    agency that has nobody to tell of sends nothing: an extract without rows would be refused."""
    months: dict[dt.date, list[Path]] = defaultdict(list)
    for path in sorted(folder.glob("*.csv")):
        if "TREAT" in path.stem and path.read_bytes().count(b"\n") < 2:
            continue
        to = _to(path.stem)
        if to.month % 3 == 0 or "TREAT" in path.stem or path.stem.startswith(MONTHLY):
            months[to].append(path)
    return dict(sorted(months.items()))


def _to(stem: str) -> dt.date:
    parts = stem.split("-")
    compact = parts[2] if "TREAT" in parts else parts[-1]
    return dt.date.fromisoformat(f"{compact[:4]}-{compact[4:6]}-{compact[6:]}")


def send_month(paths: list[Path], people: People, schemes: Sequence[Scheme]) -> int:
    """Sends the files by those who send them, and does the work that follows; the number of rows."""
    managers: dict[str, str] = {}
    for one in contracts_of(schemes):
        for agency in one.agencies:
            managers.setdefault(agency, f"manager@{one.code}.example")
    rows = caseloads.send(_with_senders(paths, people, managers), people.of_the_partnership("commissioner"))
    determine()
    return rows


def determine() -> None:
    """The work that follows: determinations, then the ledger. Remittance advices are left to the worker: printing one
    takes a second."""
    drain("outcomes.")
    drain("payments.settle")


def determine_as_of_today(people: People) -> None:
    """Days have passed since the last extracts, and with them some of what was waited for."""
    ask("outcomes.recalculate", partnership=people.partnership)
    determine()


def _with_senders(paths: list[Path], people: People, managers: Mapping[str, str]) -> Iterator[tuple[Access, Path]]:
    for path in paths:
        first = path.stem.split("-")[0]
        who = "assessor" if first == "assessments" else "data"
        yield people[managers[first]] if first in managers else people.of_the_partnership(who), path
