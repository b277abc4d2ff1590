"""The sections of a draft that are asked of the whole scheme: its dates, its rules, its gates and its ceilings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from outcomes.forms.parts import Part, codes
from outcomes.forms.questions import Asked, Heading, Question, Rows, Table
from pbr.scheme.document import JourneyRule, Lasars, Relapse, ReviewRule
from pbr.scheme.editing import Document, regrouped
from pbr.scheme.kinds import Agency, Choice, Code, Day, FirstOfMonth, Flag, ListOf, Number, Text, Whole
from pbr.scheme.outcomes import DOMAINS as DOMAIN_CODES
from pbr.scheme.parameters import MOST_DAYS
from pbr.scheme.reading import RELIABLE_CHANGE_DAYS
from pbr.scheme.words import DOMAINS, HOSTS, REVIEW_RULES, SUBSTANCES
from pbr.values.dates import format_day

STOCK: Final = (("exclude", "Stay under what was agreed before"), ("include", "Are paid for from then on"))
DOMAIN_OPTIONS: Final = tuple((code, DOMAINS[code]) for code in DOMAIN_CODES)
_FIRSTS: Final = tuple(
    (f"{month:02d}-01", format_day(dt.date(2012, month, 1)).rpartition(" ")[0]) for month in range(1, 13)
)


class About(Part):
    section = "about"
    title = "About the scheme, and its dates"

    def questions(self, table: Table) -> Sequence[Question]:
        return (
            Asked(
                ("name",), "Name", Text(), "The same in every version: versions with one name never overlap.", wide=True
            ),
            Asked(("starts",), "Starts", Day(), "A journey that starts on this day or later is governed by it."),
            Asked(("ends",), "Ends", Day(), "A journey that starts after this day is not."),
            Asked(
                ("run_off_months",),
                "Months after its end in which outcomes still count",
                Whole(0, 120),
                if_empty="24",
            ),
            Asked(
                ("contract_year_starts",),
                "Contract years start on",
                FirstOfMonth(),
                options=_FIRSTS,
                if_empty="1 April",
            ),
            Asked(
                ("stock",),
                "People already in treatment on the first day",
                Choice("exclude", "include"),
                options=STOCK,
                if_empty="stay under what was agreed before",
            ),
            Asked(("groups",), "Groups of complexity", ListOf(Text(), least=1), "One a line, the lowest first."),
        )

    def put(self, table: Table) -> Document:
        """Prices follow the groups they belong to."""
        old, new = self.document.get("groups"), table.get("groups")
        if isinstance(old, list) and isinstance(new, list) and old != new:
            return regrouped(table, old, new)
        return table


class Rules(Part):
    section = "rules"
    title = "Journeys, reviews, assessment and relapse"

    def questions(self, table: Table) -> Sequence[Question]:
        return (*_journey(), *_reviews(), *_reliable_change(), *_assessment(), *_relapse())


def _journey() -> Sequence[Question]:
    return (
        Heading("A journey"),
        Asked(
            ("journey", "gap_days"),
            "Days that join two episodes",
            Whole(0, 365),
            "An episode that starts this soon after the last discharge continues the journey.",
            if_empty=str(JourneyRule().gap_days),
        ),
        Asked(
            ("journey", "success_codes"),
            "Discharge codes that are a success",
            ListOf(Whole(1, 99), least=1),
            "Separated by commas.",
            if_empty="80, 81, 82",
        ),
    )


def _reviews() -> Sequence[Question]:
    usual = ReviewRule()
    return (
        Heading("Two reviews prove a result", "An outcome may say otherwise for itself."),
        Asked(
            ("reviews", "rule"),
            "Which two",
            Choice("any", "consecutive"),
            options=REVIEW_RULES,
            if_empty="any two reviews",
        ),
        Asked(("reviews", "min_gap_days"), "Days apart, at least", Whole(0, 3650), if_empty=str(usual.min_gap_days)),
        Asked(("reviews", "within_days"), "Days apart, at most", Whole(1, 3650), if_empty=str(usual.within_days)),
    )


def _reliable_change() -> Sequence[Question]:
    hint = "Days in the last 28 by which use must fall. Give all seven, or none: then the national figures hold."
    return (
        Heading("When a change in use is reliable", hint),
        *(
            Asked(("reliable_change", item), SUBSTANCES[item], Whole(1, MOST_DAYS), if_empty=str(days))
            for item, days in RELIABLE_CHANGE_DAYS.items()
        ),
    )


def _assessment() -> Sequence[Question]:
    usual = Lasars()
    return (
        Heading("Assessment (LASARS)"),
        Asked(
            ("lasars", "host"),
            "Who assesses",
            Choice(*HOSTS),
            options=tuple(HOSTS.items()),
            if_empty="the partnership itself",
        ),
        Asked(
            ("lasars", "agencies"),
            "Agencies of the LASARS itself",
            ListOf(Agency()),
            "NDTMS agency codes, separated by commas.",
            if_empty="none",
            wide=True,
        ),
        Asked(
            ("lasars", "window_days"),
            "Days before a journey in which an assessment counts for it",
            Whole(0, 3650),
            if_empty=str(usual.window_days),
        ),
        Asked(
            ("lasars", "audit_share"),
            "Share of assessments audited",
            Number("1"),
            "As 0.10 or 10 %. Must be above 0 where a provider assesses.",
            if_empty=str(usual.audit_share),
        ),
    )


def _relapse() -> Sequence[Question]:
    usual = Relapse()
    return (
        Heading("Relapse: a new journey soon after the last"),
        Asked(("relapse", "within_months"), "Months that are soon", Whole(0, 120), if_empty=str(usual.within_months)),
        Asked(("relapse", "interim_again"), "May interim outcomes be earned again?", Flag(), if_empty="no"),
        Asked(("relapse", "final_again"), "May final outcomes be earned again?", Flag(), if_empty="yes"),
    )


class Gates(Part):
    section = "gates"
    title = "Gates"
    intro = (
        "Outcomes behind a gate are paid only when the client has earned everything that the gate requires and that he "
        "or she is eligible for."
    )

    def questions(self, table: Table) -> Sequence[Question]:
        outcomes, some = tuple(codes(self.document, "outcome")), ListOf(Code(), least=1)
        return (
            Rows(
                "gate",
                "Gates",
                "gate",
                (
                    Asked(("outcomes",), "Outcomes behind the gate", some, options=outcomes),
                    Asked(("requires",), "What must be earned first", some, options=outcomes),
                ),
            ),
        )


class Ceilings(Part):
    section = "ceilings"
    title = "Ceilings"
    intro = "For every group, an outcome costs at most this share of the prices of its whole domain, itself included."

    def questions(self, table: Table) -> Sequence[Question]:
        outcomes = tuple(codes(self.document, "outcome"))
        return (
            Rows(
                "ceiling",
                "Ceilings",
                "ceiling",
                (
                    Asked(("outcome",), "Outcome", Code(), options=outcomes),
                    Asked(("of_domain",), "Of the domain", Text(), options=DOMAIN_OPTIONS),
                    Asked(("share",), "Share, at most", Number("1"), "As 0.20 or 20 %."),
                ),
            ),
        )
