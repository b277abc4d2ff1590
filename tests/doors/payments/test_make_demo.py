"""The demonstration: half a year of a small Anytown, told once, with a history in every state."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command

from lasars.models import Approval, Assessment, AuditDraw, Drawn, Rescoring
from outcomes.queries import schemes_in_force
from payments.actions.forecast import FORECAST, LOOK_BACK
from payments.demonstration.people import CODE, DOMAIN, PASSWORD, People
from payments.models import Budget, Challenge, Claim, KeptForecast, PaymentRun, Query, Transfer, Trial
from payments.queries.tariffs import TARIFF
from payments.queries.trials import TRIAL
from pbr import clock
from pbr.access.models import Partnership, Person
from pbr.audit.chain import verify_chain
from pbr.jobs.models import Job
from pbr.scheme.reading import read_scheme
from pbr.values.dates import ONE_DAY


@pytest.fixture(scope="module")
def anytown(committed_db_of_module: str) -> People:
    call_command("make_demo", clients=120, months=6, verbosity=0)
    return People(Partnership.objects.get(code=CODE))


def test_the_first_quarter_is_paid_by_two_people(anytown: People) -> None:
    run = PaymentRun.objects.get()
    assert run.prepared_by.email == f"commissioner2@{DOMAIN}"
    assert run.released_at is not None
    assert run.pence == sum(t.pence for t in Transfer.objects.filter(kind="paid"))
    assert Claim.objects.filter(up_to=dt.date(2012, 6, 30), approved_at__isnull=False).exists()


def test_the_last_quarter_is_left_open(anytown: People) -> None:
    last = Claim.objects.filter(up_to=dt.date(2012, 9, 30), withdrawn_at=None)
    assert last.filter(approved_at=None).count() == last.count() > 0
    assert Query.objects.filter(line__claim__in=last, answered_at=None).exists()
    assert Claim.objects.filter(withdrawn_at__isnull=False).exists()


def test_everything_happened_on_the_day_it_says(anytown: People) -> None:
    claim = Claim.objects.filter(up_to=dt.date(2012, 6, 30)).first()
    assert claim is not None
    assert claim.prepared_at.astimezone(clock.LONDON).date() == dt.date(2012, 7, 12)
    assert verify_chain(anytown.partnership) is None


def test_only_what_takes_long_is_left_to_the_worker(anytown: People) -> None:
    left = Job.objects.exclude(state=Job.State.DONE).values_list("kind", flat=True)
    assert set(left) == {"payments.remit", FORECAST, LOOK_BACK, TRIAL, TARIFF}


def test_next_years_draft_pays_a_tenth_more_for_leaving_as_planned(anytown: People) -> None:
    draft = Trial.objects.get()
    now = schemes_in_force(anytown.partnership.pk).schemes[-1]
    drafted = read_scheme(draft.document)
    assert drafted.starts == now.ends + ONE_DAY
    changed = [(old.code, new.prices) for old, new in zip(now.outcomes, drafted.outcomes, strict=True) if old != new]
    assert changed == [("planned-exit", {"low": 33_000, "medium": 55_000, "high": 88_000})]


def test_a_budget_is_set_for_this_year_and_the_next(anytown: People) -> None:
    budgets = Budget.objects.order_by("starts")
    assert [budget.starts for budget in budgets] == [dt.date(2012, 4, 1), dt.date(2013, 4, 1)]
    assert 0 < budgets[0].pence < budgets[1].pence


def test_one_challenge_is_answered_and_one_waits(anytown: People) -> None:
    answered, waiting = Challenge.objects.order_by("number")
    assert answered.outcome == Challenge.Outcome.CORRECT
    assert waiting.answered_at is None


def test_half_of_a_sample_is_scored_again_and_one_of_it_fails(anytown: People) -> None:
    drawn = Drawn.objects.filter(draw=AuditDraw.objects.get())
    assert list(Rescoring.objects.order_by("pk").values_list("passed", flat=True)) == [True, True, False]
    assert drawn.count() > Rescoring.objects.count()


def test_a_reassessment_waits_for_the_colleague(anytown: People) -> None:
    again = Assessment.objects.get(supersedes__isnull=False)
    assert again.completed_at is not None
    assert not Approval.objects.exists()


def test_everybody_signs_in_with_the_one_password(anytown: People) -> None:
    people = Person.objects.all()
    assert len(people) == 16
    assert all(person.check_password(PASSWORD) for person in people)


def test_telling_it_again_adds_nothing(anytown: People) -> None:
    before = (Job.objects.count(), Claim.objects.count(), Transfer.objects.count())
    call_command("make_demo", clients=120, months=6, verbosity=0)
    assert (Job.objects.count(), Claim.objects.count(), Transfer.objects.count()) == before


@pytest.mark.usefixtures("committed_db")
def test_forecasts_of_the_past_are_kept_with_the_day_they_were_made_on() -> None:
    call_command("make_demo", clients=40, months=15, quarterly=True, verbosity=0)
    kept = KeptForecast.objects.order_by("day")
    assert [one.day for one in kept] == [dt.date(2012, 9, 30), dt.date(2012, 12, 31)]
    assert [one.made_at.astimezone(clock.LONDON).date() for one in kept] == [dt.date(2012, 10, 9), dt.date(2013, 1, 9)]
    assert kept[0].asked_by is None
