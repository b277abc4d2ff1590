"""The models that the demonstration can be of: Anytown, and the eight areas that tried payment by results."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from pbr.scheme.document import Scheme
from pbr.scheme.reading import read_scheme

FOLDER: Final = Path(__file__).resolve().parents[2] / "pbr" / "scheme" / "models"
NAMES: Final = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
ANYTOWN: Final = "anytown"
SHOWN_AFTER: Final = dt.timedelta(days=20)  # from the last extracts to the day on which the demonstration stands


class UnknownModel(ValueError):
    """No model has this name; the message lists those that there are."""


@dataclass(frozen=True)
class Model:
    """One model by its name. Whose reoffending is counted for a whole cohort is known a year later than all else."""

    name: str

    @property
    def paths(self) -> list[Path]:
        """The documents of its versions, the earliest first."""
        file = f"{self.name}.toml"
        return [path for path in (FOLDER / file, FOLDER / "year_two" / file) if path.exists()]

    @cached_property
    def schemes(self) -> list[Scheme]:
        return [read_scheme(path.read_bytes(), path.name) for path in self.paths]

    @property
    def title(self) -> str:
        """The area's name."""
        return self.schemes[0].name.removesuffix(" PbR")

    @property
    def months(self) -> int:
        measures = {outcome.measure for scheme in self.schemes for outcome in scheme.outcomes}
        return 36 if "reoffending_cohort" in measures else 24

    @property
    def day(self) -> dt.date:
        """The day on which its demonstration stands."""
        return dt.date(2012 + self.months // 12, 3, 31) + SHOWN_AFTER


def model_named(text: str) -> Model:
    """`bracknell-forest` and `Bracknell_Forest` are one. Raises UnknownModel."""
    name = text.strip().lower().replace("-", "_").replace(" ", "_")
    if name not in NAMES:
        raise UnknownModel(f"there is no model {text!r}; the models are {', '.join(NAMES)}")
    return Model(name)
