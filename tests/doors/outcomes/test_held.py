"""What is held waits for a named person of the partnership, and each decision can be replayed."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from outcomes.models import DecisionMade, DeterminationRow
from payments.actions.settle import settle
from payments.rules.evaluation import evaluate
from pbr.jobs.draining import drain
from tests.doors.outcomes.conftest import CASES, Load
from tests.people import Town

WORDS = "The paper assessment lies before me, dated 1 May."


@pytest.fixture
def town(load: Load) -> Town:
    return load("15")


def held_row(reason: str = "no-assessment") -> DeterminationRow:
    return DeterminationRow.objects.filter(superseded_at=None, status="held", reason=reason).order_by("pk")[0]


def test_the_queue_says_who_what_and_why(town: Town) -> None:
    page = town.browser("commissioner").get("/held/").content.decode()
    row = held_row()
    assert row.client is not None
    assert row.client.reference in page
    assert "No assessment, so no group" in page
    assert "no price" not in page  # untrue where one price holds for every group
    assert "The assessment failed its audit" in page


def test_the_queue_is_filtered_by_reason(town: Town) -> None:
    page = town.browser("commissioner").get("/held/?reason=assessment-failed-audit").content.decode()
    assert "1 held" in page


def test_the_queue_is_a_file_too(town: Town) -> None:
    answer = town.browser("auditor").get("/held/?export=csv")
    assert (
        len(answer.content.decode("utf-8-sig").splitlines())
        == 1 + DeterminationRow.objects.filter(superseded_at=None, status="held").count()
    )


def test_a_provider_does_not_see_the_queue(town: Town) -> None:
    browser = town.browser("provider_manager", town.north)
    for page in ("/held/", "/held/decisions", "/held/decisions/replay", f"/held/{held_row().pk}/"):
        assert browser.get(page).status_code == 403


def test_an_auditor_looks_but_does_not_decide(town: Town) -> None:
    browser = town.browser("auditor")
    assert browser.get("/held/").status_code == 200
    assert browser.post(f"/held/{held_row().pk}/", {"decision": "release", "words": WORDS}).status_code == 403


def test_a_release_makes_it_achieved(town: Town) -> None:
    row, browser = held_row("assessment-failed-audit"), town.browser("commissioner")
    page = browser.get(f"/held/{row.pk}/").content.decode()
    assert row.why in page
    assert "N0852-20120401-20130331-TREAT-IN-J.csv" in page
    assert browser.post(f"/held/{row.pk}/", {"decision": "release", "words": WORDS}).status_code == 302
    drain("outcomes.")
    now = DeterminationRow.objects.get(client=row.client, outcome=row.outcome, part=row.part, superseded_at=None)
    assert now.status == "achieved"
    why = browser.get(f"/determinations/{now.pk}/").content.decode()
    assert WORDS in why
    assert "What is found now" in browser.get(f"/determinations/{row.pk}/").content.decode()


def test_a_decision_needs_a_reason_in_words(town: Town) -> None:
    answer = town.browser("commissioner").post(f"/held/{held_row().pk}/", {"decision": "refuse", "words": "no"})
    assert answer.status_code == 422
    assert "Say why in a sentence" in answer.content.decode()
    assert not DecisionMade.objects.exists()


def test_what_is_decided_already_is_not_decided_twice(town: Town) -> None:
    row, browser = held_row(), town.browser("commissioner")
    browser.post(f"/held/{row.pk}/", {"decision": "refuse", "words": WORDS})
    drain("outcomes.")
    assert browser.post(f"/held/{row.pk}/", {"decision": "release", "words": WORDS}).status_code == 409
    page = browser.get(f"/held/{row.pk}/").content.decode()
    assert (
        f"commissioner.all refused it at 1 May 2013, 00:00: “{WORDS}”" in page or "commissioner.all refused it" in page
    )
    assert "now it is" in page


def test_the_second_of_two_who_decide_is_told_who_decided_what(town: Town) -> None:
    row = held_row()
    other = town.person("auditor")
    other.memberships.update(role_code="commissioner")
    town.browser("commissioner").post(f"/held/{row.pk}/", {"decision": "refuse", "words": WORDS})
    for determined in (False, True):
        if determined:
            drain("outcomes.")
        refused = town.browser("auditor").post(
            f"/held/{row.pk}/", {"decision": "release", "words": "Other words, long."}
        )
        assert refused.status_code == 409
        told = refused.content.decode()
        assert "This is decided already, and nothing of yours was saved. commissioner.all refused it at" in told
        assert WORDS in told
    assert DecisionMade.objects.count() == 1


def test_a_queue_is_filtered_by_the_provider_of_a_contract(town: Town) -> None:
    page = town.browser("commissioner").get("/held/").content.decode()
    assert f">{town.north.name}</option>" in page


def test_a_former_result_says_what_it_is_now_beside_its_old_status(town: Town) -> None:
    row, browser = held_row("assessment-failed-audit"), town.browser("commissioner")
    browser.post(f"/held/{row.pk}/", {"decision": "release", "words": WORDS})
    drain()
    page = browser.get(f"/determinations/{row.pk}/").content.decode()
    assert "commissioner.all released it at" in page
    assert "That was found then; now it is" in page
    assert "Money, as now known" in page
    assert "The result above no longer holds." in page


def test_another_partnerships_held_determination_is_not_found(town: Town) -> None:
    elsewhere = Town.make(code="Z99B", name="Elsewhere").browser("commissioner")
    assert elsewhere.get(f"/held/{held_row().pk}/").status_code == 404
    assert elsewhere.post(f"/held/{held_row().pk}/", {"decision": "refuse", "words": WORDS}).status_code == 404


def test_the_decisions_are_listed(town: Town) -> None:
    browser = town.browser("commissioner")
    browser.post(f"/held/{held_row().pk}/", {"decision": "refuse", "words": WORDS})
    page = browser.get("/held/decisions").content.decode()
    assert WORDS in page
    assert "Refuse" in page


def test_the_exported_decisions_replay_to_the_same_result(town: Town, tmp_path: Path) -> None:
    browser = town.browser("commissioner")
    browser.post(f"/held/{held_row('assessment-failed-audit').pk}/", {"decision": "release", "words": WORDS})
    browser.post(f"/held/{held_row().pk}/", {"decision": "refuse", "words": WORDS})
    drain("outcomes.")
    case = next(path for path in CASES.iterdir() if path.name.startswith("15"))
    for path in case.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    answer = browser.get("/held/decisions/replay")
    assert 'filename="decisions-20130501.csv"' in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    # It asks no reason, for it says who nobody is.
    assert {row[column] for row in rows for column in ("FINITIAL", "SINITIAL", "DOB", "SEX")} == {""}
    (tmp_path / "decisions-20130501.csv").write_bytes(answer.content)
    replayed = evaluate(tmp_path, [("scheme.toml", (case / "scheme.toml").read_bytes())], dt.date(2013, 5, 1))
    told = sorted((d.journey, d.outcome, d.status, d.reason, d.why) for c in replayed.found for d in c.determinations)
    kept = DeterminationRow.objects.filter(superseded_at=None)
    assert told == sorted(kept.values_list("journey", "outcome", "status", "reason", "why"))


def test_the_home_page_says_how_many_wait(town: Town) -> None:
    for role in ("commissioner", "auditor"):
        assert "Held until a person decides" in town.browser(role).get("/").content.decode()
    assert "Held until" not in town.browser("provider_manager", town.north).get("/").content.decode()


def test_the_queue_makes_few_queries(town: Town, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    browser = town.browser("commissioner")
    browser.get("/held/")
    with django_assert_max_num_queries(16):
        browser.get("/held/")


def test_the_queue_and_its_file_say_what_is_at_stake(town: Town) -> None:
    settle(partnership=town.partnership)  # who prices knows of the contracts then
    page = town.browser("commissioner").get("/held/").content.decode()
    assert "£100.00 to £300.00" in page  # by the group that an assessment may still give
    told = town.browser("commissioner").get("/held/?export=csv&sort=-stake").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(told)))
    assert {(row["At stake at least (£)"], row["At stake (£)"]) for row in rows} >= {("100.00", "300.00")}
    most = [Decimal(row["At stake (£)"]) for row in rows]
    assert most == sorted(most, reverse=True)
    assert len(set(most)) > 1
