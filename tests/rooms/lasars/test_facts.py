"""Assessments made in the browser count as rows of the feed do: for the rules, and again in a replay."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest

from caseloads.models import Client, ClientIdentity
from caseloads.queries import facts_of
from caseloads.rules.facts import Evidence
from lasars.actions.assess import complete
from lasars.actions.refer import Person, close, refer
from lasars.actions.touching import touch
from lasars.models import Approval, Assessment
from lasars.queries import assessed as touched
from lasars.queries import assessors_of, with_assessments
from lasars.queries.facts import PREFIX
from outcomes.actions.copying import copy_in
from outcomes.actions.recalculate import recalculate
from outcomes.actions.writing import _EVIDENCE, _evidence
from outcomes.models import DeterminationRow, EvidenceRow, JourneyRow
from payments.rules.evaluation import evaluate
from pbr import clock
from pbr.jobs.draining import drain
from tests.doors.outcomes.conftest import CASES, Load
from tests.people import Town
from tests.rooms.lasars.desk import (
    AB,
    ANSWERS,
    GROUP,
    SOMEBODY,
    another_assessor,
    assessed,
    begun,
    referred,
    take_in_the_demonstration,
)
from tests.rooms.loading import load_folder

DAY = dt.date(2012, 5, 10)
CASE = next(path for path in CASES.iterdir() if path.name.startswith("15"))


@pytest.fixture
def town(load: Load) -> Town:
    loaded = load("15")
    with clock.standing_on(DAY):
        take_in_the_demonstration(loaded)
    return loaded


def on(day: dt.date, town: Town, **options: object) -> Assessment:
    with clock.standing_on(day):
        return assessed(town, AB, **options)


def ab() -> Client:
    return Client.objects.get(identity__attributor=AB.attributor)


def facts(town: Town) -> list[tuple[str, str, str, str]]:
    (known,) = with_assessments(facts_of(town.partnership.pk, [ab().pk]), town.partnership.pk)
    return [(one.assessid, one.group, one.assessor, one.approved_by) for one in known.assessments]


def reassessed(town: Town, made: Assessment, day: dt.date, answers: dict[str, str]) -> Assessment:
    """A second assessment instead of the first, not approved yet."""
    with clock.standing_on(day):
        access = town.access("assessor")
        again = Assessment.objects.create(
            partnership=town.partnership, referral=made.referral, instrument=made.instrument, assessor=access.person,
            started_at=clock.now(), saved_at=clock.now(), supersedes=made, reason="Life changed.",
            answers={code: {"said": said, "source": ""} for code, said in answers.items()},
        )  # fmt: skip
        return complete(access=access, assessment=again)


def approve(town: Town, made: Assessment, day: dt.date) -> None:
    with clock.standing_on(day):
        bo = another_assessor(town)
        Approval.objects.create(assessment=made, approver=bo.person, approver_name=bo.person.name, at=clock.now())
        touch(made, by=bo.person)


def test_nobody_has_a_fact_while_answers_are_open(town: Town) -> None:
    with clock.standing_on(DAY):
        begun(town, referred(town, AB))
    assert facts(town) == []
    assert touched(town.partnership.pk) == {}


def test_a_completed_assessment_is_a_fact_of_its_client(town: Town) -> None:
    made = on(DAY, town)
    assert facts(town) == [(made.assessid, GROUP, "assessor.all", "")]


def test_somebody_elses_assessment_is_not(town: Town) -> None:
    with clock.standing_on(DAY):
        assessed(town, SOMEBODY)
    assert facts(town) == []


def test_a_completed_assessment_has_its_client_determined_again(town: Town) -> None:
    assert JourneyRow.objects.get(client=ab()).group is None
    on(DAY, town)
    drain("outcomes.")
    assert JourneyRow.objects.get(client=ab()).group == GROUP


def test_nobody_else_is_determined_again(town: Town) -> None:
    on(DAY, town)
    counts: list[int] = []
    drain("nothing")
    recalculate(partnership=town.partnership, progress=lambda done, total, _: counts.append(total), finish=lambda: None)
    assert counts == [1]
    recalculate(partnership=town.partnership, progress=lambda done, total, _: counts.append(total), finish=lambda: None)
    assert counts == [1]


def test_a_reassessment_counts_once_a_second_person_has_approved_it(town: Town) -> None:
    made = on(DAY, town)
    again = reassessed(town, made, dt.date(2012, 8, 1), {**ANSWERS, "opiates": "0", "injecting": "never"})
    assert [assessid for assessid, *_ in facts(town)] == [made.assessid]
    before = touched(town.partnership.pk)[ab().pk]
    approve(town, again, dt.date(2012, 8, 2))
    assert [one[0] for one in facts(town)] == [made.assessid, again.assessid]
    assert facts(town)[1][3] == "Bo Ferris"
    assert touched(town.partnership.pk)[ab().pk] > before


def test_an_assessment_made_before_the_client_is_known_counts_once_they_are(town: Town, tmp_path: Path) -> None:
    with clock.standing_on(DAY):
        assessed(town, SOMEBODY)
    assert touched(town.partnership.pk) == {}
    known = (CASE / "N0852-20120401-20130331-TREAT-IN-J.csv").read_text().splitlines()
    path = tmp_path / "N0852-20120401-20130430-TREAT-IN-J.csv"
    later = known[1].replace("A,B,1980-02-01,M", "Z,Y,1979-05-03,F").replace("1001", "1999")
    path.write_text("\n".join([known[0], later]) + "\n")
    load_folder(town.access("provider_manager", town.north), [path])
    drain("outcomes.")
    assert JourneyRow.objects.get(client__identity__attributor=SOMEBODY.attributor).group == GROUP


def test_evidence_names_the_assessment_and_leads_to_its_page(town: Town) -> None:
    made = on(DAY, town)
    drain("outcomes.")
    row = DeterminationRow.objects.filter(client=ab(), superseded_at=None).earliest("pk")
    copy_in(EvidenceRow, _EVIDENCE, [_evidence(row.pk, 90, Evidence(f"{PREFIX}{made.pk}", 0))])
    page = town.browser("auditor").get(f"/determinations/{row.pk}/").content.decode()
    assert f'href="/assessments/{made.pk}/"' in page
    assert f"Assessment {made.assessid}, made here on 10 May 2012 by assessor.all" in page
    provider = town.browser("provider_manager", town.north).get(f"/determinations/{row.pk}/").content.decode()
    assert made.assessid in provider
    assert f'href="/assessments/{made.pk}/"' not in provider


def test_twins_are_told_apart_by_the_reference_that_the_referral_names(load: Load) -> None:
    town = load("34")
    take_in_the_demonstration(town)
    twins = list(ClientIdentity.objects.filter(key__contains="/").order_by("key"))
    attributor = twins[0].attributor
    born = dt.date(int(attributor[6:10]), int(attributor[4:6]), int(attributor[2:4]))
    person = Person(attributor[0], attributor[1], born, attributor[10])
    assessed(town, person)
    both = facts_of(town.partnership.pk, [twin.client_id for twin in twins])
    count = [len(one.assessments) for one in both]
    assert [len(one.assessments) for one in with_assessments(both, town.partnership.pk)] == count
    first = Assessment.objects.get().referral
    close(access=town.access("assessor"), referral=first, why="mistake")
    named = refer(
        access=town.access("assessor"), lasars_id=town.lasars.pk, person=person, source="gp", received=clock.today(),
        client_reference=twins[0].client.reference,
    )  # fmt: skip
    complete(access=town.access("assessor"), assessment=begun(town, named))
    found = {one.client: len(one.assessments) for one in with_assessments(both, town.partnership.pk)}
    assert found == {
        one.client: before + (one.client == str(twins[0].client_id)) for one, before in zip(both, count, strict=True)
    }


def test_who_assessed_somebody_is_known_by_account(town: Town) -> None:
    on(DAY, town)
    assert assessors_of(town.partnership.pk, [(ab().pk, AB.attributor)]) == {
        ab().pk: {town.person("assessor").pk},
    }


# Replay -----------------------------------------------------------------------------------------------------------------


def exported(town: Town) -> bytes:
    answer = town.browser("auditor").post("/assessments/replay", {"reason": "Replay for the audit of 2012–13"})
    assert answer.status_code == 200
    return answer.content


def replay(folder: Path, town: Town, as_of: dt.date) -> list[tuple[object, ...]]:
    for path in CASE.glob("*.csv"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / f"assessments-{as_of:%Y%m%d}.csv").write_bytes(exported(town))
    replayed = evaluate(folder, [("scheme.toml", (CASE / "scheme.toml").read_bytes())], as_of)
    return sorted(
        ((d.journey, d.outcome, d.status, d.group, d.reason, d.why) for c in replayed.found for d in c.determinations),
        key=repr,
    )


def kept() -> list[tuple[object, ...]]:
    rows = DeterminationRow.objects.filter(superseded_at=None, client__isnull=False)
    return sorted(rows.values_list("journey", "outcome", "status", "group", "reason", "why"), key=repr)


def test_the_stored_extracts_with_the_exported_assessments_give_the_same(town: Town, tmp_path: Path) -> None:
    made = on(DAY, town)
    again = reassessed(town, made, dt.date(2012, 6, 1), {**ANSWERS, "opiates": "0", "injecting": "never"})
    approve(town, again, dt.date(2012, 6, 2))
    drain("outcomes.")
    assert {row[3] for row in kept()} >= {GROUP, "medium"}
    assert replay(tmp_path, town, dt.date(2013, 5, 1)) == kept()


def test_without_them_it_would_not(town: Town, tmp_path: Path) -> None:
    before = kept()
    on(DAY, town)
    drain("outcomes.")
    assert before != kept()


def test_the_export_has_the_feeds_columns(town: Town) -> None:
    made = on(DAY, town)
    header, row = csv.reader(io.StringIO(exported(town).decode("utf-8-sig")))
    assert dict(zip(header, row, strict=True)) == {
        "FINITIAL": "A", "SINITIAL": "B", "DOB": "1980-02-01", "SEX": "M", "AGNCY": "", "CLIENTID": "",
        "ASSESSID": made.assessid, "ASSESSED": "2012-05-10", "GROUP": GROUP, "ASSESSOR": "assessor.all",
        "APPROVED_BY": "", "AUDIT": "",
    }  # fmt: skip


def test_an_exported_assessment_that_is_sent_in_counts_once(town: Town, tmp_path: Path) -> None:
    on(DAY, town)
    path = tmp_path / "assessments-20130501.csv"
    path.write_bytes(exported(town))
    load_folder(town.access("commissioner"), [path])
    assert len(facts(town)) == 1
    assert "7 assessments" in town.browser("auditor").get("/assessments/").content.decode()
    assert PREFIX == "assessment-"
