"""What is wrong with a file: a refusal of the whole, or findings about rows and fields (extracts.md, "Checks")."""

from __future__ import annotations

from typing import NamedTuple

REJECTED = "rejected"
WARNING = "warning"


class Finding(NamedTuple):
    """One thing found in one row. `severity` is REJECTED (the row is left out) or WARNING (loaded as it is).

    `line` is 0 and `column` "" where the finding is about the file or about the row as a whole.
    """

    line: int
    column: str
    value: str
    rule: str
    severity: str
    sentence: str


def shown(text: str) -> str:
    """Text from a file as it may be shown: control and direction characters as their numbers, not as their effects."""
    return "".join(character if character.isprintable() else f"<U+{ord(character):04X}>" for character in text)


class FileRefused(Exception):
    """The file is refused whole and nothing of it is used. The message names file, place and what to do."""

    def __init__(self, file: str, reason: str, *, line: int | None = None, column: str = "") -> None:
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason
        place = f", line {line}" if line is not None else ""
        place += f", column {column}" if column else ""
        super().__init__(shown(f"{file}{place}: {reason}"))
