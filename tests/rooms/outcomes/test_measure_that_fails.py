"""A measure that fails on one client stops that client's chunk, shows the client, and leaves everything else as it was."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from django.conf import settings
from django.test import Client as Browser

from caseloads.models import Client
from outcomes.actions import recalculate as module
from outcomes.actions.recalculate import SomeNotDetermined
from outcomes.models import DeterminationRow
from outcomes.rules import conclude
from outcomes.rules.finding import Finding
from outcomes.rules.journey_facts import JourneyFacts
from payments.models import Transfer
from payments.queries.checking import check_ledger
from pbr import clock
from pbr.access.access import Access
from pbr.access.models import Membership, Person
from pbr.jobs.asking import ask
from pbr.jobs.draining import drain
from pbr.jobs.models import Job
from pbr.scheme.document import Asked
from tests.rooms.outcomes.test_recalculation_of_cases import CASES, from_files, from_tables, loaded
from tests.rooms.payments.test_settling_of_cases import balances_by_key, payable_by_key

MIDDLE = "CD23111975F"  # the second of three clients, each a chunk of its own
CASE = next(case for case in CASES if case.name.startswith("29"))


@pytest.fixture(autouse=True)
def chunks_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", 1)


class PlannedExit:
    """The measure, which can be made to divide by zero for one client."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.patch, self.works = monkeypatch, conclude.MEASURES

    def breaks(self) -> None:
        self.patch.setattr(conclude, "MEASURES", MappingProxyType({**self.works, "planned_exit": self._broken}))

    def is_mended(self) -> None:
        self.patch.setattr(conclude, "MEASURES", self.works)

    def _broken(self, facts: JourneyFacts, asked: Asked) -> Finding:
        return self.works["planned_exit"](facts, asked) if facts.client.facts.attributor != MIDDLE else 1 // 0


@pytest.fixture
def planned_exit(monkeypatch: pytest.MonkeyPatch) -> PlannedExit:
    return PlannedExit(monkeypatch)


def work(access: Access, everyone: bool = False) -> None:
    """What the worker does, until nothing waits or a job has stopped."""
    ask("outcomes.recalculate_everyone" if everyone else "outcomes.recalculate", partnership=access.partnership)
    for _ in range(settings.PBR_JOB_ATTEMPTS):
        try:
            drain()
        except SomeNotDetermined:
            continue
    drain()


def reference() -> str:
    client: str = Client.objects.get(identity__attributor=MIDDLE).reference
    return client


def stopped() -> Job:
    return Job.objects.get(state=Job.State.DEAD)


def sign_in(access: Access, role: str) -> Browser:
    person = Person.objects.create_user(f"{role}@anytown.example", name=role)
    Membership.objects.create(person=person, partnership=access.partnership, role_code=role, granted_at=clock.now())
    browser = Browser()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def test_the_other_chunks_are_determined_and_the_ledger_learns_of_them(db: None, planned_exit: PlannedExit) -> None:
    access, evaluation = loaded(CASE, seed=None)
    planned_exit.breaks()
    with clock.standing_on(evaluation.as_of):
        work(access)
    others = [row for row in from_files(evaluation) if row[0] != MIDDLE]
    assert from_tables(access) == others
    assert {client for client in balances_by_key_clients() if client} == {
        row[0] for row in others if row[4] == "achieved"
    }
    assert check_ledger() == []


def test_the_job_stops_and_names_the_client_by_reference(db: None, planned_exit: PlannedExit) -> None:
    access, evaluation = loaded(CASE, seed=None)
    planned_exit.breaks()
    with clock.standing_on(evaluation.as_of):
        work(access)
    assert f"The rules failed on client {reference()} (ZeroDivisionError)." in stopped().error
    assert MIDDLE not in stopped().error


def test_what_was_found_and_posted_before_stands(db: None, planned_exit: PlannedExit) -> None:
    access, evaluation = loaded(CASE, seed=None)
    with clock.standing_on(evaluation.as_of):
        work(access)
        found = list(DeterminationRow.objects.order_by("pk").values())
        posted = list(Transfer.objects.order_by("pk").values())
        planned_exit.breaks()
        work(access, everyone=True)
    assert stopped().kind == "outcomes.recalculate_everyone"
    assert list(DeterminationRow.objects.order_by("pk").values()) == found
    assert list(Transfer.objects.order_by("pk").values()) == posted


def test_once_the_measure_is_mended_only_that_chunk_is_still_due(db: None, planned_exit: PlannedExit) -> None:
    access, evaluation = loaded(CASE, seed=None)
    planned_exit.breaks()
    with clock.standing_on(evaluation.as_of):
        work(access)
        planned_exit.is_mended()
        done = module.recalculate(partnership=access.partnership, progress=lambda *_: None, finish=lambda: None)
        drain()
    assert done == 1
    assert from_tables(access) == from_files(evaluation)
    assert balances_by_key() == payable_by_key(evaluation)


def test_the_page_of_stopped_work_leads_whoever_may_see_the_caseload_to_the_client(
    db: None, planned_exit: PlannedExit
) -> None:
    access, evaluation = loaded(CASE, seed=None)
    planned_exit.breaks()
    with clock.standing_on(evaluation.as_of):
        work(access)
    link = f'<a class="govuk-link" href="/clients/{reference()}/">{reference()}</a>'
    page = sign_in(access, "auditor").get("/jobs/stopped").content.decode()
    assert f"The rules failed on client {link} (ZeroDivisionError)." in page
    page = sign_in(access, "administrator").get("/jobs/stopped").content.decode()
    assert reference() in page
    assert link not in page


def balances_by_key_clients() -> set[str]:
    return {key[1] for key in balances_by_key()}
