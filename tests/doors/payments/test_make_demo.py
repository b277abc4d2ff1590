"""The demonstration: half a year of a small Anytown, told once, with a history in every state."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command

from payments.demonstration.people import CODE, DOMAIN, PASSWORD, People
from payments.models import Claim, PaymentRun, Query, Transfer
from pbr import clock
from pbr.access.models import Partnership, Person
from pbr.audit.chain import verify_chain
from pbr.jobs.models import Job


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


def test_only_remittance_advices_are_left_to_the_worker(anytown: People) -> None:
    left = Job.objects.exclude(state=Job.State.DONE).values_list("kind", flat=True)
    assert set(left) == {"payments.remit"}


def test_everybody_signs_in_with_the_one_password(anytown: People) -> None:
    people = Person.objects.all()
    assert len(people) == 13
    assert all(person.check_password(PASSWORD) for person in people)


def test_telling_it_again_adds_nothing(anytown: People) -> None:
    before = (Job.objects.count(), Claim.objects.count(), Transfer.objects.count())
    call_command("make_demo", clients=120, months=6, verbosity=0)
    assert (Job.objects.count(), Claim.objects.count(), Transfer.objects.count()) == before
