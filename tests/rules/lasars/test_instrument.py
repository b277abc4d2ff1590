"""The instrument is data: a document is taken whole, or refused with everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lasars.rules.instrument import read_instrument
from pbr.scheme.errors import SchemeRefused
from tests.rules.lasars.small import DOCUMENT, small

SHIPPED = Path(__file__).parents[3] / "lasars" / "instruments" / "demonstration.toml"


def refused(document: str) -> list[str]:
    with pytest.raises(SchemeRefused) as caught:
        read_instrument(document)
    return [f"{error.path}: {error.wrong}" for error in caught.value.errors]


def changed(before: str, after: str) -> str:
    assert before in DOCUMENT
    return DOCUMENT.replace(before, after, 1)


def test_the_shipped_instrument_is_a_demonstration_with_five_bands() -> None:
    shipped = read_instrument(SHIPPED.read_bytes())
    assert shipped.demonstration
    assert [band.name for band in shipped.bands] == ["1", "2", "3", "4", "5"]
    assert {2, 3, 5} <= set(shipped.mapping)
    assert "demonstration" in shipped.title.lower()


def test_every_band_of_the_shipped_instrument_can_be_reached() -> None:
    shipped = read_instrument(SHIPPED.read_bytes())
    assert shipped.bands[-1].at_least <= shipped.most


def test_a_confirmed_instrument_is_no_demonstration() -> None:
    assert not small().demonstration


def test_every_mistake_is_named_at_once() -> None:
    document = (
        changed('version = "1"\n', "")
        .replace('code = "home"\ntext', 'code = "days"\ntext')
        .replace("most = 28", "most = 0")
    )
    wrong = refused(document)
    assert "version: is missing" in wrong
    assert "group[1].question[1].most: is not above least" in wrong
    assert 'group.question: "days" is there twice' in wrong


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        ('existing = "OPIUSE"', 'existing = "NOSUCH"', 'group[1].question[1].existing: "NOSUCH" is not right here'),
        ("at_least = 0, points = 0 }", "at_least = 2, points = 0 }", "group[1].question[1].steps: start at 2, and answers at 0"),
        ("at_least = 15", "at_least = 1", "group[1].question[1].steps: do not climb from least to most"),
        ("at_least = 15", "at_least = 29", "group[1].question[1].steps: do not climb from least to most"),
        ('value = "none"', 'value = "settled"', 'group[2].question[1].options: have the value "settled" twice'),
        ('same_as = ["1"]', 'same_as = ["3"]', 'group[2].question[1].options: have the existing answer "3" twice'),
        ('at_least = 4\n', "at_least = 9\n", "band: do not climb"),
        ("at_least = 8\n", "at_least = 11\n", "band[3].at_least: is 11, and all answers together give at most 10 points"),
        ('name = "A"\nat_least = 0', 'name = "A"\nat_least = 1', "band[1].at_least: is 1"),
        ("3 = [1, 2, 3]", "3 = [1, 2]", "mapping.3: names 2 groups for 3 bands"),
        ("3 = [1, 2, 3]", "3 = [1, 2, 4]", "mapping.3: names a group that is not there"),
        ("3 = [1, 2, 3]", "3 = [1, 3, 2]", "mapping.3: leads from a higher band to a lower group"),
        ("3 = [1, 2, 3]", "three = [1, 2, 3]", "mapping.three: is not a number of groups"),
        ('unit = "days"\n', 'unit = "days"\nodd = 1\n', "group[1].question[1].odd: is an unknown key"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(before: str, after: str, wrong: str) -> None:
    assert wrong in refused(changed(before, after))


def test_a_question_has_options_or_steps_and_not_both() -> None:
    both = changed("declined = 2\n", 'declined = 2\noptions = [{ value = "x", label = "X", points = 1 }]\n')
    neither = changed(
        "steps = [{ at_least = 0, points = 0 }, { at_least = 1, points = 3 }, { at_least = 15, points = 6 }]\n", ""
    )
    for document in (both, neither):
        assert "group[1].question[1].options: and steps are both given or both missing" in refused(document)


def test_an_instrument_without_a_way_to_groups_is_refused() -> None:
    document = DOCUMENT[: DOCUMENT.index("[mapping]")]
    assert "mapping: is missing" in refused(document)


def test_what_is_not_toml_is_refused_by_its_line() -> None:
    assert refused("title = ")[0].startswith("line 1:")
