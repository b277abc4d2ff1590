from django.apps import AppConfig


class LasarsConfig(AppConfig):
    name = "lasars"

    def ready(self) -> None:
        from lasars.views.home import PARTS
        from pbr.access.permissions import Permission
        from pbr.web import home, navigation

        navigation.register(
            navigation.Entry("Referrals", "referrals", Permission.SEE_ASSESSMENTS, 34),
            navigation.Entry("Assessments", "assessments", Permission.SEE_ASSESSMENTS, 35),
            navigation.Entry("Audit of assessments", "samples", Permission.AUDIT_ASSESSMENTS, 71),
            navigation.Entry("Instrument", "instruments", Permission.SEE_INSTRUMENT, 72),
        )
        home.register(*PARTS)
