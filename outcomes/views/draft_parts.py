"""The parts of a draft: a page with a form for each section and each entry of a list, and the order of lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from outcomes.actions.drafting import DraftMoved, change_draft
from outcomes.forms.drafting import errors_of, form_of
from outcomes.forms.part_form import PartForm
from outcomes.forms.parts import Entry, Part, name_of, rows_of_key
from outcomes.forms.places import SECTIONS, title_of, whereabouts
from outcomes.forms.questions import Table
from outcomes.forms.wording import changes_in_words
from outcomes.queries.drafts import document_from_text, document_of, get_draft, judged
from pbr.access.permissions import Permission
from pbr.scheme.compare import in_words
from pbr.scheme.editing import Document, moved, removed
from pbr.scheme.merging import on_top
from pbr.web.locked import LockedView

MOVES = {"up": -1, "down": 1}
DRAFT = "outcomes.draft"


@dataclass(frozen=True, slots=True)
class Opened:
    """The draft as somebody saw it when he or she opened a form. The form carries it, signed and packed (`kept`), so that
    what was typed can be told from what was there; "" where a form does not have it."""

    sha256: str
    document: Document
    kept: str

    @classmethod
    def now(cls, version: Any) -> Opened:
        return cls(version.sha256, document_of(version), signing.dumps(version.document, salt=DRAFT, compress=True))

    @classmethod
    def of(cls, version: Any, sent: QueryDict) -> Opened:
        """As the form says; the draft as it is now where the form does not say it, or not truly."""
        kept, sha256 = sent.get("basis", ""), sent.get("opened", "")
        if sha256 == version.sha256:
            return cls.now(version)
        try:
            text = signing.loads(kept, salt=DRAFT)
        except signing.BadSignature:
            return cls(sha256, document_of(version), "")
        return cls(sha256, document_from_text(text), kept)


def address_of(version_id: int, section: str, place: int = 0) -> str:
    if place:
        return reverse("draft_entry", args=[version_id, section, place])
    return reverse("draft_section", args=[version_id, section])


def part_of(document: Document, section: str, place: int) -> Part:
    """Raises Http404 for a section that there is not, and for a place more than one after the last."""
    kind = SECTIONS.get(section)
    if kind is None or issubclass(kind, Entry) is not bool(place):
        raise Http404("No such part of a draft")
    if issubclass(kind, Entry) and place > len(rows_of_key(document, kind.key)) + 1:
        raise Http404("No such entry of a draft")
    return kind(document, place)


class DraftPart(LockedView):
    """One part as a form. Saving keeps whatever was typed, right or wrong; a page with mistakes is shown again with each
    beside its field. The buttons that add or take away rows, or show what another measure takes, save nothing."""

    permission = Permission.CHANGE_SCHEME

    def get(self, request: HttpRequest, version_id: int, section: str, place: int) -> HttpResponse:
        version = get_draft(self.access, version_id)
        part = part_of(document_of(version), section, place)
        form = form_of(part, part.table, errors_of(part, judged(version).errors))
        return _page(request, version, part, form)

    def post(self, request: HttpRequest, version_id: int, section: str, place: int) -> HttpResponse:
        version, sent = get_draft(self.access, version_id), request.POST
        opened = Opened.of(version, sent)
        try:
            part = part_of(opened.document, section, place)
        except Http404:
            _refuse_if_moved(version, opened.sha256)
            raise
        table = part.read(dict(sent.lists()), without=sent.get("without", ""))
        if {"more", "without", "reshow"} & set(sent):
            form = form_of(part, table, more=sent.get("more", ""))
            return _page(request, version, part, form, opened, left_out=part.left_out(table))
        try:
            changed = change_draft(
                access=self.access, version_id=version.pk, opened=opened.sha256, document=part.put(table),
                part=part.heading, in_words=changes_in_words,
            )  # fmt: skip
        except DraftMoved as refusal:
            if not opened.kept:
                raise
            return self._on_top(request, version_id, part, table, refusal.message)
        return self._saved(request, version_id, part, table, changed)

    def _on_top(self, request: HttpRequest, version_id: int, part: Part, table: Table, refusal: str) -> HttpResponse:
        """What was typed, in the draft as somebody else has saved it meanwhile: what that changed, and what saving now
        changes. Raises Refusal where the draft is discarded or in force."""
        version = get_draft(self.access, version_id)
        now, typed = document_of(version), part.put(table)
        both = on_top(part.document, typed, now)
        place = part.place
        if isinstance(part, Entry):
            entries = rows_of_key(both, part.key)
            place = next(
                (at for at, one in enumerate(entries, 1) if one.get("code") == table.get("code")), len(entries)
            )
        shown = part_of(both, part.section, place)
        conflict = {
            "refusal": refusal,
            "theirs": changes_in_words(part.document, now),
            "mine": changes_in_words(now, both),
        }
        return _page(request, version, shown, form_of(shown, shown.table), Opened.now(version), conflict)

    def _saved(self, request: HttpRequest, version_id: int, part: Part, table: Table, changed: bool) -> HttpResponse:
        """The same page while something on it must be put right, or it has more to ask; else where it was opened."""
        if left_out := part.left_out(table):
            messages.warning(request, f"{part.heading}: no longer taken, and left out of the draft: {left_out}.")
        errors = judged(get_draft(self.access, version_id)).errors
        here = (part.section, part.place)
        if any(whereabouts(part.put(table), error.path) == here for error in errors):
            messages.info(request, f"{part.heading}: saved in the draft as it is, with something to put right.")
            return redirect(address_of(version_id, *here))
        messages.success(request, f"{part.heading}: saved in the draft." if changed else "Nothing was changed.")
        if part.asks_more(table):
            return redirect(address_of(version_id, *here))
        return redirect(address_of(version_id, part.section) if part.place else reverse("draft", args=[version_id]))


class DraftSection(DraftPart):
    """A section's own page: its form, or the list of its entries."""

    permission = Permission.CHANGE_SCHEME

    def get(self, request: HttpRequest, version_id: int, section: str, place: int = 0) -> HttpResponse:
        kind = SECTIONS.get(section)
        if kind is None or not issubclass(kind, Entry):
            return super().get(request, version_id, section, 0)
        version = get_draft(self.access, version_id)
        document, errors = document_of(version), judged(version).errors
        entries = [
            {
                "place": at,
                "name": name_of(entry, f"{kind.title} {at}"),
                "code": entry.get("code", ""),
                "measure": in_words(str(entry.get("measure", ""))),
                "wrong": sum(whereabouts(document, error.path) == (section, at) for error in errors),
                "url": address_of(version.pk, section, at),
            }
            for at, entry in enumerate(rows_of_key(document, kind.key), 1)
        ]
        context = {
            "version": version,
            "section": section,
            "title": title_of(kind),
            "one": kind.title.lower(),
            "entries": entries,
            "new_url": address_of(version.pk, section, len(entries) + 1),
        }
        return render(request, "outcomes/draft_entries.html", context)

    def post(self, request: HttpRequest, version_id: int, section: str, place: int = 0) -> HttpResponse:
        return super().post(request, version_id, section, 0)


