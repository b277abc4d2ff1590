"""The columns of an episode and of its person, as one submission shows them."""

from __future__ import annotations

import numpy as np
import polars as pl

from .arrays import Array, Table
from .layout import NO_DAY, dates, pick
from .people import ETHNIC, INITIALS, number_at
from .world import World

DAYS = [str(i) for i in range(29)]
DRUG_CODES = ["7000", "1101", "3201", "3200", "3100", "5000", "2200", "9996", "9997", None]
REFERRAL = ["4", "3", "2", "5", "8", "1", "6", "13", "22", "15"]
REFERRAL_SHARE = [0.42, 0.15, 0.08, 0.12, 0.08, 0.05, 0.03, 0.03, 0.02, 0.02]
AREAS = (["K01B", "Z00B"], ["5KF", "5KG", None], ["00CH", "00CL", None])
EMPLOYMENT = ["1", "12", "9", "5", "13", "10", "15", "99"]


def steady(c: Table, ep: Table, salt: int, count: int) -> Array:
    """A number below `count` that is the same for an episode in whichever file it appears."""
    episode = c["number"][ep["client"]].astype(np.uint64) * np.uint64(16) + ep["order"].astype(np.uint64)
    key = episode * np.uint64(64) + np.uint64(salt)
    key = (key ^ (key >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    key = (key ^ (key >> np.uint64(32))) * np.uint64(0x94D049BB133111EB)
    number: Array = ((key >> np.uint64(33)) % np.uint64(count)).astype(np.int64)
    return number


def until(days: Array, to: int) -> Array:
    return np.where(days <= to, days, NO_DAY)


def episode_columns(c: Table, world: World, ep: Table, use: Array, withheld: Array, to: int) -> pl.DataFrame:
    """One row for each episode of `use`; of those withheld (no consent) only the keys."""
    e = {name: values[use] for name, values in ep.items()}
    number = number_at(c["number"][e["client"]], e["agency"], e["alias"])
    frame = pl.DataFrame(
        {
            **person_columns(c, e, number, world),
            **circumstances(c, e),
            **drug_columns(c, e, world),
            **health_columns(c, e, to),
            **course_columns(e, to),
        }
    )
    ids = {
        "AGNCY": pick(world.codes, e["agency"]),
        "CLIENTID": pl.Series(number).cast(pl.String),
        "EPISODID": pl.Series(e["order"] + 1).cast(pl.String),
        "CONSENT": pick("YN", withheld.astype(int)),
    }
    return frame.select(pl.when(~pl.lit(pl.Series(withheld))).then(pl.all())).with_columns(**ids)


def person_columns(c: Table, e: Table, number: Array, world: World) -> dict[str, pl.Series]:
    who = e["client"]
    plain = pl.Series(number).cast(pl.String)
    # One system writes client numbers with a sign that is not ASCII.
    client = pl.select(pl.when(pl.Series(e["agency"] % 4 == 2)).then("Nº" + plain).otherwise(plain)).to_series()
    nation = [steady(c, {"client": who, "order": who * 0}, 5, 40) == i for i in range(3)]
    return {
        "FINITIAL": pick(INITIALS, e["first_initial"]),
        "SINITIAL": pick(INITIALS, e["last_initial"]),
        "DOB": dates(e["dob"]),
        "SEX": pick("FM", e["male"].astype(int)),
        "ETHNIC": pick(ETHNIC, c["ethnic"][who]),
        "NATION": pick(["GBR", "POL", "IRL", "PRT"], np.select(nation, [1, 2, 3], 0)),
        "CLIENT": client,
        "PC": pick(["AN1 1", "AN1 2", "AN2 4", "AN3 9"], steady(c, e, 7, 4)),
        "DAT": pick([world.dat, *AREAS[0]], c["area"][who]),
        "PCT": pick(AREAS[1], c["area"][who]),
        "LA": pick(AREAS[2], c["area"][who]),
        "SEXUAL": pick(["H", "G", "B", "Z"], np.select([steady(c, e, 15, 60) == i for i in range(3)], [1, 2, 3], 0)),
    }


def circumstances(c: Table, e: Table) -> dict[str, pl.Series]:
    who = e["client"]
    homeless = np.where(steady(c, e, 3, 5) < 3, 0, 1)
    accommodation = np.where(c["acute"][who], homeless, np.where(steady(c, e, 4, 12) == 0, 1, 2))
    out_of_work = 1 + np.minimum(steady(c, e, 16, 12) * steady(c, e, 17, 2), 6)
    return {
        "RFLS": pick(REFERRAL, np.searchsorted(np.cumsum(REFERRAL_SHARE)[:-1], steady(c, e, 10, 1000) / 1000)),
        "PREVTR": pick("NY", ((e["order"] > 0) | (steady(c, e, 6, 10) < 5)).astype(int)),
        "ACCMNEED": pick("123", accommodation),
        "PRNTSTAT": pick(["11", "12", "13", "14", "15"], c["parent"][who]),
        "CHILDWTH": pick("0123", np.where(c["parent"][who] < 2, c["children"][who], 0)),
        "PREGNANT": pick(["N", "Y", None], np.where(c["male"][who], 2, (steady(c, e, 11, 30) == 0).astype(int))),
        "DUALDIAG": pick("NY", c["dual"][who].astype(int)),
        "EMPSTAT": pick(EMPLOYMENT, np.where(c["works"][who], 0, out_of_work)),
    }


def drug_columns(c: Table, e: Table, world: World) -> dict[str, pl.Series]:
    who = e["client"]
    drugs, blanks = c["drugs"][who], world.blanks[e["agency"]]
    drug = [np.where(drugs[:, i] < 0, np.where(blanks, 6 + i, 9), drugs[:, i]) for i in range(3)]
    drinking = c["start_use"][who][:, 0]
    usual_route = np.array([3, 2, 2, 1, 1, 2, 3])[drugs[:, 0]]
    return {
        "DRUG1": pick(DRUG_CODES, drug[0]),
        "DRUG2": pick(DRUG_CODES, drug[1]),
        "DRUG3": pick(DRUG_CODES, drug[2]),
        "DRUG1AGE": pl.Series(14 + steady(c, e, 8, 14)),
        "ROUTE": pick("12345", np.where(c["injects"][who], 0, usual_route)),
        "ALCDDAYS": pick([*DAYS, None], np.where(c["presents"][who][:, 0], drinking, 29)),
        "ALCUNITS": pl.Series(np.where(drinking > 0, 4 + steady(c, e, 12, 36), 0)),
    }


def health_columns(c: Table, e: Table, to: int) -> dict[str, pl.Series]:
    who = e["client"]
    injects = c["injects"][who]
    given = ((e["doses"] != NO_DAY) & (e["doses"] <= to)).sum(axis=1)
    by_doses = np.where(given == 3, np.where(steady(c, e, 1, 2) == 0, 3, 2), given - 1)
    vaccine = np.where(e["course_without_dates"] & (e["entered"] <= to), 3, np.where(given == 0, 4, by_doses))
    never = np.where(steady(c, e, 2, 50) == 0, 3, 2)
    return {
        "INJSTAT": pick("PCNZ", np.where(injects, 1, np.where(c["injected"][who], 0, never))),
        "HEPCSTAT": pick("ABD", steady(c, e, 13, 3)),
        "HEPBVAC": pick(["1", "2", "3", "C", None], vaccine),
        "HEPBSTAT": pick("ABCDE", e["hepb_status"]),
        "PREVHEPB": pick("NY", (e["hepb_status"] == 4).astype(int)),
        "INJECT": pick("NY", injects.astype(int)),
        "SHARE": pick("NY", (injects & (steady(c, e, 14, 4) == 0)).astype(int)),
    }


def course_columns(e: Table, to: int) -> dict[str, pl.Series]:
    """Referral to discharge; a discharge entered later is not there yet, and some are first wrong."""
    closed = e["entered"] <= to
    wrong = closed & (e["wrong_until"] > to)
    reason = np.where(wrong, np.where(e["success"], 82, 85), e["reason"])
    return {
        "REFLD": dates(e["referral"]),
        "TRIAGED": dates(e["triage"]),
        "CPLANDT": dates(until(e["triage"] + e["first"], to)),
        "TOPCC": pick("YN", e["alongside"].astype(int)),
        "DISD": dates(np.where(closed, e["end"], NO_DAY)),
        "DISRSN": pl.Series(np.where(closed, reason, -1)).cast(pl.String).replace("-1", None),
    }
