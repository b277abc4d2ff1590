"""Is the process alive, and is it able to work? For load balancers and the launcher."""

from __future__ import annotations

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """The database and the broker answer. The broker's absence is told but does not make the web unready."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
    try:
        redis.Redis.from_url(settings.CACHES["default"]["LOCATION"], socket_connect_timeout=1).ping()
        broker = "ok"
    except redis.RedisError:
        broker = "away: jobs wait in their table"
    return JsonResponse({"database": "ok", "broker": broker})
