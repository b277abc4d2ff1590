"""What the repository keeps: vendored files as listed, a lock that anybody can use, nothing of one machine."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from tests.house.house import CHECKOUT, kept_files, name_of

VENDOR = CHECKOUT / "static" / "vendor"
TEXT = {".py", ".md", ".toml", ".yml", ".sh", ".html", ".css", ".js", ".txt", ".sql", ".json", ""}
# A path of somebody's machine; those of the container and of Debian are the same for all.
MACHINE_PATH = re.compile(r"(?<![\w.])/(root|home|work|Users|opt)/[\w.-]+")


def listed() -> dict[str, str]:
    rows = [line.split(", ") for line in (VENDOR / "VERSIONS.txt").read_text().splitlines() if not line.startswith("#")]
    return {row[0]: row[-1] for row in rows}


def test_every_vendored_file_is_the_one_that_is_listed() -> None:
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.iterdir() if path.suffix != ".txt"
    }
    assert found == listed()


def test_every_vendored_package_has_its_licence_beside_it() -> None:
    assert len(list(VENDOR.glob("LICENCE-*.txt"))) == 3


def test_the_lock_names_only_the_public_registry() -> None:
    hosts = set(re.findall(r"https?://([^/\"]+)", (CHECKOUT / "uv.lock").read_text()))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}


def texts() -> list[Path]:
    judged_elsewhere = {"uv.lock", "test_repository.py"}
    return [path for path in kept_files() if path.suffix in TEXT and path.name not in judged_elsewhere]


def test_no_file_speaks_of_one_machine() -> None:
    assert [name_of(path) for path in texts() if MACHINE_PATH.search(path.read_text(errors="ignore"))] == []


@pytest.mark.parametrize("pattern", [r"https?://[^\s\"')>]*(cdn|unpkg|jsdelivr|googleapis)"])
def test_no_page_asks_another_server_for_anything(pattern: str) -> None:
    pages = [path for path in texts() if path.suffix in {".html", ".css", ".js"}]
    assert [name_of(path) for path in pages if re.search(pattern, path.read_text(errors="ignore"))] == []
