"""Many at once: one claim, one approval, one payment, whoever is first (invariants I-04, I-08, I-12, I-15, I-18).

Barriers and not sleeps: every thread stands before the same call, with a connection of its own, and then all go.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client as Browser

from payments.actions.approve import approve_claim
from payments.actions.open_claim import open_claim
from payments.actions.review import reject_lines
from payments.actions.settle import settle
from payments.models import Approval, Claim, ClaimLine, Command, PaymentRun, Transfer
from payments.queries.checking import check_ledger
from payments.queries.claims import digest_of
from payments.queries.unclaimed import preview
from pbr import clock
from pbr.jobs.failpoints import DIED
from pbr.web.refusals import Refusal
from tests.conftest import switched_to_clone
from tests.rig import services
from tests.rig.guards import drop_guard
from tests.rooms.payments.world import World, key, signed_in

THREADS = 8
ROUNDS = 5


@pytest.fixture
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), switched_to_clone():
        yield World.of_case()
        connections.close_all()


def at_once(does: list[Callable[[], Any]]) -> list[Any]:
    """Runs all at the same moment, each in a thread of its own; what each gave, or the exception that it raised."""
    barrier = Barrier(len(does))
    results: list[Any] = [None] * len(does)

    def run(place: int, one: Callable[[], Any]) -> None:
        connection.ensure_connection()
        barrier.wait()
        try:
            results[place] = one()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, one)) for place, one in enumerate(does)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def nothing_posted_yet(*without: str) -> None:
    """Takes the postings out again as their owner, and drops guards."""
    with services.as_owner(connection.settings_dict["NAME"]) as cursor:
        cursor.execute("ALTER TABLE payments_transfer DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM payments_transfer")
        cursor.execute("ALTER TABLE payments_transfer ENABLE TRIGGER USER")
        for guard in without:
            drop_guard(cursor, guard)


def test_settling_at_once_posts_what_one_would(world: World) -> None:
    nothing_posted_yet()
    results = at_once([lambda: settle(partnership=world.partnership, as_of=world.as_of)] * 4)
    assert sorted(results)[:3] == [0, 0, 0]
    assert Transfer.objects.count() == max(results) > 0
    assert check_ledger() == []


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payments.actions.locking._lock", lambda kind, number: None)


def test_without_the_locks_the_unique_place_in_a_key_still_holds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing_posted_yet()
    without_locks(monkeypatch)
    at_once([lambda: settle(partnership=world.partnership, as_of=world.as_of)] * 4)
    assert check_ledger() == []


def test_without_locks_and_unique_places_the_ledger_is_found_to_be_wrong(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant of the two tests above: with both guards gone, posting at once must do harm."""
    nothing_posted_yet("transfer_sequence_once", "transfer_fits_its_key", "payments_transfer_adjusts_id_key")
    without_locks(monkeypatch)
    for _ in range(ROUNDS):
        at_once([lambda: settle(partnership=world.partnership, as_of=world.as_of)] * 4)
        if check_ledger():
            return
        nothing_posted_yet()
    raise AssertionError("posting at once without guards did no harm: the tests of the guards prove nothing")


def test_two_claims_opened_at_once_share_no_line(world: World) -> None:
    shown = preview(world.contract(), clock.today())

    def opens() -> Any:
        return open_claim(
            access=world.finance["northway"], contract=shown.contract, up_to=shown.up_to, shown_total=shown.total,
            shown_digest=shown.digest, key=key(),
        )  # fmt: skip

    results = at_once([opens] * THREADS)
    assert sum(isinstance(result, dict) for result in results) == 1
    assert all(isinstance(result, (dict, Refusal)) for result in results)
    assert Claim.objects.count() == 1
    assert ClaimLine.objects.count() == len(shown.postings)


def test_two_approvers_at_once_approve_once_and_the_other_is_told_by_whom(world: World) -> None:
    claim = world.claim()
    people = [world.jo, world.sam, world.kim]
    digest = digest_of(claim)
    results = at_once(
        [
            lambda person=person: approve_claim(
                access=person, claim=Claim.objects.get(pk=claim.pk), shown_digest=digest, key=key()
            )
            for person in people
        ]
    )
    told = [result.message for result in results if isinstance(result, Refusal)]
    assert sum(isinstance(result, dict) for result in results) == 1
    assert all(f"Claim {claim.number} was already approved by" in message for message in told)
    assert Approval.objects.filter(claim=claim).count() == 1
    assert Transfer.objects.filter(line__claim=claim).count() == claim.lines.count()
    assert check_ledger() == []


