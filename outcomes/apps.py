from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "outcomes"

    def ready(self) -> None:
        from lasars.queries import told_by
        from outcomes.queries.schemes import scheme_on
        from outcomes.views.home import PARTS
        from pbr.access.permissions import Permission
        from pbr.web import home
        from pbr.web.navigation import Entry, Group, register

        register(
            Entry(Group.CASELOAD, "Held", "held", Permission.DECIDE_HELD, 30),
            Entry(Group.CASELOAD, "TOPs to mend", "top_exceptions", Permission.SEE_CASELOAD, 40),
            Entry(Group.SCHEME, "Schemes", "schemes", Permission.SEE_SCHEME, 10),
        )
        home.register(*PARTS)
        told_by(scheme_on)
