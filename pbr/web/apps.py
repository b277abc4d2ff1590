from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "pbr.web"
    label = "web"
    verbose_name = "Pages"
