from django.apps import AppConfig


class LasarsConfig(AppConfig):
    name = "lasars"
