from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "outcomes"

    def ready(self) -> None:
        from lasars.queries import told_by
        from outcomes.queries.schemes import scheme_on
        from outcomes.views.home import PARTS
        from pbr.access.permissions import Permission
        from pbr.web import home, navigation

        navigation.register(
            navigation.Entry("Held", "held", Permission.DECIDE_HELD, 40),
            navigation.Entry("Schemes", "schemes", Permission.SEE_SCHEME, 70),
        )
        home.register(*PARTS)
        told_by(scheme_on)
