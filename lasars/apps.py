from django.apps import AppConfig


class LasarsConfig(AppConfig):
    name = "lasars"

    def ready(self) -> None:
        from lasars.views.assessments import PARTS
        from pbr.access.permissions import Permission
        from pbr.web import home, navigation

        navigation.register(navigation.Entry("Assessments", "assessments", Permission.SEE_ASSESSMENTS, 35))
        home.register(*PARTS)
