from django.apps import AppConfig

# What the audit trail says of the events of these pages, after the name of who did it.
SENTENCES = {
    "person.added": "added {person}",
    "role.granted": "made {person} {role} in {where}",
    "role.ended": "ended that {person} is {role} in {where}",
    "account.locked": "locked the account of {person} after failed sign-ins",
    "account.unlocked": "unlocked the account of {person}",
    "job.started_again": "started stopped work again",
    "password.changed": "changed the own password",
    "password.chosen": "chose a password by the link in a letter",
    "token.made": "made a token for “{label}”",
    "token.ended": "ended the token for “{label}”",
    "provider.added": "added the provider {name}",
    "provider.changed": "changed the provider {name}",
    "provider.imported": "imported providers: {new} new, {changed} changed",
    "agency.added": "added the agency {name}",
    "agency.changed": "changed the agency {name}",
    "agency.imported": "imported agencies: {new} new, {changed} changed",
    "lasars.added": "added the LASARS {name}",
    "lasars.changed": "changed the LASARS {name}",
    "lasars.imported": "imported LASARS: {new} new, {changed} changed",
}


class WebConfig(AppConfig):
    name = "pbr.web"
    label = "web"
    verbose_name = "Pages"

    def ready(self) -> None:
        """The pages of every room have a place in the menu; these are the menu entries of no room."""
        from django.urls import reverse

        from pbr.access.permissions import Permission
        from pbr.audit.present import shown_at, tell

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
        shown_at("person", lambda key: reverse("person", args=[key]))
        tell(SENTENCES)
