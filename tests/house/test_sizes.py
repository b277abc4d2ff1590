"""A file that passes 300 lines or a function that passes 40 asks to be two things."""

from __future__ import annotations

from tests.house.house import functions, kept_files, modules, name_of

LONGEST_FILE, LONGEST_FUNCTION = 300, 40
SAYING_NOTHING = {"utils.py", "helpers.py", "services.py", "manager.py", "managers.py", "misc.py", "common.py"}


def test_no_file_is_longer_than_it_can_be_read() -> None:
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in modules()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    lengths = {f"{name_of(path)}: {name}": length for path in modules() for name, length in functions(path)}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    """The rig's services are PostgreSQL and Valkey: there the word says what it is."""
    names = {name_of(path) for path in kept_files() if path.name in SAYING_NOTHING}
    assert names <= {"tests/rig/services.py"}
