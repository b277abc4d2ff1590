"""Perhaps a change of name: pairs of clients who differ in one thing, listed by reference for those who may settle it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from caseloads.models import ClientIdentity
from pbr import clock
from pbr.access.access import Access
from tests.rooms.payments.world import World, case_named, signed_in, someone

PAGE = "/caseload/changes-of-name/"
HEADER = "FINITIAL,SINITIAL,DOB,SEX,REFLD,AGNCY,CLIENTID,EPISODID,CONSENT,DAT,DRUG1,TRIAGED,DISD,DISRSN,MODAL,MODID,MODST,MODEND"


def episode(finitial: str, agency: str, clientid: str, began: str, ended: str = "") -> str:
    who = f"{finitial},B,1980-02-01,M,{began},{agency},{clientid},1,Y,J04B,1101"
    return f"{who},{began},{ended},{'80' if ended else ''},4,1M1,{began},{ended}"


@pytest.fixture
def world(db: None, tmp_path: Path) -> Iterator[World]:
    """A, of N0852, left; C came to the same agency soon after, and D to the other one."""
    rows = {
        "N0852": [
            episode("A", "N0852", "1", "2012-05-01", "2012-07-31"),
            episode("C", "N0852", "2", "2012-10-01"),
        ],
        "N0901": [episode("D", "N0901", "3", "2012-12-03")],
    }
    case = copytree(case_named("29"), tmp_path / "case")
    for path in case.glob("N*.csv"):
        path.write_text("\n".join([HEADER, *rows[path.name[:5]]]) + "\n")
    (case / "assessments-20130630.csv").unlink()
    made = World.of_folder(case)
    with clock.standing_on(made.as_of):
        yield made


def page(access: Access) -> str:
    answer = signed_in(access).get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(access: Access) -> list[str]:
    return signed_in(access).get(f"{PAGE}?export=csv").content.decode("utf-8-sig").splitlines()[1:]


def references() -> dict[str, str]:
    """The reference of each client by the first initial."""
    return {one.attributor[0]: one.client.reference for one in ClientIdentity.objects.select_related("client")}


def test_whoever_differs_in_one_initial_and_came_soon_after_is_listed_by_reference(world: World) -> None:
    named = references()
    assert rows(world.jo) == [
        f"{named['A']},2012-07-31,{named['D']},2012-12-03,125,one initial differs",
        f"{named['A']},2012-07-31,{named['C']},2012-10-01,62,one initial differs",
    ]
    told = page(world.jo)
    assert "within 12 months" in told
    assert f'href="/clients/{named["C"]}/"' in told
    assert "1980" not in told
    assert f'href="{PAGE}"' in signed_in(world.jo).get("/clients/to-settle").content.decode()


def test_a_provider_sees_the_pairs_of_whom_both_are_its_own(world: World) -> None:
    named = references()
    north = someone(world.partnership, "provider_manager", "Nia North", world.contract("northway").provider)
    south = someone(world.partnership, "provider_manager", "Sol South", world.contract("southbank").provider)
    assert [row.split(",")[2] for row in rows(north)] == [named["C"]]
    assert "No two clients are like that" in page(south)


def test_home_tells_signals_and_leads_to_each(world: World) -> None:
    home = signed_in(world.jo).get("/").content.decode()
    assert "2 pairs of clients who may be one" in home
    assert "Nothing has been scored again yet" in home
    assert "Too few assessments to say" in home
    for address in (PAGE, "/clients/to-settle", "/assessments/drift/", "/assessment-audit/"):
        assert f'href="{address}"' in home
        assert signed_in(world.jo).get(address).status_code == 200
    others = signed_in(world.sam).get("/").content.decode()
    assert "2 pairs of clients who may be one" in others
    assert "/assessments/drift/" not in others
    assert (
        '<h2 class="govuk-heading-m">Signals</h2>' not in signed_in(world.finance["northway"]).get("/").content.decode()
    )
