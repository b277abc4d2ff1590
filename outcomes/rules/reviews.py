"""TOP reviews: which one is the start, which count, and when two of them satisfy a test (Rules of the scheme, §3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any, Final

from caseloads.rules.facts import ClientFacts, TopReview
from caseloads.rules.journeys import EXIT_TOP_DAYS, Journey, certain
from pbr.values.dates import days_after, format_day

START_TOP_DAYS: Final = 14  # a start TOP may lie so many days before the journey's start
_BUT_THE_REVIEW: Final = itemgetter(slice(0, 7))

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


def reviews_in_order(facts: ClientFacts) -> tuple[TopReview, ...]:
    """All dated TOPs of a client, of any agency and stage, as facts known on a day hold them, in the order in which they
    count: by date, then from an episode with TOPCC = Y, then by their key."""
    if len(facts.episodes) == 1 and not facts.loose_reviews:
        tops = facts.episodes[0].reviews
    else:
        tops = _by_date([*[top for one in facts.episodes for top in one.reviews], *facts.loose_reviews])
    return tops if _each_later(tops) else _in_full_order(facts)


def _by_date(reviews: Sequence[TopReview]) -> tuple[TopReview, ...]:
    return tuple(sorted([top for top in reviews if top.date is not None], key=attrgetter("date")))


def _in_full_order(facts: ClientFacts) -> tuple[TopReview, ...]:
    """Where several are on one day."""
    dated = [
        (top.date, not topcc, top.agency, top.clientid, top.episodid, top.topid, top.row, top)
        for topcc, tops in (*[(one.topcc, one.reviews) for one in facts.episodes], (False, facts.loose_reviews))
        for top in tops
        if top.date is not None
    ]
    dated.sort(key=_BUT_THE_REVIEW)
    return tuple([one[-1] for one in dated])


def _each_later(reviews: Sequence[TopReview]) -> bool:
    """Whether each is dated after the one before it, as most clients' are: there is nothing to put in order."""
    latest = dt.date.min
    for top in reviews:
        if top.date is None or top.date <= latest:
            return False
        latest = top.date
    return True


def one_a_day(reviews: Sequence[TopReview]) -> tuple[TopReview, ...]:
    """Of several on one date the first in their order."""
    if len(reviews) < 2:
        return tuple(reviews)
    first: dict[dt.date | None, TopReview] = {}
    for one in reviews:
        first.setdefault(one.date, one)
    return tuple(first.values())


def start_top(reviews: Iterable[TopReview], journey: Journey) -> TopReview | None:
    """The earliest TOP with stage S dated in the journey or up to 14 days before its start."""
    earliest, end = days_after(journey.start, -START_TOP_DAYS), journey.end
    for one in reviews:
        if one.stage == "S" and one.date is not None and earliest <= one.date and (end is None or one.date <= end):
            return one
    return None


def reviews_after(start: TopReview, reviews: Iterable[TopReview], journey: Journey) -> tuple[TopReview, ...]:
    """TOPs of stage R, of any agency, dated after the start TOP and inside the journey, one a date: of several the first
    in their order, in which `reviews` are."""
    begun, end, latest = journey.start, journey.end, date_of(start)
    inside = []
    for one in reviews:
        date = one.date
        if one.stage != "R" or date is None or date <= latest:
            continue
        if begun <= date and (end is None or date <= end):
            inside.append(one)
            latest = date
    return tuple(inside)


def exit_tops(exits: Sequence[TopReview], journey: Journey) -> tuple[TopReview, ...]:
    """Of a client's TOPs of stage E those of the journey's own episodes, one a date (points 27)."""
    if not exits:
        return ()
    keys = {one.episode.key for one in journey.episodes}
    return one_a_day([one for one in exits if (one.agency, one.clientid, one.episodid) in keys])


def exit_top(exits: Sequence[TopReview], end: dt.date) -> TopReview | None:
    """Stage E within 14 days of the end: the nearest, then the later."""
    near = [top for top in exits if abs((date_of(top) - end).days) <= EXIT_TOP_DAYS]
    if len(near) < 2:
        return near[0] if near else None
    return min(near, key=lambda top: (abs((date_of(top) - end).days), -date_of(top).toordinal()))


def date_of(top: TopReview) -> dt.date:
    """Only dated TOPs are ever looked at."""
    return top.date or certain(None)


def two_reviews(
    reviews: Sequence[TopReview], passing: Sequence[TopReview], rule: Mapping[str, Any]
) -> tuple[TopReview, TopReview] | None:
    """Two reviews that both pass, at least `min_gap_days` and at most `within_days` apart, and with `consecutive` next to
    each other. The earliest possible second is taken; for that date the latest possible first."""
    if len(passing) < 2:
        return None
    consecutive, least, most = rule["rule"] == "consecutive", rule["min_gap_days"], rule["within_days"]
    for place, second in enumerate(passing):
        date = date_of(second)
        for first in reversed(passing[:place]):
            adjoining = not consecutive or reviews[reviews.index(second) - 1] is first
            if adjoining and least <= (date - date_of(first)).days <= most:
                return first, second
    return None


def earliest_second(passing: Sequence[TopReview], rule: Mapping[str, Any]) -> dt.date:
    """From when on one more passing review could meet the test, given the one or more that have passed."""
    return days_after(date_of(passing[0]), rule["min_gap_days"])


def numbers(items: Iterable[str], start: TopReview, *tops: TopReview, labels: Mapping[str, str] = ITEM_NAMES) -> str:
    """ "opiates 20 at start, then 7 and 5; crack 10, then 2 and 2": what was answered, in the order of the reviews."""
    told = []
    for item in items:
        answers = [str(top.items.get(item, "no answer")) for top in tops]
        told.append(f"{labels.get(item, item)} {start.items.get(item, 'no answer')} at start, then {listed(answers)}")
    return "; ".join(told)


def listed(texts: Sequence[str]) -> str:
    if len(texts) == 2:  # as most are
        return f"{texts[0]} and {texts[1]}"
    return " and ".join((", ".join(texts[:-1]), texts[-1])) if len(texts) > 1 else "".join(texts)


def days_listed(tops: Iterable[TopReview]) -> str:
    return listed([format_day(date_of(top)) for top in tops])
