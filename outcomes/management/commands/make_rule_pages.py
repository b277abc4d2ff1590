"""docs/rules: one page a measure, made from its docstring, its parameters and the acceptance cases that use it."""

from __future__ import annotations

import inspect
import json
import re
import sys
import tomllib
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand

from outcomes.rules.cohorts import cohort_determinations
from outcomes.rules.determine import OF_A_COHORT
from outcomes.rules.measures import MEASURES
from pbr.scheme.parameters import MEASURES as PARAMETERS
from pbr.scheme.parameters import Parameter

CHECKOUT: Final = Path(__file__).resolve().parents[3]
CASES: Final = CHECKOUT / "tests" / "cases"
PAGES: Final = CHECKOUT / "docs" / "rules"
MADE: Final = (
    "<!-- Made from the code by manage.py make_rule_pages. Do not edit: change the measure, then make it anew. -->"
)


class Command(BaseCommand):
    help = "Makes docs/rules from the measures, their parameters and the acceptance cases; --check only compares."
    requires_system_checks = []  # noqa: RUF012

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail where a page is stale; write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        pages = dict(rule_pages())
        if options["check"]:
            stale = stale_pages(pages)
            if stale:
                sys.exit(f"Stale: {', '.join(stale)} in docs/rules. Run: manage.py make_rule_pages")
            return
        PAGES.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (PAGES / name).write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(pages)} pages in docs/rules")


def stale_pages(pages: dict[str, str]) -> list[str]:
    """Pages that are missing, differ from what the code says, or belong to no measure any more."""
    kept = {path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}
    return sorted(name for name in pages.keys() | kept.keys() if pages.get(name) != kept.get(name))


def rule_pages() -> Iterator[tuple[str, str]]:
    """File name and text of every page, the index last."""
    cases = [_Case(folder) for folder in sorted(CASES.iterdir()) if (folder / "case.md").exists()]
    for measure in PARAMETERS:
        yield f"{measure}.md", _page(measure, cases)
    rows = [f"| [{name}]({name}.md) | {about.summary} |" for name, about in PARAMETERS.items()]
    yield (
        "README.md",
        "\n".join([MADE, "", "# The measures", "", "| measure | in one line |", "| --- | --- |", *rows, ""]),
    )


def _page(measure: str, cases: list[_Case]) -> str:
    function: Callable[..., Any] = cohort_determinations if measure == OF_A_COHORT else MEASURES[measure]
    file = Path(inspect.getfile(function)).relative_to(CHECKOUT)
    parts = [
        MADE,
        "",
        f"# {measure}",
        "",
        f"{PARAMETERS[measure].summary[0].upper()}{PARAMETERS[measure].summary[1:]}. The rule is code: `{file}`.",
        "",
        "## The rule",
        "",
        _quoted(inspect.getdoc(function) or ""),
        "",
        *_parameters(measure),
        *_worked(measure, cases),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _quoted(docstring: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in docstring.strip().splitlines())


def _parameters(measure: str) -> list[str]:
    parameters = PARAMETERS[measure].all
    if not parameters:
        return ["## Parameters", "", "None.", ""]
    rows = [f"| `{p.name}` | {p.kind.wanted} | {_default(p)} | {p.meaning} |" for p in parameters]
    return [
        "## Parameters",
        "",
        "| name | may be | if not given | what it does |",
        "| --- | --- | --- | --- |",
        *rows,
        "",
    ]


def _default(parameter: Parameter) -> str:
    if parameter.required:
        return "must be given"
    if parameter.default_from:
        return {"reviews": "as in `[reviews]`", "code": "the outcome's own code"}[parameter.default_from]
    if parameter.default is None:
        return "not set"
    value = parameter.default
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{', '.join(map(str, value))}`" if isinstance(value, tuple) else f"`{value}`"


class _Case:
    """An acceptance case: what it shows, its outcomes by measure, and what it expects."""

    def __init__(self, folder: Path) -> None:
        text = (folder / "case.md").read_text(encoding="utf-8").strip()
        self.title, _, self.text = text.partition("\n")
        self.title = self.title.lstrip("# ")
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        self.determinations: list[dict[str, Any]] = expected.get("determinations", [])
        self.outcomes: dict[str, set[str]] = {}
        for document in sorted(folder.glob("scheme*.toml")):
            for outcome in tomllib.loads(document.read_text(encoding="utf-8")).get("outcome", []):
                self.outcomes.setdefault(outcome["measure"], set()).add(outcome["code"])

    def rows(self, measure: str) -> list[str]:
        codes = self.outcomes.get(measure, set())
        return [
            f"| {row['client'][:2] or 'all'} | {row['journey']} | {row['outcome']} | {row.get('part', '')} "
            f"| {row.get('status', '')} | {row.get('date') or ''} | {row.get('reason', '')} |"
            for row in self.determinations
            if row["outcome"] in codes
        ]


def _worked(measure: str, cases: list[_Case]) -> list[str]:
    """The cases that use the measure, each with what it expects of it."""
    parts = ["## Worked cases", ""]
    for case in cases:
        rows = case.rows(measure)
        if rows:
            head = "| client | journey | outcome | part | status | date | reason |"
            parts += [f"### {case.title}", "", _headings_lowered(case.text), "", head, "| --- " * 7 + "|", *rows, ""]
    return parts if len(parts) > 2 else []


def _headings_lowered(text: str) -> str:
    """Headings inside a case stand below the case's own."""
    return re.sub(r"^#", "####", text.strip(), flags=re.MULTILINE)
