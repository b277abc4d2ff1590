"""Scheme versions: read as documents, drafted by one person, put in force by another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from outcomes.actions.schemes import CautionsUnread, DraftRefused, discard_draft, draft_scheme, put_in_force
from outcomes.forms import DraftForm
from outcomes.forms.wording import told_to_an_author
from outcomes.queries.cautions import cautions, hindrances
from outcomes.queries.drafts import changed_by, get_draft
from outcomes.queries.pages import get_version
from outcomes.queries.schemes import UnfinishedDraft, earlier_in_force, parsed, schemes_in_force, versions
from outcomes.views.scheme_words import scheme_words, standing
from pbr import clock
from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.scheme.compare import differences
from pbr.scheme.document import Scheme
from pbr.web.client_parts import parts_of_scheme
from pbr.web.locked import LockedView
from pbr.web.tables import Column, Listing
from pbr.web.templatetags.pbr import STATES

COLUMNS = (
    Column("Number", lambda version: version.pk, ("pk",), "number", numeric=True),
    Column("Scheme", lambda version: version.name, ("name", "starts"), "name"),
    Column("State", lambda version: STATES[version.state][0]),
    Column("Starts", lambda version: version.starts, ("starts",), "starts"),
    Column("Ends", lambda version: version.ends, ("ends",), "ends"),
    Column("Drafted by", lambda version: version.drafted_by.name),
    Column("Drafted", lambda version: version.drafted_at, ("drafted_at",), "drafted"),
    Column("Put in force by", lambda version: version.in_force_by.name if version.in_force_by else ""),
    Column("Put in force", lambda version: version.in_force_at, ("in_force_at",), "in_force"),
)


class Schemes(LockedView):
    permission = Permission.SEE_SCHEME

    def get(self, request: HttpRequest) -> HttpResponse:
        listing = Listing(request, versions(self.access), COLUMNS, "-starts", "schemes")
        if answer := listing.export():
            return answer
        in_force, today = schemes_in_force(self.access.partnership.pk), clock.today()
        stands = {pk: standing(in_force.by_id(pk), today) for pk in in_force.ids}
        context = {
            "listing": listing,
            "rows": [(version, stands.get(version.pk, "")) for version in listing.page],
            "none_governs": not any(one.starts <= today <= one.ends for one in in_force.schemes),
            "may_draft": self.access.may(Permission.CHANGE_SCHEME),
        }
        return render(request, "outcomes/schemes.html", context)


class SchemePage(LockedView):
    """One version, and what it changes in the version in force before it, or in the one that is asked for."""

    permission = Permission.SEE_SCHEME

    def get(self, request: HttpRequest, version_id: int) -> HttpResponse:
        version = get_version(versions(self.access), version_id)
        try:
            scheme = parsed(version.pk, version.sha256)
        except UnfinishedDraft:
            if self.access.may(Permission.CHANGE_SCHEME):
                return redirect("draft", version.pk)
            raise
        return _scheme_page(request, self.access, version, scheme)


def _scheme_page(
    request: HttpRequest, access: Access, version: Any, scheme: Scheme, *, unread: str = ""
) -> HttpResponse:
    """`unread` says that the cautions of a draft were not ticked as read."""
    others = _readable(access, version)
    before = next((one for one in others if str(one.pk) == request.GET.get("against")), earlier_in_force(version))
    is_draft = version.state == "draft"
    may_change = access.may(Permission.CHANGE_SCHEME) and is_draft
    is_author = access.person.pk in {version.drafted_by_id, *version.changed_by}
    hindered = hindrances(access, scheme) if is_draft else []
    context = {
        "version": version,
        "standing": "" if is_draft else standing(scheme, clock.today()),
        "words": scheme_words(scheme),
        "before": before,
        "others": others,
        "changes": differences(parsed(before.pk, before.sha256), scheme) if before else [],
        "parts": parts_of_scheme(request, access, version.pk),
        "cautions": cautions(access, scheme) if is_draft else [],
        "hindrances": hindered,
        "unread": unread,
        # Which buttons this person is shown; the actions decide again.
        "may_put_in_force": may_change and not is_author and not hindered,
        "may_discard": may_change,
        "is_author": is_author,
    }
    return render(request, "outcomes/scheme.html", context, status=422 if unread else 200)


def _readable(access: Access, version: Any) -> list[Any]:
    """The other versions with which this one can be compared: drafts with mistakes cannot be read yet."""
    found = []
    for other in versions(access).exclude(pk=version.pk):
        try:
            parsed(other.pk, other.sha256)
        except UnfinishedDraft:
            continue
        found.append(other)
    return found


class SchemeDocument(LockedView):
    """The TOML document itself, byte for byte."""

    permission = Permission.SEE_SCHEME

    def get(self, request: HttpRequest, version_id: int) -> HttpResponse:
        version = get_version(versions(self.access), version_id)
        name = f"scheme-{version.starts:%Y%m%d}-{version.sha256[:8]}.toml"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(version.document.encode(), content_type="application/toml", headers=headers)


class Draft(LockedView):
    """A new draft. What is wrong with the document is listed whole, and what was pasted stays in the form."""

    permission = Permission.CHANGE_SCHEME

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "outcomes/draft.html", {"form": DraftForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DraftForm(request.POST, request.FILES)
        if not form.is_valid():
            return render(request, "outcomes/draft.html", {"form": form}, status=422)
        document, name = form.document
        try:
            version = draft_scheme(access=self.access, document=document, file_name=name)
        except DraftRefused as refused:
            again = DraftForm(initial={"text": document})
            return render(
                request,
                "outcomes/draft.html",
                {"form": again, "errors": told_to_an_author(document, refused.errors)},
                status=422,
            )
        messages.success(request, _kept(self.access, version))
        return redirect("scheme", version.pk)


def _kept(access: Access, version: Any) -> str:
    if hindrances(access, parsed(version.pk, version.sha256)):
        return f"{version} is kept as a draft. Nobody can put it in force as it is: see what keeps it."
    return f"{version} is kept as a draft. A second person puts it in force."


class PutInForce(LockedView):
    permission = Permission.CHANGE_SCHEME

    def post(self, request: HttpRequest, version_id: int) -> HttpResponse:
        seen = request.POST.get("seen")
        version = get_version(versions(self.access), version_id)
        try:
            version = put_in_force(
                access=self.access, version_id=version.pk, seen=seen, read_cautions="read" in request.POST
            )
        except CautionsUnread as refused:
            scheme = parsed(version.pk, version.sha256)
            return _scheme_page(request, self.access, version, scheme, unread=refused.message)
        messages.success(request, f"{version} is in force. Every journey it governs is being determined anew.")
        return redirect("scheme", version.pk)


class Discard(LockedView):
    """Asked once more, naming whose draft it is."""

    permission = Permission.CHANGE_SCHEME

    def get(self, request: HttpRequest, version_id: int) -> HttpResponse:
        version = get_draft(self.access, version_id)
        is_own = version.drafted_by_id == self.access.person.pk
        context = {"version": version, "is_own": is_own, "changed_by": changed_by(version)}
        return render(request, "outcomes/discard.html", context)

    def post(self, request: HttpRequest, version_id: int) -> HttpResponse:
        version = get_version(versions(self.access), version_id)
        discard_draft(access=self.access, version_id=version.pk)
        messages.success(request, f"The draft {version} is discarded.")
        return redirect("schemes")
