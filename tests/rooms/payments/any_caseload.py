"""Any small caseload: what four people might have lived through at three agencies, as rows of extracts.

Keys are few, so later rows correct, contradict and withdraw earlier ones. Days are counted from the first day of the
first version of the scheme. Each episode and each local row comes from one number: when something differs, Hypothesis
leaves out whole episodes and steps until few remain.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Final, TypeVar

from hypothesis import strategies as st

from caseloads.intake.local_layouts import LOCAL_LAYOUTS
from tests.rooms.payments.any_scheme import AGENCIES, GROUPS, LOCAL_CODES

Row = dict[str, str]
Pick = TypeVar("Pick")

FIRST: Final = dt.date(2012, 4, 1)
PEOPLE: Final = (
    {"FINITIAL": "A", "SINITIAL": "B", "DOB": "1980-02-01", "SEX": "M"},
    {"FINITIAL": "C", "SINITIAL": "D", "DOB": "1988-11-23", "SEX": "F"},
    {"FINITIAL": "E", "SINITIAL": "F", "DOB": "1982-09-09", "SEX": "M"},
    {"FINITIAL": "A", "SINITIAL": "B", "DOB": "1980-02-01", "SEX": "F"},
)
RECORDS: Final = "1234"
BY_RECORD: Final = ("AGNCY", "CLIENTID")
BY_ATTRIBUTOR: Final = ("FINITIAL", "SINITIAL", "DOB", "SEX")
TOP_COLUMNS: Final = (
    "TOPDATE", "TOPID", "TRSTAGE", "ALCUSE", "OPIUSE", "CRAUSE", "IVDRGUSE", "QUALLIFE", "ACUTHPBM", "HRISK", "PWORK",
    "EDUCAT",
)  # fmt: skip
NDTMS_COLUMNS: Final = (
    *BY_ATTRIBUTOR, *BY_RECORD, "EPISODID", "CONSENT", "REFLD", "TRIAGED", "DISD", "DISRSN", "DRUG1", "DRUG2",
    "ACCMNEED", "HEPBVAC", "HEPBSTAT", "PREVHEPB", "TOPCC", "MODID", "MODAL", "MODST", *TOP_COLUMNS,
)  # fmt: skip
LOCAL_FEEDS: Final = tuple(feed for feed in LOCAL_LAYOUTS if feed != "decisions")

_STARTS: Final = (-40, 0, 1, 20, 45, 90, 180, 300, 364, 365, 400, 500)
_STAYS: Final = (3, 14, 40, 84, 90, 90, 150, 200, 370)
_SEEDS: Final = st.integers(0, 2**32 - 1)


def on(days: int) -> str:
    return (FIRST + dt.timedelta(days=days)).isoformat()


def as_csv(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    lines = [",".join(columns), *(",".join(row.get(column, "") for column in columns) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


@st.composite
def ndtms_rows(draw: st.DrawFn, agency: str, *, withdraws: bool = True) -> list[Row]:
    """The rows of some episodes, in any order."""
    episodes = draw(st.lists(_SEEDS.map(lambda seed: Chance(seed).episode(agency)), min_size=2, max_size=6))
    rows = [row for episode in episodes for row in episode if withdraws or row["CONSENT"] != "N"]
    Chance(draw(_SEEDS)).random.shuffle(rows)
    return rows


def top_rows(agency: str) -> st.SearchStrategy[list[Row]]:
    """Reviews of a TOP extract, of episodes that may be known or not."""
    return _SEEDS.map(lambda seed: Chance(seed).tops_alone(agency))


def local_rows(feed: str) -> st.SearchStrategy[tuple[list[Row], tuple[str, ...]]]:
    """Rows of a local feed and its columns: the person is named by record or by attributor."""
    persons = st.sampled_from((BY_RECORD, BY_ATTRIBUTOR, BY_ATTRIBUTOR))
    rows = st.lists(_SEEDS.map(lambda seed: Chance(seed).local_row()), min_size=1, max_size=5)
    return st.tuples(rows, persons.map(lambda person: (*person, *LOCAL_LAYOUTS[feed].columns)))


def everyone_assessed(seed: int) -> tuple[list[Row], tuple[str, ...]]:
    """An assessment of each person a few days before the scheme begins."""
    rows = [
        {
            **person,
            **Chance(seed + number).local_row(),
            **person,
            "ASSESSID": f"A{number}",
            "ASSESSED": on(-10),
            "AUDIT": "",
        }
        for number, person in enumerate(PEOPLE)
    ]
    return rows, (*BY_ATTRIBUTOR, *LOCAL_LAYOUTS["assessments"].columns)


class Chance:
    """What one number makes of rows."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pick(self, *choices: Pick) -> Pick:
        return self.random.choice(choices)

    def episode(self, agency: str) -> list[Row]:
        """One episode with its TOPs: a row for each TOP, all of which say the same of the episode."""
        start = self.pick(*_STARTS)
        stay = self.pick(None, None, *_STAYS)
        episode = self._episode_row(agency, start, stay)
        if episode["CONSENT"] == "N" and self.pick(True, False):
            return [{name: episode[name] for name in (*BY_RECORD, "CONSENT")}]
        return [episode | top for top in self._tops(start, stay)] or [episode]

    def tops_alone(self, agency: str) -> list[Row]:
        record = {"AGNCY": agency, "CLIENTID": self.pick(*RECORDS), "EPISODID": self.pick(*"1123")}
        return [record | top for top in self._tops(self.pick(*_STARTS), self.pick(None, *_STAYS))]

    def _episode_row(self, agency: str, start: int, stay: int | None) -> Row:
        pick, record = self.pick, self.pick(*RECORDS)
        usual = PEOPLE[int(record) % len(PEOPLE)]
        return {
            **(pick(*PEOPLE) if self.random.random() < 0.1 else usual),
            "AGNCY": agency,
            "CLIENTID": record,
            "EPISODID": pick(*"112"),
            "CONSENT": pick(*["Y"] * 10, "", "N"),
            "REFLD": pick(on(start), on(start - 14), on(start - 30), ""),
            "TRIAGED": on(start),
            "DISD": "" if stay is None else on(start + stay),
            "DISRSN": "" if stay is None else pick(*["80"] * 6, "82", "90", "85", "89", "7", ""),
            "DRUG1": pick("1101", "1101", "7000", "3201"),
            "DRUG2": pick("", "", "7000", "3201"),
            "ACCMNEED": pick("", "1", "2", "3"),
            "HEPBVAC": pick("", "", "C", "3"),
            "HEPBSTAT": pick("", "A", "A", "B", "C"),
            "PREVHEPB": pick("", "N", "N", "Y"),
            "TOPCC": pick("", "Y", "N"),
            "MODID": pick(*"MMN"),
            "MODAL": pick("2", "2", "2", "4", "8"),
            "MODST": pick(on(start), on(start), on(start), on(start + 10), ""),
        }

    def _tops(self, start: int, stay: int | None) -> list[Row]:
        """A start, reviews some weeks apart, and an exit: mostly in order, and mostly better than at start."""
        gap = self.pick(10, 28, 30, 30)
        days = [("S", start)] if self.random.random() < 0.9 else []
        days += [(f"R{number}", start + number * gap) for number in range(1, self.pick(0, 2, 3, 3) + 1)]
        days += [("E", start + stay)] if stay is not None and self.pick(True, False) else []
        return [
            {"TOPID": name, "TRSTAGE": name[0], "TOPDATE": on(day), **self._answers(worse=name == "S")}
            for name, day in days
        ]

    def _answers(self, *, worse: bool) -> Row:
        pick = self.pick
        used = ("28", "20", "12", "28", "") if worse else ("0", "0", "0", "0", "0", "5", "14", "")
        housing = ("Y", "Y", "N", "") if worse else ("N", "N", "N", "N", "N", "Y")
        return {
            **{item: pick(*used) for item in ("ALCUSE", "OPIUSE", "CRAUSE", "IVDRGUSE")},
            **{item: pick(*housing) for item in ("ACUTHPBM", "HRISK")},
            "QUALLIFE": pick(*(("4", "9", "14", "") if worse else ("9", "14", "18", "18", ""))),
            "PWORK": pick("", "0", "8", "20", "20"),
            "EDUCAT": pick("", "0", "10"),
        }

    def local_row(self) -> Row:
        """One row that answers every feed's columns."""
        pick, record = self.pick, self.pick(*RECORDS)
        day = pick(*_STARTS) + pick(-10, 0, 0, 5, 35, 70, 130)
        dates = ("ASSESSED", "STARTED", "OFFENCE_DATE", "DOSE_DATE", "DATE", "ATTACHED", "DIED", "MOVED")
        return {
            **PEOPLE[int(record) % len(PEOPLE)],
            "AGNCY": pick(*AGENCIES),
            "CLIENTID": record,
            **dict.fromkeys(dates, on(day)),
            "PROVEN_DATE": pick("", on(day + 20), on(day + 200)),
            "ENDED": pick("", on(day + 60)),
            "ASSESSID": pick(*"123"),
            "GROUP": pick(*GROUPS, *GROUPS, *GROUPS, "unheard-of"),
            "ASSESSOR": "Ann",
            "APPROVED_BY": pick("", "Ann", "Bea"),
            "AUDIT": pick("", "", "pass", "fail"),
            "SOURCE": pick("DIP", "CJIT", "PRISON"),
            "TRIGGER": pick(*"YN"),
            "DOSE": pick(*"123"),
            "CODE": pick(*LOCAL_CODES),
            "VERIFIED_BY": pick("", "Vera", "Vera"),
        }
