"""Django's administration takes the reference tables' site for its own."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class ReferenceAdminConfig(AdminConfig):
    default_site = "pbr.web.reference_site.ReferenceSite"
