"""Of any client: the order of facts does not matter, the future changes nothing, and a client is woken in time."""

import datetime as dt
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from caseloads.rules.facts import ClientFacts, Completeness, Decision, Episode, TopReview
from outcomes.rules.determination import ClientFound, Status
from outcomes.rules.determine import determine
from pbr.scheme.document import Scheme
from tests.rules.determine.caseload import (
    assessed,
    attached,
    client,
    contact,
    decided,
    dose,
    episode,
    intervention,
    local,
    offence,
    on,
    outcome,
    scheme,
    top,
)  # fmt: skip

INSTALMENTS = 'months = 6\ninstalments = [{ month = 3, share = "0.5" }, { month = 6, share = "0.5" }]\n'
OUTCOMES = [
    outcome("attachment", code="attachment", kind="service"),
    outcome("reliable_change", code="change"),
    outcome("abstinence", 'confirm_local = "note"', code="abstinence"),
    outcome("planned_exit", 'exit_top = "require"', code="exit", kind="final"),
    outcome("non_representation", f'{INSTALMENTS}on_death = "pay"', code="away", kind="final"),
    outcome(
        "non_representation", f'{INSTALMENTS}on_failure = "keep"\non_move = "pay"', code="away-keep", kind="interim"
    ),
    outcome("injecting_ceased", code="injecting"),
    outcome("housing_resolved", code="housing"),
    outcome("hepatitis_b", code="hepb"),
    outcome("quality_of_life", 'rule = "consecutive"', code="life"),
    outcome("employment", "education_days = 8", code="work"),
    outcome("local_event", 'event = "note"\nafter_exit_days = 28', code="note"),
    outcome("waiting_time", code="waiting"),
    outcome("engagement", "days = 40", code="engagement"),
    outcome("pathway_move", 'from_contract = "northway"\nto_contract = "southbank"\ndays = 30', code="move"),
    outcome("offending_individual", "months = 3\nlag_months = 2", code="offending"),
]
SCHEMES = (
    scheme(*OUTCOMES, starts="2012-04-01", ends="2012-09-30", head='run_off_months = 4\nstock = "include"'),
    scheme(*OUTCOMES, starts="2012-10-01", ends="2014-03-31", head='stock = "include"\n[journey]\ngap_days = 10'),
)
FIRST = dt.date(2012, 2, 1)
FEEDS = ("cjs", "offences", "hepb", "local")
DAYS = st.integers(0, 420).map(lambda days: (FIRST + dt.timedelta(days=days)).isoformat())
ITEMS = ("OPIUSE", "IVDRGUSE", "ACUTHPBM", "HRISK", "QUALLIFE", "PWORK")


@st.composite
def tops(draw: st.DrawFn, number: int) -> TopReview:
    items: dict[str, Any] = {
        name: draw(st.sampled_from((0, 1) if name in ("ACUTHPBM", "HRISK") else (0, 0, 16)))
        for name in draw(st.sets(st.sampled_from(ITEMS), min_size=3))
    }
    return top(
        draw(DAYS), draw(st.sampled_from("SRRRE")), episodid=str(number), topid=draw(st.sampled_from("abcdef")), **items
    )


@st.composite
def episodes(draw: st.DrawFn, number: int) -> Episode:
    start = draw(DAYS)
    end = draw(st.one_of(st.none(), st.integers(0, 150)))
    last = None if end is None else (dt.date.fromisoformat(start) + dt.timedelta(days=end)).isoformat()
    return episode(
        start,
        last,
        None if last is None else draw(st.sampled_from([80, 80, 82, 85, 89, 7, None])),
        agency=draw(st.sampled_from(["N0852", "N0901", "X0001"])),
        episodid=str(number),
        referred=draw(st.one_of(st.none(), DAYS.map(dt.date.fromisoformat))),
        topcc=draw(st.booleans()),
        accmneed=draw(st.sampled_from([None, 1, 3])),
        hepbvac=draw(st.sampled_from(["", "C"])),
        interventions=(intervention(start), intervention(draw(DAYS), 4)),
        reviews=draw(st.lists(tops(number), max_size=5)),
    )


