"""How fast an extract is read, beside the csv module alone in the same run: `python -m tests.bench.bench_intake`."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import BinaryIO

from caseloads.intake.extract import read_extract
from caseloads.intake.layouts import CLIENT, EPISODE, INTERVENTION, TOP, TOP_RATINGS, TOP_YES_NO
from caseloads.intake.names import read_name

NAME = "N0852-20120401-20140331-TREAT-IN-J.csv"
REVIEWS = 6
COLUMNS = tuple(dict.fromkeys(("AGNCY", "CLIENTID", "EPISODID", "CONSENT", *CLIENT, *EPISODE, *INTERVENTION, *TOP)))


def write_extract(path: Path, rows: int, seed: int = 2012) -> None:
    """An extract of about so many rows: each client one episode, one intervention, and a TOP on each row."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for number in range(rows // REVIEWS):
            start = dt.date(2012, 4, 1) + dt.timedelta(days=chance.randrange(600))
            client = _client(chance, number, start)
            for review in range(REVIEWS):
                top = _top(chance, review, start + dt.timedelta(days=30 * review))
                modality = {"MODID": "1M1", "MODAL": "2", "MODST": str(start)} if review == 0 else {}
                writer.writerow(client | modality | top)


def _client(chance: random.Random, number: int, start: dt.date) -> dict[str, str]:
    born = dt.date(1950, 1, 1) + dt.timedelta(days=chance.randrange(15_000))
    letters = "ABCDEFGHIJKLMNOPRSTUVW"
    return {
        "AGNCY": "N0852", "CLIENTID": str(100_000 + number), "EPISODID": "1", "CONSENT": "Y",
        "FINITIAL": chance.choice(letters), "SINITIAL": chance.choice(letters), "DOB": str(born),
        "SEX": chance.choice("MF"), "DAT": "J04B", "ETHNIC": "A", "REFLD": str(start), "TRIAGED": str(start),
        "DRUG1": "1101", "DRUG2": chance.choice(("", "7000", "3201")), "ACCMNEED": "3", "INJSTAT": "N",
    }  # fmt: skip


def _top(chance: random.Random, review: int, day: dt.date) -> dict[str, str]:
    items = {
        name: chance.choice("YN") if name in TOP_YES_NO else str(chance.randrange(21 if name in TOP_RATINGS else 29))
        for name in TOP[3:]
    }
    return items | {"TOPID": f"1T{review}", "TOPDATE": str(day), "TRSTAGE": "S" if review == 0 else "R"}


def csv_alone(stream: BinaryIO) -> int:
    return sum(1 for _ in csv.reader(io.TextIOWrapper(stream, "utf-8", newline=""))) - 1


def extract(stream: BinaryIO) -> int:
    reading = read_extract(stream, read_name(NAME), agencies=frozenset({"N0852"}))
    for _ in reading:
        pass
    return reading.summary.accepted


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        write_extract(path, rows)
        print(f"{len(COLUMNS)} columns, {path.stat().st_size / 1e6:.1f} MB")
        for what, read in (("csv module alone", csv_alone), ("read_extract", extract)):
            with path.open("rb") as stream:
                begun = time.perf_counter()
                read_rows = read(stream)
                took = time.perf_counter() - begun
            print(f"{what}: {read_rows:,} rows in {took:.2f} s, {read_rows / took:,.0f} rows/s")
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 120_000)
