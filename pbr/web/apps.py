from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "pbr.web"
    label = "web"
    verbose_name = "Pages"

    def ready(self) -> None:
        """The pages of every room have a place in the menu; these are the menu entries of no room."""
        from pbr.access.permissions import Permission

        from . import home, navigation
        from .parts import accounts
        from .views.jobs import home_part as stopped_work

        navigation.register(
            navigation.Entry("Home", "home", Permission.SEE_HOME, 0),
            navigation.Entry("People and roles", "people", Permission.SEE_AUDIT, 900),
            navigation.Entry("Audit trail", "audit", Permission.SEE_AUDIT, 910),
            navigation.Entry("Organisations", "admin:index", Permission.MANAGE_ORGANISATIONS, 920),
        )
        home.register(home.Part(Permission.MANAGE_PEOPLE, 900, "web/_part_accounts.html", accounts))
        home.register(home.Part(Permission.MANAGE_PEOPLE, 890, "jobs/_stopped_part.html", stopped_work))
