"""The vendored files are those that VERSIONS.txt names, without the government's brand."""

from __future__ import annotations

import hashlib
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "static" / "vendor"


def test_every_vendored_file_is_listed_with_its_checksum() -> None:
    listed = {}
    for line in (VENDOR / "VERSIONS.txt").read_text().splitlines():
        if not line.startswith("#"):
            file, _package, _version, _licence, sha256 = line.split(", ")
            listed[file] = sha256
    found = {path.name for path in VENDOR.iterdir() if not path.name.endswith(".txt")}
    assert set(listed) == found
    for file, sha256 in listed.items():
        assert hashlib.sha256((VENDOR / file).read_bytes()).hexdigest() == sha256, file


def test_the_style_has_neither_crown_nor_transport_nor_anything_from_elsewhere() -> None:
    for path in [VENDOR / "govuk-frontend.css", VENDOR.parent / "pbr" / "pbr.css"]:
        style = path.read_text()
        for word in ("crown", "crest", "GDS Transport", "url(http", "@import"):
            assert word not in style, f"{word} in {path.name}"


def test_no_template_has_a_script_or_a_style_inline() -> None:
    pages = [path for path in (VENDOR.parents[1] / "templates").rglob("*.html") if not path.stem.endswith("_print")]
    for path in pages:
        text = path.read_text()
        for word in (" style=", "<style", " onclick=", " onchange=", " onsubmit=", "<script>", "hx-on"):
            assert word not in text, f"{word} in {path}"
