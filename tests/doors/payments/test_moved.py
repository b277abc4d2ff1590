"""What an applied extract moved: results that rest on its lines, and postings that name it, told apart only as far as can be."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseloads.models import Extract
from payments.models import Transfer
from payments.queries.moved import moved_by
from pbr.access.access import Access
from tests.rooms.loading import load
from tests.rooms.payments.world import World, signed_in, someone


def north(world: World) -> Extract:
    return Extract.objects.filter(partnership=world.partnership, agency="N0852").latest("applied_at")


def page(access: Access, address: str) -> str:
    answer = signed_in(access).get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def rows(access: Access, extract: Extract, asked: str = "") -> list[dict[str, str]]:
    told = signed_in(access).get(f"/extracts/{extract.pk}/moved?export=csv{asked}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(told)))


def earned(world: World) -> int:
    return sum(row.signed for row in Transfer.objects.filter(partnership=world.partnership, sequence__isnull=False))


def test_the_page_of_an_extract_tells_the_money_posted_after_it_and_with_which_others(world: World) -> None:
    extract, told = north(world), moved_by(world.jo, north(world).pk)
    assert told is not None
    assert told.postings.net == earned(world)
    assert {name for _, name in told.together} == {path.name for path in world.case.glob("*.csv")} - {extract.file_name}
    shown = page(world.jo, f"/extracts/{extract.pk}/")
    assert f"£{told.postings.net / 100:,.2f} in {told.postings.many} postings" in shown
    assert "cannot be told apart" in shown


def test_what_rests_on_a_line_of_the_file_is_surely_of_it(world: World) -> None:
    extract = north(world)
    resting = rows(world.jo, extract, "&rests=yes")
    assert resting
    assert {row["Contract"] for row in resting} == {"Northway Recovery"}
    assert {row["Contract"] for row in rows(world.jo, extract, "&rests=no")} >= {
        "Southbank Trust"
    }  # its block and floor
    told = moved_by(world.jo, extract.pk)
    assert told is not None
    assert round(sum(float(row["Amount (£)"]) for row in resting) * 100) == told.postings.resting
    assert told.results.many > 0
    assert told.results.replaced == 0


def test_an_extract_that_takes_back_names_what_it_took(world: World, tmp_path: Path) -> None:
    before, first = earned(world), north(world)
    world.resend(tmp_path, consent="N", to="20130731")
    world.settle()
    told = moved_by(world.jo, north(world).pk)
    assert told is not None
    assert told.postings.down < 0
    assert before + told.postings.net == earned(world)
    assert "taken back" in page(world.jo, f"/extracts/{north(world).pk}/")
    former = moved_by(world.jo, first.pk)
    assert former is not None
    assert former.results.former > 0


def test_an_extract_that_says_nothing_new_moved_nothing(world: World, tmp_path: Path) -> None:
    path = next(world.case.glob("N0852*.csv"))
    sent = tmp_path / path.name.replace("20130630", "20130629")
    sent.write_bytes(path.read_bytes())
    load(world.jo, sent)
    world.settle()
    shown = page(world.jo, f"/extracts/{Extract.objects.latest('applied_at').pk}/")
    assert "None: whatever it says that counts, an earlier file had said" in shown
    assert "None yet: nothing has been posted to the ledger since" in shown


def test_a_provider_reads_only_what_is_its_own(world: World) -> None:
    extract = north(world)
    manager = someone(world.partnership, "provider_manager", "Nia North", world.contract("northway").provider)
    other = someone(world.partnership, "provider_manager", "Sol South", world.contract("southbank").provider)
    assert {row["Contract"] for row in rows(manager, extract)} == {"Northway Recovery"}
    shown = page(manager, f"/extracts/{extract.pk}/")
    assert "N0901" not in shown
    assert "2 files of others" in shown
    for address in (f"/extracts/{extract.pk}/", f"/extracts/{extract.pk}/moved"):
        assert signed_in(other).get(address).status_code == 404


def test_the_part_takes_a_fixed_number_of_queries(world: World) -> None:
    with CaptureQueriesContext(connection) as asked:
        moved_by(world.jo, north(world).pk)
    assert len(asked) <= 9
