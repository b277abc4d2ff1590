"""The parameters of every measure (rules.md §5): one declarative table, from which documents are validated and the
documentation is generated.

A default of None means "not set". Required parameters have no default. What a default takes from elsewhere in the
document (the reviews table, the outcome's own code) is said in `default_from`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pbr.scheme.document import ReviewRule
from pbr.scheme.kinds import Choice, Code, Flag, Kind, ListOf, Number, Text, Whole
from pbr.scheme.tables import Table

MOST_DAYS: Final = 28  # a TOP asks about the last 28 days
MOST_RATING: Final = 20  # TOP ratings go from 0 to 20
MOST_MONTHS: Final = 60


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: what it is called in the document, what it may hold, what it is without being given, what it does."""

    name: str
    kind: Kind[Any]
    meaning: str
    default: Any = None
    required: bool = False
    default_from: str = ""  # "reviews": the same key of the [reviews] table; "code": the outcome's code


@dataclass(frozen=True, slots=True)
class MeasureParameters:
    """A measure, in one line, and its parameters. `on_reviews`: it is achieved by two TOP reviews (rules.md §3)."""

    summary: str
    own: tuple[Parameter, ...] = ()
    on_reviews: bool = False

    @property
    def all(self) -> tuple[Parameter, ...]:
        return (*self.own, *REVIEW_PARAMETERS) if self.on_reviews else self.own


REVIEW_PARAMETERS: Final = (
    Parameter(
        "rule",
        Choice("any", "consecutive"),
        "which two reviews count: any two, or two with no other review between them",
        default_from="reviews",
    ),
    Parameter("min_gap_days", Whole(0, 3650), "days that the two reviews lie apart at least", default_from="reviews"),
    Parameter("within_days", Whole(1, 3650), "days that the two reviews lie apart at most", default_from="reviews"),
)

_CONFIRM_LOCAL: Final = Parameter(
    "confirm_local", Text(), "achieved only with a verified local row of this CODE dated in the journey"
)
_LAG: Final = Parameter("lag_months", Whole(0, MOST_MONTHS), "months that courts take to prove an offence", 10)
_TRIGGER_ONLY: Final = Parameter("trigger_only", Flag(), "only trigger offences count", False)
_UNSETTLED: Final = Choice("hold", "pay", "fail")

