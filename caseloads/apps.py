from django.apps import AppConfig


class CaseloadsConfig(AppConfig):
    name = "caseloads"

    def ready(self) -> None:
        from caseloads.views import home as parts
        from pbr.access.permissions import Permission
        from pbr.web import home, navigation, search

        navigation.register(
            navigation.Entry("Extracts", "extracts", Permission.SEE_EXTRACTS, 20),
            navigation.Entry("Clients", "clients", Permission.SEE_CASELOAD, 30),
        )
        home.register(*parts.PARTS)
        search.register(Permission.SEE_CASELOAD, parts.find_clients)
        search.register(Permission.SEE_EXTRACTS, parts.find_extracts)
