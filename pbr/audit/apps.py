from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    name = "pbr.audit"
    label = "audit"
    verbose_name = "Audit trail"

    def ready(self) -> None:
        """Loads each room's `sentences.py`, which says how the room's events read."""
        autodiscover_modules("sentences")
