from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "pbr.jobs"
    label = "jobs"
    verbose_name = "Jobs"
