"""A TO date far after the last one waits for a commissioner: it decides what absence means, and so releases money."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max

from caseloads.models import Extract

LONGEST_JUMP = dt.timedelta(days=35)


def far_after_the_last(partnership_id: int, feed: str, agency: str, to: dt.date) -> str:
    """Why a commissioner must confirm this date; "" where it follows the last confirmed one closely enough."""
    confirmed = Extract.objects.filter(
        partnership_id=partnership_id, feed=feed, agency=agency, confirmed_at__isnull=False, refused_at=None
    )
    last = confirmed.aggregate(last=Max("to"))["last"]
    if last is None or to - last <= LONGEST_JUMP:
        return ""
    days = (to - last).days
    return f"Its TO date is {days} days after the last one ({last:%-d %B %Y}); {LONGEST_JUMP.days} are usual at most."
