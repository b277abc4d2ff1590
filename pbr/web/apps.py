from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "pbr.web"
    label = "web"
    verbose_name = "Pages"

    def ready(self) -> None:
        """The pages of every room have a place in the menu; these are the menu entries of no room."""
        from pbr.access.permissions import Permission

        from . import home
        from .navigation import Entry, Group, register
        from .parts import accounts
        from .views.jobs import home_part as stopped_work

        register(
            Entry(Group.HOME, "Home", "home", Permission.SEE_HOME, 0, also=("/search",)),
            Entry(Group.OVERSIGHT, "Audit trail", "audit", Permission.SEE_AUDIT, 10),
            Entry(Group.OVERSIGHT, "People and roles", "people", Permission.SEE_AUDIT, 20),
            Entry(Group.OVERSIGHT, "Organisations", "admin:index", Permission.MANAGE_ORGANISATIONS, 30),
        )
        home.register(home.Part(Permission.MANAGE_PEOPLE, 900, "web/_part_accounts.html", accounts))
        home.register(home.Part(Permission.MANAGE_PEOPLE, 890, "jobs/_stopped_part.html", stopped_work))
