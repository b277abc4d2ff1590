"""People and roles: who may do what, given and ended by the administrator of people."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from pbr.access.duties import answers
from pbr.access.models import Membership, Person
from pbr.access.permissions import Permission
from pbr.access.queries import memberships_of, people_of
from pbr.access.roles import ROLES
from pbr.web.granting import add_person, end_role, grant_role
from pbr.web.letters import send_password_letter
from pbr.web.locked import LockedView
from pbr.web.lockout import locked_people, unlock
from pbr.web.people_forms import PeopleFilters, PersonForm, RoleForm, shown_place, shown_role
from pbr.web.tables import Column, Listing

COLUMNS = (
    Column("Person", lambda row: row.person.name, ("person__name",), "person"),
    Column("E-mail address", lambda row: row.person.email, ("person__email",), "email"),
    Column("Role", shown_role, ("role_code",), "role", words={code: role.title for code, role in ROLES.items()}),
    Column("Held in", shown_place),
    Column("Since", lambda row: row.granted_at, ("granted_at",), "since"),
    Column("Ended", lambda row: row.ended_at, ("ended_at",), "ended"),
)


class People(LockedView):
    """Every role held, one a row."""

    permission = Permission.SEE_AUDIT

    def get(self, request: HttpRequest) -> HttpResponse:
        filters = PeopleFilters(request.GET)
        rows = memberships_of(self.access)
        listing = Listing(request, rows, COLUMNS, "person", "people-and-roles", filters=filters)
        locked = locked_people(self.access.partnership)
        may_change = self.access.may(Permission.MANAGE_PEOPLE)
        context = {"listing": listing, "filters": filters, "locked": locked, "may_change": may_change}
        return listing.export() or render(request, "web/people.html", context)


class AddPerson(LockedView):
    permission = Permission.MANAGE_PEOPLE

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "web/person_add.html", {"form": PersonForm(access=self.access)})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PersonForm(request.POST, access=self.access)
        if not form.is_valid():
            return render(request, "web/person_add.html", {"form": form})
        person = add_person(access=self.access, **form.cleaned_data)
        _tell_of_letter(request, person)
        return redirect("person", person.pk)


class ShowPerson(LockedView):
    """One person's roles; an administrator gives another one here."""

    permission = Permission.SEE_AUDIT
    permissions_of_methods: ClassVar = {"POST": Permission.MANAGE_PEOPLE}

    def get(self, request: HttpRequest, person_id: int) -> HttpResponse:
        return self._page(request, self._person(person_id), RoleForm(access=self.access))

    def post(self, request: HttpRequest, person_id: int) -> HttpResponse:
        person = self._person(person_id)
        form = RoleForm(request.POST, access=self.access)
        if not form.is_valid():
            return self._page(request, person, form)
        grant_role(access=self.access, person=person, place=form.cleaned_data["place"])
        messages.success(request, f"{person.name} has the role now.")
        return redirect("person", person.pk)

    def _person(self, person_id: int) -> Person:
        return get_object_or_404(people_of(self.access), pk=person_id)

    def _page(self, request: HttpRequest, person: Person, form: RoleForm) -> HttpResponse:
        context = {
            "person": person,
            "memberships": memberships_of(self.access).filter(person=person).order_by("-granted_at"),
            "locked": person in locked_people(self.access.partnership),
            "may_change": self.access.may(Permission.MANAGE_PEOPLE) and person != self.access.person,
            "form": form,
        }
        return render(request, "web/person.html", context)


class EndRole(LockedView):
    permission = Permission.MANAGE_PEOPLE

    def post(self, request: HttpRequest, membership_id: int) -> HttpResponse:
        membership: Membership = get_object_or_404(memberships_of(self.access), pk=membership_id)
        end_role(access=self.access, membership=membership)
        messages.success(request, f"{membership.person.name} does not hold this role any more.")
        return redirect("person", membership.person_id)


class SendLetter(LockedView):
    permission = Permission.MANAGE_PEOPLE

    def post(self, request: HttpRequest, person_id: int) -> HttpResponse:
        person = get_object_or_404(people_of(self.access), pk=person_id)
        _tell_of_letter(request, person)
        return redirect("person", person.pk)


class Unlock(LockedView):
    permission = Permission.MANAGE_PEOPLE

    def post(self, request: HttpRequest, person_id: int) -> HttpResponse:
        person = get_object_or_404(people_of(self.access), pk=person_id)
        unlock(access=self.access, person=person)
        messages.success(request, f"{person.name} can sign in again.")
        return redirect("person", person.pk)


class Alone(LockedView):
    """Who could push a payment through alone? The answer must be nobody."""

    permission = Permission.SEE_AUDIT

    def get(self, request: HttpRequest) -> HttpResponse:
        found = answers(self.access.partnership)
        could = sorted({person.name for answer in found if answer.way.forbidden for person in answer.people})
        return render(request, "web/alone.html", {"answers": found, "could": could})


def _tell_of_letter(request: HttpRequest, person: Person) -> None:
    if send_password_letter(request, person):
        messages.success(request, f"A letter is on its way to {person.email}, with a link to choose a password.")
    else:
        messages.warning(
            request, f"No letter was sent to {person.email}: one went out minutes ago, or the mail server is away."
        )
