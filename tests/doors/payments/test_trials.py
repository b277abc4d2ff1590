"""Trying a draft: who may ask and look, what cannot be tried, and what the pages say.

The draft takes Northway's caps away: by them one client's results earned £50.00 less, and £150.00 of his were only
carried into the next year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from outcomes.actions.schemes import discard_draft, draft_scheme
from outcomes.models import DeterminationRow, SchemeVersion
from payments.actions import trial as action
from payments.models import Transfer, Trial
from payments.queries.trials import TRIAL
from payments.rules.trial import RulesFailed
from pbr import clock
from pbr.audit.models import Event
from pbr.jobs.draining import drain
from pbr.jobs.models import Job
from tests.people import Town
from tests.rooms.payments.world import World, case_named, signed_in, someone

CAPS = (
    'caps = [ { amount = "150.00", outcomes = ["abstinence"], over = "lost" }, { amount = "400.00", over = "carry" } ]'
)
MORE = (
    "Northway Recovery would have earned £50.00 more: £800.00 instead of £750.00.",
    "Southbank Trust would have earned the same: £1,450.02.",
    "All providers together would have earned £50.00 more: £2,250.02 instead of £2,200.02.",
    "Of 4 journeys, 1 would have earned more, 0 less and 3 the same.",
)


@pytest.fixture(autouse=True)
def on_the_day_of_the_case() -> Iterator[None]:
    with clock.standing_on(dt.date(2013, 6, 30)):
        yield


@pytest.fixture
def draft(world: World) -> SchemeVersion:
    """Of the years after those in force."""
    return draft_scheme(access=world.kim, document=drafted(SchemeVersion.objects.get().document.replace(CAPS, "")))


def drafted(document: str) -> str:
    later = document.replace("starts = 2012-04-01", "starts = 2014-04-01")
    return later.replace("ends = 2014-03-31", "ends = 2016-03-31")


def address(draft: SchemeVersion, trial: Trial | None = None) -> str:
    return f"/schemes/{draft.pk}/trials/" + (f"{trial.pk}/" if trial else "")


def tried(world: World, draft: SchemeVersion) -> Trial:
    answer = signed_in(world.jo).post(address(draft))
    assert answer.status_code == 302
    drain(TRIAL)
    return Trial.objects.latest("pk")


def page(world: World, path: str) -> str:
    answer = signed_in(world.jo).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_draft_is_tried_on_what_really_happened(world: World, draft: SchemeVersion) -> None:
    trial = tried(world, draft)
    told = page(world, address(draft, trial))
    for sentence in MORE:
        assert sentence in told
    assert (trial.now_pence, trial.draft_pence, trial.difference) == (2200_02, 2250_02, 50_00)
    assert "from 1 April 2012 to 31 March 2014, whatever dates it is drafted for" in told
    assert "Money is dated here by the day on which it is earned" in told
    assert told.count("pbr-picture__drawing") == 6


def test_a_draft_of_a_time_before_those_in_force_is_tried_for_its_own_time(world: World) -> None:
    document = SchemeVersion.objects.get().document.replace("starts = 2012-04-01", "starts = 2005-04-01")
    document = document.replace("ends = 2014-03-31", "ends = 2012-03-31")
    past = draft_scheme(access=world.kim, document=document)
    told = page(world, address(past, tried(world, past)))
    assert "from 1 April 2005 to 31 March 2012, is over and no version in force has it" in told
    assert "whatever dates it is drafted for" not in told


def test_now_is_what_the_ledger_says(world: World, draft: SchemeVersion) -> None:
    posted = Transfer.objects.filter(sequence__isnull=False)
    assert tried(world, draft).now_pence == sum(one.signed for one in posted)


def test_a_trial_posts_nothing_and_changes_no_determination(world: World, draft: SchemeVersion) -> None:
    def standing() -> tuple[int, int, int]:
        return Transfer.objects.count(), DeterminationRow.objects.count(), Job.objects.exclude(kind=TRIAL).count()

    before = standing()
    tried(world, draft)
    assert standing() == before


def test_one_provider_is_looked_at_alone(world: World, draft: SchemeVersion) -> None:
    told = page(world, address(draft, tried(world, draft)) + "?of=northway")
    assert MORE[0] in told
    assert MORE[1] not in told
    assert MORE[2] not in told
    assert "Of 3 journeys, 1 would have earned more" in told


def test_each_table_is_a_file(world: World, draft: SchemeVersion) -> None:
    path = address(draft, tried(world, draft))
    browser = signed_in(world.jo)
    lines = browser.get(f"{path}?table=providers&export=csv").content.decode("utf-8-sig").splitlines()
    assert lines == [
        "Provider,In force (£),Draft (£),Difference (£)",
        "Northway Recovery,750.00,800.00,50.00",
        "Southbank Trust,1450.02,1450.02,0.00",
        "Together,2200.02,2250.02,50.00",
    ]
    for table in ("outcomes", "groups", "months"):
        lines = browser.get(f"{path}?table={table}&export=csv").content.decode("utf-8-sig").splitlines()
        assert lines[-1] == "Together,2200.02,2250.02,50.00"
    for table in ("worst-months", "outcomes", "groups", "months", "kinds"):
        assert browser.get(f"{path}?table={table}&export=xlsx").status_code == 200
    assert browser.get(f"{path}?table=nothing&export=csv").status_code == 404
    assert browser.get(f"{path}?table=outcomes&export=pdf").status_code == 404


def test_trials_are_listed_and_exported(world: World, draft: SchemeVersion) -> None:
    trial = tried(world, draft)
    assert f'href="{address(draft, trial)}"' in page(world, address(draft))
    (_, line) = page(world, address(draft) + "?export=csv").splitlines()
    assert line.endswith(",Jo Clarke,2013-06-30,2200.02,2250.02,50.00")


def test_the_page_of_the_draft_leads_to_its_trials_and_says_what_the_latest_found(
    world: World, draft: SchemeVersion
) -> None:
    assert f'href="{address(draft)}"' in page(world, f"/schemes/{draft.pk}/")
    tried(world, draft)
    assert MORE[0] in page(world, f"/schemes/{draft.pk}/")


def test_while_it_waits_the_page_shows_how_far_it_is(world: World, draft: SchemeVersion) -> None:
    signed_in(world.jo).post(address(draft))
    trial = Trial.objects.get()
    assert "Waiting for its turn" in page(world, address(draft, trial))
    Job.objects.exclude(kind=TRIAL).update(state=Job.State.DONE)
    assert "It waits in the queue, with nothing before it, until" in page(world, address(draft, trial))
    earlier = Job.objects.exclude(kind=TRIAL).values_list("pk", flat=True)[:1]
    Job.objects.filter(pk__in=list(earlier)).update(state=Job.State.RUNNING)
    assert "It waits in the queue, with 1 piece of work before it" in page(world, address(draft, trial))
    Job.objects.filter(kind=TRIAL).update(state=Job.State.RUNNING)
    assert "A worker has taken it up" in page(world, address(draft, trial))
    Job.objects.filter(kind=TRIAL).update(state=Job.State.QUEUED)
    assert "Not done yet" in page(world, address(draft))
    signed_in(world.kim).post(address(draft))
    assert Trial.objects.count() == 1, "one that is under way serves"


def test_what_was_asked_is_in_the_audit_trail(world: World, draft: SchemeVersion) -> None:
    trial = tried(world, draft)
    event = Event.objects.get(event="trial.asked")
    assert (event.actor, event.subject, event.details["trial"]) == (world.jo.person, f"scheme:{draft.pk}", trial.pk)


def test_a_draft_that_changed_since_is_to_be_tried_again(world: World, draft: SchemeVersion) -> None:
    trial = tried(world, draft)
    again = "Try it again"
    assert again not in page(world, address(draft, trial))
    SchemeVersion.objects.filter(pk=draft.pk).update(document=draft.document + "\n", sha256="1" * 64)
    told = page(world, address(draft, trial))
    assert "about its earlier text" in told
    assert again in told
    assert "an earlier text of the draft" in page(world, address(draft))
    assert MORE[0] in told, "it is about the text that was tried"


def test_trials_of_a_version_in_force_do_not_call_it_a_draft_any_more(world: World, draft: SchemeVersion) -> None:
    assert "had this draft governed the history" in page(world, address(draft))
    told = page(world, address(SchemeVersion.objects.exclude(pk=draft.pk).get()))
    assert "this draft" not in told
    assert "when this version was a draft, had it governed the history" in told


def test_a_draft_with_errors_cannot_be_tried_and_is_told_why(world: World, draft: SchemeVersion) -> None:
    wrong = draft.document.replace('price = "100.00"', 'price = "a lot"')
    SchemeVersion.objects.filter(pk=draft.pk).update(document=wrong, sha256="1" * 64)
    told = page(world, address(draft))
    assert "It is not finished: 1 thing must be put right in it first." in told
    assert "Try the draft" not in told
    answer = signed_in(world.jo).post(address(draft))
    assert answer.status_code == 409
    assert "1 thing must be put right in it first" in answer.content.decode()
    assert not Trial.objects.exists()


def test_a_version_in_force_is_not_tried(world: World) -> None:
    in_force = SchemeVersion.objects.get()
    assert "Only a draft can be tried" in page(world, address(in_force))
    assert signed_in(world.jo).post(address(in_force)).status_code == 409


def test_without_a_scheme_in_force_there_is_nothing_to_compare_with(db: None) -> None:
    town = Town.make()
    document = (case_named("29") / "scheme.toml").read_text()
    draft = draft_scheme(access=town.access("commissioner"), document=document)
    assert "No scheme is in force" in town.browser("commissioner").get(address(draft)).content.decode()
    assert town.browser("commissioner").post(address(draft)).status_code == 409


def test_a_rule_that_fails_stops_the_trial_and_names_the_client(
    world: World, draft: SchemeVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = []

    def fail(facts, question):  # type: ignore[no-untyped-def]
        failing.append(int(facts.client))
        raise RulesFailed(facts.client)

    monkeypatch.setattr(action, "try_client", fail)
    trial = tried(world, draft)
    reference = action.references(failing)[failing[0]]
    assert trial.result is None
    assert f"The rules failed on client {reference}, so nothing is compared." in page(world, address(draft, trial))
    assert Job.objects.get(kind=TRIAL).state == Job.State.DONE


def test_discarding_a_draft_takes_its_trials_with_it_even_those_under_way(world: World, draft: SchemeVersion) -> None:
    tried(world, draft)
    signed_in(world.jo).post(address(draft))
    discard_draft(access=world.jo, version_id=draft.pk)
    assert not Trial.objects.exists()
    drain(TRIAL)
    assert not Job.objects.filter(kind=TRIAL).exclude(state=Job.State.DONE).exists()


def test_the_auditor_and_the_second_approver_look_and_do_not_ask(world: World, draft: SchemeVersion) -> None:
    trial = tried(world, draft)
    for access in (world.eve, world.sam):
        assert signed_in(access).get(address(draft, trial)).status_code == 200
        assert "Try the draft" not in signed_in(access).get(address(draft)).content.decode()
        assert signed_in(access).post(address(draft)).status_code == 403


def test_providers_see_no_trial(world: World, draft: SchemeVersion) -> None:
    trial = tried(world, draft)
    manager = someone(world.partnership, "provider_manager", "Manager", world.contract().provider)
    for access in (manager, world.finance["southbank"]):
        for path in (address(draft), address(draft, trial), address(SchemeVersion.objects.earliest("pk"))):
            assert signed_in(access).get(path).status_code == 403
            assert signed_in(access).post(path).status_code == 403


def test_a_trial_of_another_partnership_or_version_is_not_found(world: World, draft: SchemeVersion) -> None:
    trial = tried(world, draft)
    elsewhere = Town.make(code="Z01B").browser("commissioner")
    for path in (address(draft), address(draft, trial)):
        assert elsewhere.get(path).status_code == 404
    assert elsewhere.post(address(draft)).status_code == 404
    other = SchemeVersion.objects.exclude(pk=draft.pk).get()
    assert signed_in(world.jo).get(address(other, trial)).status_code == 404
