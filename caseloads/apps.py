from django.apps import AppConfig


class CaseloadsConfig(AppConfig):
    name = "caseloads"

    def ready(self) -> None:
        from caseloads.views import home as parts
        from pbr.access.permissions import Permission
        from pbr.web import home, search
        from pbr.web.navigation import Entry, Group, register

        register(
            Entry(Group.CASELOAD, "Clients", "clients", Permission.SEE_CASELOAD, 20, also=("/determinations/",)),
            Entry(Group.EXTRACTS, "Extracts", "extracts", Permission.SEE_EXTRACTS, 10),
        )
        home.register(*parts.PARTS)
        search.register(Permission.SEE_CASELOAD, parts.find_clients)
        search.register(Permission.SEE_EXTRACTS, parts.find_extracts)
