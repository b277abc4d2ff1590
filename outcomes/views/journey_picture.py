"""A client's journeys as a picture: episodes, interventions, reviews and what was found, on one time line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from caseloads.queries import ClientStory
from outcomes.queries.pages import JourneyTold
from pbr.values.dates import format_day
from pbr.web.pictures import Picture, charts, draw
from pbr.web.templatetags.pbr import STATES, part_in_words

STAGES: Final = {"S": "Start TOP", "R": "Review", "E": "Exit TOP", "P": "Post-exit TOP"}
OTHER_TOP: Final = "TOP without a stage"
# Each kind of mark has a lane of its own, in this order: what something is hangs neither on colour nor on shape.
MARKS: Final = (
    *STAGES.values(),
    OTHER_TOP,
    "Achieved",
    "Not achieved",
    "Not eligible",
    "Held",
    "Pending, at the earliest",
)
COLUMNS: Final = ("From", "To", "What", "Where or which")


class Shown(NamedTuple):
    """One thing on the time line: a span where it has an end, otherwise a mark. `lane` is its row of the picture."""

    lane: str
    kind: str
    begins: dt.date
    ends: dt.date | None
    words: str
    is_open: bool = False


def journey_picture(story: ClientStory, journeys: Sequence[JourneyTold], today: dt.date) -> Picture | None:
    """None where nothing is dated. What is open is drawn up to today."""
    shown = [*_episodes(story, today), *_reviews(story), *_found(journeys, today)]
    if not shown:
        return None
    shown.sort(key=lambda one: (one.begins, one.lane, one.kind, one.words))
    in_lanes = sorted(shown, key=_lane_order)
    spans = [(one.lane, one.kind, one.begins, one.ends) for one in in_lanes if one.ends is not None]
    marks = [(one.lane, one.kind, one.begins) for one in in_lanes if one.ends is None]
    rows = [(one.begins, None if one.is_open else one.ends, one.kind, one.words) for one in shown]
    return draw(
        charts.time_line(spans, marks),
        title="The time line",
        sentence=_sentence(shown, journeys),
        columns=COLUMNS,
        rows=rows,
    )


def _episodes(story: ClientStory, today: dt.date) -> Iterator[Shown]:
    for one in story.episodes:
        lane = f"{one.agency}, episode {one.episodid}"
        if one.triaged is not None:
            last = max(one.discharged or today, one.triaged)
            yield Shown(lane, "Episode", one.triaged, last, lane, one.discharged is None)
        for other in one.interventions:
            if other.start is not None:
                last = max(other.end or one.discharged or today, other.start)
                words = f"{one.agency}, modality {other.modal or 'not given'}"
                is_open = other.end is None and one.discharged is None
                yield Shown(f"{lane}: interventions", "Intervention", other.start, last, words, is_open)


def _reviews(story: ClientStory) -> Iterator[Shown]:
    for top in (*(top for one in story.episodes for top in one.reviews), *story.loose_reviews):
        if top.date is not None:
            kind = STAGES.get(top.stage, OTHER_TOP)
            yield Shown(kind, kind, top.date, None, top.agency)


def _found(journeys: Sequence[JourneyTold], today: dt.date) -> Iterator[Shown]:
    """What is dated; of what is pending, the earliest day on which it can be known, while it is ahead."""
    for told in (told for journey in journeys for told in journey.determinations):
        day = told.row.awaits_date if told.row.status == "pending" else told.row.date
        is_over = told.row.status == "pending" and day is not None and day <= today
        if day is not None and not is_over:
            kind = "Pending, at the earliest" if told.row.status == "pending" else STATES[told.row.status][0]
            which = f"{told.title}, {part_in_words(told.row.part)}" if told.row.part else told.title
            yield Shown(kind, kind, day, None, which)


def _lane_order(one: Shown) -> tuple[bool, int, str]:
    """Treatment, then TOPs, then results."""
    is_mark = one.ends is None
    return is_mark, MARKS.index(one.kind) if is_mark else 0, one.lane


def _sentence(shown: Sequence[Shown], journeys: Sequence[JourneyTold]) -> str:
    found = [told.row.status for journey in journeys for told in journey.determinations]
    parts = [
        _counted(sum(one.kind == "Episode" for one in shown), "episode"),
        _counted(sum(one.kind in (*STAGES.values(), OTHER_TOP) for one in shown), "TOP"),
        _counted(found.count("achieved"), "result achieved", "results achieved"),
        _counted(found.count("pending"), "pending", "pending"),
        _counted(found.count("held"), "held", "held"),
    ]
    return f"From {format_day(shown[0].begins)}: {', '.join(parts)}."


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"
