"""The ledger's balances are what `evaluate` earns: for every acceptance case, key by key, in any order of extracts."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest
from django.db import connection

from caseloads.models import ClientIdentity, Record
from caseloads.queries import evidence_lines
from outcomes.actions.recalculate import recalculate
from payments.actions.settle import settle
from payments.models import Entitlement, Transfer
from payments.queries.checking import check_ledger
from payments.rules.evaluation import Evaluation, evaluate
from pbr import clock
from pbr.access.access import Access
from tests.rooms.loading import load_folder, partnership_of, put_schemes_in_force
from tests.rooms.outcomes.test_recalculation_of_cases import CASES, REFUSED, loaded

SETTLED = [case for case in CASES if case.name[:2] not in REFUSED]
Key = tuple[str, str, dt.date, str, str]


def recalculated(access: Access, as_of: dt.date | None) -> int:
    recalculate(partnership=access.partnership, progress=lambda *_: None, finish=lambda: None, as_of=as_of)
    return settle(partnership=access.partnership, as_of=as_of)


def case_named(number: str) -> Path:
    return next(case for case in CASES if case.name.startswith(number))


def balances_by_key() -> dict[Key, int]:
    keys = dict(ClientIdentity.objects.values_list("client_id", "key")) | {None: ""}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.code, e.client_id, e.journey, e.outcome, e.part,"
            " sum(payments_signed(t.from_account, t.pence))::bigint"
            " FROM payments_transfer t JOIN payments_entitlement e ON e.id = t.entitlement_id"
            " JOIN payments_contract c ON c.id = e.contract_id WHERE t.sequence IS NOT NULL GROUP BY 1, 2, 3, 4, 5"
        )
        rows = cursor.fetchall()
    return {(code, keys[client], journey, outcome, part): pence for code, client, journey, outcome, part, pence in rows}


def payable_by_key(evaluation: Evaluation) -> dict[Key, int]:
    return {tuple(row.key): row.payable for row in evaluation.entitled.entitlements if row.payable}


@pytest.mark.parametrize("case", SETTLED, ids=lambda case: case.name)
def test_the_ledger_says_what_evaluate_earns(db: None, case: Path) -> None:
    access, evaluation = loaded(case, seed=None)
    recalculated(access, evaluation.as_of)
    assert balances_by_key() == payable_by_key(evaluation)
    assert check_ledger() == []
    for contract, totals in evaluation.entitled.totals.items():
        rows = Entitlement.objects.filter(contract__code=contract)
        assert sum(row.held for row in rows) == totals.held
        assert sum(row.gated for row in rows) == totals.gated
        assert sum(row.payable for row in rows) == totals.payable


@pytest.mark.parametrize("case", SETTLED, ids=lambda case: case.name)
def test_settling_after_every_extract_in_any_order_ends_in_the_same_balances(db: None, case: Path) -> None:
    documents = [(path.name, path.read_bytes()) for path in sorted(case.glob("scheme*.toml"))]
    as_of = dt.date.fromisoformat((case / "as_of").read_text().strip())
    evaluation = evaluate(case, documents, as_of)
    paths = sorted(case.glob("*.csv"))
    random.Random(case.name).shuffle(paths)
    replacing = frozenset((case / "replace").read_text().split()) if (case / "replace").exists() else frozenset()
    access = partnership_of(*evaluation.schemes)
    put_schemes_in_force(access, documents)
    ends = [*evaluation.completeness.local.values(), *filter(None, evaluation.completeness.agencies.values()), as_of]
    for path in paths:
        with clock.standing_on(max(ends)):
            load_folder(access, [path], replacing)
        recalculated(access, as_of)
    left = {key: pence for key, pence in balances_by_key().items() if pence}
    assert left == payable_by_key(evaluation)
    assert check_ledger() == []


def test_settling_twice_posts_nothing_the_second_time(db: None) -> None:
    access, evaluation = loaded(case_named("11"), seed=None)
    assert recalculated(access, evaluation.as_of) > 0
    before = list(Transfer.objects.order_by("pk").values())
    assert settle(partnership=access.partnership, as_of=evaluation.as_of) == 0
    assert list(Transfer.objects.order_by("pk").values()) == before


def test_every_posting_of_a_client_names_its_determination_and_scheme_version(db: None) -> None:
    access, evaluation = loaded(case_named("29"), seed=None)
    recalculated(access, evaluation.as_of)
    for posting in Transfer.objects.select_related("entitlement", "version", "determination__version"):
        assert posting.version is not None
        assert posting.explanation["how"]
        if posting.entitlement.client_id:
            assert posting.determination.client_id == posting.entitlement.client_id
            assert posting.determination.evidence.exists()


def test_every_penny_walks_back_to_a_line_of_a_stored_file_whose_bytes_are_those_that_came(db: None) -> None:
    access, evaluation = loaded(case_named("29"), seed=None)
    recalculated(access, evaluation.as_of)
    records = {(row.agency, row.clientid): row.attributor for row in Record.objects.all()}
    attributors = dict(ClientIdentity.objects.values_list("client_id", "attributor"))
    postings = Transfer.objects.filter(entitlement__client__isnull=False).select_related("entitlement", "determination")
    assert postings
    for posting in postings:
        rows = posting.determination.evidence.filter(extract__isnull=False).values_list("extract_id", "line")
        for line in evidence_lines(rows):
            cells = dict(line.cells)
            named = records[cells["AGNCY"], cells["CLIENTID"]]
            assert named == attributors[posting.entitlement.client_id]
