"""What the codes of a scheme document are called on every page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DOMAINS: Final = {
    "freedom": "Free from dependence",
    "offending": "Reduced offending",
    "wellbeing": "Health and wellbeing",
    "employment": "Employment and education",
    "local": "Local outcomes",
    "quality": "Quality of the service",
    "service": "Service",
}
SUBSTANCES: Final = {
    "ALCUSE": "Alcohol",
    "OPIUSE": "Opiates",
    "CRAUSE": "Crack",
    "COCAUSE": "Cocaine",
    "AMPHUSE": "Amphetamines",
    "CANNUSE": "Cannabis",
    "OTDRGUSE": "Another drug",
}
HOSTS: Final = {
    "daat": "The partnership itself",
    "independent": "An independent organisation",
    "provider": "A provider, and so with a compulsory audit",
}
KINDS: Final = {"interim": "Interim", "final": "Final", "service": "Service"}
PRICINGS: Final = {"individual": "for each client", "cohort": "by cohort"}
FEEDS: Final = {
    "ndtms": "NDTMS treatment records",
    "assessments": "LASARS assessments",
    "cjs": "Criminal justice caseload",
    "offences": "Proven offences",
    "hepb": "Hepatitis B vaccinations",
    "local": "Local outcomes",
    "work_programme": "Work Programme",
    "deaths": "Deaths",
    "moves": "Moves out of the area",
    "decisions": "Decisions",
}
# What a [status] table calls illustrative, where its name in the document is not words.
MARKS: Final = {
    "lasars": "Assessment (LASARS)",
    "exit_top": "Exit TOP",
    "gap_days": "Days that join two episodes",
    "min_gap_days": "Days between two reviews, at least",
    "within_days": "Days between two reviews, at most",
    "window_days": "Days for which an assessment counts",
    "run_off_months": "Months of run-off",
    "on_failure": "What a return does",
    "on_death": "What a death does",
    "on_move": "What a move does",
    "confirm_local": "Confirmed by a local outcome",
    "skip_if_at_norm": "Whether people at the norm are left out",
    "subcontractors": "Sub-contractors",
}
# What is agreed of the whole scheme, as the difference between two versions names it.
WHOLE: Final = {
    "run_off_months": "months after its end in which outcomes still count",
    "stock": "people already in treatment on the first day",
    "attribution": "whose a result is",
    "lasars": "assessment (LASARS)",
    "host": "who assesses",
    "window_days": "days for which an assessment counts",
    "audit_share": "share audited",
    "rule": "which two count",
    "min_gap_days": "days apart, at least",
    "within_days": "days apart, at most",
    "within_months": "months that are soon",
    "interim_again": "may interim outcomes be earned again",
    "final_again": "may final outcomes be earned again",
}
WHOLE_ANSWERS: Final = {
    "stock": {"exclude": "stay under what was agreed before", "include": "are paid for from then on"},
    "attribution": {
        "holder": "of the contract that holds the person",
        "shared": "of every contract that treated the person",
    },
    "host": HOSTS,
}
PARAMETERS: Final = {
    "abstinence_counts": "Does no use at all pass?",
    "confirm_local": "Confirmed by a local outcome",
    "alcohol": "Alcohol",
    "exit_top": "The exit TOP",
    "months": "Months",
    "feeds": "Feeds",
    "on_failure": "When the person comes back",
    "on_death": "When the person dies",
    "on_move": "When the person moves away",
    "exit_counts": "Is one exit TOP enough?",
    "within_days": "Days apart, at most",
    "min_gap_days": "Days apart, at least",
    "rule": "Which two reviews",
    "refused_eligible": "Are people eligible who refused?",
    "mode": "Measured against",
    "skip_if_at_norm": "Leave out people at the norm?",
    "paid_days": "Days of paid work",
    "education_days": "Days of education",
    "event": "Code of the local outcome",
    "after_exit_days": "Days after the journey",
    "max_days": "Days, at most",
    "days": "Days",
    "pays": "Which contract is paid",
    "clock_offset_days": "Days before the clock starts",
    "trigger_only": "Only trigger offences?",
    "reset_clock": "Does the clock restart?",
    "horizon_months": "Months in which it may restart",
    "lag_months": "Months that courts take",
    "min_cohort": "Smallest cohort",
}
REVIEW_RULES: Final = (("any", "Any two reviews"), ("consecutive", "Two with no other review between them"))
_SETTLED: Final = (("hold", "Hold it for a person to decide"), ("pay", "Pay it"), ("fail", "It is not achieved"))
# What a parameter of a measure may be answered with, where its values in the document are not words.
ANSWERS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "rule": REVIEW_RULES,
    "on_failure": (("clawback", "Take back what was paid"), ("keep", "Leave what was paid")),
    "on_death": _SETTLED,
    "on_move": _SETTLED,
    "feeds": (("ndtms", "NDTMS: treatment"), ("cjs", "CJS: criminal justice")),
    "pays": (("from", "The contract left"), ("to", "The contract reached")),
}
