"""Clients: who they are, what they use, how complex their lives are, and how likely they are to recover."""

from __future__ import annotations

import numpy as np

from . import figures
from .arrays import Array, Rng, Table
from .world import World

INITIALS = "ABCDEFGHIJKLMNOPRSTVWYZ"
FIRST = np.array([9, 5, 8, 8, 4, 2, 4, 3, 2, 12, 5, 6, 9, 4, 1, 5, 6, 9, 5, 2, 2, 1, 1], float)
LAST = np.array([5, 11, 9, 6, 3, 5, 6, 9, 1, 6, 4, 6, 10, 3, 2, 8, 6, 11, 5, 1, 8, 1, 0.3], float)
FIRST_TWIN, FIRST_ALIKE, PAIR_EVERY = 40, 240, 500  # places of the planted pairs in a chunk
MODULUS, STEP, SHIFT = 9_999_991, 7_919, 104_729  # client numbers as the agencies write them


def choose(rng: Rng, table: Array, row: Array) -> Array:
    """One column number a row, with the shares in table[row]."""
    edges = np.cumsum(table, axis=1)
    columns: Array = (rng.random(len(row))[:, None] > edges[row] / edges[row, -1:]).sum(axis=1)
    return columns


def number_at(client: Array, agency: Array, alias: Array) -> Array:
    """CLIENTID: unique at an agency, different from agency to agency and for a second identity."""
    number: Array = ((2 * client + alias) * STEP + agency * SHIFT) % MODULUS
    return number


def make_clients(rng: Rng, first: int, n: int, world: World) -> Table:
    """Clients numbered from `first`."""
    client = who_they_are(rng, n, world) | {"number": np.arange(first, first + n)}
    client |= how_they_live(rng, n, client["group"], client["male"])
    severity = client["severity"]
    client["complexity"] = np.searchsorted(figures.cuts(world.levels), figures.chance(severity))
    refused = rng.random(n) < figures.CONSENT_REFUSED
    withdrawn = rng.random(n) < figures.CONSENT_WITHDRAWN
    consent_until = np.where(withdrawn, client["triage"] + rng.integers(30, 300, n), 10**6)
    client |= {
        "recovery": rng.normal(0, 0.9, n) - 0.35 * severity,
        "consent_until": np.where(refused, -1, consent_until),
        "offending": rng.gamma(1.0, figures.OFFENCES_A_YEAR, n),
        "ethnic": rng.choice(17, n, p=ETHNIC_SHARE),
        "area": rng.choice(3, n, p=[0.97, 0.025, 0.005]),
        "parent": rng.integers(0, 5, n),
        "children": rng.integers(0, 4, n),
        "dual": rng.random(n) < 0.19,
        "immune": rng.random(n) < 0.10,
    }
    plant_pairs(rng, client)
    return client


