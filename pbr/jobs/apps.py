from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "pbr.jobs"
    label = "jobs"
    verbose_name = "Jobs"

    def ready(self) -> None:
        """Loads Celery's configuration, and each room's `tasks.py`, which registers the room's handlers."""
        from pbr import celery  # noqa: F401

        from . import checks  # noqa: F401

        autodiscover_modules("tasks")
