"""The reference tables that an administrator of organisations edits, or imports after seeing what would change."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from import_export import fields
from import_export.widgets import ForeignKeyWidget

from pbr.access.access import Access
from pbr.access.models import Agency, Lasars, Provider

from .reference_site import ReferenceAdmin, ReferenceResource


class _NamedHere(ForeignKeyWidget):  # type: ignore[misc]
    """An organisation of the same partnership, by its name."""

    def __init__(self, model: Any, access: Access) -> None:
        super().__init__(model, field="name")
        self._access = access

    def get_queryset(self, value: Any, row: Any, *args: Any, **options: Any) -> Any:
        return self.model.objects.filter(partnership=self._access.partnership)


class ProviderResource(ReferenceResource):
    class Meta:
        model = Provider
        fields: ClassVar = ["name"]
        import_id_fields: ClassVar = ["name"]
        skip_unchanged = report_skipped = clean_model_instances = True


class AgencyResource(ReferenceResource):
    provider = fields.Field("provider", "provider")
    lasars = fields.Field("lasars", "lasars")

    def __init__(self, *, access: Access | None = None, **options: Any) -> None:
        super().__init__(access=access, **options)
        if access is not None:
            self.fields["provider"].widget = _NamedHere(Provider, access)
            self.fields["lasars"].widget = _NamedHere(Lasars, access)

    class Meta:
        model = Agency
        fields: ClassVar = ["code", "name", "provider", "lasars"]
        import_id_fields: ClassVar = ["code"]
        skip_unchanged = report_skipped = clean_model_instances = True


class LasarsResource(ReferenceResource):
    class Meta:
        model = Lasars
        fields: ClassVar = ["name"]
        import_id_fields: ClassVar = ["name"]
        skip_unchanged = report_skipped = clean_model_instances = True


@admin.register(Provider)
class ProviderAdmin(ReferenceAdmin):
    resource_classes: ClassVar = [ProviderResource]
    list_display: ClassVar = ["name"]
    search_fields: ClassVar = ["name"]


@admin.register(Agency)
class AgencyAdmin(ReferenceAdmin):
    resource_classes: ClassVar = [AgencyResource]
    list_display: ClassVar = ["code", "name", "provider", "lasars"]
    list_select_related: ClassVar = ["provider", "lasars"]
    search_fields: ClassVar = ["code", "name"]


@admin.register(Lasars)
class LasarsAdmin(ReferenceAdmin):
    resource_classes: ClassVar = [LasarsResource]
    list_display: ClassVar = ["name", "provider"]
    list_select_related: ClassVar = ["provider"]
