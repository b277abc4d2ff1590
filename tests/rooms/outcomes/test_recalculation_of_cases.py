"""What the application finds is what `evaluate` finds: for every acceptance case, determination by determination."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest

from caseloads.models import ClientIdentity, Extract
from outcomes.actions.recalculate import recalculate
from outcomes.models import DeterminationRow
from outcomes.queries.found import determination_ids, found
from outcomes.queries.schemes import schemes_in_force
from payments.rules.evaluation import Evaluation, evaluate
from pbr import clock
from pbr.access.access import Access
from tests.rooms.loading import load_folder, partnership_of, put_schemes_in_force

CASES = sorted(path for path in (Path(__file__).parents[2] / "cases").iterdir() if (path / "case.md").exists())
REFUSED = {"32", "37", "38", "41"}
Finding = tuple[str, dt.date, str, str, str, dt.date | None, str | None, tuple[str, ...], str, str]


def loaded(case: Path, seed: int | None) -> tuple[Access, Evaluation]:
    """The case's files uploaded in some order, and the case evaluated."""
    documents = [(path.name, path.read_bytes()) for path in sorted(case.glob("scheme*.toml"))]
    as_of = dt.date.fromisoformat((case / "as_of").read_text().strip())
    evaluation = evaluate(case, documents, as_of)
    paths = sorted(case.glob("*.csv"))
    if seed is not None:
        random.Random(seed).shuffle(paths)
    replace = case / "replace"
    replacing = frozenset(replace.read_text().split()) if replace.exists() else frozenset()
    access = partnership_of(*evaluation.schemes)
    put_schemes_in_force(access, documents)
    ends = [*evaluation.completeness.local.values(), *filter(None, evaluation.completeness.agencies.values()), as_of]
    with clock.standing_on(max(ends)):
        load_folder(access, paths, replacing)
    return access, evaluation


def from_tables(access: Access) -> list[Finding]:
    keys = dict(ClientIdentity.objects.values_list("client_id", "key")) | {None: ""}
    rows = DeterminationRow.objects.filter(partnership=access.partnership, superseded_at__isnull=True)
    return sorted(
        (
            (
                keys[r.client_id],
                r.journey,
                r.outcome,
                r.part,
                r.status,
                r.date,
                r.group,
                tuple(r.contracts),
                r.reason,
                r.why,
            )
            for r in rows
        ),
        key=repr,
    )


def from_files(evaluation: Evaluation) -> list[Finding]:
    rows = [one for client in evaluation.found for one in client.determinations] + list(evaluation.cohort_rows)
    return sorted(
        (
            (r.client, r.journey, r.outcome, r.part, str(r.status), r.date, r.group, r.contracts, r.reason, r.why)
            for r in rows
        ),
        key=repr,
    )


@pytest.mark.parametrize("case", [case for case in CASES if case.name[:2] not in REFUSED], ids=lambda case: case.name)
def test_the_application_finds_what_evaluate_finds(db: None, case: Path) -> None:
    access, evaluation = loaded(case, seed=None)
    recalculate(partnership=access.partnership, progress=_quiet, finish=_done, as_of=evaluation.as_of)
    assert from_tables(access) == from_files(evaluation)


@pytest.mark.parametrize("case", [case for case in CASES if case.name[:2] not in REFUSED], ids=lambda case: case.name)
def test_recalculation_after_every_extract_in_any_order_ends_the_same(db: None, case: Path) -> None:
    documents = [(path.name, path.read_bytes()) for path in sorted(case.glob("scheme*.toml"))]
    as_of = dt.date.fromisoformat((case / "as_of").read_text().strip())
    evaluation = evaluate(case, documents, as_of)
    paths = sorted(case.glob("*.csv"))
    random.Random(case.name).shuffle(paths)
    replace = case / "replace"
    replacing = frozenset(replace.read_text().split()) if replace.exists() else frozenset()
    access = partnership_of(*evaluation.schemes)
    put_schemes_in_force(access, documents)
    ends = [*evaluation.completeness.local.values(), *filter(None, evaluation.completeness.agencies.values()), as_of]
    for path in paths:
        with clock.standing_on(max(ends)):
            load_folder(access, [path], replacing)
        recalculate(partnership=access.partnership, progress=_quiet, finish=_done, as_of=as_of)
    assert from_tables(access) == from_files(evaluation)


