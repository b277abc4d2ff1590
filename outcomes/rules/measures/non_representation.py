"""Did not come back after a planned exit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from caseloads.rules.facts import CriminalJusticeContact, DatedFact, Evidence
from caseloads.rules.journeys import certain
from outcomes.rules.exits import contradicted_exit, exit_not_borne_out, undecided_exit
from outcomes.rules.finding import Finding, achieved, awaiting_feed, held, not_achieved, pending
from outcomes.rules.journey_facts import JourneyFacts, once_a_journey
from pbr.scheme.document import Asked, Scheme
from pbr.values.dates import format_day, months_after


class Return(NamedTuple):
    date: dt.date
    how: str
    row: Evidence


def non_representation(facts: JourneyFacts, asked: Asked) -> Finding:
    """Rules of the scheme, §5, non_representation [`months = 12`, `feeds`, `instalments`, `on_failure`, `on_death`,
    `on_move`], for the instalment at month `part`; points 34, 35, 61 and 62:

    "If the journey's discharge is not a success, or the exit TOP contradicts it as under planned_exit `check`:
    `not_achieved`; while that is undecided: `pending`; `inconsistent`: `held`. For an instalment at month m the window is
    from the day after the end X to X + m months inclusive. A **return** is the start of the client's next journey, or a
    `cjs` row whose source the scheme counts on its date, in the window. Return in the window: `not_achieved`, dated at the
    return. No return: every feed complete to the window's end → `achieved`, dated at the window's end; else `pending`."
    """
    if "discharge-inconsistent" in asked.released:
        against = undecided_exit(facts) or contradicted_exit(facts)
    else:
        against = exit_not_borne_out(facts)
    if against is not None:
        return against
    end = certain(facts.end)  # what is open is undecided
    window_end = months_after(end, int(asked.part))
    death, returned = _first_after(end, facts.client.deaths), first_return(facts, asked)
    if death is not None and returned is not None and death.date < returned.date:
        returned = None  # points 62: with a death before the return the row of the return is a fault of the data
    if returned is not None and returned.date <= window_end:
        return _came_back(facts, asked, end, returned)
    if returned is not None and _claws_back(asked, end, returned):
        return _clawed_back(facts, asked, end, returned)
    if death is not None and death.date <= window_end:
        return _left_for_good(facts, asked, window_end, "died", asked.parameters["on_death"], death)
    move = _first_after(end, facts.client.moves)
    if move is not None and move.date <= window_end:
        return _left_for_good(facts, asked, window_end, "moved", asked.parameters["on_move"], move)
    return _stayed_away(facts, asked, end, window_end)


def first_return(facts: JourneyFacts, asked: Asked) -> Return | None:
    """The earliest return after the journey's end that the listed feeds tell of, however late; a journey before a contact
    of the same day. Only a structured episode is a return from treatment (points 35)."""
    feeds, following = asked.parameters["feeds"], facts.following
    contact = first_contact(facts) if "cjs" in feeds else None
    if "ndtms" in feeds and following is not None and (contact is None or following.start <= contact.started):
        return Return(following.start, "began a new journey", following.first.row)
    if contact is None:
        return None
    how = f"was taken into a criminal-justice caseload ({contact.source})"
    return Return(contact.started, how, contact.row)


@once_a_journey
def first_contact(facts: JourneyFacts) -> CriminalJusticeContact | None:
    """The earliest after the journey's end whose source the scheme counts on its date."""
    end = certain(facts.end)
    after = [
        one
        for one in facts.client.facts.cjs
        if one.started > end and source_counts(facts.scheme, one.source, one.started)
    ]
    return min(after, key=lambda one: (one.started, one.row), default=None)


def source_counts(scheme: Scheme, source: str, day: dt.date) -> bool:
    """Whether the scheme counts a criminal-justice source on a day; without an entry for the feed every source counts."""
    listed = scheme.contact_sources
    return not listed or any(
        one.source.casefold() == source.casefold()
        and (one.since is None or one.since <= day)
        and (one.until is None or day <= one.until)
        for one in listed
    )


def _first_after(end: dt.date, events: Iterable[DatedFact]) -> DatedFact | None:
    """The earliest death, or move, after the end; they are in order of date."""
    for one in events:
        if one.date > end:
            return one
    return None


def _came_back(facts: JourneyFacts, asked: Asked, end: dt.date, returned: Return) -> Finding:
    why = (
        f"After the exit on {format_day(end)} the client {returned.how} on {format_day(returned.date)}, within the "
        f"{asked.part} months to {format_day(months_after(end, int(asked.part)))}."
    )
    return not_achieved("returned", why, (*facts.last_rows, returned.row), returned.date)


def _claws_back(asked: Asked, end: dt.date, returned: Return) -> bool:
    """A return in a later instalment's window only takes back the earlier ones, with `on_failure = "clawback"`."""
    last = months_after(end, asked.outcome.last_month)
    return bool(asked.parameters["on_failure"] == "clawback" and returned.date <= last)


def _clawed_back(facts: JourneyFacts, asked: Asked, end: dt.date, returned: Return) -> Finding:
    why = (
        f"After the exit on {format_day(end)} the client {returned.how} on {format_day(returned.date)}, in the window of a "
        f"later instalment, which takes back that of {asked.part} months."
    )
    return not_achieved("clawback", why, (*facts.last_rows, returned.row), returned.date)


def _left_for_good(
    facts: JourneyFacts, asked: Asked, window_end: dt.date, reason: str, rule: str, event: DatedFact
) -> Finding:
    """Death or move in the window: `hold` → held, dated at it; `fail` → not achieved; `pay`, or released → as if the feeds
    were complete, once the window's end is reached."""
    happened = f"The client {reason} on {format_day(event.date)}, within the window to {format_day(window_end)}"
    evidence = (*facts.last_rows, event.row)
    if rule == "fail":
        return not_achieved(reason, f"{happened}, which the scheme counts as a failure.", evidence)
    if rule == "hold" and reason not in asked.released:
        return held(reason, event.date, f"{happened}; a person must decide.", evidence)
    how = "a person released it" if rule == "hold" else "the scheme pays"
    if not facts.horizon.reached(window_end):
        why = f"{happened}; {how}, but not before the window's end."
        return pending("window-open", why, evidence, awaits_date=window_end)
    return achieved(window_end, f"{happened}, without having come back before; {how}.", evidence)


def _stayed_away(facts: JourneyFacts, asked: Asked, end: dt.date, window_end: dt.date) -> Finding:
    so_far = (
        f"No return is known in the {asked.part} months from the exit on {format_day(end)} to {format_day(window_end)}"
    )
    for feed in asked.parameters["feeds"]:
        if not facts.horizon.complete(feed, window_end):
            return awaiting_feed(feed, window_end, so_far, facts.last_rows)
    feeds = " and ".join(asked.parameters["feeds"])
    return achieved(window_end, f"{so_far}, to which {feeds} are complete.", facts.last_rows)
