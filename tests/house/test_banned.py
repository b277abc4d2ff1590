"""What the house forbids, looked for in the code itself."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.house import modules, name_of, tree

CLOCKS = {
    ("date", "today"),
    ("datetime", "today"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("time", "time"),
}
SIGNALS = ("django.dispatch", "django.db.models.signals", "django.core.signals")


def called_clocks(path_tree: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(path_tree):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if (owner, node.attr) in CLOCKS:
                found.append(f"line {node.lineno}: {owner}.{node.attr}")
    return found


def test_only_the_clock_asks_what_day_it_is() -> None:
    asking = {name_of(path): called_clocks(tree(path)) for path in modules() if name_of(path) != "pbr/clock.py"}
    assert {name: found for name, found in asking.items() if found} == {}


def test_no_signals_the_next_room_pulls() -> None:
    using = []
    for path in modules():
        for node in ast.walk(tree(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            using += [name_of(path) for name in names if name.startswith(SIGNALS)]
    assert using == []


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX", "HACK"])
def test_nothing_is_left_for_later(word: str) -> None:
    assert [name_of(path) for path in modules() if re.search(rf"\b{word}\b", path.read_text())] == []


def test_no_session_setting_outlives_its_transaction() -> None:
    """A setting made with SET stays on a pooled connection and would serve the next person (T-03)."""
    leaking = re.compile(r"set_config\([^)]*,\s*false\)|\bSET\s+(SESSION\s+)?(app|pbr)\.", re.IGNORECASE)
    assert [name_of(path) for path in modules() if leaking.search(path.read_text())] == []


def test_a_handler_raises_no_task_from_inside_a_transaction() -> None:
    """Only `ring` calls Celery, after commit: a task sent earlier could run before its job can be seen."""
    calling = re.compile(r"\.(delay|apply_async|send_task)\(")
    assert [name_of(path) for path in modules() if calling.search(path.read_text())] == ["pbr/jobs/asking.py"]
