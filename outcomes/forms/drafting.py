"""The whole of a draft as forms: its sections in the order of its task list, and the place of each error in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from outcomes.forms.part_form import PartForm
from outcomes.forms.parts import Entry, Part
from outcomes.forms.places import SECTIONS, title_of, whereabouts
from outcomes.forms.questions import Table
from outcomes.forms.wording import error_in_words
from pbr.scheme.editing import Document
from pbr.scheme.errors import SchemeError
from pbr.web.templatetags.pbr import first_input


@dataclass(frozen=True, slots=True)
class Misplaced:
    """One error as the summary lists it: what it is about, what is wrong, and the part and the field where it is put
    right; without a field, somewhere in the part; `place` 0 is the section's own page."""

    section: str
    place: int
    heading: str
    message: str
    field_id: str = ""


def errors_of(part: Part, errors: Iterable[SchemeError]) -> list[SchemeError]:
    """Those that are put right on this page, with the paths that lead from its table on."""
    here = (part.section, part.place)
    mine = (error for error in errors if whereabouts(part.document, error.path) == here)
    return [_in_words(part, error) for error in mine]


def _in_words(part: Part, error: SchemeError) -> SchemeError:
    path = part.within(error.path) or ""
    is_code = isinstance(part, Entry) and path == "code"
    wrong, right = (error_in_words(part.document, text, about_a_code=is_code) for text in (error.wrong, error.right))
    return SchemeError(path, wrong, right)


def form_of(part: Part, table: Table, errors: Iterable[SchemeError] = (), more: str = "") -> PartForm:
    return PartForm(part.questions(table), table, errors=errors, more=more)


def put_right_where(document: Document, errors: Sequence[SchemeError]) -> list[Misplaced]:
    """Every error of the document with its page and its field, in the order of the sections."""
    places = dict.fromkeys(whereabouts(document, error.path) for error in errors)
    order = list(SECTIONS)
    found: list[Misplaced] = []
    for section, place in sorted(places, key=lambda one: (order.index(one[0]), one[1])):
        kind = SECTIONS[section]
        if issubclass(kind, Entry) and not place:
            found += [
                Misplaced(section, 0, title_of(kind), f"{error.wrong}; {error.right}")
                for error in errors
                if whereabouts(document, error.path) == (section, 0)
            ]
            continue
        part = kind(document, place)
        found += _on_page(part, form_of(part, part.table, errors_of(part, errors)))
    return found


def _on_page(part: Part, form: PartForm) -> Iterable[Misplaced]:
    for message in form.non_field_errors():
        yield Misplaced(part.section, part.place, part.heading, str(message))
    for bound in form:
        for message in bound.errors:
            yield Misplaced(part.section, part.place, part.heading, str(message), first_input(bound))
