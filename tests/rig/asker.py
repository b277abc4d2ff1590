"""Asks for one job and commits, in a process of its own: `python -m tests.rig.asker`. Prints the seconds it took."""

from __future__ import annotations

import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pbr.settings")
django.setup()

from django.db import transaction  # noqa: E402

from pbr.access.models import Partnership  # noqa: E402
from pbr.jobs.asking import ask  # noqa: E402

if __name__ == "__main__":
    began = time.monotonic()
    with transaction.atomic():
        ask("rig.work", partnership=Partnership.objects.get(), subject="0")
    print(time.monotonic() - began)
