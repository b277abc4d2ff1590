"""From what is earned to what is paid: claims, approvals, runs, and what is taken back (money.md §3)."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from payments.actions.approve import ApprovedByYou, ClaimChanged, PreparedByYou, QueryUnanswered, approve_claim
from payments.actions.open_claim import NothingToClaim, PreviewChanged, open_claim
from payments.actions.pay import NothingToPay, SecondPersonNeeded, pay, release_run
from payments.actions.printing import PageFetches, printed_html
from payments.actions.remit import remit
from payments.actions.review import (
    AttachmentRefused,
    ClaimClosed,
    LinesGone,
    NothingTicked,
    SaySomething,
    TakesBack,
    Upload,
    answer_query,
    leave_lines,
    query_lines,
    reject_lines,
    withdraw_claim,
)
from payments.models import (
    Account,
    Approval,
    Claim,
    ClaimLine,
    Payment,
    PaymentRun,
    Query,
    Remittance,
    RunFile,
    Transfer,
)
from payments.queries.checking import check_ledger
from payments.queries.claims import digest_of, live_lines, unanswered
from payments.queries.explaining import why
from payments.queries.ledger import balances
from payments.queries.standing import standings
from payments.queries.statement import statement
from payments.queries.unclaimed import preview
from pbr import clock
from tests.rooms.payments.test_settling_of_cases import balances_by_key
from tests.rooms.payments.world import World, key


@pytest.fixture
def world(db: None) -> World:
    return World.of_case()


def accounts(world: World, code: str = "northway") -> dict[str, int]:
    return dict(balances(world.partnership.pk)[world.contract(code).pk])


def test_a_claim_gathers_everything_earned_and_unclaimed(world: World) -> None:
    claim = world.claim()
    assert sum(live_lines(claim).values_list("pence", flat=True)) == 75000
    assert claim.number == 1
    assert check_ledger() == []


def test_a_claim_up_to_a_day_takes_what_is_dated_by_then(world: World) -> None:
    claim = world.claim(up_to=dt.date(2012, 8, 31))
    assert sum(live_lines(claim).values_list("pence", flat=True)) < 75000
    assert all(line.posting.earned_on <= dt.date(2012, 8, 31) for line in live_lines(claim))


def test_nothing_to_claim_makes_no_claim_and_uses_no_number(world: World) -> None:
    world.claim()
    with pytest.raises(NothingToClaim):
        world.claim()
    assert Claim.objects.count() == 1
    assert world.claim("southbank").number == 2


def test_a_preview_that_changed_is_refused_with_the_difference(world: World) -> None:
    shown = preview(world.contract(), clock.today())
    part = world.claim(up_to=dt.date(2012, 8, 31))
    with pytest.raises(PreviewChanged) as refused:
        open_claim(
            access=world.finance["northway"], contract=shown.contract, up_to=shown.up_to, shown_total=shown.total,
            shown_digest=shown.digest, key=key(),
        )  # fmt: skip
    taken = sum(live_lines(part).values_list("pence", flat=True))
    assert f"−£{taken / 100:,.2f}" in refused.value.message


def test_approval_makes_every_line_payable(world: World) -> None:
    world.approve(world.claim())
    assert accounts(world) == {"earned": -75000, "accrued": 0, "payable": 75000, "paid": 0, "recoverable": 0}
    assert check_ledger() == []


def test_who_prepared_a_claim_does_not_approve_it(world: World) -> None:
    claim = world.claim(by=world.jo)
    with pytest.raises(PreparedByYou):
        world.approve(claim)
    assert not Approval.objects.exists()


def test_a_second_approval_by_the_same_person_is_refused(world: World) -> None:
    world.limit(1000)
    claim = world.approve(world.claim())
    assert claim.approved_at is None
    with pytest.raises(ApprovedByYou):
        world.approve(claim)
    assert accounts(world)["payable"] == 0


def test_above_the_limit_two_people_approve(world: World) -> None:
    world.limit(74999)
    claim = world.approve(world.claim())
    assert claim.approved_at is None
    claim = world.approve(claim, by=world.sam)
    assert claim.approved_at is not None
    assert accounts(world)["payable"] == 75000


def test_at_exactly_the_limit_one_person_approves(world: World) -> None:
    world.limit(75000)
    assert world.approve(world.claim()).approved_at is not None


def test_a_claim_split_in_two_does_not_pass_under_the_limit(world: World) -> None:
    world.limit(74999)
    early = world.claim(up_to=dt.date(2012, 8, 31))
    late = world.claim()
    assert world.approve(early).approved_at is None
    assert world.approve(late).approved_at is None


def test_an_approved_and_unpaid_claim_still_counts_towards_the_limit(world: World) -> None:
    world.limit(74999)
    early = world.claim(up_to=dt.date(2012, 8, 31))
    assert world.approve(early).approved_at is not None
    assert world.approve(world.claim()).approved_at is None


def test_what_changed_after_the_page_was_opened_is_not_approved(world: World) -> None:
    claim = world.claim()
    shown = digest_of(claim)
    reject_lines(access=world.sam, claim=claim, line_ids=[live_lines(claim)[0].pk], reason="Not ours", key=key())
    with pytest.raises(ClaimChanged):
        approve_claim(access=world.jo, claim=claim, shown_digest=shown, key=key())
    assert not Approval.objects.exists()


def test_a_line_rejected_after_the_first_approval_asks_both_again(world: World) -> None:
    world.limit(1000)
    claim = world.approve(world.claim())
    reject_lines(access=world.sam, claim=claim, line_ids=[live_lines(claim)[0].pk], reason="Not ours", key=key())
    claim = world.approve(claim, by=world.sam)
    assert claim.approved_at is None
    assert world.approve(claim).approved_at is not None
    assert check_ledger() == []


def test_a_query_without_an_answer_stops_the_approval(world: World) -> None:
    claim = world.claim()
    line = live_lines(claim)[0]
    query_lines(access=world.jo, claim=claim, line_ids=[line.pk], text="Which review was it?", key=key())
    with pytest.raises(QueryUnanswered):
        world.approve(claim)
    answer_query(
        access=world.finance["northway"], query=line.queries.get(), text="The one of 30 July.",
        upload=Upload("letter.pdf", b"%PDF-1.7"), key=key(),
    )  # fmt: skip
    assert world.approve(claim).approved_at is not None
    assert bytes(line.queries.get().attachment.data) == b"%PDF-1.7"


def test_an_answer_takes_documents_only(world: World) -> None:
    claim = world.claim()
    line = live_lines(claim)[0]
    query_lines(access=world.jo, claim=claim, line_ids=[line.pk], text="Which review was it?", key=key())
    for upload in (Upload("a.exe", b"MZ"), Upload("a.html", b"<script>"), Upload("a.pdf", b"")):
        with pytest.raises(AttachmentRefused):
            answer_query(
                access=world.finance["northway"], query=line.queries.get(), text="Here.......", upload=upload, key=key()
            )


@pytest.mark.parametrize("text", ["", "   ", "....", "?!?!?!", "x" * 4001])
def test_a_rejection_says_why(world: World, text: str) -> None:
    claim = world.claim()
    with pytest.raises(SaySomething):
        reject_lines(access=world.jo, claim=claim, line_ids=[live_lines(claim)[0].pk], reason=text, key=key())


def test_a_rejected_line_stays_accrued_and_is_claimed_again_once_answered(world: World) -> None:
    claim = world.claim()
    line = live_lines(claim)[0]
    reject_lines(access=world.jo, claim=claim, line_ids=[line.pk], reason="The person is not known here", key=key())
    world.approve(claim)
    assert accounts(world)["accrued"] == line.pence
    with pytest.raises(NothingToClaim):
        world.claim()
    answer_query(
        access=world.finance["northway"], query=line.queries.get(), text="She is: see letter", upload=None, key=key()
    )
    again = world.claim()
    assert [one.posting_id for one in live_lines(again)] == [line.posting_id]
    assert check_ledger() == []


def test_a_claim_whose_every_line_is_rejected_is_closed(world: World) -> None:
    claim = world.claim()
    lines = [line.pk for line in live_lines(claim)]
    reject_lines(access=world.jo, claim=claim, line_ids=lines, reason="All wrong", key=key())
    with pytest.raises(ClaimClosed):
        world.approve(claim)
    assert unanswered(world.finance["northway"]).count() == len(lines)


def test_a_line_left_for_later_can_be_claimed_at_once(world: World) -> None:
    claim = world.claim()
    line = live_lines(claim)[0]
    leave_lines(access=world.jo, claim=claim, line_ids=[line.pk], key=key())
    assert [one.posting_id for one in live_lines(world.claim())] == [line.posting_id]


def test_withdrawing_one_of_two_claims_releases_only_its_lines(world: World) -> None:
    early, late = world.claim(up_to=dt.date(2012, 8, 31)), world.claim()
    postings = {line.posting_id for line in live_lines(late)}
    withdraw_claim(access=world.finance["northway"], claim=late, key=key())
    again = world.claim()
    assert {line.posting_id for line in live_lines(again)} == postings
    assert live_lines(early).exists()


def test_nobody_reviews_lines_of_an_approved_claim(world: World) -> None:
    claim = world.approve(world.claim())
    line = ClaimLine.objects.filter(claim=claim)[0]
    with pytest.raises(ClaimClosed) as refused:
        reject_lines(access=world.jo, claim=claim, line_ids=[line.pk], reason="Too late", key=key())
    assert "already approved by Jo Clarke at" in refused.value.message


def test_lines_of_another_claim_are_not_reviewed_here(world: World) -> None:
    claim, other = world.claim(), world.claim("southbank")
    with pytest.raises(LinesGone):
        leave_lines(access=world.jo, claim=claim, line_ids=[live_lines(other)[0].pk], key=key())


def test_a_run_pays_what_is_approved_once(world: World) -> None:
    world.approve(world.claim())
    run = world.pay()
    assert run.pence == 75000
    assert accounts(world)["paid"] == 75000
    with pytest.raises(NothingToPay):
        pay(access=world.jo, key=key())
    assert PaymentRun.objects.count() == 1
    assert check_ledger() == []


def test_a_run_above_the_limit_waits_for_a_second_person(world: World) -> None:
    world.approve(world.claim())
    world.limit(74999)
    answer = pay(access=world.jo, key=key())
    run = PaymentRun.objects.get(pk=answer["run"])
    assert not answer["released"]
    assert accounts(world)["paid"] == 0
    with pytest.raises(SecondPersonNeeded):
        release_run(access=world.jo, run=run, key=key())
    release_run(access=world.sam, run=run, key=key())
    assert accounts(world)["paid"] == 75000
    assert check_ledger() == []


def test_what_facts_undo_after_payment_comes_back_once_and_old_rows_stay_as_they_were(
    world: World, tmp_path: Path
) -> None:
    world.approve(world.claim())
    world.pay()
    before = list(Transfer.objects.order_by("pk").values())
    world.resend(tmp_path, consent="N", to="20130731")
    assert world.settle() > 0
    assert list(Transfer.objects.order_by("pk").values())[: len(before)] == before
    assert world.settle() == 0
    assert all(row.adjusts_id for row in Transfer.objects.filter(kind="adjusted"))
    assert check_ledger() == []


def test_a_net_negative_claim_pays_nothing_and_is_carried(world: World, tmp_path: Path) -> None:
    world.approve(world.claim())
    world.pay()
    world.resend(tmp_path, consent="N", to="20130731")
    world.settle()
    world.approve(world.claim())
    run = world.pay()
    payment = Payment.objects.get(run=run, contract=world.contract())
    assert payment.paid == 0
    assert payment.carried < 0
    assert accounts(world)["recoverable"] == payment.carried
    assert accounts(world)["payable"] == 0
    assert check_ledger() == []


def test_what_is_recoverable_is_set_off_against_later_payments(world: World, tmp_path: Path) -> None:
    world.approve(world.claim())
    world.pay()
    world.resend(tmp_path, consent="N", to="20130731")
    world.settle()
    world.approve(world.claim())
    world.pay()
    owed = accounts(world)["recoverable"]
    assert owed < 0
    world.resend(tmp_path, consent="Y", to="20130831")
    world.settle()
    claim = world.approve(world.claim())
    run = world.pay()
    payment = Payment.objects.get(run=run, contract=world.contract())
    assert payment.brought == owed
    assert payment.lines_pence == sum(live_lines(claim).values_list("pence", flat=True))
    assert accounts(world)["recoverable"] == payment.carried
    assert balances_by_key()
    assert check_ledger() == []


def test_a_statement_reconciles_to_the_ledger(world: World, tmp_path: Path) -> None:
    world.approve(world.claim())
    world.pay()
    world.resend(tmp_path, consent="N", to="20130731")
    world.settle()
    shown = statement(world.contract(), clock.today(), clock.today())
    held = accounts(world)
    assert shown.opening == 0
    assert shown.closing == held[Account.ACCRUED] + held[Account.PAYABLE] + held[Account.RECOVERABLE]
    assert shown.paid == 75000
    assert shown.approved == 75000


def test_page_pdf_csv_and_finance_file_agree_to_the_penny(world: World) -> None:
    world.approve(world.claim())
    world.approve(world.claim("southbank"))
    run = world.pay()
    remit(run_id=run.pk, progress=lambda *_: None)
    text = "\n".join(
        page.extract_text()
        for one in Remittance.objects.order_by("pk")
        for page in PdfReader(io.BytesIO(bytes(one.pdf))).pages
    )
    assert "£750.00" in text
    assert "£1,450.02" in text
    data = bytes(RunFile.objects.get(run=run).data).decode("utf-8-sig")
    assert [line.split(",")[-1] for line in data.splitlines()] == ["Amount (£)", "750.00", "1450.02", "2200.02"]


def test_an_advice_is_made_once_however_often_the_job_runs(world: World) -> None:
    world.approve(world.claim())
    run = world.pay()
    for _ in range(2):
        remit(run_id=run.pk, progress=lambda *_: None)
    assert Remittance.objects.count() == 1
    assert check_ledger() == []


def test_an_advice_is_a_tagged_pdf(world: World) -> None:
    world.approve(world.claim())
    remit(run_id=world.pay().pk, progress=lambda *_: None)
    reader = PdfReader(io.BytesIO(bytes(Remittance.objects.get().pdf)))
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert reader.metadata.title.startswith("Remittance advice, payment run 1")


@pytest.mark.parametrize(
    "page",
    [
        '<img src="file:///etc/passwd">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<style>@import url("http://127.0.0.1/x.css");</style>',
        '<img src="http://169.254.169.254/latest">',
        '<style>p { background: url("https://example.org/x.png") }</style><p>x</p>',
    ],
)
def test_a_printed_page_fetches_nothing(page: str) -> None:
    with pytest.raises(PageFetches):
        printed_html(f'<html lang="en"><head><title>x</title></head><body>{page}</body></html>')


def test_the_assessor_of_a_client_does_not_approve_the_claim(db: None) -> None:
    from payments.actions.approve import AssessedByYou
    from payments.models import LineAssessor

    world = World.of_case()
    claim = world.claim()
    LineAssessor.objects.create(line=live_lines(claim)[0], person=world.jo.person)
    with pytest.raises(AssessedByYou):
        world.approve(claim)
    assert world.approve(claim, by=world.sam).approved_at is not None


def test_a_rejection_closes_the_query_it_answers(world: World) -> None:
    claim = world.claim()
    line = live_lines(claim)[0]
    query_lines(access=world.jo, claim=claim, line_ids=[line.pk], text="Which review was it?", key=key())
    reject_lines(access=world.jo, claim=claim, line_ids=[line.pk], reason="There was none", key=key())
    assert Query.objects.filter(line=line, answered_at=None).count() == 1
    assert world.approve(claim).approved_at is not None


def test_where_a_contract_stands_sums_to_its_accounts(world: World) -> None:
    world.approve(world.claim(up_to=dt.date(2012, 8, 31)))
    world.pay()
    for one in standings(world.jo):
        assert sum(pence for _, pence in one.waterfall[:-1]) == one.net
        assert one.accrued + one.payable + one.paid + one.recoverable == one.net
    northway = standings(world.jo)[0]
    assert (northway.amount, northway.capped, northway.carried) == (80000, 20000, 15000)


def test_nobody_raises_a_payment_by_rejecting_what_is_taken_back(world: World, tmp_path: Path) -> None:
    world.approve(world.claim())
    world.resend(tmp_path, consent="N", to="20130731")
    world.settle()
    claim = world.claim()
    line = live_lines(claim).filter(pence__lt=0)[0]
    assert live_lines(claim).count() > 1
    with pytest.raises(TakesBack):
        reject_lines(access=world.jo, claim=claim, line_ids=[line.pk], reason="We do not believe it", key=key())
    with pytest.raises(TakesBack):
        leave_lines(access=world.jo, claim=claim, line_ids=[line.pk], key=key())
    assert live_lines(claim).filter(pk=line.pk).exists()


def test_a_review_without_a_tick_says_so(world: World) -> None:
    with pytest.raises(NothingTicked):
        reject_lines(access=world.jo, claim=world.claim(), line_ids=[], reason="Nothing chosen", key=key())


def test_a_posting_names_the_extracts_that_came_before_it(world: World, tmp_path: Path) -> None:
    world.resend(tmp_path, consent="N", to="20130731")
    world.settle()
    sent = {path.name for path in tmp_path.glob("*.csv")}
    adjusted = Transfer.objects.filter(kind="adjusted")
    assert adjusted
    assert {name for row in adjusted for _, name in why(world.jo, row).causes} == sent
