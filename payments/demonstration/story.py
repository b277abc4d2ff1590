"""Anytown from the first day to the last: people, scheme, and then month after month."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

from caseloads.synthetic.making import Request, make
from outcomes.demonstration import agree_scheme
from payments.demonstration.claims import Quarter
from payments.demonstration.months import SENT_AFTER, by_month, determine_as_of_today, send_month
from payments.demonstration.people import DOMAIN, OPENED, People, make_people
from pbr import clock
from pbr.scheme.reading import read_scheme

SCHEME = Path(__file__).resolve().parents[2] / "pbr" / "scheme" / "models" / "anytown.toml"
DIRT = 0.01
SHOWN_AFTER = dt.timedelta(days=20)  # from the last extracts to the day on which the demonstration stands


def tell(folder: Path, *, clients: int, months: int, seed: int, say: Callable[[str], object]) -> int:
    """Makes the extracts in `folder` and lives through them; the number of rows that were read."""
    make(folder, Request(clients=clients, months=months, seed=seed, data_set="HJK", monthly=True, dirt=DIRT))
    scheme = read_scheme(SCHEME.read_bytes(), SCHEME.name)
    with clock.standing_on(OPENED):
        people = make_people(scheme)
        agree_scheme(
            drafter=people[f"commissioner@{DOMAIN}"],
            second=people[f"commissioner2@{DOMAIN}"],
            document=SCHEME.read_text(encoding="utf-8"),
            file_name=SCHEME.name,
        )
    rows = 0
    by_to = by_month(folder)
    for to, paths in by_to.items():
        began = time.monotonic()
        with clock.standing_on(to + SENT_AFTER):
            rows += send_month(paths, people, scheme)
        if to.month % 3 == 0:
            _live_quarter(people, to, last=to == max(by_to))
        say(f"{to:%B %Y}: {time.monotonic() - began:.1f} s")
    with clock.standing_on(max(by_to) + SHOWN_AFTER):
        determine_as_of_today(people)
    return rows


def _live_quarter(people: People, to: dt.date, *, last: bool) -> None:
    quarter = Quarter(people, number=(to.year - OPENED.year) * 4 + to.month // 3 - 2, to=to)
    if last:
        quarter.leave_open()
    else:
        quarter.live()
