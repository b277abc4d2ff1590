"""A run of the generator: which submissions there are, and their files in a folder with a manifest of what was planted."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from . import faults, feeds, layout, people, reviews, rows, treatment
from .area import Area
from .arrays import Array, Planted, Rng, Table
from .world import GAMING, World, parse_gaming

CHUNK = 10_000
EPOCH = dt.date(1970, 1, 1)
PLAIN = ("%Y-%m-%d", "utf-8", "\n")


@dataclass(frozen=True, slots=True)
class Request:
    """What to make. `start` is the first of a month; `delta` and `dirt` are shares; `gaming` is KIND:AGENCY[:STRENGTH].

    `data_set` is one set for all agencies, or one for each in turn, as in "HJK". `area` gives its own agencies and groups.
    """

    clients: int = 1300
    agencies: int = 4
    seed: int = 2012
    start: dt.date = dt.date(2012, 4, 1)
    months: int = 24
    data_set: str = "J"
    groups: tuple[str, ...] = ("low", "medium", "high")
    monthly: bool = False
    delta: float = 0.0
    dirt: float = 0.0
    gaming: tuple[str, ...] = ()
    area: Area | None = None

    def world(self) -> World:
        """Raises ValueError for a gaming that cannot be planted."""
        start = (self.start - EPOCH).days
        to = int(layout.months_after(np.array([start]), self.months)[0]) - 1
        codes = self.area.codes if self.area else layout.agency_codes(self.agencies)
        groups = self.area.groups if self.area else self.groups
        gaming = parse_gaming(self.gaming, codes)
        return World(start, to, len(codes), groups, self.data_set, self.seed, gaming, self.area)

    def submissions(self, world: World) -> list[tuple[int, int]]:
        """FROM and TO of each, in days since 1970."""
        if self.delta:
            return [(world.start, world.next_to)]
        if not self.monthly:
            return [(world.start, world.to)]
        made = []
        for month in range(1, self.months + 1):
            to = int(layout.months_after(np.array([world.start]), month)[0]) - 1
            day = EPOCH + dt.timedelta(days=to)
            april = dt.date(day.year if day.month >= 4 else day.year - 1, 4, 1)
            made.append((max(world.start, (april - EPOCH).days), to))
        return made


def make(folder: Path, request: Request) -> dict[str, Any]:
    """Writes the files of a request; the manifest. The same request gives the same bytes."""
    return _Run(folder, request).make()


class _Run:
    def __init__(self, folder: Path, request: Request) -> None:
        self.folder, self.request, self.world = folder, request, request.world()
        self.lines: dict[str, int] = {}  # of each file, its header included
        self.found: dict[str, Any] = {
            "clients": 0,
            "episodes": 0,
            "changed_identity": 0,
            "corrected_reviews": 0,
            "twin_pairs": [],
            "fault_counts": {},
            "faults": [],
        }

    def make(self) -> dict[str, Any]:
        self.folder.mkdir(parents=True, exist_ok=True)
        for first in range(0, self.request.clients, CHUNK):
            self._chunk(first)
        manifest = {
            "arguments": {name: str(value) for name, value in asdict(self.request).items()},
            "rows": {name: lines - 1 for name, lines in sorted(self.lines.items())},
            "agencies": self.world.described(),
            "gaming": {kind: GAMING[kind][1] for kind in self.world.gaming},
            "fault_results": faults.KINDS if self.request.dirt else {},
            **self.found,
        }
        name = "manifest-delta.json" if self.request.delta else "manifest.json"
        text = json.dumps(manifest, indent=1, ensure_ascii=False)
        (self.folder / name).write_text(text + "\n", encoding="utf-8")
        return manifest

    def _chunk(self, first: int) -> None:
        """One chunk of clients into every file."""
        request, world = self.request, self.world
        rng = np.random.default_rng([request.seed, 1, first])
        c = people.make_clients(rng, first, min(CHUNK, request.clients - first), world)
        ep = treatment.make_episodes(rng, c, world)
        mods = treatment.make_interventions(rng, c, world, ep)
        tops = reviews.make_tops(rng, c, world, ep)
        tables = feeds.make_feeds(rng, c, world, ep)
        keep = np.ones(len(ep["client"]), bool)
        extra = np.random.default_rng([request.seed, 2, first])
        if request.delta:
            keep = (extra.random(len(c["number"])) < request.delta)[ep["client"]]
            self.found["corrected_reviews"] += rows.correct(extra, tops, ep, keep)
        changed = rows.last_change(ep, tops)
        for begin, to in request.submissions(world):
            frame, agency = rows.submission(c, world, ep, mods, tops, to, keep & (changed >= begin))
            self._ndtms(extra, frame, agency, begin, to)
            if not request.delta:
                self._local(extra, tables, to)
        self._count(c, ep)

    def _ndtms(self, rng: Rng, frame: pl.DataFrame, agency: Array, begin: int, to: int) -> None:
        edges = np.searchsorted(agency, np.arange(self.world.agencies + 1))
        for number, code in enumerate(self.world.codes):
            style = layout.STYLES[number % len(layout.STYLES)]
            data_set = self.world.set_of(number)
            part = frame[int(edges[number]) : int(edges[number + 1])].select(layout.columns(data_set))
            planted: list[Planted] = []
            if self.request.dirt:
                part, planted = faults.plant(rng, part, style[0], EPOCH + dt.timedelta(days=to), self.request.dirt)
            self._write(layout.ndtms_name(code, begin, to, data_set), part, style, planted)

    def _local(self, rng: Rng, tables: Table, to: int) -> None:
        for feed, table in tables.items():
            shown = feeds.shown(table, feed, to, self.world.codes).select(layout.FEEDS[feed])
            planted: list[Planted] = []
            if self.request.dirt:
                shown, planted = faults.plant_local(rng, shown, feed, self.request.dirt)
            self._write(f"{feed}-{layout.compact(to)}.csv", shown, PLAIN, planted)

    def _write(self, name: str, frame: pl.DataFrame, style: tuple[str, str, str], planted: Sequence[Planted]) -> None:
        """Appends the rows to a file and lists the faults in them."""
        form, encoding, line_end = style
        new = name not in self.lines
        text = io.BytesIO()
        frame.write_csv(text, include_header=new, date_format=form, line_terminator=line_end)
        data = text.getvalue()
        if encoding == "cp1252":
            data = data.decode("utf-8").encode("cp1252")
        elif encoding == "utf-8-sig" and new:
            data = b"\xef\xbb\xbf" + data
        with (self.folder / name).open("wb" if new else "ab") as file:
            file.write(data)
        before = self.lines.get(name, 1)
        self.lines[name] = before + len(frame)
        for row, column, kind, value in planted:
            self.found["fault_counts"][kind] = self.found["fault_counts"].get(kind, 0) + 1
            at = {"file": name, "line": before + row + 1, "column": column, "kind": kind, "value": value}
            self.found["faults"].append(at)

    def _count(self, c: Table, ep: Table) -> None:
        seen = ep["triage"] <= self.world.to
        self.found["clients"] += len(c["number"])
        self.found["episodes"] += int(seen.sum())
        self.found["changed_identity"] += int((seen & (ep["alias"] == 1)).sum())
        ids = people.number_at(c["number"], c["agency"], np.zeros(len(c["number"]), int))
        pairs = range(people.FIRST_TWIN, len(ids) - 1, people.PAIR_EVERY)
        self.found["twin_pairs"] += [[self.world.codes[c["agency"][i]], str(ids[i]), str(ids[i + 1])] for i in pairs]
