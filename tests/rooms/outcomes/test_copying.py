"""What COPY writes is what the ORM reads back, whatever the text."""

from __future__ import annotations

import pytest

from outcomes.actions.copying import _cell, copy_in, reserve_ids
from pbr.access.models import Partnership


@pytest.mark.parametrize(
    "name", ["plain", "tab\there", "line\nbreak", "back\\slash", r"\N", r"\.", "Zoë’s “house”", ""]
)
def test_any_text_comes_back_as_it_was(db: None, name: str) -> None:
    [pk] = reserve_ids(Partnership, 1)
    copy_in(Partnership, ("id", "code", "name", "approval_limit"), [(pk, "J04B", name, 1)])
    assert Partnership.objects.get(pk=pk).name == name


def test_nothing_to_write_asks_nothing(db: None) -> None:
    assert reserve_ids(Partnership, 0) == []
    copy_in(Partnership, ("id", "code", "name", "approval_limit"), [])
    assert not Partnership.objects.exists()


def test_lists_are_arrays_with_quoted_elements() -> None:
    assert _cell(["north", 'a "b"']) == '{"north","a \\\\"b\\\\""}'
    assert _cell([]) == "{}"
    assert _cell(None) == r"\N"