class ArrangeDraft(LockedView):
    """Moves an entry of a list up or down, or takes it out, which is asked again first."""

    permission = Permission.CHANGE_SCHEME

    def post(self, request: HttpRequest, version_id: int, section: str, place: int) -> HttpResponse:
        version, sent = get_draft(self.access, version_id), request.POST
        opened, move = sent.get("opened", ""), sent.get("move", "")
        try:
            part = part_of(document_of(version), section, place)
        except Http404:
            _refuse_if_moved(version, opened)
            raise
        if not isinstance(part, Entry) or part.is_new or move not in {*MOVES, "out"}:
            raise Http404("No such entry of a draft")
        if move == "out" and "sure" not in sent:
            return render(request, "outcomes/draft_remove.html", {"version": version, "part": part, "opened": opened})
        if move == "out":
            document, done = removed(part.document, part.key, place), "taken out of the draft"
        else:
            document, done = moved(part.document, part.key, place, MOVES[move]), f"moved {move}"
        change_draft(
            access=self.access, version_id=version.pk, opened=opened, document=document, part=part.heading,
            in_words=changes_in_words,
        )  # fmt: skip
        messages.success(request, f"{part.heading}: {done}.")
        return redirect(address_of(version_id, section))


def _refuse_if_moved(version: Any, opened: str) -> None:
    if version.sha256 != opened:
        raise DraftMoved("Somebody changed this draft after you opened the page. Nothing of yours was saved.")


def _page(
    request: HttpRequest,
    version: Any,
    part: Part,
    form: PartForm,
    opened: Opened | None = None,
    conflict: dict[str, Any] | None = None,
    left_out: str = "",
) -> HttpResponse:
    """`opened` is the draft as the person first saw it, so that a page shown again still knows it; `left_out` is what
    saving would leave out of it."""
    opened = opened or Opened.now(version)
    context = {
        "version": version,
        "part": part,
        "form": form,
        "opened": opened.sha256,
        "basis": opened.kept,
        "action": address_of(version.pk, part.section, part.place),
        "left_out": left_out,
        **(conflict or {}),
        **part.shown(form),
    }
    return render(request, part.template, context, status=409 if conflict else 200)
