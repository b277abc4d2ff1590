"""The LASARS of the demonstration: people in treatment entered, and two weeks of referrals, assessments and audit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from caseloads.queries import attributors
from lasars.actions.assess import complete, save, start
from lasars.actions.audit import agreed_share, begin_rescoring, complete_rescoring, draw_sample, save_rescoring
from lasars.actions.instruments import add_instrument, demonstration_document
from lasars.actions.quick import enter
from lasars.actions.reassess import reassess
from lasars.actions.refer import Person, book, close, refer, say_kept
from lasars.actions.wishes import note_advocacy, note_goal, note_preference, refer_on
from lasars.models import Drawn, Referral
from lasars.queries.pages import providers
from lasars.queries.referrals import lasars_of
from pbr import clock
from pbr.access.access import Access

_LIGHT = {
    "opiates": "0", "crack": "0", "alcohol": "9", "injecting": "never", "treated": "no", "physical": "14",
    "psychological": "12", "diagnosed": "no", "housing": "settled", "support": "yes", "working": "15", "theft": "0",
    "custody": "no",
}  # fmt: skip
_MIDDLING = {**_LIGHT, "opiates": "12", "psychological": "7", "working": "0", "housing": "problem", "treated": "once"}
_HEAVY = {**_MIDDLING, "opiates": "28", "crack": "14", "injecting": "now", "theft": "10", "custody": "yes"}


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody referred `received` days ago, to be seen `seen` days ago (below zero: in so many days).

    `answers` None: not assessed yet; `half`: only the first page is answered so far. `to`: the place of the provider to
    whom they went on. `closed`: why the referral ended instead. `colleague`: the second assessor sees them.
    """

    person: Person
    source: str
    received: int
    seen: int | None = None
    answers: Mapping[str, str] | None = None
    half: bool = False
    to: int | None = None
    goal: str = ""
    closed: str = ""
    colleague: bool = False


