"""An extract that a machine sends under a key of its own, so that it may send again whenever it is in doubt."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import IO

from django.db import transaction

from caseloads.actions.receive import AlreadyHere, ExtractRefused, receive_extract
from caseloads.actions.storing import digest
from caseloads.models import Extract, SendingKey
from pbr import clock
from pbr.access.access import Access
from pbr.web.refusals import Refusal

LONGEST_KEY = 64


class KeyUsed(Refusal):
    """The key came before with another file, or with another name, mode or date."""

    status = 409


def send_extract(
    *,
    access: Access,
    key: str,
    file_name: str,
    stream: IO[bytes],
    mode: str = Extract.Mode.UPSERT,
    to: dt.date | None = None,
) -> tuple[Extract, bool]:
    """The extract, and whether it is new. Without a key the content alone decides, as on the upload page.

    Raises KeyUsed, and what receive_extract raises; then the key is not used up.
    """
    if len(key) > LONGEST_KEY:
        raise ExtractRefused(f"An Idempotency-Key has at most {LONGEST_KEY} characters; this one has {len(key)}.")
    if not key:
        return _received(access, file_name, stream, mode, to)
    said = json.dumps([file_name, mode, str(to or ""), digest(stream)[0]])
    said_sha256 = hashlib.sha256(said.encode()).hexdigest()
    with transaction.atomic():
        before = SendingKey.objects.filter(person=access.person, key=key).select_related("extract").first()
        if before:
            return _same(before, said_sha256), False
        extract, is_new = _received(access, file_name, stream, mode, to)
        # Where two arrive together, the insert of the second waits for the first and then finds it.
        kept, _ = SendingKey.objects.get_or_create(
            person=access.person,
            key=key,
            defaults={"said_sha256": said_sha256, "extract": extract, "at": clock.now()},
        )
        _same(kept, said_sha256)
    return extract, is_new


def _received(access: Access, file_name: str, stream: IO[bytes], mode: str, to: dt.date | None) -> tuple[Extract, bool]:
    try:
        return receive_extract(access=access, file_name=file_name, stream=stream, mode=mode, to=to), True
    except AlreadyHere as already:
        return already.extract, False


def _same(kept: SendingKey, said_sha256: str) -> Extract:
    if kept.said_sha256 != said_sha256:
        raise KeyUsed(
            f"The Idempotency-Key {kept.key} was used before with another file, name, mode or date, for "
            f"{kept.extract.file_name}. Nothing was changed; send this one with a key of its own."
        )
    return kept.extract
