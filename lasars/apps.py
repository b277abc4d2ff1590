from django.apps import AppConfig


class LasarsConfig(AppConfig):
    name = "lasars"

    def ready(self) -> None:
        from lasars.queries.of_client import assessments_of_client, wishes_of_client
        from lasars.views import finding
        from lasars.views.home import PARTS
        from pbr.access.permissions import Permission
        from pbr.web import client_parts, home, search
        from pbr.web.navigation import Entry, Group, register

        register(
            Entry(Group.CASELOAD, "Referred to you", "referred_to_us", Permission.SEE_CASELOAD, 15, of_providers=True),
            Entry(Group.ASSESSMENT, "Referrals", "referrals", Permission.SEE_ASSESSMENTS, 10),
            Entry(Group.ASSESSMENT, "Assessments", "assessments", Permission.SEE_ASSESSMENTS, 20),
            Entry(Group.ASSESSMENT, "Drift", "drift", Permission.SEE_DRIFT, 30),
            Entry(Group.ASSESSMENT, "Audit of assessments", "samples", Permission.AUDIT_ASSESSMENTS, 40),
            Entry(Group.ASSESSMENT, "Instrument", "instruments", Permission.SEE_INSTRUMENT, 50),
        )
        home.register(*PARTS)
        search.register(Permission.SEE_ASSESSMENTS, finding.find_referrals)
        search.register(Permission.SEE_ASSESSMENTS, finding.find_assessments)
        search.register(Permission.SEE_CASELOAD, finding.find_referred)
        of_client = client_parts.Part(Permission.SEE_CASELOAD, "lasars/_of_client.html", assessments_of_client)
        # Whoever may see who it is: what somebody wants of their life is nothing for accounts.
        wishes = client_parts.Part(Permission.SEE_IDENTITY, "lasars/_wishes.html", wishes_of_client)
        client_parts.register(wishes, of_client)
