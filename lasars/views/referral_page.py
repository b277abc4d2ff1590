"""A referral's page: its way so far, and beside each step the form by which it goes on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lasars.forms import (
    AdvocacyForm,
    AppointmentForm,
    CloseForm,
    GoalForm,
    KeptForm,
    PreferenceForm,
    ReferOnForm,
    WithdrawForm,
)
from lasars.queries.agreed import local_outcomes
from lasars.queries.assessing import assessments_of, awaiting_a_second_person
from lasars.queries.blind import hidden
from lasars.queries.pages import CLOSED_BECAUSE, advocacy_of, appointments_of, goals_of, providers
from lasars.queries.referrals import CLOSED, STATES, days, standing
from pbr import clock
from pbr.access.access import Access
from pbr.access.permissions import Permission


class Wishes(NamedTuple):
    """What is noted of a referral, withdrawn or not, and the titles of the local outcomes by code: asked for once."""

    goals: list[Any]
    contacts: list[Any]
    outcomes: dict[str, str]

    @classmethod
    def of(cls, access: Access, referral: Any) -> Wishes:
        outcomes = local_outcomes(access.partnership.pk, clock.today())
        return cls(goals_of(referral), advocacy_of(referral), dict(outcomes))


def forms_of(
    access: Access, referral: Any, wishes: Wishes, posted: dict[str, Any] | None = None
) -> dict[str, forms.Form]:
    """The forms of the page by name. `posted` gives one of them what was sent."""
    given, outcomes = posted or {}, list(wishes.outcomes.items())
    named = providers(access)
    wish = {"provider": referral.preferred_id or "", "words": referral.preference}
    goals, contacts = standing_of(wishes.goals), standing_of(wishes.contacts)
    return {
        "appointment": AppointmentForm(given.get("appointment")),
        "kept": KeptForm(given.get("kept")),
        "preference": PreferenceForm(given.get("preference"), providers=named, initial=wish),
        "goal": GoalForm(given.get("goal"), outcomes=outcomes, auto_id="goal_%s"),
        "advocacy": AdvocacyForm(given.get("advocacy"), auto_id="advocacy_%s", initial={"on": clock.today()}),
        "withdraw_goal": WithdrawForm(given.get("withdraw_goal"), label="Goal", among=goals, auto_id="not_goal_%s"),
        "withdraw_advocacy": WithdrawForm(
            given.get("withdraw_advocacy"), label="Contact", among=contacts, auto_id="not_advocacy_%s"
        ),
        "refer_on": ReferOnForm(
            given.get("refer_on"), providers=named, preferred=referral.preferred_id, auto_id="on_%s"
        ),
        "close": CloseForm(given.get("close"), reasons=CLOSED_BECAUSE, auto_id="close_%s"),
    }


def standing_of(noted: Iterable[Any]) -> list[tuple[int, str]]:
    """Id and words of what is not withdrawn."""
    return [(one.pk, str(one)) for one in noted if one.withdrawn_at is None]


def referral_page(
    request: HttpRequest,
    access: Access,
    referral: Any,
    wishes: Wishes,
    shown: dict[str, forms.Form] | None = None,
    wrong: str = "",
) -> HttpResponse:
    """`shown` are the forms where one was sent and refused; `wrong` names it."""
    row = standing(access, referral)
    assessments, appointments = assessments_of(referral), appointments_of(referral)
    context = {
        "referral": referral,
        "row": row,
        "state": STATES[row.state],
        "steps": _steps(row),
        "appointments": appointments,
        "waiting_appointment": next((one for one in appointments if one.kept is None), None),
        "assessments": assessments,
        "awaiting": awaiting_a_second_person(access.partnership.pk, assessments),
        "hidden": hidden(access, referral.assessments),
        "in_progress": next((one for one in assessments if one.completed_at is None), None),
        "goals": [(goal, wishes.outcomes.get(goal.outcome, goal.outcome)) for goal in wishes.goals],
        "goals_stand": standing_of(wishes.goals),
        "advocacy": wishes.contacts,
        "contacts_stand": standing_of(wishes.contacts),
        "forms": shown or forms_of(access, referral, wishes),
        "wrong": (shown or {}).get(wrong),
        "may_work": access.may(Permission.ASSESS) and row.state != CLOSED,
        # Somebody assessed is assessed again from here, even where this referral is closed.
        "may_assess": access.may(Permission.ASSESS) and (row.state != CLOSED or row.assessed is not None),
        "me": access.person.pk,
        "today": clock.today(),
    }
    return render(request, "lasars/referral.html", context, status=422 if wrong else 200)


def _steps(row: Any) -> list[tuple[str, Any, int | None]]:
    """Each step with its day and the days from the referral to it."""
    return [
        ("Referral received", row.received, None),
        ("Appointment", row.seen or row.booked, days(row.to_appointment)),
        ("Assessment", row.assessed, days(row.to_assessment)),
        ("Referred to a provider", row.referred_on, days(row.to_provider)),
    ]
