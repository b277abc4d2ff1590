"""Whatever arrives in whatever order, the tables say what the files say together, and whoever changed is touched."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest

from caseloads.models import Client
from pbr import clock
from pbr.access.access import Access
from tests.people import Town
from tests.rooms.caseloads.same_facts import assert_tables_say_what_the_folder_says, facts_in_tables, lines_of
from tests.rooms.loading import load
from tests.rules.intake.files import written

AGENCIES = ("N0852", "N0853", "N0901")
TODAY = dt.date(2013, 6, 1)
ENDS = ("20130131", "20130228", "20130331")
PEOPLE = (
    {"FINITIAL": "A", "SINITIAL": "B", "DOB": "1980-02-01", "SEX": "M"},
    {"FINITIAL": "C", "SINITIAL": "D", "DOB": "1975-11-23", "SEX": "F"},
)
BY_RECORD = ("AGNCY", "CLIENTID")
BY_ATTRIBUTOR = ("FINITIAL", "SINITIAL", "DOB", "SEX")
LOCAL = {
    "hepb": ("DOSE", "DOSE_DATE"),
    "deaths": ("DIED",),
    "offences": ("OFFENCE_DATE", "PROVEN_DATE", "TRIGGER"),
    "assessments": ("ASSESSID", "ASSESSED", "GROUP"),
}


class Sender:
    """Makes files about two people, three client numbers and two agencies, so that nearly everything contradicts."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.random = random.Random(seed)
        self.folder = folder
        self.sent: dict[str, list[bytes]] = {}

    def send(self) -> None:
        pick = self.random.choice
        kind = pick(("ndtms", "ndtms", "ndtms", "ndtms", "top", "local"))
        if kind == "local":
            self._local(pick(tuple(LOCAL)))
            return
        agency = pick(AGENCIES[:2])
        earlier = self.sent.get(kind + agency, [])
        if earlier and self.random.random() < 0.5:
            data = pick(earlier)  # a later file often says what an earlier one said
        else:
            row = self._row if kind == "ndtms" else self._top_row
            data = written([row(agency) for _ in range(self.random.randint(1, 4))], self._columns(kind))
        name = f"{agency}-20120401-{pick(ENDS)}-TREAT-IN-{pick('HJK')}.csv"
        if kind == "top":
            name = f"top-{agency}-{pick(ENDS)}.csv"
        self._write(name, data, kind + agency)
        if kind == "ndtms" and self.random.random() < 0.2:
            with (self.folder / "replace").open("a") as replacing:
                replacing.write(f"{name}\n")

    def _write(self, name: str, data: bytes, sort: str = "") -> None:
        if not (self.folder / name).exists():
            (self.folder / name).write_bytes(data)
            self.sent.setdefault(sort, []).append(data)

    def _columns(self, kind: str) -> tuple[str, ...]:
        episode = ("CLIENTID", "AGNCY", "EPISODID")
        top = ("TOPDATE", "TOPID", "TRSTAGE", "OPIUSE")
        if kind == "top":
            return (*episode, *top)
        return (*BY_ATTRIBUTOR, *episode, "CONSENT", "TRIAGED", "DISD", "DISRSN", "MODAL", "MODID", "MODST", *top)

    def _row(self, agency: str) -> dict[str, str]:
        pick = self.random.choice
        client = pick("123")
        left = pick(("", "", "2012-08-01"))
        return {
            **(PEOPLE[int(client) % 2] if self.random.random() < 0.9 else pick(PEOPLE)),
            "AGNCY": agency,
            "CLIENTID": client,
            "EPISODID": pick(("", *"11122")),
            "CONSENT": pick("YYYYYN"),
            "TRIAGED": pick(("2012-05-01", "2012-07-01")),
            "DISD": left,
            "DISRSN": "80" if left else "",
            "MODID": pick("MN"),
            **self._top(),
        }

    def _top_row(self, agency: str) -> dict[str, str]:
        return {"AGNCY": agency, "CLIENTID": self.random.choice("123"), "EPISODID": "1", **self._top()}

    def _top(self) -> dict[str, str]:
        pick = self.random.choice
        return {"TOPID": pick("RS"), "TOPDATE": pick(("2012-05-01", "2012-06-01")), "OPIUSE": pick(("", "0", "15"))}

    def _local(self, feed: str) -> None:
        pick = self.random.choice
        person = pick((BY_RECORD, BY_ATTRIBUTOR))
        rows = [
            {
                **pick(PEOPLE),
                "AGNCY": pick(AGENCIES[:2]),
                "CLIENTID": pick("123"),
                "DOSE": pick("12"),
                "ASSESSID": pick("12"),
                "GROUP": pick(("low", "high")),
                "TRIGGER": pick("YN"),
                "PROVEN_DATE": pick(("", "2012-09-01")),
                **dict.fromkeys(("DOSE_DATE", "DIED", "OFFENCE_DATE", "ASSESSED"), pick(("2012-06-01", "2012-07-01"))),
            }
            for _ in range(self.random.randint(1, 3))
        ]
        self._write(f"{feed}-{pick(ENDS)}.csv", written(rows, (*person, *LOCAL[feed])))


def load_and_watch(access: Access, path: Path, mode: str, said: dict[tuple[str, int, type], object]) -> None:
    """Loads a file; every client whose facts it changed must have been touched by it."""
    partnership = access.partnership.pk
    before = facts_in_tables(partnership, TODAY, said)
    touched = dict(Client.objects.values_list("pk", "touched"))
    load(access, path, mode=mode)
    after = facts_in_tables(partnership, TODAY, said)
    now = dict(Client.objects.values_list("pk", "touched"))
    for client in before.keys() | after.keys():
        if before.get(client) != after.get(client):
            assert now[client] != touched.get(client), f"{path.name} changed a client and did not touch it"


@pytest.mark.parametrize("seed", range(40))
def test_the_order_of_arrival_decides_nothing(db: None, tmp_path: Path, seed: int) -> None:
    sender = Sender(seed, tmp_path)
    for _ in range(8):
        sender.send()
    access = Town.make().access("commissioner")
    paths = sorted(tmp_path.glob("*.csv"))
    said = lines_of(paths, AGENCIES)
    replace = tmp_path / "replace"
    replacing = replace.read_text().split() if replace.exists() else []
    sender.random.shuffle(paths)
    with clock.standing_on(TODAY):
        for path in paths:
            load_and_watch(access, path, "replace" if path.name in replacing else "upsert", said)
    assert_tables_say_what_the_folder_says(access.partnership.pk, tmp_path, AGENCIES, TODAY)
