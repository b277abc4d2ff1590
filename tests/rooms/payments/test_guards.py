"""What the database itself refuses, whatever the application does; and, with each guard dropped, that it was the guard.

Attacks are made as `pbr_app`, the role of the web and the worker, and where a slip of the owner is meant, as the owner.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg2
import pytest
from django.db import DatabaseError, connection, connections, transaction

from outcomes.models import SchemeVersion
from payments.actions.challenge import challenge_line
from payments.actions.pay import pay
from payments.actions.remit import remit
from payments.actions.review import Upload, answer_query, query_lines
from payments.models import Claim, ClaimLine, LineAssessor, Payment, PaymentRun, Transfer, Trial, WorkItem
from payments.queries.claims import digest_of, live_lines
from pbr import clock
from tests.conftest import switched_to_clone
from tests.rig import services
from tests.rig.guards import COVERED, requires_guard
from tests.rooms.payments import test_forecast_guards, test_tariff_guards
from tests.rooms.payments.world import World, key, someone

APPEND_ONLY = (
    "transfer",
    "approval",
    "lineassessor",
    "attachment",
    "payment",
    "paymentline",
    "runfile",
    "remittance",
    "challengefile",
)
# Of each other table, a column that nobody may change, and which rows can show it.
FIXED = {
    "claim": "up_to = up_to - 1 WHERE approved_at IS NULL",
    "claimline": "pence = pence + 1 WHERE claim_id IN (SELECT id FROM payments_claim WHERE approved_at IS NULL)",
    "query": "text = 'Something else'",
    "challenge": "text = 'Something else'",
    "paymentrun": "number = number + 100 WHERE released_at IS NULL",
    "command": "name = 'other'",
}
NO_TRUNCATE = tuple(f"{table}_no_truncate" for table in (*APPEND_ONLY, *FIXED))


@dataclass
class Attacked:
    """A claim paid in run 1 (`paid`), one open (`open`), one approved by two whose run 2 waits (`approved`)."""

    world: World
    database: str
    paid: int
    open: int
    approved: int
    limit: int = 100_000

    def ids(self, table: str, where: str) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM payments_{table} WHERE {where} ORDER BY id")
            return [row[0] for row in cursor.fetchall()]

    def one(self, table: str, where: str) -> int:
        return self.ids(table, where)[0]


@pytest.fixture(scope="module")
def template(django_db_setup: None, django_db_blocker: Any) -> Iterator[Attacked]:
    with django_db_blocker.unblock(), switched_to_clone() as name:
        world = World.of_case()
        world.limit(Attacked.limit)
        early = world.approve(world.claim(up_to=dt.date(2012, 9, 1)))
        remit(run_id=world.pay().pk, progress=lambda *_: None)
        late = world.claim()
        line = live_lines(late)[0]
        query_lines(access=world.jo, claim=late, line_ids=[line.pk], text="Which review was it?", key=key())
        answer_query(
            access=world.finance["northway"], query=line.queries.get(), text="The one of August",
            upload=Upload("letter.pdf", b"%PDF"), key=key(),
        )  # fmt: skip
        LineAssessor.objects.create(line=line, person=world.kim.person)
        challenge_line(
            access=world.finance["northway"], line=line, text="The review is in the extract.",
            upload=Upload("review.pdf", b"%PDF"), key=key(),
        )  # fmt: skip
        large = world.approve(world.approve(world.claim("southbank")), by=world.sam)
        pay(access=world.jo, key=key())
        connections.close_all()
        yield Attacked(world, name, early.pk, late.pk, large.pk)
        connections.close_all()


@pytest.fixture(scope="module")
def guarded(template: Attacked, django_db_blocker: Any) -> Iterator[Attacked]:
    """The database as it is; what a test does in it is rolled back."""
    with django_db_blocker.unblock(), switched_to_clone(template.database) as name:
        yield dataclasses.replace(template, database=name)
        connections.close_all()


@pytest.fixture
def attacked(request: pytest.FixtureRequest, guarded: Attacked, django_db_blocker: Any) -> Iterator[Attacked]:
    """A clone of its own for a mutant, whose guard its owner drops."""
    drops = getattr(request.node, "callspec", None) and request.node.callspec.params.get("dropped")
    with django_db_blocker.unblock():
        if not drops:
            with transaction.atomic():
                yield guarded
                transaction.set_rollback(True)
            return
        connections.close_all()
        with switched_to_clone(guarded.database) as name:
            yield dataclasses.replace(guarded, database=name)
            connections.close_all()


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(DatabaseError), transaction.atomic():
        yield


def run(sql: str, parameters: Any = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def again(table: str, source: int, **changes: Any) -> None:
    """Inserts a row like another, but for these columns."""
    run(
        f"INSERT INTO payments_{table} SELECT (jsonb_populate_record(r, jsonb_build_object('id',"
        f" nextval(pg_get_serial_sequence('payments_{table}', 'id'))) || %s::jsonb)).* FROM payments_{table} r WHERE id = %s",
        [json.dumps(changes, default=str), source],
    )


# The ledger is only ever added to -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE payments_transfer SET pence = pence + 1",
        "UPDATE payments_transfer SET posted_at = now() WHERE false",
        "DELETE FROM payments_transfer",
        "TRUNCATE payments_transfer CASCADE",
        "INSERT INTO payments_transfer SELECT * FROM payments_transfer LIMIT 1 ON CONFLICT (id) DO UPDATE SET pence = 1",
        "MERGE INTO payments_transfer t USING (SELECT 1) s ON true WHEN MATCHED THEN UPDATE SET pence = 1",
        "MERGE INTO payments_transfer t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
        "SELECT * FROM payments_transfer FOR UPDATE",
        "WITH gone AS (DELETE FROM payments_transfer RETURNING 1) SELECT count(*) FROM gone",
        "ALTER TABLE payments_transfer DISABLE TRIGGER ALL",
        "ALTER TABLE payments_transfer DROP CONSTRAINT transfer_within_range",
        "DROP TRIGGER transfer_append_only ON payments_transfer",
        "DROP TABLE payments_transfer CASCADE",
        "SET session_replication_role = replica",
        "SET ROLE pbr_owner",
        "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "TRUNCATE payments_claimline CASCADE",
        "DELETE FROM payments_claim",
        "UPDATE payments_claimline SET pence = 1",
        "UPDATE payments_approval SET approver_id = preparer_id",
        "UPDATE payments_paymentrun SET pence = 1",
    ],
)
def test_the_application_cannot(attacked: Attacked, attack: str) -> None:
    with refused():
        run(attack)


def test_a_copy_into_the_ledger_passes_the_same_guards(attacked: Attacked) -> None:
    posting = Transfer.objects.get(pk=_posting(attacked))
    columns = (
        "partnership_id, contract_id, transaction, kind, from_account, to_account, pence, entitlement_id, sequence,"
        " balance_before, adjusts_id, version_id, determination_id, earned_on, explanation, posted_at"
    )
    row = [
        posting.partnership_id, posting.contract_id, 1, "adjusted", "earned", "accrued", 1, posting.entitlement_id, 2,
        posting.signed + 1, posting.pk, posting.version_id, posting.determination_id or "\\N", "2012-04-01", "{}", "2012-04-01",
    ]  # fmt: skip
    with pytest.raises(psycopg2.errors.CheckViolation), connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY payments_transfer ({columns}) FROM STDIN", io.StringIO("\t".join(map(str, row)) + "\n")
        )


@requires_guard("rights of payments_transfer", "transfer_append_only")
def test_a_posting_is_not_changed_by_the_application(attacked: Attacked) -> None:
    with refused():
        run("UPDATE payments_transfer SET explanation = '{}'")


@requires_guard("rights of payments_transfer")
def test_the_application_may_only_read_and_add(attacked: Attacked) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('payments_transfer', 'UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')"
        )
        assert cursor.fetchone() == (False,)


def _owner_refused(attacked: Attacked, statement: str) -> None:
    with services.as_owner(attacked.database) as cursor, pytest.raises(psycopg2.DatabaseError):
        cursor.execute(statement)


def _slip(table: str, statement: str, *guards: str) -> Any:
    @requires_guard(*guards)
    def test(attacked: Attacked) -> None:
        _owner_refused(attacked, statement)

    test.__doc__ = f"The owner's slip on {table} is refused."
    return test


for _table in APPEND_ONLY:
    globals()[f"test_the_owner_changes_no_{_table}_by_a_slip"] = _slip(
        _table, f"UPDATE payments_{_table} SET id = id", f"{_table}_append_only"
    )
for _table, _change in FIXED.items():
    globals()[f"test_the_owner_changes_no_{_table}_by_a_slip"] = _slip(
        _table, f"UPDATE payments_{_table} SET {_change}", f"{_table}_set_once"
    )


@requires_guard(*NO_TRUNCATE)
def test_the_owner_empties_no_table_by_a_slip(attacked: Attacked) -> None:
    _owner_refused(attacked, "TRUNCATE payments_transfer, payments_command CASCADE")


@pytest.mark.parametrize("table", [*APPEND_ONLY, *FIXED])
def test_the_owner_empties_not_one_table_by_a_slip(attacked: Attacked, table: str) -> None:
    _owner_refused(attacked, f"TRUNCATE payments_{table} CASCADE")


@requires_guard("entitlement_key_is_fixed")
def test_the_key_of_an_entitlement_never_changes(attacked: Attacked) -> None:
    with refused():
        run("UPDATE payments_entitlement SET part = 'other' WHERE id = %s", [attacked.one("entitlement", "true")])


# Postings follow one another -------------------------------------------------------------------------------------------


def _posting(attacked: Attacked) -> int:
    return attacked.one("transfer", "kind = 'earned'")


def _next(posting: int, **changes: Any) -> None:
    """What would follow a first posting, but for these columns."""
    row = Transfer.objects.get(pk=posting)
    changes = {
        "kind": "adjusted",
        "sequence": 2,
        "balance_before": row.signed,
        "adjusts_id": posting,
        "pence": 1,
    } | changes
    again("transfer", posting, **changes)


def test_a_posting_that_follows_is_taken(attacked: Attacked) -> None:
    _next(_posting(attacked))


@pytest.mark.parametrize(
    "wrong",
    [{"balance_before": 1}, {"sequence": 3}, {"kind": "earned"}, {"adjusts_id": None}, {"determination_id": None}],
)
def test_a_posting_that_does_not_follow_is_refused(attacked: Attacked, wrong: dict[str, Any]) -> None:
    posting = attacked.one(
        "transfer",
        "kind = 'earned' AND entitlement_id IN (SELECT id FROM payments_entitlement WHERE client_id IS NOT NULL)",
    )
    with refused():
        _next(posting, **wrong)


@requires_guard("transfer_fits_its_key")
def test_the_balance_before_is_that_of_the_row_before(attacked: Attacked) -> None:
    with refused():
        _next(_posting(attacked), balance_before=1)


@requires_guard("transfer_sequence_once")
def test_a_place_in_a_key_is_taken_once(attacked: Attacked) -> None:
    with refused():
        again("transfer", _posting(attacked))


@requires_guard("payments_transfer_adjusts_id_key", "transfer_fits_its_key")
def test_a_posting_is_adjusted_once(attacked: Attacked) -> None:
    posting = _posting(attacked)
    _next(posting)
    with refused():
        _next(posting, sequence=3)


@requires_guard("transfer_within_range")
def test_a_transfer_moves_more_than_nothing(attacked: Attacked) -> None:
    with refused():
        _next(_posting(attacked), pence=0)


@requires_guard("transfer_between_two_accounts", "transfer_is_of_its_kind")
def test_a_transfer_moves_between_two_accounts(attacked: Attacked) -> None:
    with refused():
        _next(_posting(attacked), from_account="earned", to_account="earned")


@requires_guard("transfer_is_of_its_kind")
def test_nothing_goes_from_earned_to_paid(attacked: Attacked) -> None:
    with refused():
        _next(_posting(attacked), from_account="earned", to_account="paid")


@requires_guard("transfer_of_its_contract", "entitlement_and_its_contract")
def test_a_posting_is_of_its_entitlements_contract(attacked: Attacked) -> None:
    posting = Transfer.objects.get(pk=_posting(attacked))
    other = attacked.one("contract", f"id <> {posting.contract_id}")
    with refused():
        _next(posting.pk, contract_id=other)


@requires_guard("entitlement_key_once")
def test_a_key_is_there_once(attacked: Attacked) -> None:
    with refused():
        again("entitlement", attacked.one("entitlement", "client_id IS NULL"))


@requires_guard("entitlement_within_range")
def test_an_entitlement_is_within_range(attacked: Attacked) -> None:
    with refused():
        run("UPDATE payments_entitlement SET amount = 10^12")


@requires_guard("contract_code_once")
def test_a_contract_is_there_once(attacked: Attacked) -> None:
    with refused():
        again("contract", attacked.one("contract", "true"))


# Claims and their lines ------------------------------------------------------------------------------------------------


def _line(claim: int) -> int:
    return ClaimLine.objects.filter(claim_id=claim, released_at=None).order_by("pk")[0].pk


def _unclaimed_claim(attacked: Attacked) -> int:
    """A second open claim of the contract, without lines."""
    again("claim", attacked.open, number=99)
    return attacked.one("claim", "number = 99")


@requires_guard("line_in_one_live_claim")
def test_a_posting_is_in_one_live_claim(attacked: Attacked) -> None:
    other = _unclaimed_claim(attacked)
    with refused():
        again("claimline", _line(attacked.open), claim_id=other)


@requires_guard("line_fits_its_posting")
def test_a_line_claims_what_was_posted(attacked: Attacked) -> None:
    run("UPDATE payments_claimline SET released_at = now(), released_by_id = %s, released_as = 'left' WHERE id = %s",
        [attacked.world.jo.person.pk, _line(attacked.open)])  # fmt: skip
    line = attacked.one("claimline", f"claim_id = {attacked.open} AND released_at IS NOT NULL")
    with refused():
        again("claimline", line, pence=1_000_000, released_at=None, released_by_id=None, released_as="")


@requires_guard("line_not_of_nothing", "line_fits_its_posting")
def test_a_line_is_not_of_nothing(attacked: Attacked) -> None:
    with refused():
        again("claimline", _line(attacked.open), pence=0, released_at="2013-01-01", released_as="left",
              released_by_id=attacked.world.jo.person.pk)  # fmt: skip


@requires_guard("line_released_by_someone")
def test_a_line_is_released_by_someone(attacked: Attacked) -> None:
    with refused():
        run("UPDATE payments_claimline SET released_at = now() WHERE claim_id = %s", [attacked.open])


@requires_guard("line_stays_once_approved")
def test_a_line_of_an_approved_claim_stays(attacked: Attacked) -> None:
    with refused():
        run("UPDATE payments_claimline SET released_at = now(), released_by_id = %s, released_as = 'left' WHERE claim_id = %s",
            [attacked.world.jo.person.pk, attacked.approved])  # fmt: skip


@requires_guard("claim_number_once")
def test_a_claim_number_is_used_once(attacked: Attacked) -> None:
    with refused():
        again("claim", attacked.open)


@requires_guard("claim_withdrawn_by_someone")
def test_a_claim_is_withdrawn_by_someone(attacked: Attacked) -> None:
    with refused():
        run("UPDATE payments_claim SET withdrawn_at = now() WHERE id = %s", [attacked.open])


@requires_guard("claim_ends_one_way")
def test_an_approved_claim_is_not_withdrawn(attacked: Attacked) -> None:
    with refused():
        run("UPDATE payments_claim SET withdrawn_at = now(), withdrawn_by_id = %s WHERE id = %s",
            [attacked.world.jo.person.pk, attacked.approved])  # fmt: skip


@requires_guard("query_unanswered_once")
def test_a_line_has_one_unanswered_query(attacked: Attacked) -> None:
    query = attacked.one("query", "true")
    blank = {"answered_at": None, "answered_by_id": None, "answer": ""}
    again("query", query, **blank)
    with refused():
        again("query", query, **blank)


@requires_guard("query_answered_by_someone")
def test_an_answer_is_someones(attacked: Attacked) -> None:
    with refused():
        again("query", attacked.one("query", "true"), answered_by_id=None)


@requires_guard("query_answered_after_asked")
def test_an_answer_comes_after_its_question(attacked: Attacked) -> None:
    with refused():
        again("query", attacked.one("query", "true"), answered_at="1999-01-01T00:00:00Z")


@requires_guard("payments_attachment_query_id_key")
def test_an_answer_has_one_attachment(attacked: Attacked) -> None:
    with refused():
        again("attachment", attacked.one("attachment", "true"))


# Approvals: two people, and exactly what was shown ----------------------------------------------------------------------


def _approve(attacked: Attacked, claim: int, **changes: Any) -> None:
    row = Claim.objects.get(pk=claim)
    given = {
        "claim_id": claim, "preparer_id": row.prepared_by_id, "approver_id": attacked.world.jo.person.pk,
        "sha256": digest_of(row),
    } | changes  # fmt: skip
    again("approval", attacked.one("approval", "true"), **given)


def test_a_lawful_approval_is_taken(attacked: Attacked) -> None:
    _approve(attacked, attacked.open)
    run("UPDATE payments_claim SET approved_at = now() WHERE id = %s", [attacked.open])


@requires_guard("approval_not_by_its_preparer")
def test_nobody_approves_what_he_or_she_prepared(attacked: Attacked) -> None:
    with refused():
        _approve(attacked, attacked.open, approver_id=attacked.world.finance["northway"].person.pk)


@requires_guard("approval_names_the_preparer", "claim_and_its_preparer")
def test_nobody_lies_about_the_preparer(attacked: Attacked) -> None:
    me = attacked.world.finance["northway"].person.pk
    with refused():
        _approve(attacked, attacked.open, approver_id=me, preparer_id=attacked.world.jo.person.pk)


@requires_guard("approval_once_a_person")
def test_one_person_is_not_two(attacked: Attacked) -> None:
    _approve(attacked, attacked.open)
    with refused():
        _approve(attacked, attacked.open)


@requires_guard("approval_covers_what_is_there")
def test_an_approval_covers_what_is_there(attacked: Attacked) -> None:
    with refused():
        _approve(attacked, attacked.open, sha256="0" * 64)


@requires_guard("approval_not_by_assessor")
def test_who_assessed_a_client_does_not_approve(attacked: Attacked) -> None:
    with refused():
        _approve(attacked, attacked.open, approver_id=attacked.world.kim.person.pk)


@requires_guard("line_assessor_once")
def test_an_assessor_is_noted_once(attacked: Attacked) -> None:
    with refused():
        again("lineassessor", attacked.one("lineassessor", "true"))


@requires_guard("claim_approved_by_enough")
def test_a_claim_that_nobody_approved_is_not_approved(attacked: Attacked) -> None:
    with refused():
        run("UPDATE payments_claim SET approved_at = now() WHERE id = %s", [attacked.open])


@requires_guard("claim_approved_by_enough")
def test_above_the_limit_one_approval_is_not_enough(attacked: Attacked) -> None:
    run("UPDATE access_partnership SET approval_limit = 1")
    _approve(attacked, attacked.open)
    with refused():
        run("UPDATE payments_claim SET approved_at = now() WHERE id = %s", [attacked.open])


@requires_guard("claim_queries_are_answered")
def test_a_queried_claim_is_not_approved(attacked: Attacked) -> None:
    again("query", attacked.one("query", "true"), answered_at=None, answered_by_id=None, answer="")
    _approve(attacked, attacked.open)
    with refused():
        run("UPDATE payments_claim SET approved_at = now() WHERE id = %s", [attacked.open])


@requires_guard("claim_not_born_approved")
def test_no_claim_is_born_approved(attacked: Attacked) -> None:
    with refused():
        again("claim", attacked.approved, number=99)


@requires_guard("transfer_approved_as_claimed")
def test_a_line_of_an_open_claim_does_not_become_payable(attacked: Attacked) -> None:
    line = ClaimLine.objects.get(pk=_line(attacked.open))
    with refused():
        again("transfer", attacked.one("transfer", "kind = 'approved'"), line_id=line.pk, pence=line.pence,
              entitlement_id=line.entitlement_id, contract_id=line.claim.contract_id)  # fmt: skip


@requires_guard("payments_transfer_line_id_key")
def test_a_line_becomes_payable_once(attacked: Attacked) -> None:
    with refused():
        again("transfer", attacked.one("transfer", "kind = 'approved'"))


# Payments ---------------------------------------------------------------------------------------------------------------


def _waiting_run() -> PaymentRun:
    return PaymentRun.objects.get(released_at=None)


@requires_guard("payments_paymentline_line_id_key")
def test_a_line_is_paid_once(attacked: Attacked) -> None:
    with refused():
        again("paymentline", attacked.one("paymentline", "true"))


@requires_guard("payment_line_fits")
def test_a_payment_holds_approved_lines_only(attacked: Attacked) -> None:
    with refused():
        again("paymentline", attacked.one("paymentline", "true"), line_id=_line(attacked.open))


@requires_guard("payment_once_a_run")
def test_a_contract_is_paid_once_in_a_run(attacked: Attacked) -> None:
    with refused():
        again("payment", attacked.one("payment", "true"))


@requires_guard("payment_adds_up")
def test_a_payment_adds_up(attacked: Attacked) -> None:
    with refused():
        again("payment", attacked.one("payment", "true"), paid=999, run_id=_waiting_run().pk)


@requires_guard("run_released_by_two")
def test_a_run_above_the_limit_is_not_released_by_its_preparer(attacked: Attacked) -> None:
    with refused():
        run(
            "UPDATE payments_paymentrun SET released_at = now(), released_by_id = prepared_by_id WHERE released_at IS NULL"
        )


@requires_guard("run_not_born_released")
def test_no_run_is_born_released(attacked: Attacked) -> None:
    with refused():
        again("paymentrun", attacked.one("paymentrun", "released_at IS NOT NULL"), number=99)


@requires_guard("run_adds_up")
def test_a_run_comes_to_what_its_payments_come_to(attacked: Attacked) -> None:
    again("payment", attacked.one("payment", "lines_pence < 100000"), run_id=_waiting_run().pk)
    with refused():
        run("UPDATE payments_paymentrun SET released_at = now(), released_by_id = %s WHERE released_at IS NULL",
            [attacked.world.sam.person.pk])  # fmt: skip


@requires_guard("run_waiting_once")
def test_one_run_waits_at_a_time(attacked: Attacked) -> None:
    with refused():
        again("paymentrun", _waiting_run().pk, number=99)


@requires_guard("run_number_once")
def test_a_run_number_is_used_once(attacked: Attacked) -> None:
    waiting = _waiting_run().pk
    run("UPDATE payments_paymentrun SET released_at = now(), released_by_id = %s WHERE id = %s",
        [attacked.world.sam.person.pk, waiting])  # fmt: skip
    with refused():
        again("paymentrun", waiting, released_at=None, released_by_id=None)


@requires_guard("run_released_by_someone")
def test_a_run_is_released_by_someone(attacked: Attacked) -> None:
    with refused():
        run("UPDATE payments_paymentrun SET released_at = now() WHERE released_at IS NULL")


@requires_guard("run_within_range")
def test_a_run_is_within_range(attacked: Attacked) -> None:
    with refused():
        again("paymentrun", attacked.one("paymentrun", "true"), number=99, pence=-1, released_at=None,
              released_by_id=None, partnership_id=_other_partnership())  # fmt: skip


def _other_partnership() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_partnership (code, name, approval_limit) VALUES ('Z99', 'Zed', 1) RETURNING id"
        )
        return int(cursor.fetchone()[0])


@requires_guard("transfer_paid_as_released")
def test_a_waiting_run_pays_nothing(attacked: Attacked) -> None:
    payment = Payment.objects.get(run=_waiting_run())
    with refused():
        again("transfer", attacked.one("transfer", "kind = 'paid'"), payment_id=payment.pk, pence=payment.paid,
              contract_id=payment.contract_id)  # fmt: skip


@requires_guard("transfer_payment_once")
def test_a_payment_is_posted_once(attacked: Attacked) -> None:
    with refused():
        again("transfer", attacked.one("transfer", "kind = 'paid'"))


@requires_guard("payments_runfile_run_id_key")
def test_a_run_has_one_file(attacked: Attacked) -> None:
    with refused():
        again("runfile", attacked.one("runfile", "true"))


@requires_guard("payments_remittance_payment_id_key")
def test_a_payment_has_one_advice(attacked: Attacked) -> None:
    with refused():
        again("remittance", attacked.one("remittance", "true"))


@requires_guard("command_once")
def test_a_command_is_given_once(attacked: Attacked) -> None:
    with refused():
        again("command", attacked.one("command", "true"))


# A trial is kept as it was found ----------------------------------------------------------------------------------------


def _trial(attacked: Attacked, **told: Any) -> Trial:
    version = SchemeVersion.objects.get()
    return Trial.objects.create(
        partnership=attacked.world.partnership, version_id=version.pk, document=version.document, sha256=version.sha256,
        as_of=version.starts, asked_by=attacked.world.jo.person, asked_at=version.drafted_at, **told,
    )  # fmt: skip


@requires_guard("trial_is_kept")
def test_what_a_trial_found_never_changes(attacked: Attacked) -> None:
    done = {"result": {"amounts": []}, "now_pence": 1, "draft_pence": 2, "done_at": clock.now()}
    trials = Trial.objects.filter(pk=_trial(attacked, **done).pk)
    changes: tuple[dict[str, object], ...] = (
        {"draft_pence": 3}, {"result": {}}, {"done_at": None, "result": None}, {"stopped": "It failed."},
    )  # fmt: skip
    for change in changes:
        with refused():
            trials.update(**change)


@requires_guard("trial_is_kept")
def test_the_text_of_a_trial_that_is_under_way_never_changes(attacked: Attacked) -> None:
    trials = Trial.objects.filter(pk=_trial(attacked).pk)
    for change in ({"document": "another"}, {"sha256": "1" * 64}, {"asked_by": attacked.world.sam.person}):
        with refused():
            trials.update(**change)


@requires_guard("trial_done_with_a_result_or_a_reason")
def test_a_trial_that_is_done_has_a_result_or_a_reason(attacked: Attacked) -> None:
    told = {"result": {}, "now_pence": 1, "draft_pence": 2}
    for half in ({"done_at": clock.now()}, told, {"done_at": clock.now(), "stopped": "It failed.", **told}):
        with refused():
            _trial(attacked, **half)


@requires_guard("trial_result_has_its_sums")
def test_a_result_has_its_sums(attacked: Attacked) -> None:
    for half in ({"result": {}, "now_pence": 1}, {"stopped": "It failed.", "draft_pence": 1}):
        with refused():
            _trial(attacked, done_at=clock.now(), **half)


# The right of reply -----------------------------------------------------------------------------------------------------


def _other_line(attacked: Attacked, contract: str = "northway") -> int:
    return attacked.one(
        "claimline",
        "id NOT IN (SELECT line_id FROM payments_challenge WHERE line_id IS NOT NULL) AND claim_id IN (SELECT c.id"
        f" FROM payments_claim c JOIN payments_contract k ON k.id = c.contract_id WHERE k.code = '{contract}')",
    )


def _challenge(attacked: Attacked) -> int:
    return attacked.one("challenge", "true")


def _answer(challenge: int, by: Any, at: str = "now()") -> None:
    run(
        f"UPDATE payments_challenge SET outcome = 'refused', answer = 'No.', answered_by_id = %s, answered_at = {at}"
        " WHERE id = %s",
        [by.person.pk, challenge],
    )


def test_an_answer_of_the_partnership_is_taken(attacked: Attacked) -> None:
    _answer(_challenge(attacked), attacked.world.jo)


@requires_guard("challenge_set_once")
def test_a_challenge_is_answered_once(attacked: Attacked) -> None:
    _answer(_challenge(attacked), attacked.world.jo)
    with refused():
        run("UPDATE payments_challenge SET outcome = 'upheld'")


@requires_guard("challenge_number_once")
def test_a_challenge_number_is_used_once(attacked: Attacked) -> None:
    with refused():
        again("challenge", _challenge(attacked), line_id=_other_line(attacked))


@requires_guard("challenge_is_about_one_thing")
def test_a_challenge_is_about_one_thing(attacked: Attacked) -> None:
    posting = Transfer.objects.exclude(determination=None).earliest("pk")
    with refused():
        again("challenge", _challenge(attacked), number=99, line_id=_other_line(attacked),
              determination_id=posting.determination_id)  # fmt: skip


@requires_guard("challenge_of_a_line_open_once")
def test_a_line_has_one_open_challenge(attacked: Attacked) -> None:
    with refused():
        again("challenge", _challenge(attacked), number=99)


@requires_guard("challenge_of_a_result_open_once")
def test_a_result_has_one_open_challenge_of_a_contract(attacked: Attacked) -> None:
    about = {"line_id": None, "determination_id": Transfer.objects.exclude(determination=None)[0].determination_id}
    again("challenge", _challenge(attacked), number=98, **about)
    with refused():
        again("challenge", _challenge(attacked), number=99, **about)


@requires_guard("challenge_answered_by_someone")
def test_an_answer_says_who_and_what(attacked: Attacked) -> None:
    with refused():
        run("UPDATE payments_challenge SET answered_at = now()")


@requires_guard("challenge_answered_by_another")
def test_nobody_answers_the_own_challenge(attacked: Attacked) -> None:
    jo = attacked.world.jo
    again("challenge", _challenge(attacked), number=99, line_id=_other_line(attacked), raised_by_id=jo.person.pk)
    with refused():
        _answer(attacked.one("challenge", "number = 99"), jo)


@requires_guard("challenge_answered_by_the_partnership")
def test_nobody_of_the_provider_answers(attacked: Attacked) -> None:
    contract = attacked.world.contract()
    colleague = someone(attacked.world.partnership, "provider_manager", "Another Colleague", contract.provider)
    with refused():
        _answer(_challenge(attacked), colleague)


@requires_guard("challenge_answered_after_raised")
def test_a_challenge_is_not_answered_before_it_is_raised(attacked: Attacked) -> None:
    with refused():
        _answer(_challenge(attacked), attacked.world.jo, at="raised_at - interval '1 day'")


@requires_guard("challenge_of_its_contract")
def test_a_challenge_is_about_a_line_of_its_contract(attacked: Attacked) -> None:
    with refused():
        again("challenge", _challenge(attacked), number=99, line_id=_other_line(attacked, "southbank"))


@requires_guard("payments_challengefile_challenge_id_key")
def test_a_challenge_has_one_file(attacked: Attacked) -> None:
    with refused():
        again("challengefile", attacked.one("challengefile", "true"))


@requires_guard("work_item_once")
def test_a_work_list_has_each_thing_once(attacked: Attacked) -> None:
    key_ = Transfer.objects.exclude(entitlement__client=None).earliest("pk").entitlement
    assert key_ is not None
    WorkItem.objects.create(
        contract_id=key_.contract_id, client_id=key_.client_id, journey=key_.journey, outcome="x", kind="wait", pence=1,
        final=False,
    )  # fmt: skip
    with refused():
        again("workitem", attacked.one("workitem", "outcome = 'x'"))


# Every guard has a mutant -----------------------------------------------------------------------------------------------

# Their guards stand in modules of their own, which must be read for them to count.
ELSEWHERE = (test_forecast_guards, test_tariff_guards)
# Uniqueness that only lets a foreign key point at two columns; the foreign key is what guards.
LETS_A_KEY_POINT = {"claim_and_its_contract"}


def test_every_guard_of_the_room_has_a_mutant(attacked: Attacked) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid::regclass::text LIKE 'payments_%' AND NOT tgisinternal"
            " UNION SELECT conname FROM pg_constraint WHERE conrelid::regclass::text LIKE 'payments_%'"
            " AND contype IN ('c', 'u') UNION SELECT indexrelid::regclass::text FROM pg_index"
            " WHERE indrelid::regclass::text LIKE 'payments_%' AND indisunique AND NOT indisprimary"
        )
        guards = {row[0] for row in cursor.fetchall()}
    assert guards - COVERED - LETS_A_KEY_POINT == set()
