"""The connection breaks while COMMIT is under way: what came of it is found out by the key, and not guessed (C-07)."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from payments.actions.approve import approve_claim
from payments.actions.pay import pay
from payments.models import Approval, Command, PaymentRun
from payments.queries.checking import check_ledger
from payments.queries.claims import digest_of
from tests.conftest import switched_to_clone
from tests.rooms.payments.world import World, key

A_SOCKETS_NAME = ".s.PGSQL.5432"


class Proxy(threading.Thread):
    """Stands before PostgreSQL. Once `armed` it hands the next COMMIT on, waits for the server's answer, and hangs up."""

    def __init__(self, folder: Path, server: str) -> None:
        super().__init__(daemon=True)
        self._server = server
        self.armed = False
        self.dropped = 0
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(folder / A_SOCKETS_NAME))
        self._door.listen()

    def run(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._server)
            threading.Thread(target=self._ask, args=(client, server), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        """Question by question, each with its whole answer: the application's client sends no two at once."""
        answers = threading.Thread(target=_hand_on, args=(server, client), daemon=True)
        answers.start()
        while said := client.recv(65536):
            if self.armed and b"COMMIT" in said:
                self.armed = False
                self.dropped += 1
                client.shutdown(socket.SHUT_RDWR)  # the answer reaches nobody
                server.sendall(said)
                server.shutdown(socket.SHUT_WR)  # and the server ends once it has committed
                break
            server.sendall(said)
        answers.join(30)
        client.close()
        server.close()

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()


def _hand_on(server: socket.socket, client: socket.socket) -> None:
    """The answer to a lost COMMIT is read all the same: only then is it certain that the server committed."""
    with contextlib.suppress(ConnectionResetError):
        while answer := server.recv(65536):
            with contextlib.suppress(OSError):
                client.sendall(answer)


@pytest.fixture
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), switched_to_clone():
        yield World.of_case()


@pytest.fixture
def proxy(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """The application reaches its database only through it."""
    folder = tmp_path_factory.mktemp("p")
    usual = connection.settings_dict["HOST"]
    proxy = Proxy(folder, f"{usual}/{A_SOCKETS_NAME}")
    proxy.start()
    connection.close()
    connection.settings_dict["HOST"] = str(folder)
    yield proxy
    connection.close()
    connection.settings_dict["HOST"] = usual
    proxy.close()


def lost(proxy: Proxy, command: Callable[[], object]) -> None:
    proxy.armed = True
    with pytest.raises(OperationalError):
        command()
    assert proxy.dropped
    connection.close()


def test_an_approval_whose_answer_was_lost_is_there_once_when_it_is_sent_again(world: World, proxy: Proxy) -> None:
    claim = world.claim()
    shown, same_key = digest_of(claim), key()

    def approve() -> dict[str, Any]:
        return approve_claim(access=world.jo, claim=claim, shown_digest=shown, key=same_key)

    lost(proxy, approve)
    assert Approval.objects.count() == 1  # it was committed, though nobody was told
    answer = approve()
    assert Approval.objects.count() == 1
    assert answer == Command.objects.get(key=same_key).answer


def test_a_payment_run_whose_answer_was_lost_pays_once(world: World, proxy: Proxy) -> None:
    world.approve(world.claim())
    same_key = key()
    lost(proxy, lambda: pay(access=world.jo, key=same_key))
    answer = pay(access=world.jo, key=same_key)
    assert PaymentRun.objects.get().pk == answer["run"]
    assert check_ledger() == []


def test_with_another_key_it_would_be_another_command(world: World, proxy: Proxy) -> None:
    """Why a client repeats its key: a blind repetition under a new one is refused, since the claim is no longer as shown."""
    claim = world.claim()
    shown = digest_of(claim)
    lost(proxy, lambda: approve_claim(access=world.jo, claim=claim, shown_digest=shown, key=key()))
    with pytest.raises(Exception, match="approved"):
        approve_claim(access=world.jo, claim=claim, shown_digest=shown, key=key())
    assert Approval.objects.count() == 1
