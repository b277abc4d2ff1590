"""An area from the first day to the last: people, scheme, and then month after month."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from caseloads.synthetic.area import area_of
from caseloads.synthetic.making import Request, make
from lasars.demonstration import Staff, live_two_weeks
from outcomes.demonstration import agree_scheme
from payments.demonstration.ahead import forecast_of_the_night, look_ahead
from payments.demonstration.challenges import challenge_two
from payments.demonstration.claims import Quarter
from payments.demonstration.models import ANYTOWN, SHOWN_AFTER, Model
from payments.demonstration.months import SENT_AFTER, by_month, determine_as_of_today, send_month
from payments.demonstration.people import OPENED, People, make_people
from pbr import clock

DIRT = 0.01


@dataclass(frozen=True, slots=True)
class Size:
    """How much is told: `months` None are as many as the model needs; `quarterly` leaves out all months but each third."""

    clients: int = 1300
    months: int | None = None
    seed: int = 2012
    quarterly: bool = False


def tell(folder: Path, model: Model, size: Size, *, say: Callable[[str], object]) -> int:
    """Makes the extracts in `folder` and lives through them; the number of rows that were read.

    Anytown is no area's model: its records are what the generator makes where nothing is asked of it.
    """
    area = None if model.name == ANYTOWN else area_of(model.schemes)
    months = size.months or model.months
    make(
        folder,
        Request(size.clients, months=months, seed=size.seed, data_set="HJK", monthly=True, dirt=DIRT, area=area),
    )
    people = _agree(model)
    rows = 0
    by_to = {to: paths for to, paths in by_month(folder).items() if to.month % 3 == 0 or not size.quarterly}
    for to, paths in by_to.items():
        began = time.monotonic()
        with clock.standing_on(to + SENT_AFTER):
            rows += send_month(paths, people, model.schemes)
            forecast_of_the_night(people, to, last=max(by_to))
        if to.month % 3 == 0:
            _live_quarter(people, to, last=to == max(by_to))
        say(f"{to:%B %Y}: {time.monotonic() - began:.1f} s")
    today = max(by_to) + SHOWN_AFTER
    challenge_two(people, today)
    live_two_weeks(_staff(people), today)
    with clock.standing_on(today):
        determine_as_of_today(people)
        look_ahead(people)
    return rows


def _staff(people: People) -> Staff:
    return Staff(
        assessor=people.of_the_partnership("assessor"),
        colleague=people.of_the_partnership("assessor2"),
        third=people.of_the_partnership("assessor3"),
        commissioner=people.of_the_partnership("commissioner"),
        rescorer=people.of_the_partnership("rescorer"),
    )


def _agree(model: Model) -> People:
    """People and organisations, and every version of the scheme put in force before the first of them begins."""
    with clock.standing_on(OPENED):
        people = make_people(model)
        for path in model.paths:
            agree_scheme(
                drafter=people.of_the_partnership("commissioner"),
                second=people.of_the_partnership("commissioner2"),
                document=path.read_text(encoding="utf-8"),
                file_name=path.name,
            )
    return people


def _live_quarter(people: People, to: dt.date, *, last: bool) -> None:
    quarter = Quarter(people, number=(to.year - OPENED.year) * 4 + to.month // 3 - 2, to=to)
    if last:
        quarter.leave_open()
    else:
        quarter.live()
