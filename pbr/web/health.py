"""Is the process alive, and is it able to work? For load balancers and the launcher."""

from __future__ import annotations

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database and its tables answer, else 503. The broker's absence is told, but pages work without it."""
    database, broker = _database(), _broker()
    return JsonResponse({"database": database, "broker": broker}, status=200 if database == "ok" else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_migrations")
    except DatabaseError:
        return "away"
    return "ok"


def _broker() -> str:
    try:
        redis.Redis.from_url(settings.CACHES["default"]["LOCATION"], socket_connect_timeout=1).ping()
    except redis.RedisError:
        return "away: jobs wait in their table"
    return "ok"
