from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "pbr.access"
    label = "access"
    verbose_name = "People and organisations"
