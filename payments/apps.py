from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "payments"

    def ready(self) -> None:
        from outcomes.queries.held import stakes_told_by
        from outcomes.queries.tops import money_told_by
        from payments.queries.at_stake import with_stakes
        from payments.queries.journey_money import journeys_in_money
        from payments.queries.of_client import money_of_determination
        from payments.queries.tops import money_on_tops
        from payments.views import home as parts
        from payments.views import trials
        from payments.views.challenges import part_of_result
        from payments.views.moved import part_of_extract
        from payments.views.proof import scheme_part
        from pbr.access.permissions import Permission
        from pbr.web import client_parts, home, search
        from pbr.web.navigation import Entry, Group, register

        register(
            Entry(Group.CASELOAD, "What needs doing", "work", Permission.SEE_CASELOAD, 10, of_providers=True),
            Entry(Group.MONEY, "Claims", "claims", Permission.SEE_CLAIMS, 10),
            Entry(Group.MONEY, "Challenges", "challenges", Permission.SEE_CLAIMS, 20),
            Entry(Group.MONEY, "Payments", "payments", Permission.SEE_CLAIMS, 30),
            Entry(Group.MONEY, "Statements", "statement", Permission.SEE_CLAIMS, 40),
            Entry(Group.MONEY, "Ledger", "ledger", Permission.SEE_LEDGER, 50),
            Entry(Group.MONEY, "Forecast", "forecast", Permission.SEE_CLAIMS, 60),
            Entry(Group.SCHEME, "Tariff", "tariff", Permission.SEE_LEDGER, 20),
        )
        home.register(*parts.PARTS)
        money_told_by(money_on_tops)
        stakes_told_by(with_stakes)
        search.register(Permission.SEE_CLAIMS, parts.find_claims)
        proof = client_parts.Part(Permission.SEE_SCHEME, "payments/_proof.html", scheme_part)
        trial = client_parts.Part(Permission.SEE_LEDGER, "payments/_trial.html", trials.scheme_part)
        client_parts.register_of_scheme(proof, trial)
        moved = client_parts.Part(Permission.SEE_CLAIMS, "payments/_moved_part.html", part_of_extract)
        client_parts.register_of_extract(moved)
        worth, journeys = "payments/_worth.html", "payments/_journey_money.html"
        client_parts.register(client_parts.Part(Permission.SEE_CLAIMS, journeys, journeys_in_money))
        client_parts.register_of_determination(client_parts.Part(Permission.SEE_CLAIMS, worth, money_of_determination))
        reply = client_parts.Part(Permission.SEE_CLAIMS, "payments/_challenge_part.html", part_of_result)
        client_parts.register_of_determination(reply)
