"""Money is integer pence, shares are exact: no float anywhere near it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.house import CHECKOUT, modules, name_of, tree

MONEY = ("payments/rules", "payments/actions", "payments/models", "payments/queries", "pbr/values", "pbr/scheme")


def money_modules() -> list[Path]:
    return [path for path in modules() if name_of(path).startswith(MONEY)]


def refusals_of_floats(path: Path) -> set[int]:
    """Lines on which `isinstance` asks for a float, to refuse it."""
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    return {call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "isinstance"}


def floats(path: Path) -> list[str]:
    found = []
    refusals = refusals_of_floats(path)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            found.append(f"line {node.lineno}: {node.value}")
        if isinstance(node, ast.Name) and node.id == "float" and node.lineno not in refusals:
            found.append(f"line {node.lineno}: float")
        if isinstance(node, ast.Attribute) and node.attr in {"FloatField", "fsum"}:
            found.append(f"line {node.lineno}: {node.attr}")
    return found


@pytest.mark.parametrize("path", money_modules(), ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_a_money_module_knows_no_float(path: Path) -> None:
    assert floats(path) == []