def test_what_was_found_already_is_not_written_again(db: None) -> None:
    case = next(case for case in CASES if case.name.startswith("11"))
    access, evaluation = loaded(case, seed=None)
    recalculate(partnership=access.partnership, progress=_quiet, finish=_done, as_of=evaluation.as_of)
    rows = list(DeterminationRow.objects.order_by("pk").values())
    recalculate(partnership=access.partnership, progress=_quiet, finish=_done, as_of=evaluation.as_of, everyone=True)
    assert list(DeterminationRow.objects.order_by("pk").values()) == rows


def test_an_unchanged_client_is_not_asked_again(db: None) -> None:
    access, evaluation = loaded(CASES[0], seed=None)
    assert recalculate(partnership=access.partnership, progress=_quiet, finish=_done, as_of=evaluation.as_of) > 0
    assert recalculate(partnership=access.partnership, progress=_quiet, finish=_done, as_of=evaluation.as_of) == 0


def test_pricing_reads_from_the_tables_what_was_found(db: None) -> None:
    case = next(case for case in CASES if case.name.startswith("27"))
    access, evaluation = loaded(case, seed=None)
    recalculate(partnership=access.partnership, progress=_quiet, finish=_done, as_of=evaluation.as_of)
    clients, cohorts = found(access.partnership.pk, schemes_in_force(access.partnership.pk))
    assert len(clients) == len(evaluation.found)
    assert [row.status for row in cohorts] == [row.status for row in evaluation.cohort_rows]
    read = {(j.attributor, j.start, j.end, j.holder, j.group, j.offences) for c in clients for j in c.journeys}
    assert read == {
        (j.attributor, j.start, j.end, j.holder, j.group, j.offences) for c in evaluation.found for j in c.journeys
    }


def test_every_line_of_evidence_is_a_line_of_a_stored_extract(db: None) -> None:
    access, evaluation = loaded(CASES[0], seed=None)
    recalculate(partnership=access.partnership, progress=_quiet, finish=_done, as_of=evaluation.as_of)
    names = dict(Extract.objects.values_list("pk", "file_name"))
    keys = dict(ClientIdentity.objects.values_list("client_id", "key"))
    rows = DeterminationRow.objects.filter(superseded_at__isnull=True).prefetch_related("evidence")
    told = {
        (keys[row.client_id], row.journey, row.outcome, row.part): [
            f"{names[e.extract_id]}:{e.line}" for e in sorted(row.evidence.all(), key=lambda e: e.place)
        ]
        for row in rows
    }
    for client in evaluation.found:
        for one in client.determinations:
            assert told[one.client, one.journey, one.outcome, one.part] == [str(row) for row in one.evidence]


def _quiet(done: int, total: int, text: str) -> None: ...


def _done() -> None: ...


def test_what_is_found_of_a_cohort_is_found_for_its_own_contract(db: None) -> None:
    case = next(case for case in CASES if case.name.startswith("27"))
    access, evaluation = loaded(case, seed=None)
    recalculate(partnership=access.partnership, progress=_quiet, finish=_done, as_of=evaluation.as_of)
    row = DeterminationRow.objects.filter(client__isnull=True, superseded_at__isnull=True)[0]
    key = (None, row.journey, row.outcome, row.part)
    assert determination_ids(access.partnership.pk, row.contracts[0], [key]) == {key: (row.pk, row.version_id)}
    assert determination_ids(access.partnership.pk, "another", [key]) == {}
