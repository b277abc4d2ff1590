"""The rooms open one way: the contracts of pyproject.toml hold."""

from __future__ import annotations

import subprocess
import sys

from tests.house.house import CHECKOUT, ROOMS


def test_every_import_keeps_to_the_contracts() -> None:
    lint = "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint(['--no-cache']))"
    done = subprocess.run([sys.executable, "-c", lint], cwd=CHECKOUT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def test_the_package_of_all_packages_stays_empty() -> None:
    """A Celery import there, as tutorials have it, would make every pure rule load Django."""
    assert [(CHECKOUT / room / "__init__.py").read_text().strip() for room in ROOMS] == [""] * len(ROOMS)
