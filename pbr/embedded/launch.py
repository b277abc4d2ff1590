"""`./run`: everything that the application needs, started in order by one process, and stopped in reverse.

Lock → PostgreSQL → roles and database → Valkey → migrations → demonstration data → worker, scheduler, web. Nothing is
left running when the launcher stops, however it stops: each service is a direct child that dies with its parent.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import os
import secrets
import shutil
import signal
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from payments.demonstration.models import ANYTOWN, NAMES, Model, UnknownModel, model_named

from .children import Children
from .ground import CHECKOUT, CannotStart, Ground
from .postgres import APP, OWNER, Postgres
from .valkey import Valkey

DATABASE = "pbr"
LEAST_FREE_BYTES = 500_000_000
HALF_LOADED = "demonstration-half-loaded"


def main() -> None:
    options = _arguments()
    # A service manager's polite stop is a Ctrl-C; and a shell lets what it starts in the background ignore Ctrl-C.
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, signal.default_int_handler)
    try:
        with contextlib.ExitStack() as stack:
            _serve(options, stack)
    except CannotStart as reason:
        sys.exit(f"\nCannot start: {reason}")
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        sys.exit("\nCannot start: the disk is full. Free some space and start again.")
    except KeyboardInterrupt:
        print("\nStopped.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run", description="Starts the application with demonstration data.")
    parser.add_argument("--fresh", action="store_true", help="begin anew: the former data are deleted")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--empty", action="store_true", help="without the demonstration data")
    what.add_argument(
        "--model",
        type=_model,
        default=model_named(ANYTOWN),
        metavar="NAME",
        help=f"which demonstration, each with data of its own: {', '.join(NAMES)}; default {ANYTOWN}",
    )
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="default 8000")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on; default 127.0.0.1")
    parser.add_argument("--state", help=argparse.SUPPRESS)  # tests use a state of their own
    options = parser.parse_args()
    # Each model's data lie apart, so that to look at one never costs another.
    options.state = options.state or ("run" if options.model.name == ANYTOWN else f"run-{options.model.name}")
    return options


def _model(text: str) -> Model:
    try:
        return model_named(text)
    except UnknownModel as unknown:
        raise argparse.ArgumentTypeError(str(unknown)) from None


def _serve(options: argparse.Namespace, stack: contextlib.ExitStack) -> None:
    began = time.monotonic()
    _refuse_a_port_in_use(options.host, options.port)
    ground = Ground.named(options.state)
    stack.enter_context(ground.locked())
    children = Children()
    given = _given_services(options)
    owner_url = given or _start_services(ground, options, stack, children)
    _configure(ground, options)
    _prepare(ground, owner_url, None if options.empty else options.model)
    stack.callback(children.stop)
    children.start("worker", "celery", "-q", "-A", "pbr.celery", "worker", "-c", "2", "--loglevel=WARNING")
    schedule = f"--schedule={ground.folder / 'beat'}"
    children.start("scheduler", "celery", "-q", "-A", "pbr.celery", "beat", "--loglevel=WARNING", schedule)
    children.start("web server", "gunicorn", *_gunicorn(options))
    children.wait_for("web server", f"http://{_reachable(options.host)}:{options.port}/readyz")
    _say(f"Ready in {time.monotonic() - began:.0f} s.")
    _greet(options)
    if given is None:
        _say(f"  The data are kept in {ground.folder}; to be rid of them, stop this and delete that folder.\n")
    children.watch()


def _given_services(options: argparse.Namespace) -> str | None:
    """The owner's address where DATABASE_URL and REDIS_URL name services of one's own; None where they do not."""
    given = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)]
    if not given:
        return None
    if len(given) == 1:
        raise CannotStart(f"only {given[0]} is set; set both DATABASE_URL and REDIS_URL, or neither.")
    if options.fresh:
        raise CannotStart("--fresh deletes only the data of the services that it starts itself; empty yours yourself.")
    _say("Using the PostgreSQL and Redis that DATABASE_URL and REDIS_URL name.")
    return os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]


def _start_services(
    ground: Ground, options: argparse.Namespace, stack: contextlib.ExitStack, children: Children
) -> str:
    half_loaded = (ground.folder / HALF_LOADED).exists()
    if options.fresh or half_loaded:
        _say("The last start was cut off; beginning anew." if half_loaded else "Deleting the former data.")
        _delete_clusters(ground.folder)
    _refuse_a_full_disk(ground.folder)
    _say("Starting PostgreSQL.")
    postgres = Postgres(ground)
    stack.callback(postgres.stop)
    children.add("PostgreSQL", postgres.start())
    postgres.make_database(DATABASE)
    _say("Starting Valkey.")
    valkey = Valkey(ground)
    stack.callback(valkey.stop)
    children.add("Valkey", valkey.start())
    os.environ["DATABASE_URL"] = postgres.url(APP, DATABASE)
    os.environ["REDIS_URL"] = valkey.url
    return postgres.url(OWNER, DATABASE)


def _delete_clusters(folder: Path) -> None:
    for cluster in folder.glob("pg*/"):
        shutil.rmtree(cluster)
    (folder / HALF_LOADED).unlink(missing_ok=True)


def _refuse_a_full_disk(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise CannotStart(
            f"the disk of {folder} has {free // 1_000_000} MB left, and the demonstration needs "
            f"{LEAST_FREE_BYTES // 1_000_000} MB. Free some space and start again."
        )


def _refuse_a_port_in_use(host: str, port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"port {port} on {host} cannot be used ({error.strerror}); choose another, as in ./run --port 8001."
            ) from error


def _configure(ground: Ground, options: argparse.Namespace) -> None:
    """The environment of this process and of its children."""
    key = ground.folder / "secret-key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_urlsafe(50))
    everywhere = options.host != _reachable(options.host)
    defaults = {
        "SECRET_KEY": key.read_text(),
        "ALLOWED_HOSTS": "*" if everywhere else f"127.0.0.1,localhost,{options.host}",
        "PBR_DEMONSTRATION": "1",
        "PBR_TODAY": options.model.day.isoformat(),
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "pbr.settings",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


def _prepare(ground: Ground, owner_url: str, model: Model | None) -> None:
    """Migrations as the owner of the tables, demonstration data as the application; Django is loaded once for both."""
    import django
    from django.db import DatabaseError, connection

    app_url = os.environ["DATABASE_URL"]
    os.environ["DATABASE_URL"] = owner_url
    django.setup()
    os.environ["DATABASE_URL"] = app_url
    _say("Preparing the tables.")
    try:
        _command("migrate", verbosity=0)
        connection.close()
        connection.settings_dict.update(_connection_settings(app_url))
        if model is not None:
            _load_demonstration(ground, model)
    except DatabaseError as error:
        raise CannotStart(f"the database refused: {str(error).strip().splitlines()[0]}") from error
    finally:
        connection.close()


def _load_demonstration(ground: Ground, model: Model) -> None:
    """Only into an empty database. It takes many transactions, so a mark stands until the last of them."""
    from pbr.access.models import Partnership

    there = list(Partnership.objects.order_by("pk"))
    if there:
        if model.name != ANYTOWN and model.schemes[0].partnership not in {one.code for one in there}:
            raise CannotStart(f"the database already holds {there[0]}; give {model.title} an empty one.")
        return
    _say(f"Loading the demonstration of {model.title}, month by month.")
    mark = ground.folder / HALF_LOADED
    mark.touch()
    _command("make_demo", model=model.name, verbosity=2)
    mark.unlink()


def _connection_settings(url: str) -> Mapping[str, object]:
    import dj_database_url

    wanted = dj_database_url.parse(url)
    return {name: wanted[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}


def _command(name: str, **options: object) -> None:
    """A command of manage.py, where this version has it."""
    from django.core.management import call_command, get_commands

    if name in get_commands():
        call_command(name, **options)


def _gunicorn(options: argparse.Namespace) -> list[str]:
    return [
        *("pbr.wsgi", "--preload", "--workers=2", "--threads=4", "--timeout=60", "--graceful-timeout=5"),
        *(f"--bind={options.host}:{options.port}", "--log-level=warning"),
    ]


def _reachable(host: str) -> str:
    """An address for this machine itself, where the web server listens on all of them."""
    return "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host


def _greet(options: argparse.Namespace) -> None:
    print()
    if not options.empty:
        _command("demo_people")
    address = f"http://{_reachable(options.host)}:{options.port}/"
    print(f"\n  Open {address} – Ctrl-C stops everything.\n", flush=True)


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    # The children find the application from wherever the launcher was called.
    os.chdir(CHECKOUT)
    main()