def test_a_button_pressed_eight_times_at_once_approves_and_pays_once(world: World) -> None:
    claim = world.claim()
    browsers = [signed_in(world.jo) for _ in range(THREADS)]
    sent = {"digest": digest_of(claim), "key": "one-press"}

    def press(browser: Browser) -> int:
        return browser.post(f"/claims/{claim.number}/approve", sent).status_code

    assert at_once([lambda browser=browser: press(browser) for browser in browsers]) == [302] * THREADS
    assert Approval.objects.count() == 1
    paid = at_once([lambda one=one: one.post("/payments/runs/", {"key": key()}).status_code for one in browsers])
    assert sorted(paid) == [302] + [409] * (THREADS - 1)
    assert PaymentRun.objects.count() == 1
    assert Transfer.objects.filter(kind="paid").count() == 1
    assert check_ledger() == []


def test_every_claim_is_approved_once_whoever_presses_in_two_tabs(world: World) -> None:
    claims = claims_of_every_day(world)
    assert len(claims) > 10
    tabs = [
        signed_in(person)
        for person in (world.jo, world.jo, world.jo, world.sam, world.sam, world.sam, world.kim, world.kim)
    ]
    for claim in claims:
        path, digest = f"/claims/{claim.number}/approve", digest_of(claim)
        pressed = [lambda tab=tab, path=path, digest=digest: press(tab, path, digest) for tab in tabs]
        assert sorted(at_once(pressed)) == [302] + [409] * (THREADS - 1)
        assert Transfer.objects.filter(line__claim=claim).count() == claim.lines.count()
    assert check_ledger() == []


def claims_of_every_day(world: World) -> list[Claim]:
    """A claim for each day on which something was earned."""
    earned = Transfer.objects.order_by("earned_on", "contract__code").values_list("contract__code", "earned_on")
    return [world.claim(code, up_to=day) for code, day in dict.fromkeys(earned)]


def press(tab: Browser, path: str, digest: str) -> int:
    return tab.post(path, {"digest": digest, "key": key()}).status_code


def test_the_same_key_at_once_has_one_effect_and_one_answer(world: World) -> None:
    shown = preview(world.contract(), clock.today())

    def opens() -> Any:
        return open_claim(
            access=world.finance["northway"], contract=shown.contract, up_to=shown.up_to, shown_total=shown.total,
            shown_digest=shown.digest, key="the-same",
        )  # fmt: skip

    results = at_once([opens] * THREADS)
    assert all(result == results[0] for result in results)
    assert isinstance(results[0], dict)
    assert Claim.objects.count() == 1
    assert Command.objects.filter(key="the-same").count() == 1


def test_approve_and_reject_at_the_same_moment_leave_one_of_the_two(world: World) -> None:
    claim = world.claim()
    line = claim.lines.order_by("pk")[0].pk
    digest = digest_of(claim)
    results = at_once(
        [
            lambda: approve_claim(
                access=world.jo, claim=Claim.objects.get(pk=claim.pk), shown_digest=digest, key=key()
            ),
            lambda: reject_lines(
                access=world.sam, claim=Claim.objects.get(pk=claim.pk), line_ids=[line], reason="Not known", key=key()
            ),
        ]
    )
    assert sum(isinstance(result, dict) for result in results) == 1
    assert sum(isinstance(result, Refusal) for result in results) == 1
    assert check_ledger() == []


def test_a_web_server_that_dies_before_it_answers_leaves_one_claim_and_the_same_answer(world: World) -> None:
    shown = preview(world.contract(), clock.today())
    given = {"up_to": shown.up_to, "shown_total": shown.total, "shown_digest": shown.digest, "key": "died"}
    died = subprocess.run(
        [sys.executable, "-c", DIES, str(world.finance["northway"].person.pk), str(shown.contract.pk),
         shown.up_to.isoformat(), str(shown.total), shown.digest],
        cwd=services.CHECKOUT, env=os.environ | {"PBR_FAILPOINT": "after_command_before_answer"},
    )  # fmt: skip
    assert died.returncode == DIED
    answer = open_claim(access=world.finance["northway"], contract=shown.contract, **given)
    assert Claim.objects.get().number == answer["number"] == 1


DIES = """
import sys, datetime as dt, django
django.setup()
from payments.actions.open_claim import open_claim
from payments.models import Contract
from pbr.access.access import access_of
from pbr.access.models import Person
person, contract, up_to, total, digest = sys.argv[1:]
open_claim(access=access_of(Person.objects.get(pk=person)), contract=Contract.objects.get(pk=contract),
           up_to=dt.date.fromisoformat(up_to), shown_total=int(total), shown_digest=digest, key="died")
"""