def some(kind: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(kind, max_size=most).map(tuple)


def _decided(reason: str, verb: str, part: tuple[str, str], start: str, made: str) -> Decision:
    return decided(reason, verb, outcome=part[0], part=part[1], journey=start, made=made)


@st.composite
def clients(draw: st.DrawFn) -> ClientFacts:
    count = draw(st.integers(1, 3))
    starts = [draw(episodes(number)) for number in range(count)]
    journey = st.sampled_from([one.triaged.isoformat() for one in starts if one.triaged])
    reasons = st.sampled_from(
        ["no-exit-top", "discharge-inconsistent", "died", "moved", "no-assessment", "no-contract"]
    )
    parts = st.sampled_from([("exit", ""), ("away", "3"), ("away-keep", "6")])
    verbs = st.sampled_from(["release", "refuse"])
    decisions = st.builds(_decided, reasons, verbs, parts, journey, DAYS)
    return client(
        *starts,
        assessments=draw(
            some(
                st.builds(
                    assessed,
                    DAYS,
                    st.sampled_from(["low", "high"]),
                    approved=st.just("bob"),
                    audit=st.sampled_from(["", "fail"]),
                )
            )
        ),
        cjs=draw(some(st.builds(contact, DAYS))),
        offences=draw(some(st.builds(offence, DAYS, st.one_of(st.none(), DAYS)))),
        doses=draw(some(st.builds(dose, DAYS), 4)),
        local_outcomes=draw(some(st.builds(local, st.just("note"), DAYS, st.booleans()))),
        work_programme=draw(some(st.builds(attached, DAYS, st.one_of(st.none(), DAYS)), 1)),
        deaths=draw(some(st.builds(on, DAYS), 1)),
        moves=draw(some(st.builds(on, DAYS), 1)),
        decisions=draw(some(decisions, 3)),
    )


DATES = DAYS.map(dt.date.fromisoformat)


@st.composite
def known(draw: st.DrawFn) -> Completeness:
    agencies = {agency: draw(st.one_of(DATES, DATES, DATES, st.none())) for agency in ("N0852", "N0901", "X0001")}
    return Completeness(agencies, {feed: draw(DATES) for feed in draw(st.sets(st.sampled_from(FEEDS)))})


@st.composite
def later_than(draw: st.DrawFn, before: Completeness) -> Completeness:
    """The same feeds some days later, each by its own number of days."""

    def moved(date: dt.date | None) -> dt.date | None:
        if date is None:
            return draw(st.one_of(st.none(), DATES))
        return date + dt.timedelta(days=draw(st.sampled_from([0, 0, 1, 14, 21, 90])))

    local_feeds = {feed: moved(before.local.get(feed)) for feed in FEEDS}
    return Completeness(
        {agency: moved(date) for agency, date in before.agencies.items()},
        {feed: date for feed, date in local_feeds.items() if date is not None},
    )


def without_wakes(found: ClientFound) -> ClientFound:
    return found._replace(wakes=None)


def newest(as_of: dt.date, complete: Completeness) -> dt.date:
    return max(as_of, *(date for date in (*complete.agencies.values(), *complete.local.values()) if date), as_of)


# One outcome at a time, since what wakes a client for one would hide what another forgets.
ONE_BY_ONE = tuple(
    (
        scheme(one, starts="2012-04-01", ends="2012-09-30", head='run_off_months = 4\nstock = "include"'),
        scheme(one, starts="2012-10-01", ends="2014-03-31", head='stock = "include"\n[journey]\ngap_days = 10'),
    )
    for one in OUTCOMES
)


@settings(max_examples=250, deadline=None)
@given(clients(), known(), DATES, st.sampled_from(ONE_BY_ONE), st.data())
def test_until_a_client_is_woken_the_answer_stays_the_same(
    facts: ClientFacts, complete: Completeness, as_of: dt.date, schemes: tuple[Scheme, ...], data: st.DataObject
) -> None:
    found = determine(facts, schemes, complete, as_of)
    later = data.draw(later_than(complete))
    day = as_of + dt.timedelta(days=data.draw(st.sampled_from([0, 1, 2, 14, 21, 90, 300])))
    if found.wakes is None or newest(day, later) < found.wakes:
        again = determine(facts, schemes, later, day)
        assert without_wakes(again) == without_wakes(found)


@settings(max_examples=250, deadline=None)
@given(clients(), known(), DATES, st.sampled_from(ONE_BY_ONE))
def test_the_day_before_a_client_is_woken_by_the_calendar_the_answer_is_the_same(
    facts: ClientFacts, complete: Completeness, as_of: dt.date, schemes: tuple[Scheme, ...]
) -> None:
    found = determine(facts, schemes, complete, as_of)
    last = (found.wakes or dt.date(2016, 1, 1)) - dt.timedelta(days=1)
    if last > newest(as_of, complete):
        all_complete = Completeness(dict.fromkeys(complete.agencies, last), dict.fromkeys(FEEDS, last))
        assert without_wakes(determine(facts, schemes, all_complete, last)) == without_wakes(found)


def shuffled(facts: ClientFacts, random: Random) -> ClientFacts:
    def some_order(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(random.sample(rows, len(rows)))

    mixed = [
        replace(one, interventions=some_order(one.interventions), reviews=some_order(one.reviews))
        for one in facts.episodes
    ]
    kinds = (
        "assessments",
        "cjs",
        "offences",
        "doses",
        "local_outcomes",
        "work_programme",
        "deaths",
        "moves",
        "decisions",
    )
    return replace(
        facts, episodes=some_order(tuple(mixed)), **{kind: some_order(getattr(facts, kind)) for kind in kinds}
    )


@settings(max_examples=150, deadline=None)
@given(clients(), known(), DATES, st.integers())
def test_the_order_of_facts_does_not_matter(
    facts: ClientFacts, complete: Completeness, as_of: dt.date, seed: int
) -> None:
    mixed = shuffled(facts, Random(seed))
    assert determine(mixed, tuple(reversed(SCHEMES)), complete, as_of) == determine(facts, SCHEMES, complete, as_of)


@settings(max_examples=150, deadline=None)
@given(clients(), clients(), known(), DATES)
def test_what_is_dated_later_changes_nothing(
    facts: ClientFacts, future: ClientFacts, complete: Completeness, as_of: dt.date
) -> None:
    later = replace(
        facts,
        cjs=(*facts.cjs, *(one for one in future.cjs if one.started > as_of)),
        offences=(*facts.offences, *(one for one in future.offences if max(one.date, one.proven or one.date) > as_of)),
        doses=(*facts.doses, *(one for one in future.doses if one.date > as_of)),
        local_outcomes=(*facts.local_outcomes, *(one for one in future.local_outcomes if one.date > as_of)),
        deaths=(*facts.deaths, *(one for one in future.deaths if one.date > as_of)),
        moves=(*facts.moves, *(one for one in future.moves if one.date > as_of)),
        decisions=(*facts.decisions, *(one for one in future.decisions if one.on > as_of)),
        assessments=(*facts.assessments, *(one for one in future.assessments if one.assessed > as_of)),
        episodes=(
            *facts.episodes,
            *(
                replace(one, episodid=f"9{one.episodid}")
                for one in future.episodes
                if one.triaged and one.triaged > as_of
            ),
        ),
    )
    assert without_wakes(determine(later, SCHEMES, complete, as_of)) == without_wakes(
        determine(facts, SCHEMES, complete, as_of)
    )


@settings(max_examples=150, deadline=None)
@given(clients(), known(), DATES)
def test_every_determination_is_well_formed(facts: ClientFacts, complete: Completeness, as_of: dt.date) -> None:
    found = determine(facts, SCHEMES, complete, as_of)
    keys = [(one.journey, one.outcome, one.part) for one in found.determinations]
    assert len(set(keys)) == len(keys)
    for one in found.determinations:
        assert one.evidence
        assert len(set(one.evidence)) == len(one.evidence)
        assert one.reason
        assert one.why.endswith(".")
        assert one.date is None or one.date <= as_of
        assert (one.date is not None) or one.status in (Status.PENDING, Status.NOT_ELIGIBLE, Status.NOT_ACHIEVED)
        assert one.awaits == "" or one.status is Status.PENDING


def first_review_gone(one: Episode, review: TopReview) -> Episode:
    return replace(one, reviews=tuple(top for top in one.reviews if top is not review))


def test_without_either_of_its_two_reviews_an_outcome_is_no_longer_achieved() -> None:
    agreed: Scheme = scheme(outcome("abstinence"))
    reviews = (top("2012-05-01", "S", OPIUSE=9), top("2012-07-02", OPIUSE=0), top("2012-07-30", OPIUSE=0))
    whole = episode(reviews=reviews)
    complete = Completeness({"N0852": dt.date(2013, 1, 1)})
    for review in reviews[1:]:
        less = client(first_review_gone(whole, review))
        (one,) = determine(less, [agreed], complete, dt.date(2013, 1, 1)).determinations
        assert one.status is Status.PENDING
