"""The launcher's children: started, watched, and stopped together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

from .ground import CHECKOUT, CannotStart, start_child

LONGEST_WAIT = 90.0  # seconds until the web server must be ready
LONGEST_STOP = 10.0  # seconds for a child to stop by itself; a job that is cut off is done again at the next start


class Children:
    """Processes by the name that a person at the terminal knows."""

    def __init__(self) -> None:
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, name: str, module: str, *arguments: str) -> None:
        """Starts `python -m module arguments`."""
        # On a bare machine we may well be root; Celery's warning of it is meant for servers.
        as_root = "ignore:You're running the worker with superuser privileges"
        command = [sys.executable, "-W", as_root, "-m", module, *arguments]
        process = start_child(command, cwd=CHECKOUT, env=os.environ, with_signal=signal.SIGTERM)
        self._started.append(process)
        self.add(name, process)

    def add(self, name: str, process: subprocess.Popen[bytes]) -> None:
        """Watches a process that somebody else starts and stops."""
        self._processes[name] = process

    def wait_for(self, name: str, address: str) -> None:
        """Until the address answers; raises CannotStart when it does not, or a child stops before."""
        without_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        deadline = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < deadline:
            self._refuse_a_stopped_one()
            not_yet = contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError)
            with not_yet, without_proxy.open(address, timeout=5):
                return
            time.sleep(0.2)
        raise CannotStart(f"the {name} did not become ready within {LONGEST_WAIT:.0f} s.")

    def watch(self) -> None:
        """Until Ctrl-C; a child that stops by itself stops the whole, and is named."""
        while True:
            self._refuse_a_stopped_one()
            time.sleep(1)

    def stop(self) -> None:
        """All that were started here: politely and at once, then with their whole process groups."""
        for process in self._started:
            process.terminate()
        deadline = time.monotonic() + LONGEST_STOP
        for process in self._started:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _refuse_a_stopped_one(self) -> None:
        for name, process in self._processes.items():
            if process.poll() is not None:
                raise CannotStart(f"the {name} stopped (exit {process.returncode}); what it said stands above.")
