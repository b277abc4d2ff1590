"""What each person sees of claims, payments and the ledger, and that nobody sees another provider's."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from shutil import copytree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from outcomes.queries import titles_of
from payments.actions.remit import remit
from payments.actions.review import query_lines
from payments.models import Approval, Claim, Payment, Query, Transfer
from payments.queries.claims import digest_of, live_lines
from pbr import clock
from pbr.access.access import Access
from pbr.access.models import ApiToken, Membership
from tests.rooms.payments.world import World, case_named, key, signed_in


def hidden(page: str, name: str, form: str) -> str:
    """The value that a form of the page carries."""
    action = page[page.index(form) :]
    return re.search(rf'name="{name}" value="([^"]*)"', action)[1]


def page_of(access: Access, path: str) -> str:
    answer = signed_in(access).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def every_page(world: World, claim: Claim, run: int, payment: Payment) -> list[str]:
    line = claim.lines.order_by("pk")[0]
    return [
        "/claims/", f"/claims/{claim.number}/", f"/claims/{claim.number}/?show=all", "/claims/queries/",
        f"/claims/{claim.number}/lines/{line.pk}/", "/payments/", f"/payments/{payment.pk}/", "/statements/",
        f"/ledger/postings/{line.posting_id}/",
    ]  # fmt: skip


def paid(world: World, code: str = "northway") -> tuple[Claim, int, Payment]:
    claim = world.approve(world.claim(code))
    run = world.pay()
    remit(run_id=run.pk, progress=lambda *_: None)
    return claim, run.number, Payment.objects.get(run=run, contract__code=code)


def test_everybody_who_may_reads_every_page(world: World) -> None:
    claim, run, payment = paid(world)
    pages = every_page(world, claim, run, payment)
    for access in (world.jo, world.sam, world.eve, world.finance["northway"]):
        for path in pages:
            page_of(access, path)
    for access in (world.jo, world.eve):
        for path in ("/ledger/", f"/payments/runs/{run}/", "/payments/runs/", f"/payments/runs/{run}/file"):
            page_of(access, path)


def test_no_code_of_the_scheme_is_read_on_a_why_page(world: World) -> None:
    claim = world.claim("northway")
    for line in live_lines(claim):
        page = page_of(world.jo, f"/claims/{claim.number}/lines/{line.pk}/")
        rule = page[page.index("The rule</h2>") : page.index("What happened to it</h2>")].partition(
            "The rows it rests"
        )[0]
        assert re.findall(r"\b[a-z]+_[a-z_]+\b", re.sub(r"<[^>]*>", "", rule)) == []


def test_pages_name_providers_and_not_codes(world: World) -> None:
    claim, run, payment = paid(world)
    waiting = world.approve(world.claim("southbank"))
    line = next(one for one in claim.lines.order_by("pk") if one.entitlement.client)
    paths = [
        "/", "/claims/", f"/claims/{claim.number}/", f"/claims/{waiting.number}/", "/statements/", "/ledger/",
        "/payments/", "/payments/runs/", f"/payments/runs/{run}/", f"/payments/{payment.pk}/",
        f"/clients/{line.entitlement.client.reference}/", f"/search?q={claim.number}",
    ]  # fmt: skip
    for path in paths:
        page = re.sub(r"<[^>]*>|Finance (northway|southbank)", "", page_of(world.jo, path))
        assert "northway" not in page, path
        assert "southbank" not in page, path
        assert "Northway Recovery" in page or "Southbank Trust" in page, path


@pytest.mark.usefixtures("db")
def test_of_a_provider_with_several_contracts_each_page_says_which_one(tmp_path: Path) -> None:
    case = copytree(case_named("29"), tmp_path / "one-provider")
    document = case / "scheme.toml"
    document.write_text(document.read_text().replace("Southbank Trust", "Northway Recovery"))
    world = World.of_folder(case)
    claim, run, payment = paid(world)
    for path in ("/", f"/claims/{claim.number}/", "/ledger/", f"/payments/runs/{run}/", f"/payments/{payment.pk}/"):
        assert "Northway Recovery (contract northway)" in page_of(world.jo, path), path


def test_files_have_the_code_of_a_contract_beside_its_provider(world: World) -> None:
    paid(world)
    for path in ("/claims/", "/ledger/", "/payments/"):
        told = signed_in(world.jo).get(f"{path}?export=csv").content.decode("utf-8-sig")
        row = next(csv.DictReader(io.StringIO(told)))
        assert (row["Contract"], row["Contract code"]) == ("Northway Recovery", "northway"), path


def test_a_provider_finds_nothing_of_another_provider(world: World) -> None:
    claim, run, payment = paid(world)
    line = claim.lines.order_by("pk")[0]
    query_lines(access=world.jo, claim=world.claim("southbank"), line_ids=[live_lines(Claim.objects.get(number=2))[0].pk],
                text="Which review was it?", key=key())  # fmt: skip
    other = signed_in(world.finance["southbank"])
    for path in (
        f"/claims/{claim.number}/", f"/claims/{claim.number}/lines/{line.pk}/", f"/payments/{payment.pk}/",
        f"/payments/{payment.pk}/advice.pdf", f"/payments/{payment.pk}/advice.csv",
        f"/ledger/postings/{line.posting_id}/",
    ):  # fmt: skip
        assert other.get(path).status_code == 404, path
    assert other.get("/ledger/").status_code == 403
    assert other.get(f"/payments/runs/{run}/").status_code == 403
    for path in ("/claims/", "/claims/?export=csv", "/payments/", "/statements/", "/", f"/search?q={claim.number}"):
        page = other.get(path).content.decode()
        assert "northway" not in page, path
        assert "750.00" not in page, path
    mine = signed_in(world.finance["northway"])
    asked = Query.objects.get()
    assert mine.get(f"/claims/queries/{asked.pk}/").status_code == 404
    assert mine.post(f"/claims/queries/{asked.pk}/", {"text": "Guessing here", "key": key()}).status_code == 404


def test_a_rejection_without_a_reason_keeps_the_claim_and_what_was_ticked(world: World) -> None:
    claim = world.claim()
    line = live_lines(claim)[0]
    sent = {"line": [str(line.pk)], "text": "no", "do": "reject", "key": key()}
    answer = signed_in(world.jo).post(f"/claims/{claim.number}/review", sent)
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert 'id="text_error"' in shown
    assert f'id="tick-{line.pk}" checked' in shown
    line.refresh_from_db()
    assert line.released_at is None


def test_the_ledger_names_outcomes_by_their_titles(world: World) -> None:
    code = Transfer.objects.exclude(entitlement__client=None).earliest("pk").entitlement.outcome  # type: ignore[union-attr]
    for path in ("/ledger/", "/ledger/?export=csv"):
        shown = page_of(world.jo, path)
        assert titles_of(world.partnership.pk, {code})[code] in shown
        assert f">{code}<" not in shown
        assert f",{code}," not in shown


@pytest.mark.parametrize(
    "path", ["/claims/999999/", "/payments/999999/", "/ledger/postings/999999/", "/claims/1/lines/999999999/"]
)
def test_what_never_existed_is_not_found(world: World, path: str) -> None:
    world.claim()
    assert signed_in(world.jo).get(path).status_code == 404


def test_a_claim_is_made_approved_and_paid_by_pressing_buttons(world: World) -> None:
    finance, jo = signed_in(world.finance["northway"]), signed_in(world.jo)
    contract = world.contract().pk
    page = finance.get("/claims/new", {"contract": contract, "up_to": "2013-06-30"}).content.decode()
    assert "£750.00" in page
    start = page.rindex('name="contract"')
    form = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page[start - 400 :])[1]
        for name in ("key", "contract", "up_to", "total", "digest")
    }
    answer = finance.post("/claims/new", form, follow=True)
    assert "Claim 1 is made and waits for approval." in answer.content.decode()
    page = jo.get("/claims/1/").content.decode()
    sent = {name: hidden(page, name, "/claims/1/approve") for name in ("key", "digest")}
    assert (
        "Claim 1 is approved: £750.00 is payable." in jo.post("/claims/1/approve", sent, follow=True).content.decode()
    )
    page = jo.get("/payments/runs/").content.decode()
    answer = jo.post("/payments/runs/", {"key": re.findall(r'name="key" value="([^"]*)"', page)[-1]}, follow=True)
    assert "Payment run 1 is released." in answer.content.decode()


def test_the_same_press_again_says_the_same_and_does_nothing(world: World) -> None:
    claim = world.claim()
    jo = signed_in(world.jo)
    sent = {"digest": digest_of(claim), "key": "pressed"}
    first = jo.post(f"/claims/{claim.number}/approve", sent)
    again = jo.post(f"/claims/{claim.number}/approve", sent)
    assert (first.status_code, again.status_code) == (302, 302)
    assert Approval.objects.count() == 1


def test_the_same_key_with_other_contents_is_refused(world: World) -> None:
    claim = world.claim()
    jo = signed_in(world.jo)
    jo.post(f"/claims/{claim.number}/approve", {"digest": digest_of(claim), "key": "pressed"})
    answer = jo.post(f"/claims/{claim.number}/approve", {"digest": "0" * 64, "key": "pressed"})
    assert answer.status_code == 409


def test_the_second_approver_is_told_who_approved_and_when(world: World) -> None:
    claim = world.claim()
    digest = digest_of(claim)
    world.approve(claim)
    answer = signed_in(world.sam).post(f"/claims/{claim.number}/approve", {"digest": digest, "key": key()})
    assert answer.status_code == 409
    assert "already approved by Jo Clarke at" in answer.content.decode()


def test_lines_changed_between_page_and_press_are_not_approved(world: World) -> None:
    claim = world.claim()
    jo = signed_in(world.jo)
    page = jo.get(f"/claims/{claim.number}/").content.decode()
    line = live_lines(claim)[0].pk
    signed_in(world.sam).post(
        f"/claims/{claim.number}/review", {"line": line, "do": "reject", "text": "Not known here", "key": key()}
    )
    sent = {name: hidden(page, name, f"/claims/{claim.number}/approve") for name in ("key", "digest")}
    answer = jo.post(f"/claims/{claim.number}/approve", sent)
    assert answer.status_code == 409
    assert "changed after this page was opened" in answer.content.decode()
    assert not Approval.objects.exists()


def test_an_approval_needs_its_key_and_its_form_token(world: World) -> None:
    claim = world.claim()
    assert signed_in(world.jo).post(f"/claims/{claim.number}/approve", {"digest": digest_of(claim)}).status_code == 400
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(world.jo.person, backend="django.contrib.auth.backends.ModelBackend")
    sent = {"digest": digest_of(claim), "key": key()}
    assert strict.post(f"/claims/{claim.number}/approve", sent).status_code == 403


def test_a_role_that_ended_a_second_ago_approves_nothing(world: World) -> None:
    claim = world.claim()
    jo = signed_in(world.jo)
    Membership.objects.filter(person=world.jo.person).update(ended_at=clock.now(), ended_by=world.sam.person)
    assert jo.post(f"/claims/{claim.number}/approve", {"digest": digest_of(claim), "key": key()}).status_code == 403
    assert not Approval.objects.exists()


def test_whoever_may_not_approve_is_refused(world: World) -> None:
    claim = world.claim()
    for access in (world.finance["northway"], world.eve):
        answer = signed_in(access).post(f"/claims/{claim.number}/approve", {"digest": digest_of(claim), "key": key()})
        assert answer.status_code == 403


def test_a_query_is_asked_and_answered_with_a_letter(world: World) -> None:
    claim = world.claim()
    line = live_lines(claim)[0]
    signed_in(world.jo).post(
        f"/claims/{claim.number}/review", {"line": line.pk, "do": "query", "text": "Which review was it?", "key": key()}
    )
    finance = signed_in(world.finance["northway"])
    assert "Which review was it?" in finance.get("/").content.decode()
    asked = Query.objects.get()
    letter = SimpleUploadedFile("../letter <b>.pdf", b"%PDF-1.7 letter")
    answer = finance.post(
        f"/claims/queries/{asked.pk}/", {"text": "The one of 30 July.", "attachment": letter, "key": key()}, follow=True
    )
    assert "The one of 30 July." in answer.content.decode()
    file = signed_in(world.jo).get(f"/claims/queries/{asked.pk}/attachment")
    assert file.content == b"%PDF-1.7 letter"
    assert file["Content-Disposition"].startswith("attachment")
    assert file["Content-Type"] == "application/octet-stream"


def test_what_people_write_is_shown_and_not_run(world: World) -> None:
    claim = world.claim()
    signed_in(world.jo).post(
        f"/claims/{claim.number}/review",
        {"line": live_lines(claim)[0].pk, "do": "query", "text": "<script>alert(1)</script>", "key": key()},
    )
    page = page_of(world.finance["northway"], f"/claims/{claim.number}/")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_why_leads_to_the_sentence_the_rule_and_what_the_line_said(world: World) -> None:
    claim = world.claim()
    line = claim.lines.filter(entitlement__client__isnull=False).order_by("pk")[0]
    page = page_of(world.jo, f"/claims/{claim.number}/lines/{line.pk}/")
    assert line.posting.determination.why in page
    assert "N0852-20120401-20130630-TREAT-IN-J.csv" in page
    assert "CLIENTID " in page
    assert line.posting.explanation["how"] in page
    assert "DOB=" not in page
    assert "Scheme version" in page


def test_a_capped_amount_says_which_cap_took_how_much(world: World) -> None:
    posting = next(row for row in Transfer.objects.all() if row.explanation["cuts"])
    page = page_of(world.jo, f"/ledger/postings/{posting.pk}/")
    assert "took off" in page
    assert "a year" in page


def test_the_pages_queries_do_not_grow_with_the_lines(world: World) -> None:
    few, many = world.claim(), world.claim("southbank")
    assert many.lines.count() > 2 * few.lines.count()
    counted = []
    jo = signed_in(world.jo)
    jo.get(f"/claims/{few.number}/")
    for claim in (few, many):
        with CaptureQueriesContext(connection) as queries:
            jo.get(f"/claims/{claim.number}/")
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 20


def test_lists_filter_sort_and_export_what_is_shown(world: World) -> None:
    world.claim()
    world.claim("southbank")
    jo = signed_in(world.jo)
    rows = list(csv.reader(io.StringIO(jo.get("/claims/?contract=southbank&export=csv").content.decode("utf-8-sig"))))
    assert [row[1] for row in rows] == ["Contract", "Southbank Trust"]
    assert rows[1][6] == "1450.02"
    assert jo.get("/claims/?export=xlsx").content[:2] == b"PK"
    for sort in ("number", "-amount", "state", "lines", "nonsense"):
        assert jo.get(f"/claims/?sort={sort}").status_code == 200
    for sort in ("transaction", "-amount", "client", "outcome"):
        assert jo.get(f"/ledger/?sort={sort}&kind=earned").status_code == 200
    for sort in ("client", "outcome", "month", "-amount"):
        assert jo.get(f"/claims/1/?sort={sort}").status_code == 200


def test_each_line_of_an_advice_leads_to_its_why(world: World) -> None:
    claim, _, payment = paid(world)
    page = page_of(world.finance["northway"], f"/payments/{payment.pk}/")
    for line in claim.lines.all():
        assert f'href="/claims/{claim.number}/lines/{line.pk}/"' in page


@pytest.mark.django_db
def test_page_pdf_and_csv_of_an_advice_say_the_same(world: World) -> None:
    _, _, payment = paid(world)
    finance = signed_in(world.finance["northway"])
    page = finance.get(f"/payments/{payment.pk}/").content.decode()
    pdf = PdfReader(io.BytesIO(finance.get(f"/payments/{payment.pk}/advice.pdf").content))
    text = "\n".join(one.extract_text() for one in pdf.pages)
    rows = list(csv.reader(io.StringIO(finance.get(f"/payments/{payment.pk}/advice.csv").content.decode("utf-8-sig"))))
    assert rows[-1][4] == "Paid"
    assert rows[-1][-1] == "750.00"
    for row in rows[1:-4]:
        shown = f"£{row[-1]}"
        assert shown in page
        assert shown in text


def test_a_claim_is_found_by_its_number(world: World) -> None:
    world.claim()
    for words in ("1", "claim 1", "Claim #1"):
        assert (
            "Claim 1, Northway Recovery, £750.00" in signed_in(world.jo).get("/search", {"q": words}).content.decode()
        )


def test_home_says_what_waits(world: World) -> None:
    claim = world.claim()
    page = page_of(world.jo, "/")
    assert f"/claims/{claim.number}/" in page
    assert "Claims waiting, £750.00" in page
    assert "Claims waiting" not in page_of(world.finance["northway"], "/")


def test_a_statement_shows_opening_movements_and_closing(world: World) -> None:
    paid(world)
    finance = signed_in(world.finance["northway"])
    query = {"contract": world.contract().pk, "begins": "2012-04-01", "ends": clock.today().isoformat()}
    page = finance.get("/statements/", query).content.decode()
    assert "Closing balance" in page
    rows = list(
        csv.reader(io.StringIO(finance.get("/statements/", query | {"export": "csv"}).content.decode("utf-8-sig")))
    )
    told = {row[1]: row[-1] for row in rows[-9:]}
    assert told["Earned"] == "750.00"
    assert told["Paid"] == "-750.00"
    assert told["Closing balance"] == "0.00"


def test_a_statement_is_printed_with_what_the_page_says(world: World) -> None:
    _, run, _ = paid(world)
    query = {"contract": world.contract().pk, "begins": "2012-04-01", "ends": clock.today().isoformat()}
    answer = signed_in(world.finance["northway"]).get("/statements/", query | {"export": "pdf"})
    name = f"statement-northway-2012-04-01-{clock.today()}.pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    pdf = PdfReader(io.BytesIO(answer.content))
    told = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "Statement · Northway Recovery · 1 April 2012 to" in told
    assert "Earned £750.00 Adjusted £0.00 Paid −£750.00 Closing balance" in told
    assert re.search(rf"Payment run Paid on Amount {run} .* £750\.00 Payments, together £750\.00", told)
    assert "Every outcome £750.00 £0.00 £750.00" in told
    assert "From the opening to the closing balance £0.00" in told


def printed_to_today(world: World) -> dict[str, object]:
    """The query of the statement from the scheme's first day on, as PDF."""
    ends = clock.today().isoformat()
    return {"contract": world.contract().pk, "begins": "2012-04-01", "ends": ends, "export": "pdf"}