def who_they_are(rng: Rng, n: int, world: World) -> Table:
    group = rng.choice(4, n, p=figures.GROUP_SHARE)
    agency = choose(rng, world.share, group)
    age_days = (np.clip(rng.normal(figures.AGE[group, 0], figures.AGE[group, 1]), 18.2, 78) * 365.25).astype(int)
    triage = rng.integers(world.start, world.to - 3, n)
    agency = world.fitting(agency, age_days // 365.25)
    stock = rng.random(n) < figures.STOCK[group]
    before = world.start - 1 - np.minimum(rng.exponential(150, n), 700).astype(int)
    triage = np.where(stock, before, triage)
    return {
        "group": group,
        "agency": agency,
        "triage": triage,
        "stock": stock,
        "first": rng.choice(len(INITIALS), n, p=FIRST / FIRST.sum()),
        "last": rng.choice(len(INITIALS), n, p=LAST / LAST.sum()),
        "dob": triage - age_days,
        "male": rng.random(n) < figures.MALE[group],
    }


def how_they_live(rng: Rng, n: int, group: Array, male: Array) -> Table:
    """Substances, injecting, housing, offending, work, and how severe all of that is together (mean 0, spread 1)."""
    drugs, presents, start_use = substances(rng, n, group)
    injects = rng.random(n) < figures.INJECTING[group]
    injected = ~injects & (rng.random(n) < figures.INJECTED_BEFORE[group])
    acute = rng.random(n) < figures.HOUSING_ACUTE[group]
    risk = rng.random(n) < figures.HOUSING_RISK[group]
    offender = rng.random(n) < figures.OFFENDERS[group] * np.where(male, 1.08, 0.80)
    works = rng.random(n) < figures.IN_WORK[group]
    severity = (
        0.5 * (group == 0)
        + 0.3 * presents[:, 2]
        + 0.6 * injects
        + 0.7 * acute
        + 0.5 * offender
        - 0.3 * works
        + start_use.max(axis=1) / 56
        + rng.normal(0, 0.8, n)
    )
    return {
        "drugs": drugs,
        "presents": presents,
        "start_use": start_use,
        "injects": injects,
        "injected": injected,
        "acute": acute,
        "risk": risk,
        "offender": offender,
        "works": works,
        "severity": (severity - figures.SEVERITY_MEAN) / figures.SEVERITY_SD,
    }


ETHNIC = list("ABCDEFGHJKLMNPRSZ")
ETHNIC_SHARE = np.array([83, 1.5, 4, 1, 0.3, 0.4, 0.8, 1, 0.8, 0.4, 0.8, 1.5, 0.7, 0.8, 0.1, 0.9, 2.0]) / 100


def substances(rng: Rng, n: int, group: Array) -> tuple[Array, Array, Array]:
    """Up to three problem substances in order (-1: none), which of the seven present, and days of use at the start."""
    presents = (rng.random((n, 7)) < figures.ALONGSIDE_OPIATE) & (group == 0)[:, None]
    main = np.where(
        group == 0, 1, np.where(group == 1, 0, choose(rng, figures.MAIN_NON_OPIATE[None], np.zeros(n, int)))
    )
    second = choose(rng, figures.MAIN_NON_OPIATE[None], np.zeros(n, int))
    more = (group >= 2) & (rng.random(n) < figures.SECOND_NON_OPIATE)
    presents[np.arange(n)[more], second[more]] = True
    presents[:, 0] |= group == 2
    presents[np.arange(n), main] = True
    score = presents * (1 + rng.random((n, 7)))
    score[np.arange(n), main] += 1 + (group != 2) - 0.5 * (group == 2)
    order = np.argsort(-score, axis=1)[:, :3]
    drugs = np.where(np.take_along_axis(presents, order, axis=1), order, -1)
    listed = np.zeros_like(presents)
    for place in range(3):
        has = drugs[:, place] >= 0
        listed[np.arange(n)[has], drugs[has, place]] = True
    u = rng.random((n, 7))
    days = 2 + (rng.random((n, 7)) * (figures.START_REST_TO - 1)).astype(int)
    days = np.where(u < figures.START_NONE, 0, np.where(u > 1 - figures.START_DAILY, 28, days))
    return drugs, listed, np.where(listed, days, 0)


def plant_pairs(rng: Rng, client: Table) -> None:
    """In every 500 clients: a pair of twins whose attributors agree, at one agency at one time; and two strangers who
    differ in one digit of the date of birth, in day and month swapped, or in the order of the initials."""
    n = len(client["number"])
    twins = np.arange(FIRST_TWIN, n - 1, PAIR_EVERY)
    for name in ("first", "last", "dob", "male", "agency"):
        client[name][twins + 1] = client[name][twins]
    client["triage"][twins + 1] = client["triage"][twins] + rng.integers(0, 10, len(twins))
    client["stock"][twins + 1] = client["stock"][twins]
    alike = np.arange(FIRST_ALIKE, n - 1, PAIR_EVERY)
    for name in ("first", "last", "male"):
        client[name][alike + 1] = client[name][alike]
    client["dob"][alike + 1] = near_birth(client["dob"][alike], np.arange(len(alike)) % 2)
    swapped = alike[2::3]
    client["first"][swapped + 1], client["last"][swapped + 1] = client["last"][swapped], client["first"][swapped]
    client["dob"][swapped + 1] = client["dob"][swapped]
    # The second of a pair takes the first's age with it: keep everyone 18 or over at triage.
    young = client["triage"] - client["dob"] < 18 * 366
    client["dob"] = np.where(young, client["triage"] - 18 * 366 - 40, client["dob"])


def near_birth(dob: Array, kind: Array) -> Array:
    """A birth date that nearly matches: 0 one digit of the year differs (ten years earlier), 1 day and month swapped (where
    that is another date; else as 0)."""
    when = dob.astype("datetime64[D]")
    year = when.astype("datetime64[Y]").astype(int) + 1970
    month = when.astype("datetime64[M]").astype(int) % 12 + 1
    day = (when - when.astype("datetime64[M]").astype("datetime64[D]")).astype(int) + 1
    swap = (kind == 1) & (day <= 12) & (day != month)
    earlier = np.where(swap, year, year - 10)
    new_month, new_day = np.where(swap, day, month), np.where(swap, month, day)
    base = ((earlier - 1970) * 12 + new_month - 1).astype("datetime64[M]").astype("datetime64[D]")
    return base.astype(np.int64) + new_day - 1
