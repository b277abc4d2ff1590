"""Whatever arrives, in whatever order, with whatever is decided and paid in between: the application ends where
`evaluate` ends on the stored extracts and decisions, and the ledger holds.

`pytest tests/rooms/payments/test_any_order_of_anything.py --hypothesis-profile long` tries many more of them.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from django.db import connection, transaction
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from outcomes.actions.decide import decide
from outcomes.actions.schemes import draft_scheme, put_in_force
from outcomes.models import DeterminationRow
from outcomes.queries.held import DECISIONS_HEADER, decisions_for_replay
from payments.actions.approve import approve_claim
from payments.actions.open_claim import open_claim
from payments.actions.pay import pay
from payments.models import Claim, Contract, Entitlement
from payments.queries.checking import check_ledger
from payments.queries.claims import digest_of
from payments.queries.unclaimed import preview
from payments.rules.evaluation import Evaluation, evaluate
from pbr import clock
from pbr.jobs.asking import ask
from pbr.jobs.draining import drain
from pbr.scheme.reading import read_scheme
from tests.rooms.loading import commissioner, load, partnership_of
from tests.rooms.outcomes.test_recalculation_of_cases import from_files, from_tables
from tests.rooms.payments.any_caseload import (
    LOCAL_FEEDS,
    NDTMS_COLUMNS,
    TOP_COLUMNS,
    Row,
    as_csv,
    everyone_assessed,
    local_rows,
    ndtms_rows,
    top_rows,
)
from tests.rooms.payments.any_scheme import AGENCIES, schemes
from tests.rooms.payments.test_settling_of_cases import balances_by_key, payable_by_key
from tests.rooms.payments.world import key

ROUTINE = settings(
    max_examples=15,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
OPENED = dt.date(2012, 3, 1)
FIRST_DAYS = (dt.date(2012, 10, 1), dt.date(2013, 6, 1), dt.date(2014, 7, 1), dt.date(2014, 7, 1))
EARLIER = st.sampled_from([0, 0, 0, 1, 30, 90, 200])  # days from an extract's TO date to the day on which it arrives

Sent = tuple[str, bytes]


class AnyOrderOfAnything(RuleBasedStateMachine):
    """A partnership that lives through anything; beside it a folder of the extracts that it was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = Path(self.temporary.name)
        self.today = OPENED
        self.sent: list[Sent] = []
        self.documents: list[Sent] = []
        self.coming: list[Sent] = []

    @initialize(documents=schemes(), today=st.sampled_from(FIRST_DAYS), seed=st.integers(0, 2**32), data=st.data())
    def begin(self, documents: list[str], today: dt.date, seed: int, data: st.DataObject) -> None:
        """A scheme is agreed; then, so that there is something to contradict, everyone is assessed and treated."""
        self.today = today
        self.coming = [(f"scheme-{number}.toml", text.encode()) for number, text in enumerate(documents)]
        with clock.standing_on(OPENED):
            self.access = partnership_of(*(read_scheme(text, name) for name, text in self.coming))
            self.second = commissioner(self.access.partnership, "Ada Second")
        self._put_the_next_in_force()
        self._send(f"assessments-{self._to(200):%Y%m%d}.csv", as_csv(*everyone_assessed(seed)))
        for agency in AGENCIES:
            self._send_ndtms(agency, 0, data.draw(ndtms_rows(agency, withdraws=False)), replaces=False)

    # What arrives

    @rule(
        data=st.data(), agency=st.sampled_from(AGENCIES), days=EARLIER, replaces=st.sampled_from([False] * 4 + [True])
    )
    def an_agency_sends_its_extract(self, data: st.DataObject, agency: str, days: int, replaces: bool) -> None:
        self._send_ndtms(agency, days, data.draw(ndtms_rows(agency)), replaces=replaces)

    @rule(data=st.data(), agency=st.sampled_from(AGENCIES), days=EARLIER)
    def an_agency_sends_tops_alone(self, data: st.DataObject, agency: str, days: int) -> None:
        rows = data.draw(top_rows(agency))
        self._send(
            f"top-{agency}-{self._to(days):%Y%m%d}.csv", as_csv(rows, ("AGNCY", "CLIENTID", "EPISODID", *TOP_COLUMNS))
        )

    @rule(data=st.data(), feed=st.sampled_from(LOCAL_FEEDS), days=EARLIER)
    def a_local_feed_arrives(self, data: st.DataObject, feed: str, days: int) -> None:
        self._send(f"{feed}-{self._to(days):%Y%m%d}.csv", as_csv(*data.draw(local_rows(feed))))

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), days=EARLIER)
    def something_comes_again(self, data: st.DataObject, days: int) -> None:
        """The same bytes with another TO date."""
        name, content = data.draw(st.sampled_from(self.sent))
        if "TREAT" in name:
            self._write_ndtms(name[:5], days, content, replaces=False)
        else:
            self._send(f"{name.rsplit('-', 1)[0]}-{self._to(days):%Y%m%d}.csv", content)

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), replaces=st.booleans())
    def a_part_of_something_comes_again(self, data: st.DataObject, replaces: bool) -> None:
        """Fewer rows than before: what is not said any more stays, or vanishes with an extract that replaces."""
        name, content = data.draw(st.sampled_from(self.sent))
        header, *lines = content.decode().splitlines()
        if "TREAT" in name and lines:
            some = [header, *data.draw(st.lists(st.sampled_from(lines), max_size=3, unique=True))]
            self._write_ndtms(name[:5], 0, ("\n".join(some) + "\n").encode(), replaces=replaces)

    # What people and time do

    @rule(days=st.sampled_from([1, 7, 30, 91, 91, 180, 365]))
    def days_pass(self, days: int) -> None:
        self.today += dt.timedelta(days=days)

    @precondition(lambda self: self.coming)
    @rule()
    def the_next_version_comes_into_force(self) -> None:
        self._put_the_next_in_force()

    @rule()
    def clients_are_determined(self) -> None:
        with clock.standing_on(self.today):
            ask("outcomes.recalculate", partnership=self.access.partnership)
            drain("outcomes.")

    @rule()
    def the_ledger_is_settled(self) -> None:
        with clock.standing_on(self.today):
            ask("payments.settle", partnership=self.access.partnership)
            drain("payments.")

    @precondition(lambda self: self._held())
    @rule(data=st.data(), decision=st.sampled_from(["release", "release", "refuse"]))
    def somebody_decides(self, data: st.DataObject, decision: str) -> None:
        held = data.draw(st.sampled_from(self._held()))
        with clock.standing_on(self.today):
            decide(access=self.access, determination_id=held, decision=decision, words="As the notes say.")
        event(f"decided: {decision}")

    @rule(data=st.data())
    def a_claim_is_paid(self, data: st.DataObject) -> None:
        """Whatever is unclaimed of a contract: prepared by one, approved by another, and paid."""
        contracts = list(Contract.objects.filter(partnership=self.access.partnership).order_by("pk"))
        if not contracts:
            return
        shown = preview(data.draw(st.sampled_from(contracts)), self.today)
        if not shown.postings:
            return
        with clock.standing_on(self.today):
            made = open_claim(
                access=self.second, contract=shown.contract, up_to=shown.up_to, shown_total=shown.total,
                shown_digest=shown.digest, key=key(),
            )  # fmt: skip
            claim = Claim.objects.get(pk=made["claim"])
            approve_claim(access=self.access, claim=claim, shown_digest=digest_of(claim), key=key())
            pay(access=self.access, key=key())
        event("paid")

    # What must hold

    @rule()
    def the_application_says_what_evaluate_says(self) -> None:
        with clock.standing_on(self.today):
            ask("outcomes.recalculate", partnership=self.access.partnership)
            drain()
        evaluation = self._evaluated()
        assert from_tables(self.access) == from_files(evaluation)
        left = {one: pence for one, pence in balances_by_key().items() if pence}
        assert left == payable_by_key(evaluation)
        assert worth_in_tables() == worth_in(evaluation)
        assert check_ledger() == []
        event(f"achieved and payable: {bool(left)}")

    def teardown(self) -> None:
        try:
            if self.documents:
                self.the_application_says_what_evaluate_says()
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)
            self.temporary.cleanup()

    # How

    def _to(self, days: int) -> dt.date:
        return self.today - dt.timedelta(days=days)

    def _send_ndtms(self, agency: str, days: int, rows: list[Row], *, replaces: bool) -> None:
        self._write_ndtms(agency, days, as_csv(rows, NDTMS_COLUMNS), replaces=replaces)

    def _write_ndtms(self, agency: str, days: int, content: bytes, *, replaces: bool) -> None:
        """FROM dates number the extracts, so that each has a name of its own."""
        begins = dt.date(2011, 1, 1) + dt.timedelta(days=len(self.sent))
        self._send(f"{agency}-{begins:%Y%m%d}-{self._to(days):%Y%m%d}-TREAT-IN-J.csv", content, replaces=replaces)

    def _send(self, name: str, content: bytes, *, replaces: bool = False) -> None:
        """Through the whole upload; what is taken is in the folder too. A name that the folder has is not sent."""
        path = self.folder / name
        if path.exists():
            return
        path.write_bytes(content)
        with clock.standing_on(self.today):
            extract = load(self.access, path, mode="replace" if replaces else "upsert")
        if extract is None or extract.state != "applied":
            path.unlink()
            return
        self.sent.append((name, content))
        if replaces:
            with (self.folder / "replace").open("a") as replacing:
                replacing.write(f"{name}\n")

    def _put_the_next_in_force(self) -> None:
        name, document = self.coming.pop(0)
        with clock.standing_on(max(OPENED, self.today)):
            draft = draft_scheme(access=self.access, document=document.decode(), file_name=name)
            put_in_force(access=self.second, version_id=draft.pk)
        self.documents.append((name, document))

    def _held(self) -> list[int]:
        held = DeterminationRow.objects.filter(status="held", superseded_at=None, client__isnull=False)
        return list(held.order_by("pk").values_list("pk", flat=True))

    def _evaluated(self) -> Evaluation:
        """The folder, and beside it what was decided in the browser, as the application exports it for a replay."""
        rows = [dict(zip(DECISIONS_HEADER, map(str, row), strict=True)) for row in decisions_for_replay(self.access)]
        decisions = self.folder / f"decisions-{self.today:%Y%m%d}.csv"
        if rows:  # even an empty file would be data, and blocks are paid once there are any (points 49)
            decisions.write_bytes(as_csv(rows, DECISIONS_HEADER))
        try:
            return evaluate(self.folder, self.documents, self.today)
        finally:
            decisions.unlink(missing_ok=True)


def worth_in_tables() -> dict[str, tuple[int, int, int]]:
    """What of each contract is payable, held and gated."""
    return {
        contract.code: tuple(
            sum(getattr(row, figure) for row in Entitlement.objects.filter(contract=contract))
            for figure in ("payable", "held", "gated")
        )
        for contract in Contract.objects.all()
    }


def worth_in(evaluation: Evaluation) -> dict[str, tuple[int, int, int]]:
    return {code: (sums.payable, sums.held, sums.gated) for code, sums in evaluation.entitled.totals.items()}


def test_the_application_ends_where_evaluate_ends_whatever_happens(db: None) -> None:
    long = settings.get_current_profile_name() == "long"
    run_state_machine_as_test(AnyOrderOfAnything, settings=settings() if long else ROUTINE)
