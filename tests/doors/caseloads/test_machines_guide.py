"""The guide for machines says what the API does."""

from __future__ import annotations

import json
import re
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client as Browser

from caseloads.models import Extract
from pbr.jobs.draining import drain
from tests.doors.caseloads.sending import ONE
from tests.people import Town

GUIDE = (Path(settings.BASE_DIR) / "docs" / "machines.md").read_text()
COMMANDS = [command.replace("\\\n", " ") for command in re.findall(r"^    (curl (?:.*\\\n)*.*)$", GUIDE, re.MULTILINE)]


def asked(command: str, token: dict[str, str], extract: int | None = None) -> HttpResponse:
    """What a command of the guide asks, asked of the application."""
    [(host, path)] = re.findall(r"(https://[^/]+)(/[^\s\"]*)", command)
    assert host == "https://pbr.example"
    path = path if extract is None else path.replace("/12/", f"/{extract}/")
    headers = dict(re.findall(r'-H "([\w-]+): ([^"]+)"', command)) | token
    if "-X POST" not in command:
        return Browser().get(path, headers=headers)
    files = {field: SimpleUploadedFile(name, ONE) for field, name in re.findall(r'-F "(\w+)=@([^"]+)"', command)}
    return Browser().post(path, files, headers=headers)


def test_the_commands_of_the_guide_send_look_and_apply(town: Town) -> None:
    send, look, apply = COMMANDS
    token = town.token("provider_manager", town.north)
    sent = asked(send, token)
    assert sent.status_code == 201
    [shown] = [json.loads(line) for line in re.findall(r"^    (\{.*\})$", GUIDE, re.MULTILINE)]
    assert list(sent.json()) == list(shown)
    assert sent.json()["state"] == shown["state"]
    assert sent.json()["file"] == shown["file"]
    assert asked(send, token).status_code == 200

    drain("caseloads.")
    looked = asked(look, token, sent.json()["id"]).json()
    assert looked["state"] == "checked"
    for name in (*looked["counts"], "refusal", "wants_commissioner"):
        assert f"`{name}`" in GUIDE

    applying = asked(apply, token, sent.json()["id"])
    assert (applying.status_code, applying.json()["state"]) == (202, "applying")
    drain("caseloads.")
    assert Extract.objects.get().state == "applied"
