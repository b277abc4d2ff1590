"""Services for a developer's shell: `python -m pbr.embedded up|down|url`.

`up` starts PostgreSQL and Valkey in the background and prints what to set, as `url` does again later:

    eval "$(python -m pbr.embedded up)" && ./manage.py migrate
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shlex
import signal
import subprocess
import sys
import time

from .ground import CHECKOUT, CannotStart, Ground
from .postgres import APP, OWNER, Postgres
from .valkey import Valkey

DATABASE = "pbr"
LONGEST_START = 60.0  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m pbr.embedded", description=__doc__)
    parser.add_argument("what", choices=["up", "down", "url", "keep"], help="keep: stay in the foreground")
    ground = Ground.named("dev")
    what = parser.parse_args().what
    try:
        {"up": up, "down": down, "url": url, "keep": keep}[what](ground)
    except CannotStart as reason:
        sys.exit(f"Cannot start: {reason}")


def up(ground: Ground) -> None:
    """Starts the keeper in a session of its own, so that it outlives this shell; waits until the services answer."""
    if _keeper(ground) is None:
        log = ground.folder / "keeper.log"
        with log.open("wb") as said:
            keeper = subprocess.Popen(
                [sys.executable, "-m", "pbr.embedded", "keep"],
                cwd=CHECKOUT,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        deadline = time.monotonic() + LONGEST_START
        while _keeper(ground) is None:
            if keeper.poll() is not None or time.monotonic() > deadline:
                raise CannotStart(log.read_text(errors="replace").strip() or f"nothing answers; see {log}.")
            time.sleep(0.1)
    url(ground)


def down(ground: Ground) -> None:
    """Stops the keeper, and the services with it."""
    keeper = _keeper(ground)
    if keeper is None:
        return
    os.kill(keeper, signal.SIGTERM)
    while _keeper(ground) is not None:
        time.sleep(0.1)


def url(ground: Ground) -> None:
    """Prints the environment of the running services as lines for a shell."""
    if _keeper(ground) is None:
        sys.exit("Nothing is running; start it with: python -m pbr.embedded up")
    print((ground.folder / "environment").read_text(), end="")


def keep(ground: Ground) -> None:
    """Starts both services and stays, as their parent, until it is told to stop; they end with it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ground.locked(), contextlib.ExitStack() as stack:
        stack.callback((ground.folder / "keeper.pid").unlink, missing_ok=True)
        postgres, valkey = Postgres(ground), Valkey(ground)
        stack.callback(postgres.stop)
        postgres.start()
        postgres.make_database(DATABASE)
        stack.callback(valkey.stop)
        valkey.start()
        _write_environment(ground, postgres, valkey)
        (ground.folder / "keeper.pid").write_text(str(os.getpid()))
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()


def _write_environment(ground: Ground, postgres: Postgres, valkey: Valkey) -> None:
    environment = {
        "DATABASE_URL": postgres.url(APP, DATABASE),
        "DATABASE_OWNER_URL": postgres.url(OWNER, DATABASE),
        "REDIS_URL": valkey.url,
        "SECRET_KEY": "for-development-only",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "PBR_WITHOUT_TLS": "1",
    }
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in environment.items()]
    (ground.folder / "environment").write_text("".join(lines))


def _keeper(ground: Ground) -> int | None:
    """The process that keeps the services, once they answer. A file without its lock is left from a killed one."""
    if not ground.is_locked():
        return None
    try:
        return int((ground.folder / "keeper.pid").read_text())
    except (OSError, ValueError):
        return None


if __name__ == "__main__":
    main()
