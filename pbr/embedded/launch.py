"""`./run`: everything that the application needs, started in one process, in order, and stopped in reverse.

Lock → PostgreSQL → roles and database → Valkey → migrations → demonstration data → worker and beat → web. Nothing is
left running when the launcher stops, however it stops: each service is a direct child that dies with its parent.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from .ground import CHECKOUT, CannotStart, Ground, start_child
from .postgres import APP, OWNER, Postgres
from .valkey import Valkey

DATABASE = "pbr"
LEAST_FREE_BYTES = 500_000_000
DEMONSTRATION_DAY = "2014-04-20"  # the day on which the demonstration stands: three weeks after its last extracts


def main() -> None:
    options = _arguments()
    # A service manager's polite stop is a Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: signal.default_int_handler(signal.SIGINT, None))
    try:
        with contextlib.ExitStack() as stack:
            _serve(options, stack)
    except CannotStart as reason:
        sys.exit(f"\nCannot start: {reason}")
    except KeyboardInterrupt:
        print("\nStopped.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run", description="Starts the application with demonstration data.")
    parser.add_argument("--fresh", action="store_true", help="begin anew: the former data are deleted")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="default 8000")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on; default 127.0.0.1")
    parser.add_argument("--state", default="run", help=argparse.SUPPRESS)
    return parser.parse_args()


def _serve(options: argparse.Namespace, stack: contextlib.ExitStack) -> None:
    _refuse_a_port_in_use(options.host, options.port)
    began = time.monotonic()
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        owner_url = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
        _say("Using the PostgreSQL and Redis that DATABASE_URL and REDIS_URL name.")
        ground = Ground.named(options.state)
    else:
        ground, owner_url = _start_services(options, stack)
    _configure(ground, options)
    _prepare(owner_url)
    worker = _start(stack, _celery("worker", "-c", "2", "--loglevel=WARNING", "--without-gossip", "--without-mingle"))
    beat = _start(stack, _celery("beat", "--loglevel=WARNING", f"--schedule={ground.folder / 'beat'}"))
    web = _start(stack, _gunicorn(options))
    _wait_until_ready(options, web)
    _say(f"Ready in {time.monotonic() - began:.0f} s.\n")
    _greet(options)
    _watch({"worker": worker, "scheduler": beat, "web server": web})


def _start_services(options: argparse.Namespace, stack: contextlib.ExitStack) -> tuple[Ground, str]:
    ground = Ground.named(options.state)
    stack.enter_context(ground.locked())
    if options.fresh:
        _say("Deleting the former data.")
        _wipe(ground)
    _refuse_a_full_disk(ground)
    _say("Starting PostgreSQL.")
    postgres = Postgres(ground)
    stack.callback(postgres.stop)
    postgres.start()
    postgres.make_database(DATABASE)
    _say("Starting Valkey.")
    valkey = Valkey(ground)
    stack.callback(valkey.stop)
    valkey.start()
    os.environ["DATABASE_URL"] = postgres.url(APP, DATABASE)
    os.environ["REDIS_URL"] = valkey.url
    return ground, postgres.url(OWNER, DATABASE)


def _wipe(ground: Ground) -> None:
    for path in ground.folder.iterdir():
        if path.is_dir() and path.name.startswith("pg"):
            shutil.rmtree(path)


def _refuse_a_full_disk(ground: Ground) -> None:
    free = shutil.disk_usage(ground.folder).free
    if free < LEAST_FREE_BYTES:
        raise CannotStart(
            f"the disk of {ground.folder} has {free // 1_000_000} MB left; the demonstration needs "
            f"{LEAST_FREE_BYTES // 1_000_000} MB. Free some space and start again."
        )


def _refuse_a_port_in_use(host: str, port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"port {port} on {host} cannot be used ({error.strerror}); choose another with ./run --port 8001."
            ) from error


def _configure(ground: Ground, options: argparse.Namespace) -> None:
    """The environment that the children and this process share."""
    key = ground.folder / "secret-key"
    if not key.exists():
        key.write_text(secrets.token_urlsafe(50))
        key.chmod(0o600)
    os.environ.setdefault("SECRET_KEY", key.read_text())
    os.environ.setdefault("ALLOWED_HOSTS", f"127.0.0.1,localhost,{options.host}")
    os.environ.setdefault("PBR_DEMONSTRATION", "1")
    os.environ.setdefault("PBR_TODAY", DEMONSTRATION_DAY)
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ["DJANGO_SETTINGS_MODULE"] = "pbr.settings"
    # Django wants to be imported once in this process; the children fork or start from here.
    sys.path.insert(0, str(CHECKOUT))


def _prepare(owner_url: str) -> None:
    """Migrations as the owner of the tables, demonstration data as the application."""
    _say("Preparing the tables.")
    _manage("migrate", "-v", "0", env={"DATABASE_URL": owner_url})
    _say("Loading the demonstration: two years of four agencies, month by month.")
    _manage("make_demo")


def _manage(*arguments: str, env: dict[str, str] | None = None) -> None:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=CHECKOUT, env=os.environ | (env or {}))
    if done.returncode:
        raise CannotStart(f"manage.py {arguments[0]} failed; what it said stands above.")


def _start(stack: contextlib.ExitStack, command: list[str]) -> subprocess.Popen[bytes]:
    process = start_child(command, cwd=CHECKOUT, env=os.environ, with_signal=signal.SIGTERM)

    def stop() -> None:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()

    stack.callback(stop)
    return process


def _celery(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-q", "-A", "pbr.celery", *arguments]


def _gunicorn(options: argparse.Namespace) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "pbr.wsgi", "--preload", "--workers=2", "--threads=4"),
        *(f"--bind={options.host}:{options.port}", "--log-level=warning", "--timeout=60", "--graceful-timeout=5"),
    ]


def _wait_until_ready(options: argparse.Namespace, web: subprocess.Popen[bytes]) -> None:
    address = f"http://127.0.0.1:{options.port}/readyz"
    for _ in range(240):
        if web.poll() is not None:
            break
        not_yet = contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError)
        with not_yet, urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.25)
    raise CannotStart("the web server did not become ready; what it said stands above.")


def _greet(options: argparse.Namespace) -> None:
    _manage("demo_people")
    print(f"\n  Open http://{options.host}:{options.port}/ and sign in as one of them. Ctrl-C stops everything.\n")


def _watch(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Until Ctrl-C; a part that stops by itself stops the whole, and is named."""
    while True:
        for name, process in processes.items():
            if process.poll() is not None:
                raise CannotStart(f"the {name} stopped (exit {process.returncode}); what it said stands above.")
        time.sleep(1)


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
