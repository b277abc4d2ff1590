"""What is wrong with a row or a field, in a sentence that a data officer can act on (extracts.md, "Checks")."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from caseloads.intake.findings import REJECTED, WARNING, Finding, shown


class Complaint(NamedTuple):
    """One fault of one column, before it is known on which lines it stands. `more` fills the rule's sentence."""

    column: str
    value: str
    rule: str
    more: str = ""


REJECTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "row-length": "The row has {more}; look for a missing or extra comma. The row is left out.",
        "blank-agncy": "AGNCY is blank; give the agency's code, as in N0852. The row is left out.",
        "blank-clientid": "CLIENTID is blank; give your system's client number. The row is left out.",
        "blank-episodid": "EPISODID is blank; give your system's episode number. The row is left out.",
        "odd-character": "{column} holds {more}, which looks like another key than it is; type it again. "
        "The row is left out.",
        "too-long": "{column} has more than {more} characters, so it is no number of your system; correct it. "
        "The row is left out.",
        "agency-not-in-partnership": "Agency {value} {more}; send each agency's rows in its own file. "
        "The row is left out.",
        "agency-not-senders": "Agency {value} belongs to another provider than the sender. The row is left out.",
        "initial-not-one-letter": '{column} "{value}" is not one letter; give the initial alone. The row is left out.',
        "unreadable-dob": 'DOB "{value}" is no date of birth; write it as YYYY-MM-DD or DD/MM/YYYY, with four digits '
        "of the year. The row is left out.",
        "unreadable-sex": 'SEX "{value}" is neither M nor F. The row is left out.',
        "unreadable-date": '{column} "{value}" is no date, and the row turns on it; write it as YYYY-MM-DD or '
        "DD/MM/YYYY. The row is left out.",
    }
)
WARNINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unreadable-date": '{column} "{value}" is no date (YYYY-MM-DD or DD/MM/YYYY); it reads as missing.',
        "unreadable-number": '{column} "{value}" is no whole number; it reads as missing.',
        "unreadable-yes-no": '{column} "{value}" is neither Y nor N; it reads as missing.',
        "top-days-out-of-range": '{column} "{value}" is outside 0 to 28 days; it reads as missing.',
        "rating-out-of-range": '{column} "{value}" is outside 0 to 20; it reads as missing.',
        "dob-not-before-refld": "DOB {value} is not before the referral on {more}; check both.",
        "under-18-at-triage": "With DOB {value} the client was under 18 at triage on {more}; check both.",
        "triaged-before-refld": "TRIAGED {value} is before the referral on {more}; check both.",
        "disd-before-triaged": "DISD {value} is before the triage on {more}; check both.",
        "disd-without-disrsn": "DISD {value} has no DISRSN; give the reason of the discharge.",
        "disrsn-without-disd": "DISRSN {value} has no DISD; give the date of the discharge.",
        "modend-before-modst": "MODEND {value} is before MODST {more}; check both.",
        "date-after-to": "{column} {value} is after {more}, the date to which the file is complete; check both.",
        "unknown-code": '{column} "{value}" is not a code in use; check it. It is loaded as it is.',
        "topdate-without-trstage": "The TOP of {more} has no TRSTAGE (S, R, E or P), so no measure can use it.",
        "same-drug-twice": "{column} {value} is the same drug as {more}; give each drug once.",
        "rows-disagree": '{column} "{value}" differs from {more}; the last row holds.',
        "two-starts": "TOP {value} is a second start TOP of the episode, beside {more}; check TRSTAGE.",
        "start-after-review": "The start TOP is dated after a review of the episode ({more}); check both.",
        "spreadsheet-number": '{column} "{value}" looks like a number that a spreadsheet has rounded; '
        "export the column as text.",
        "blank-assessid": "ASSESSID is blank, so the assessment is told apart by person and date; give it a number.",
    }
)


def finding(complaint: Complaint, line: int, severity: str) -> Finding:
    """The complaint on a line, with its sentence."""
    column, value, rule, more = complaint
    sentence = (REJECTIONS if severity == REJECTED else WARNINGS)[rule]
    told = sentence.format(column=column, value=shown(value), more=shown(more))
    return Finding(line, column, value, rule, severity, told)


def rejection(complaint: Complaint, line: int) -> Finding:
    return finding(complaint, line, REJECTED)


def warning(complaint: Complaint, line: int) -> Finding:
    return finding(complaint, line, WARNING)
