"""TOP reviews: which one is the start, which count, and when two of them satisfy a test (Rules of the scheme, §3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from caseloads.rules.facts import ClientFacts, TopReview
from caseloads.rules.journeys import EXIT_TOP_DAYS, Journey, certain
from pbr.values.dates import format_day

START_TOP_DAYS: Final = 14  # a start TOP may lie so many days before the journey's start

ITEM_NAMES: Final[Mapping[str, str]] = {
    "ALCUSE": "alcohol",
    "OPIUSE": "opiates",
    "CRAUSE": "crack",
    "COCAUSE": "cocaine",
    "AMPHUSE": "amphetamines",
    "CANNUSE": "cannabis",
    "OTDRGUSE": "other drugs",
    "IVDRGUSE": "injecting",
    "PWORK": "paid work",
    "EDUCAT": "education",
    "QUALLIFE": "quality of life",
}


class DatedReview(NamedTuple):
    """A review in the order in which reviews count: by date, then from an episode with TOPCC = Y, then by its key."""

    date: dt.date
    topcc_last: bool
    key: tuple[str, str, str, str]
    review: TopReview


def reviews_in_order(facts: ClientFacts) -> tuple[DatedReview, ...]:
    """All dated TOPs of a client, of any agency and stage, as facts known on a day hold them."""
    dated = [
        DatedReview(top.date, not topcc, (top.agency, top.clientid, top.episodid, top.topid), top)
        for topcc, tops in (*((one.topcc, one.reviews) for one in facts.episodes), (False, facts.loose_reviews))
        for top in tops
        if top.date is not None
    ]
    dated.sort(key=lambda one: (one.date, one.topcc_last, one.key, one.review.row))
    return tuple(dated)


def one_a_day(reviews: Iterable[DatedReview]) -> tuple[TopReview, ...]:
    """Of several on one date the first in their order."""
    first: dict[dt.date, TopReview] = {}
    for one in reviews:
        first.setdefault(one.date, one.review)
    return tuple(first.values())


def start_top(reviews: Iterable[DatedReview], journey: Journey) -> TopReview | None:
    """The earliest TOP with stage S dated in the journey or up to 14 days before its start."""
    earliest = journey.start - dt.timedelta(days=START_TOP_DAYS)
    for one in reviews:
        in_time = earliest <= one.date and (journey.end is None or one.date <= journey.end)
        if one.review.stage == "S" and in_time:
            return one.review
    return None


def reviews_after(start: TopReview, reviews: Iterable[DatedReview], journey: Journey) -> tuple[TopReview, ...]:
    """TOPs of stage R, of any agency, dated after the start TOP and inside the journey, one a date."""
    return one_a_day(
        one
        for one in reviews
        if one.review.stage == "R" and start.date is not None and start.date < one.date and journey.contains(one.date)
    )


def exit_tops(reviews: Iterable[DatedReview], journey: Journey) -> tuple[TopReview, ...]:
    """TOPs of stage E of the journey's own episodes, one a date (points 27)."""
    keys = {one.episode.key for one in journey.episodes}
    return one_a_day(one for one in reviews if one.review.stage == "E" and one.key[:3] in keys)


def exit_top(exits: Sequence[TopReview], end: dt.date) -> TopReview | None:
    """Stage E within 14 days of the end: the nearest, then the later."""
    near = [(abs((date_of(top) - end).days), -date_of(top).toordinal(), top) for top in exits]
    near = [entry for entry in near if entry[0] <= EXIT_TOP_DAYS]
    return min(near, key=lambda entry: entry[:2])[2] if near else None


def date_of(top: TopReview) -> dt.date:
    """Only dated TOPs are ever looked at."""
    return certain(top.date)


def two_reviews(
    reviews: Sequence[TopReview], passes: Sequence[bool], rule: Mapping[str, Any]
) -> tuple[TopReview, TopReview] | None:
    """Two reviews that both pass, at least `min_gap_days` and at most `within_days` apart, and with `consecutive` next to
    each other. The earliest possible second is taken; for that date the latest possible first."""
    for second, later in enumerate(reviews):
        if not passes[second]:
            continue
        earliest_first = second - 1 if rule["rule"] == "consecutive" else 0
        for first in range(second - 1, max(earliest_first, 0) - 1, -1):
            days = (date_of(later) - date_of(reviews[first])).days
            if passes[first] and rule["min_gap_days"] <= days <= rule["within_days"]:
                return reviews[first], later
    return None


def earliest_second(reviews: Sequence[TopReview], passes: Sequence[bool], rule: Mapping[str, Any]) -> dt.date | None:
    """From when on one more passing review could meet the test, given those that have passed; None if none has."""
    candidates = [one for one, passed in zip(reviews, passes, strict=True) if passed]
    return date_of(candidates[0]) + dt.timedelta(days=rule["min_gap_days"]) if candidates else None


def numbers(items: Iterable[str], start: TopReview, *tops: TopReview, labels: Mapping[str, str] = ITEM_NAMES) -> str:
    """ "opiates 20 at start, then 7 and 5; crack 10, then 2 and 2": what was answered, in the order of the reviews."""
    told = []
    for item in items:
        answers = [str(top.items.get(item, "no answer")) for top in tops]
        told.append(f"{labels.get(item, item)} {start.items.get(item, 'no answer')} at start, then {listed(answers)}")
    return "; ".join(told)


def listed(texts: Sequence[str]) -> str:
    return " and ".join((", ".join(texts[:-1]), texts[-1])) if len(texts) > 1 else "".join(texts)


def days_listed(tops: Iterable[TopReview]) -> str:
    return listed([format_day(date_of(top)) for top in tops])
