"""Which of a local file's columns is probably which of ours, by its name alone: a proposal that a person checks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Final

# As alike as "ASSESSED" and "ASSESSDATE" are; below it a guess is more often wrong than right.
ALIKE: Final = 0.7
SAME_ENDING: Final = 0.1
OUR_NAME: Final = 2.0  # more alike than anything else can be
# What senders call a column whose name has little in common with ours.
OTHER_NAMES: Final = MappingProxyType(
    {
        "FINITIAL": ("FIRSTINITIAL", "FORENAMEINITIAL", "INITIAL1"),
        "SINITIAL": ("SURNAMEINITIAL", "LASTINITIAL", "SECONDINITIAL", "INITIAL2"),
        "DOB": ("DATEOFBIRTH", "BIRTHDATE", "BORN"),
        "SEX": ("GENDER",),
        "AGNCY": ("AGENCY", "AGENCYCODE"),
        "CLIENTID": ("CLIENT", "CLIENTNUMBER", "CLIENTNO", "CLIENTREF"),
    }
)


@dataclass(frozen=True, slots=True)
class Guess:
    """A column of theirs; `is_same`: it bears our name, so that there is nothing to doubt."""

    theirs: str
    is_same: bool


def guesses(ours: Sequence[str], theirs: Sequence[str]) -> dict[str, Guess]:
    """Of each of our columns the one of theirs that is most like it by name; no column of theirs is taken twice."""
    pairs = sorted(
        ((_likeness(our, their), -ours.index(our), our, their) for our in ours for their in dict.fromkeys(theirs)),
        reverse=True,
    )
    found: dict[str, Guess] = {}
    taken: set[str] = set()
    for likeness, _, our, their in pairs:
        if likeness >= ALIKE and our not in found and their not in taken:
            found[our] = Guess(their, is_same=likeness == OUR_NAME)
            taken.add(their)
    return found


def _likeness(ours: str, theirs: str) -> float:
    """Up to 1.1; a known other name counts 1, and our own more than anything."""
    plain = _plain(theirs)
    if "".join(theirs.split()).upper() == ours:
        return OUR_NAME
    if plain in (_plain(ours), *OTHER_NAMES.get(ours, ())):
        return 1
    # What a name ends in tells most: an ASSESSMENT_ID is an ASSESSID, however much ASSESSED has in common with it.
    ending = SAME_ENDING if plain[-2:] == _plain(ours)[-2:] else 0
    return SequenceMatcher(None, _plain(ours), plain).ratio() + ending


def _plain(name: str) -> str:
    """The letters and digits of a name, in capitals."""
    return re.sub(r"[^A-Z0-9]", "", name.upper())
