"""Extracts sent by machines: the same actions as the upload page, in JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from django.urls import reverse
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from caseloads.actions.confirm import confirm_extract
from caseloads.actions.sending import send_extract
from caseloads.forms import count_of
from caseloads.queries.pages import findings_count, get_extract
from pbr.access.permissions import Permission
from pbr.web.locked import LockedAPIView

KEYS = frozenset({"file", "mode", "to", "name"})
COUNTS = ("rows", "new", "changed", "unchanged", "rejected", "without_consent", "warnings", "vanishing")


class Extracts(LockedAPIView):
    """POST a file as multipart form data: `file`; optional `mode` (upsert or replace), `to` (YYYY-MM-DD), `name` (the
    file name, where the client cannot set that of the part).

    201 with the new extract; 200 with the one that is already here. An `Idempotency-Key` is optional: the same key with
    the same file gives the same extract, whatever has become of it; with anything else 409. The same content is one
    extract without a key, too, unless the former was refused or discarded.
    """

    permission = Permission.SEND_EXTRACTS
    parser_classes = (MultiPartParser,)

    def post(self, request: Request) -> Response:
        told = _told(request)
        unknown = sorted(set(told) - KEYS)
        if unknown:
            raise ValidationError({key: ["This is not a key of the request."] for key in unknown})
        file = request.FILES.get("file")
        if file is None:
            raise ValidationError({"file": ["Send the extract as a file."]})
        extract, is_new = send_extract(
            access=self.access,
            key=request.headers.get("Idempotency-Key", ""),
            file_name=told.get("name") or file.name,
            stream=file,
            mode=_mode(told),
            to=_to(told),
        )
        return Response(_brief(extract), status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


class OneExtract(LockedAPIView):
    """GET what an extract says and how far it has come."""

    permission = Permission.SEE_EXTRACTS

    def get(self, request: Request, extract_id: int) -> Response:
        extract = get_extract(self.access, extract_id)
        return Response(
            _brief(extract)
            | {
                "feed": extract.feed,
                "agency": extract.agency,
                "to": extract.to,
                "mode": extract.mode,
                "refusal": extract.refusal,
                "wants_commissioner": extract.wants_commissioner,
                "counts": {name: getattr(extract, name) for name in COUNTS},
                "findings": findings_count(extract),
                "unknown_columns": extract.unknown_columns,
            }
        )


class ConfirmExtract(LockedAPIView):
    """POST to have a checked extract applied, by its sender or a commissioner. 202; asking twice asks once."""

    permission = Permission.SEE_EXTRACTS

    def post(self, request: Request, extract_id: int) -> Response:
        extract = get_extract(self.access, extract_id)
        seen = count_of(request.query_params.get("vanishing"))
        confirm_extract(access=self.access, extract_id=extract.pk, vanishing=seen)
        return Response(_brief(get_extract(self.access, extract_id)), status=status.HTTP_202_ACCEPTED)


def _brief(extract: Any) -> dict[str, Any]:
    return {
        "id": extract.pk,
        "state": extract.state,
        "url": reverse("api_extract", args=[extract.pk]),
        "file": extract.file_name,
        "sha256": extract.file_id,
    }


def _told(request: Request) -> Mapping[str, Any]:
    return cast(Mapping[str, Any], request.data)  # a form's fields: this API takes nothing else


def _mode(told: Mapping[str, Any]) -> str:
    mode = told.get("mode") or "upsert"
    if mode not in {"upsert", "replace"}:
        raise ValidationError({"mode": ["Give upsert or replace."]})
    return str(mode)


def _to(told: Mapping[str, Any]) -> dt.date | None:
    text = told.get("to")
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise ValidationError({"to": ["Write the date as YYYY-MM-DD."]}) from None
