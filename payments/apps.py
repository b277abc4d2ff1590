from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "payments"

    def ready(self) -> None:
        from payments.queries.journey_money import journeys_in_money
        from payments.queries.of_client import money_of_determination
        from payments.views import home as parts
        from payments.views import trials
        from payments.views.challenges import part_of_result
        from payments.views.proof import scheme_part
        from pbr.access.permissions import Permission
        from pbr.web import client_parts, home, navigation, search

        navigation.register(
            navigation.Entry("What needs doing", "work", Permission.SEE_CASELOAD, 5, of_providers=True),
            navigation.Entry("Claims", "claims", Permission.SEE_CLAIMS, 50),
            navigation.Entry("Challenges", "challenges", Permission.SEE_CLAIMS, 52),
            navigation.Entry("Payments", "payments", Permission.SEE_CLAIMS, 55),
            navigation.Entry("Ledger", "ledger", Permission.SEE_LEDGER, 60),
            navigation.Entry("Statements", "statement", Permission.SEE_CLAIMS, 65),
            navigation.Entry("Forecast", "forecast", Permission.SEE_CLAIMS, 67),
            navigation.Entry("Tariff", "tariff", Permission.CHANGE_SCHEME, 70),
        )
        home.register(*parts.PARTS)
        search.register(Permission.SEE_CLAIMS, parts.find_claims)
        proof = client_parts.Part(Permission.SEE_SCHEME, "payments/_proof.html", scheme_part)
        trial = client_parts.Part(Permission.SEE_LEDGER, "payments/_trial.html", trials.scheme_part)
        client_parts.register_of_scheme(proof, trial)
        worth, journeys = "payments/_worth.html", "payments/_journey_money.html"
        client_parts.register(client_parts.Part(Permission.SEE_CLAIMS, journeys, journeys_in_money))
        client_parts.register_of_determination(client_parts.Part(Permission.SEE_CLAIMS, worth, money_of_determination))
        reply = client_parts.Part(Permission.SEE_CLAIMS, "payments/_challenge_part.html", part_of_result)
        client_parts.register_of_determination(reply)