MEASURES: Final[Mapping[str, MeasureParameters]] = MappingProxyType(
    {
        "reliable_change": MeasureParameters(
            "use of every presenting substance fell by at least its threshold",
            (
                Parameter("abstinence_counts", Flag(), "no use at all passes, however little there was at start", True),
                _CONFIRM_LOCAL,
            ),
            on_reviews=True,
        ),
        "abstinence": MeasureParameters(
            "no use of any presenting substance",
            (
                Parameter(
                    "alcohol",
                    Choice("abstinent", "improved", "excluded"),
                    "alcohol must be 0; or may be reliably improved; or is left out unless it is the only substance",
                    "abstinent",
                ),
                _CONFIRM_LOCAL,
            ),
            on_reviews=True,
        ),
        "planned_exit": MeasureParameters(
            "the journey ended with a success code",
            (
                Parameter(
                    "exit_top",
                    Choice("check", "require", "ignore"),
                    "whether an exit TOP that shows opiates or crack contradicts the discharge, and whether one must exist",
                    "check",
                ),
            ),
        ),
        "non_representation": MeasureParameters(
            "did not come back after a planned exit",
            (
                Parameter(
                    "months", Whole(1, MOST_MONTHS), "months to stay away; the last instalment falls within them", 12
                ),
                Parameter(
                    "feeds",
                    ListOf(Choice("ndtms", "cjs"), least=1),
                    "the feeds that tell of a return",
                    ("ndtms", "cjs"),
                ),
                Parameter(
                    "on_failure",
                    Choice("clawback", "keep"),
                    "whether instalments already earned are taken back when the person returns",
                    "clawback",
                ),
                Parameter("on_death", _UNSETTLED, "what a death in the window does", "hold"),
                Parameter("on_move", _UNSETTLED, "what a move out of the area in the window does", "hold"),
            ),
        ),
        "injecting_ceased": MeasureParameters("no longer injecting", (_CONFIRM_LOCAL,), on_reviews=True),
        "housing_resolved": MeasureParameters(
            "no housing problem any more",
            (
                Parameter("exit_counts", Flag(), "one exit TOP without a housing problem is enough", True),
                _CONFIRM_LOCAL,
            ),
            on_reviews=True,
        ),
        "hepatitis_b": MeasureParameters(
            "three doses of vaccine",
            (
                Parameter("within_days", Whole(1, 3650), "days from the first dose to the third at most", 365),
                Parameter("refused_eligible", Flag(), "a person who refused when first asked is eligible", False),
            ),
        ),
        "quality_of_life": MeasureParameters(
            "quality of life at the norm, or better than at start",
            (
                Parameter(
                    "mode", Choice("norm", "improvement"), "measured against the norm or the person's own start", "norm"
                ),
                Parameter("norm", Whole(0, MOST_RATING), "the rating that counts as the norm", 14),
                Parameter("points", Whole(1, MOST_RATING), "points of improvement on the rating at start", 4),
                Parameter("skip_if_at_norm", Flag(), "a person at the norm at start is not eligible", False),
                _CONFIRM_LOCAL,
            ),
            on_reviews=True,
        ),
        "employment": MeasureParameters(
            "in paid work, or in education",
            (
                Parameter("paid_days", Whole(1, MOST_DAYS), "days of paid work in the last 28", 8),
                Parameter("education_days", Whole(1, MOST_DAYS), "days of education that pass as well"),
                Parameter(
                    "work_programme",
                    Choice("exclude", "ignore"),
                    "whether reviews while attached to the Work Programme are left out, so that nobody pays twice",
                    "exclude",
                ),
                _CONFIRM_LOCAL,
            ),
            on_reviews=True,
        ),
        "local_event": MeasureParameters(
            "a verified local outcome",
            (
                Parameter("event", Text(), "the CODE of the local rows", default_from="code"),
                Parameter("after_exit_days", Whole(0, 3650), "days after the end of the journey that still count", 0),
            ),
        ),
        "waiting_time": MeasureParameters(
            "treatment began soon after referral",
            (Parameter("max_days", Whole(0, 3650), "days from referral to the first intervention at most", 21),),
        ),
        "engagement": MeasureParameters(
            "stayed in treatment, or left it as planned before",
            (Parameter("days", Whole(1, 3650), "days from the journey's start", 84),),
        ),
        "pathway_move": MeasureParameters(
            "moved from one contract's service to another's, and stayed",
            (
                Parameter("from_contract", Code(), "the contract left", required=True),
                Parameter("to_contract", Code(), "the contract reached", required=True),
                Parameter("days", Whole(1, 3650), "days that the second episode lasts at least", 84),
                Parameter("pays", Choice("from", "to"), "which of the two contracts earns it", "from"),
            ),
        ),
        "attachment": MeasureParameters("started structured treatment"),
        "offending_individual": MeasureParameters(
            "no proven offence for some months",
            (
                Parameter("months", Whole(1, MOST_MONTHS), "months without an offence", 6),
                Parameter(
                    "clock_offset_days", Whole(0, 3650), "days after the journey's start on which the clock starts", 0
                ),
                _TRIGGER_ONLY,
                Parameter("reset_clock", Flag(), "the clock restarts the day after an offence", True),
                Parameter(
                    "horizon_months", Whole(1, 120), "a restarted window ends within so many months of the start", 24
                ),
                _LAG,
            ),
        ),
        "reoffending_cohort": MeasureParameters(
            "fewer offences in a year's cohort than its baseline",
            (
                Parameter(
                    "baseline", Number(above_zero=True), "offences per person a year to compare with", required=True
                ),
                Parameter("min_cohort", Whole(1, 100_000), "a smaller cohort is held", 30),
                _LAG,
                _TRIGGER_ONLY,
            ),
        ),
    }
)


def read_parameters(table: Table, measure: str, code: str, reviews: ReviewRule) -> Mapping[str, Any]:
    """Every parameter of a measure, defaults filled in, under its name in the document."""
    values: dict[str, Any] = {}
    for parameter in MEASURES[measure].all:
        if parameter.required:
            values[parameter.name] = table.get(parameter.name, parameter.kind)
            continue
        value = table.optional(parameter.name, parameter.kind)
        values[parameter.name] = _default(parameter, code, reviews) if value is None else value
    _check_together(table, measure, values)
    return values


def _default(parameter: Parameter, code: str, reviews: ReviewRule) -> Any:
    if parameter.default_from == "reviews":
        return getattr(reviews, parameter.name)
    return code if parameter.default_from == "code" else parameter.default


def _check_together(table: Table, measure: str, values: Mapping[str, Any]) -> None:
    """Rules between two parameters of one measure."""
    if MEASURES[measure].on_reviews and values["min_gap_days"] > values["within_days"]:
        table.wrong(
            "min_gap_days",
            f"two reviews cannot lie at least {values['min_gap_days']} and at most {values['within_days']} days apart",
            "let min_gap_days be at most within_days",
        )
