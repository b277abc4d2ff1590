"""The administration of reference tables: only for who may manage organisations, only the partnership's own rows."""

from __future__ import annotations

from typing import Any, ClassVar

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.views import redirect_to_login
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest
from import_export import resources
from import_export.admin import ImportExportModelAdmin

from pbr.access.access import Access
from pbr.access.permissions import Permission
from pbr.audit.record import record

from .reference_formats import SafeCSV


class ReferenceSite(admin.AdminSite):
    site_header = "Providers, agencies and LASARS"
    site_title = "Reference tables"
    index_title = "Reference tables"

    def has_permission(self, request: HttpRequest) -> bool:
        return _may(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The service's own sign-in, with its lockout."""
        return redirect_to_login(request.GET.get("next", request.path))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Django's and import-export's pages carry styles in their tags. Scripts stay under the strict policy."""
        return csp_update({"style-src": [SELF, UNSAFE_INLINE]})(super().admin_view(view, cacheable))


class ReferenceAdmin(ImportExportModelAdmin):  # type: ignore[misc]
    """Rows of the partnership; what is in use is never deleted, and each change is an event."""

    exclude: ClassVar = ["partnership"]
    formats: ClassVar = [SafeCSV]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.filter(partnership=_access(request).partnership)

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **options: Any) -> Any:
        options["queryset"] = db_field.related_model._default_manager.filter(partnership=_access(request).partnership)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.partnership = _access(request).partnership
        super().save_model(request, obj, form, change)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        _record(request, "added", obj)
        entry: LogEntry = super().log_addition(request, obj, message)
        return entry

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        _record(request, "changed", obj)
        entry: LogEntry = super().log_change(request, obj, message)
        return entry

    def get_import_resource_kwargs(self, request: HttpRequest, **options: Any) -> dict[str, Any]:
        return {**super().get_import_resource_kwargs(request, **options), "access": _access(request)}

    def get_export_resource_kwargs(self, request: HttpRequest, **options: Any) -> dict[str, Any]:
        return {**super().get_export_resource_kwargs(request, **options), "access": _access(request)}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _may(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may(request)

    has_add_permission = has_change_permission = has_view_permission
    has_import_permission = has_export_permission = has_module_permission

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReferenceResource(resources.ModelResource):  # type: ignore[misc]
    """A reference table in and out of a file: what changes is shown before it is confirmed, and an import is an event."""

    access: Access

    def __init__(self, *, access: Access | None = None, **options: Any) -> None:
        """import-export's form of columns makes one without access, to ask for its fields; that one reads no row."""
        super().__init__(**options)
        if access is not None:
            self.access = access

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset()
        return rows.filter(partnership=self.access.partnership)

    def init_instance(self, row: Any = None) -> Any:
        instance = super().init_instance(row)
        instance.partnership = self.access.partnership
        return instance

    def after_import(self, dataset: Any, result: Any, **options: Any) -> None:
        if options.get("dry_run") or result.has_errors() or result.has_validation_errors():
            return
        record(
            f"{self._meta.model._meta.model_name}.imported",
            partnership=self.access.partnership,
            actor=self.access.person,
            subject=f"partnership:{self.access.partnership.pk}",
            new=result.totals["new"],
            changed=result.totals["update"],
        )


def _access(request: HttpRequest) -> Access:
    return request.access  # type: ignore[attr-defined,no-any-return]


def _may(request: HttpRequest) -> bool:
    access = _access(request)
    return bool(access) and access.may(Permission.MANAGE_ORGANISATIONS)


def _record(request: HttpRequest, verb: str, obj: Model) -> None:
    access, kind = _access(request), obj._meta.model_name
    subject = f"{kind}:{obj.pk}"
    record(f"{kind}.{verb}", partnership=access.partnership, actor=access.person, subject=subject, name=str(obj))
