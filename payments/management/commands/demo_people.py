"""`demo_people`: who can sign in to the demonstration, by role. `./run` prints it when it is ready."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from payments.demonstration.people import PASSWORD
from pbr.access.models import Membership, Partnership


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        for partnership in Partnership.objects.order_by("pk"):
            live = Membership.objects.filter(partnership=partnership, ended_at__isnull=True)
            memberships = live.select_related("person", "provider").order_by("pk")
            if not memberships:
                continue
            self.stdout.write(f"  This is {partnership.name}, with made-up people, records and prices.\n")
            self.stdout.write(f"  Sign in as one of these; every password is {PASSWORD}\n\n")
            for one in memberships:
                where = f", {one.provider.name}" if one.provider else ""
                self.stdout.write(f"  {one.person.email:<36} {one.person.name:<20} {one.role.title}{where}")