# Made-up people, none of whom is in the extracts.
_CAME = (
    Came(Person("Q", "A", dt.date(1971, 2, 11), "M"), "gp", 24, 8, _HEAVY, to=0, goal="Sleep through a night"),
    Came(Person("Q", "B", dt.date(1983, 9, 30), "F"), "self", 20, 8, _LIGHT, to=1, goal="Keep my job"),
    Came(
        Person("Q", "C", dt.date(1990, 6, 4), "M"), "cjit", 19, 7, _MIDDLING, to=0, goal="See my daughter at weekends"
    ),
    Came(Person("Q", "D", dt.date(1968, 12, 1), "F"), "social", 17, 6, _MIDDLING, goal="A place of my own"),
    Came(Person("Q", "E", dt.date(1979, 3, 23), "M"), "gp", 15, 5, _HEAVY),
    Came(Person("Q", "F", dt.date(1986, 7, 17), "M"), "cjit", 12, 3),
    Came(Person("Q", "G", dt.date(1994, 1, 9), "F"), "self", 9, -2),
    Came(Person("Q", "H", dt.date(1975, 10, 28), "M"), "gp", 7, -4),
    Came(Person("Q", "I", dt.date(1988, 4, 14), "M"), "other", 4),
    Came(Person("Q", "J", dt.date(1981, 8, 2), "F"), "self", 2),
    Came(Person("Q", "K", dt.date(1977, 5, 19), "M"), "cjit", 21, closed="not_reached"),
    Came(Person("R", "A", dt.date(1969, 1, 23), "F"), "gp", 22, 9, _HEAVY, to=1, colleague=True),
    Came(Person("R", "B", dt.date(1992, 11, 5), "M"), "self", 21, 8, _LIGHT, to=0, colleague=True),
    Came(Person("R", "C", dt.date(1985, 4, 28), "M"), "gp", 18, 7, _HEAVY, colleague=True),
    Came(Person("R", "D", dt.date(1976, 8, 13), "F"), "social", 15, 5, _MIDDLING, to=0, colleague=True),
    Came(Person("R", "E", dt.date(1989, 2, 20), "M"), "cjit", 14, 4, _HEAVY, colleague=True),
)
# People already in treatment, entered one after another by each assessor on the first days: how many of each kind. The
# third gives the highest group far more often than the colleagues, which the picture of drift is to show.
_IN_TREATMENT = (
    ("S", (_LIGHT, 5), (_MIDDLING, 6), (_HEAVY, 4)),
    ("T", (_LIGHT, 6), (_MIDDLING, 5), (_HEAVY, 3)),
    ("U", (_LIGHT, 1), (_MIDDLING, 3), (_HEAVY, 12)),
)
_OPENED = 24  # the LASARS began so many days ago
_AGAIN = 2  # the place in `_CAME` of who is assessed again
AUDITED = Decimal("0.50")


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works with the assessments: three at the LASARS, the commissioner, and who scores again for the partnership."""

    assessor: Access
    colleague: Access
    third: Access
    commissioner: Access
    rescorer: Access


def live_two_weeks(staff: Staff, today: dt.date) -> None:
    """Takes in the demonstration instrument, enters who is in treatment and lives through what `_CAME` tells, up to `today`;
    and begins with somebody in treatment, whose existing answers are offered. One is assessed again, and half of a sample
    is scored again."""
    with clock.standing_on(today - dt.timedelta(_OPENED)):
        add_instrument(access=staff.commissioner, document=demonstration_document())
    for assessor, entered in zip((staff.assessor, staff.colleague, staff.third), _IN_TREATMENT, strict=True):
        _enter(assessor, *entered, today=today)
    for came in (*_CAME, _somebody_in_treatment(staff.assessor)):
        _live(staff.colleague if came.colleague else staff.assessor, came, today)
    with clock.standing_on(today - dt.timedelta(2)):
        _assess_again(staff.assessor, _CAME[_AGAIN])
    with clock.standing_on(today - dt.timedelta(1)):
        _audit(staff)


def _enter(assessor: Access, initial: str, *kinds: tuple[Mapping[str, str], int], today: dt.date) -> None:
    """Three rows a day, of made-up people; the answers of the kinds by turns."""
    (lasars, _), *_ = lasars_of(assessor)
    kinds_by_turns = [
        answers for turn in range(max(many for _, many in kinds)) for answers, many in kinds if turn < many
    ]
    for number, answers in enumerate(kinds_by_turns):
        person = Person(
            initial, "ABCDEFGHIJKLMNOPQRST"[number], dt.date(1960 + number * 2, 1 + number % 12, 14), "FM"[number % 2]
        )
        with clock.standing_on(today - dt.timedelta(_OPENED - 1 - number // 3)):
            enter(
                access=assessor, lasars_id=lasars, person=person, received=clock.today(), said=answers, source={}
            )  # fmt: skip


def _somebody_in_treatment(assessor: Access) -> Came:
    known = sorted(set(attributors(assessor.partnership.pk).values()))
    who = known[len(known) // 2]
    person = Person(who[0], who[1], dt.date(int(who[6:10]), int(who[4:6]), int(who[2:4])), who[10])
    return Came(person, "provider", 6, 0, {"crack": "0"}, half=True)


def _live(assessor: Access, came: Came, today: dt.date) -> None:
    (lasars, _), *_ = lasars_of(assessor)
    received = today - dt.timedelta(came.received)
    seen = None if came.seen is None else today - dt.timedelta(came.seen)
    with clock.standing_on(max(received, today - dt.timedelta(_OPENED))):
        referral = refer(access=assessor, lasars_id=lasars, person=came.person, source=came.source, received=received)
        if seen is not None:
            book(access=assessor, referral=referral, on=seen)
    if seen is not None and seen <= today:
        with clock.standing_on(seen):
            _see(assessor, referral, came)
    with clock.standing_on(today):
        if came.closed:
            close(access=assessor, referral=referral, why=came.closed)


def _see(assessor: Access, referral: Referral, came: Came) -> None:
    if came.answers is None:
        say_kept(access=assessor, referral=referral, kept=True)
        return
    assessment = start(access=assessor, referral=referral)
    save(access=assessor, assessment=assessment, said=came.answers, source={})
    if came.half:
        return
    complete(access=assessor, assessment=assessment)
    if came.goal:
        note_goal(access=assessor, referral=referral, text=came.goal)
    if came.to is not None:
        there = providers(assessor)
        provider, name = there[came.to % len(there)]  # some areas have one provider only
        note_preference(access=assessor, referral=referral, provider_id=provider, words=f"{name} is near the bus.")
        note_advocacy(
            access=assessor, referral=referral, on=clock.today(), whom="Housing office", about="A letter of support"
        )  # fmt: skip
        refer_on(access=assessor, referral=referral, provider_id=provider)


def _assess_again(assessor: Access, came: Came) -> None:
    """It waits for its approval, which only the colleague can give."""
    attributor = came.person.attributor
    referral = Referral.objects.get(partnership=assessor.partnership, attributor=attributor)
    again = reassess(access=assessor, referral=referral, reason="Lost the tenancy; uses every day since.")
    save(access=assessor, assessment=again, said=_HEAVY, source={})
    complete(access=assessor, assessment=again)


def _audit(staff: Staff) -> None:
    """A sample of what was assessed until the day before. Of the half that is scored again the last gives another group."""
    until = clock.today() - dt.timedelta(1)
    (lasars, _), *_ = lasars_of(staff.assessor)
    sample = draw_sample(
        access=staff.rescorer,
        lasars_id=lasars,
        since=until - dt.timedelta(9),
        until=until,
        share=max(AUDITED, agreed_share(staff.rescorer, until)),
    )
    drawn = list(Drawn.objects.filter(draw=sample).select_related("assessment__instrument").order_by("pk"))
    half = drawn[: (len(drawn) + 1) // 2]
    for one in half:
        said = {code: told["said"] for code, told in one.assessment.answers.items()}
        if one is half[-1]:
            said |= _LIGHT if said["opiates"] == _HEAVY["opiates"] else _HEAVY
        begun = begin_rescoring(access=staff.rescorer, drawn=one)
        save_rescoring(access=staff.rescorer, rescoring=begun, said=said)
        complete_rescoring(access=staff.rescorer, rescoring=begun)
