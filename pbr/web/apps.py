from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "pbr.web"
    label = "web"
    verbose_name = "Pages"

    def ready(self) -> None:
        from pbr.access.permissions import Permission
        from pbr.web.home import Part, register
        from pbr.web.views.jobs import home_part

        register(Part(Permission.MANAGE_PEOPLE, 5, "jobs/_stopped_part.html", home_part))
