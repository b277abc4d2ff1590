"""How events about people, roles, jobs and reference tables read in the audit trail, after the name of who did it."""

from __future__ import annotations

from django.urls import reverse

from pbr.audit.present import shown_at, tell

tell(
    {
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
)
shown_at("person", lambda key: reverse("person", args=[key]))