def test_a_long_statement_is_printed_without_its_movements(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payments.queries.statement_printed.MOST_LISTED", 1)
    paid(world)
    query = printed_to_today(world)
    pdf = PdfReader(io.BytesIO(signed_in(world.jo).get("/statements/", query).content))
    told = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "too many to print" in told
    assert "From the opening" not in told


def test_nobody_prints_the_statement_of_another_providers_contract(world: World) -> None:
    paid(world)
    query = printed_to_today(world)
    answer = signed_in(world.finance["southbank"]).get("/statements/", query)
    assert answer["Content-Type"].startswith("text/html")
    assert "Closing balance" not in answer.content.decode()


def test_a_machine_approves_with_a_key_and_the_digest_it_saw(world: World) -> None:
    claim = world.claim()
    token = ApiToken.make(world.jo.person, label="test", made_at=clock.now())
    machine = Browser(headers={"Authorization": f"Token {token}"})
    seen = machine.get(f"/api/v1/claims/{claim.number}/").json()
    assert seen["pence"] == 75000
    path = f"/api/v1/claims/{claim.number}/approve/"
    assert machine.post(path, {"digest": seen["digest"]}, content_type="application/json").status_code == 400
    send = {"content_type": "application/json", "headers": {"Idempotency-Key": "k-1"}}
    assert machine.post(path, {"digest": seen["digest"], "status": "paid"}, **send).status_code == 400
    first = machine.post(path, {"digest": seen["digest"]}, **send)
    assert (first.status_code, first.json()) == (200, {"number": claim.number, "approved": True})
    assert machine.post(path, {"digest": seen["digest"]}, **send).json() == first.json()
    answer = signed_in(world.jo).post(f"/claims/{claim.number}/approve", {"digest": seen["digest"], "key": key()})
    assert answer.status_code == 409
    assert Approval.objects.count() == 1
