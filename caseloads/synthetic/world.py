"""The partnership the records come from: its agencies, how they differ, and who games what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import figures
from .area import Area
from .arrays import Array
from .layout import STYLES, agency_codes, months_after

# kind: (default strength, what the strength is the share of)
GAMING = {
    "upcoding": (0.35, "of its assessments give one complexity group more than the person's condition"),
    "heaping": (0.60, "of its review days 1-7 become 0, start days 15-27 become 28, quality of life 11-13 becomes 14"),
    "parking": (
        0.60,
        "of reviews of its clients of the highest group do not happen; these wait 14 days longer, stay half as "
        "long again and recover less",
    ),
    "day366": (
        0.80,
        "of returns after its planned exits that would fall inside 12 months start 1 to 10 days after them",
    ),
}


@dataclass
class World:
    start: int  # days since 1970
    to: int
    agencies: int
    groups: tuple[str, ...]
    data_set: str
    seed: int
    gaming: dict[str, dict[int, float]] = field(default_factory=dict)  # kind -> agency -> strength
    area: Area | None = None  # None: no scheme's in particular

    def __post_init__(self) -> None:
        area = self.area
        self.levels = area.levels if area else len(self.groups)
        self.advising = area.advising if area else 0
        self.treating = self.agencies - self.advising
        self.dat = area.dat if area else "J04B"
        self.audited = area.audited if area else figures.AUDITED
        rng = np.random.default_rng([self.seed, 0])
        k = self.agencies
        self.codes = list(area.codes) if area else agency_codes(k)
        self.next_to = int(months_after(np.array([self.to + 1]), 1)[0]) - 1  # the month after the last one
        size = rng.uniform(0.6, 1.6, k)
        self.share = (size[:, None] * np.exp(rng.normal(0, 0.5, (k, 4)))).T
        self.share[:, self.treating :] *= figures.ADVISED
        self.share /= self.share.sum(axis=1, keepdims=True)
        self.effect = rng.normal(0, 0.30, k)  # on recovery, in standard deviations of a client's own
        self.review_done = np.clip(rng.normal(figures.REVIEW_DONE, 0.05, k), 0.6, 0.97)
        self.wait_factor = np.exp(rng.normal(0, 0.25, k))
        self.blanks = rng.random(k) < 0.5  # writes 9996 and 9997 for no drug, or leaves blank

    @property
    def widest_set(self) -> str:
        """K has every column of the others."""
        return "K" if "K" in self.data_set else self.data_set[0]

    def set_of(self, agency: int) -> str:
        return self.data_set[agency % len(self.data_set)]

    def fitting(self, agency: Array, age: Array) -> Array:
        """Where people of these ages are treated: at this agency, or at the first that takes them."""
        if self.area is None:
            return agency
        lowest, highest = (np.array(ends) for ends in zip(*self.area.ages, strict=True))
        takes = (lowest <= age[:, None]) & (age[:, None] <= highest)
        here: Array = np.where(takes[np.arange(len(age)), agency], agency, takes.argmax(axis=1))
        return here

    def offered(self, agency: Array, types: Array) -> Array:
        """The types of intervention that an agency gives: these, or talking where it does not."""
        if self.area is None:
            return types
        given = types.copy()
        for number, offer in enumerate(self.area.offers):
            if offer:
                given[(agency == number) & ~np.isin(types, list(offer))] = figures.TALKING
        return given

    def moves_on(self, agency: Array) -> Array:
        """Whether people of an agency are to be moved on to another's."""
        return np.isin(agency, self.area.pathway[0] if self.area and self.area.pathway else ())

    def strength(self, kind: str, agency: Array) -> Array:
        """For each agency number: how strongly it games in this way (0: not)."""
        table = np.zeros(self.agencies)
        for number, strength in self.gaming.get(kind, {}).items():
            table[number] = strength
        return table[agency]

    def described(self) -> list[dict[str, Any]]:
        """The truth about each agency, for the manifest."""
        out = []
        for i, code in enumerate(self.codes):
            form, encoding, _ = STYLES[i % len(STYLES)]
            games = {kind: at[i] for kind, at in self.gaming.items() if i in at}
            out.append(
                {
                    "agency": code,
                    "recovery_effect": round(float(self.effect[i]), 3),
                    "reviews_done": round(float(self.review_done[i]), 3),
                    "wait_factor": round(float(self.wait_factor[i]), 3),
                    "dates": form,
                    "encoding": encoding,
                    "gaming": games,
                }
            )
        return out


def parse_gaming(texts: Sequence[str], codes: Sequence[str]) -> dict[str, dict[int, float]]:
    """KIND:AGENCY or KIND:AGENCY:STRENGTH. Raises ValueError with what is wrong."""
    plan: dict[str, dict[int, float]] = {}
    for text in texts:
        kind, _, rest = text.partition(":")
        agency, _, strength = rest.partition(":")
        if kind not in GAMING:
            raise ValueError(f"{text}: the kind is one of {', '.join(GAMING)}")
        if agency not in codes:
            raise ValueError(f"{text}: no agency {agency!r}; there are {codes[0]} to {codes[-1]}")
        plan.setdefault(kind, {})[list(codes).index(agency)] = float(strength or GAMING[kind][0])
    return plan
