"""From answers to points, a band and a complexity group, and the sentences that explain them.

Answers are the texts as they were typed, by question code. The same function runs when an assessment is completed, when
its page explains it, and when somebody else scores it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lasars.rules.instrument import Band, Instrument, Question

# The answer of somebody who prefers not to say. No option can have this value: codes begin with a letter or figure.
DECLINED: Final = "-"
DECLINED_IN_WORDS: Final = "prefers not to say"


class CannotWeigh(Exception):
    """Answers are missing or wrong (`faults`, by question code), or the instrument has no way to the scheme's groups."""

    def __init__(self, message: str, faults: Mapping[str, str] | None = None) -> None:
        self.faults = dict(faults or {})
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Weighed:
    """One question with the answer in words and the points that it gave."""

    code: str
    text: str
    answer: str
    points: int


@dataclass(frozen=True, slots=True)
class Complexity:
    """What an assessment gave. `why` explains the group, sentence by sentence."""

    questions: tuple[Weighed, ...]
    total: int
    band: str
    group: str
    why: tuple[str, ...]

    @property
    def points(self) -> dict[str, int]:
        return {question.code: question.points for question in self.questions}


def weigh(
    instrument: Instrument, answers: Mapping[str, str], groups: Sequence[str], *, stock: bool = False
) -> Complexity:
    """The group of a person, one of the scheme's `groups` in ascending order of complexity.

    `stock`: somebody already in treatment, for whom some schemes have groups of their own. Raises CannotWeigh with
    everything that is missing or wrong.
    """
    faults = faults_of(instrument.questions, answers)
    if faults:
        raise CannotWeigh("Some questions are not answered yet.", faults)
    questions = tuple(_weighed(question, answers[question.code]) for question in instrument.questions)
    total = sum(question.points for question in questions)
    band = _band(instrument, total)
    group = groups[_place(instrument, groups, band, stock=stock) - 1]
    why = (
        f"The answers give {total} of at most {instrument.most} points.",
        _band_in_words(instrument, band),
        f"In this scheme, which has {_listed(groups)}, band {band.name} is the group {group}.",
    )
    return Complexity(questions, total, band.name, group, why)


def faults_of(questions: Sequence[Question], answers: Mapping[str, str]) -> dict[str, str]:
    """What is missing or wrong with the answers, by question code."""
    found = ((question.code, fault(question, answers.get(question.code, ""))) for question in questions)
    return {code: wrong for code, wrong in found if wrong}


def fault(question: Question, said: str) -> str:
    """What is wrong with one answer, as a sentence; "" where nothing is."""
    if said == DECLINED:
        return ""
    if question.options:
        if any(option.value == said for option in question.options):
            return ""
        return f"Choose an answer: {question.text}"
    if not said.strip():
        return f"Enter a number: {question.text}"
    if _number(question, said) is None:
        return f"Enter a whole number from {question.least} to {question.most}: {question.text}"
    return ""


def in_words(question: Question, said: str) -> str:
    """The answer as it is read out; what cannot be read as one is shown as it was typed."""
    if said == DECLINED:
        return DECLINED_IN_WORDS.capitalize()
    for option in question.options:
        if option.value == said:
            return option.label
    return f"{said} {question.unit}".strip() if _number(question, said) is not None else said


def meant_by(question: Question, existing: str) -> str:
    """The answer to this question that an existing answer (a TOP item's or an NDTMS field's) means; "" for none."""
    for option in question.options:
        if existing in option.same_as:
            return option.value
    return existing if not question.options and _number(question, existing) is not None else ""


def _weighed(question: Question, said: str) -> Weighed:
    return Weighed(question.code, question.text, in_words(question, said), _points(question, said))


def _points(question: Question, said: str) -> int:
    if said == DECLINED:
        return question.declined
    if question.options:
        return next(option.points for option in question.options if option.value == said)
    number = _number(question, said)
    return next(step.points for step in reversed(question.steps) if number is not None and number >= step.at_least)


def _number(question: Question, said: str) -> int | None:
    text = said.strip()
    if not (text.isascii() and text.isdecimal()) or len(text) > 6:
        return None
    return int(text) if question.least <= int(text) <= question.most else None


def _band(instrument: Instrument, total: int) -> Band:
    return next(band for band in reversed(instrument.bands) if total >= band.at_least)


def _place(instrument: Instrument, groups: Sequence[str], band: Band, *, stock: bool) -> int:
    """The place, from 1, of a band's group."""
    mapping = instrument.stock if stock and len(groups) in instrument.stock else instrument.mapping
    places = mapping.get(len(groups))
    if places is None:
        raise CannotWeigh(
            f"{instrument.title}, version {instrument.version}, does not say which of {len(groups)} groups its bands are."
        )
    return places[instrument.bands.index(band)]


def _band_in_words(instrument: Instrument, band: Band) -> str:
    later = [one.at_least for one in instrument.bands if one.at_least > band.at_least]
    reach = f"{band.at_least} to {later[0] - 1}" if later else f"{band.at_least} or more"
    return f"{reach} points is band {band.name}, of {len(instrument.bands)}."


def _listed(groups: Sequence[str]) -> str:
    return groups[0] if len(groups) == 1 else f"{', '.join(groups[:-1])} and {groups[-1]}"
