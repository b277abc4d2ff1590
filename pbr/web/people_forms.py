"""Forms of the pages about people: filter, add, give a role, name a token."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from pbr.access.access import Access
from pbr.access.models import Membership
from pbr.access.queries import ROLE_CHOICES, organisations_of
from pbr.access.roles import ROLES

from .forms import Filters, GovukForm
from .granting import Place


class PeopleFilters(Filters):
    name = forms.CharField(label="Name or e-mail address", max_length=100)
    role = forms.ChoiceField(label="Role", choices=[("", "Any role"), *ROLE_CHOICES])
    ended = forms.BooleanField(label="Also roles that have ended")

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        if "name" in chosen:
            rows = rows.filter(person__name__icontains=chosen["name"]) | rows.filter(
                person__email__icontains=chosen["name"]
            )
        if "role" in chosen:
            rows = rows.filter(role_code=chosen["role"])
        return rows if "ended" in chosen else rows.filter(ended_at__isnull=True)


class RoleForm(GovukForm):
    """One choice names a role together with the place where it is held."""

    place = forms.ChoiceField(label="Role", error_messages={"required": "Choose a role"})

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places: dict[str, Place] = {}
        providers, lasars = organisations_of(access)
        groups: dict[str, list[tuple[str, str]]] = {}
        for role in ROLES.values():
            match role.held_in:
                case "provider":
                    places = [Place(role, provider=provider) for provider in providers]
                case "lasars":
                    places = [Place(role, lasars=service) for service in lasars]
                case _:
                    places = [Place(role)]
            for place in places:
                organisation = place.provider or place.lasars
                code = f"{role.code}:{organisation.pk}" if organisation else role.code
                self._places[code] = place
                groups.setdefault(str(organisation or access.partnership), []).append((code, role.title))
        self.fields["place"].choices = [("", "Choose a role"), *groups.items()]  # type: ignore[attr-defined]

    def clean_place(self) -> Place:
        place = self._places.get(self.cleaned_data["place"])
        if place is None:
            raise ValidationError("Choose a role")
        return place


class PersonForm(RoleForm):
    name = forms.CharField(label="Name", max_length=100, error_messages={"required": "Enter a name"})
    email = forms.EmailField(label="E-mail address", error_messages={"required": "Enter an e-mail address"})
    field_order = ("name", "email", "place")


class TokenForm(GovukForm):
    label = forms.CharField(
        label="What will use the token?",
        help_text="For example: nightly upload from the case system",
        max_length=100,
        error_messages={"required": "Say what will use the token"},
    )


def shown_role(membership: Membership) -> str:
    return membership.role.title


def shown_place(membership: Membership) -> str:
    return str(membership.provider or membership.lasars or membership.partnership)
