"""The house as text: its files, and what of them is ours to judge."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
ROOMS = ("pbr", "caseloads", "lasars", "outcomes", "payments")
PURE_FOLDERS = ("rules", "intake", "watch", "forecasting")
NOT_OURS = {".git", ".venv", ".boot", ".state", "__pycache__", "node_modules"}


@cache
def kept_files() -> tuple[Path, ...]:
    """Every file that the repository keeps; in a copy without git, every file that is not plainly somebody else's."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, text=True)
    if listed.returncode == 0:
        files = [CHECKOUT / name for name in listed.stdout.split("\0") if name]
    else:
        files = [path for path in CHECKOUT.rglob("*") if not NOT_OURS & set(path.parts)]
    return tuple(path for path in files if path.is_file())


@cache
def modules() -> tuple[Path, ...]:
    """The application's Python files, migrations left out: those are written once and never edited."""
    ours = [path for path in kept_files() if path.suffix == ".py" and path.relative_to(CHECKOUT).parts[0] in ROOMS]
    return tuple(path for path in ours if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def name_of(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function's name and number of lines, its docstring not counted."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            documented = ast.get_docstring(node, clean=False) or ""
            said = documented.count("\n") + 1 if documented else 0
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1 - said


def pure_packages() -> list[str]:
    """pbr.values, pbr.scheme, and every room's folders that are pure by their name."""
    rooms = [f"{room}.{folder}" for room in ROOMS for folder in PURE_FOLDERS if (CHECKOUT / room / folder).is_dir()]
    return ["pbr.values", "pbr.scheme", *rooms]
