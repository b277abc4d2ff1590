"""The past of a folder of extracts: what was known at each month's end.

Where extracts came month by month, each month end knows only the files up to it: what came late, or was first sent wrong,
is as late and as wrong as it was. A folder with few files says nothing of that: then each month end sees what is dated up
to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from caseloads.intake.extract import read_extract
from caseloads.intake.folder import FolderRead, read_folder
from caseloads.intake.names import ExtractName, read_name
from caseloads.rules.assemble import assemble, completeness
from caseloads.rules.knowledge import Winners, know
from caseloads.rules.mentions import Source
from payments.forecasting.months import first_day, month_ends, month_number
from payments.forecasting.snapshot import Snapshot, snapshot
from pbr.scheme.document import Scheme


def snapshots_of(folder: Path, schemes: Sequence[Scheme]) -> Iterator[Snapshot]:
    """Month end after month end, from the scheme's first month to that to which every agency's extracts are complete.

    Raises FolderRefused for a folder that `evaluate` would refuse.
    """
    agencies = tuple(dict.fromkeys(agency for scheme in schemes for agency in scheme.agencies))
    whole = read_folder(folder, frozenset(agencies))
    complete = completeness(whole.sources, agencies)
    sent = [day for day in complete.agencies.values() if day is not None]
    if not sent or len(sent) < len(agencies):
        return
    days = list(month_ends(min(scheme.starts for scheme in schemes), min(sent)))
    if 2 * len({source.to for source in whole.sources if source.feed == "ndtms"}) < len(days):
        known = know(whole.winners, whole.lowest)
        for day in days:
            yield snapshot(assemble(known, day).clients, schemes, complete, day)
        return
    arriving = _Arriving(folder, agencies, whole)
    for day in days:
        yield arriving.seen(schemes, day)


class _Arriving:
    """Takes in the files of a folder in the order of their TO dates."""

    def __init__(self, folder: Path, agencies: Sequence[str], whole: FolderRead) -> None:
        self._folder, self._agencies, self._lowest = folder, agencies, whole.lowest
        named = [read_name(source.extract) for source in whole.sources]
        self._waiting = sorted(named, key=lambda name: (name.to, name.file), reverse=True)
        self._winners = Winners()
        self._sources: list[Source] = []

    def seen(self, schemes: Sequence[Scheme], day: dt.date) -> Snapshot:
        while self._waiting and self._waiting[-1].to <= day:
            self._take(self._waiting.pop())
        lowest = {agency: floor for agency, floor in self._lowest.items() if floor[0] <= day}
        known = know(self._winners, lowest)
        complete = completeness(self._sources, self._agencies)
        return snapshot(assemble(known, day).clients, schemes, complete, day)

    def _take(self, name: ExtractName) -> None:
        with (self._folder / name.file).open("rb") as stream:
            reading = read_extract(stream, name, agencies=frozenset(self._agencies), allow_empty=True)
            self._sources.append(reading.source)
            for mention in reading:
                self._winners.hear(reading.source, mention)


def last_month_end(day: dt.date) -> dt.date:
    """The day itself if a month ends with it, else the end of the month before."""
    return next(month_ends(day, day), first_day(month_number(day)) - dt.timedelta(days=1))
