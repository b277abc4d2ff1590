"""Where the embedded services keep their state, and as whom they run.

PostgreSQL refuses to run as root. So where we are root, its state lies outside the checkout, owned by an unprivileged
user, together with a copy of the binaries: that user may not be able to read an environment in root's home.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

CHECKOUT = Path(__file__).resolve().parents[2]
LONGEST_SOCKET_PATH = 90  # the kernel's limit is 107 bytes; the file names of the sockets come on top
PR_SET_PDEATHSIG = 1


class CannotStart(Exception):
    """A service cannot start; the message is one sentence for the person at the terminal."""


@dataclass(frozen=True)
class Ground:
    """A folder for state, and the user (uid, gid) who owns what lies in it; None: we ourselves."""

    folder: Path
    user: tuple[int, int] | None

    @classmethod
    def named(cls, name: str) -> Ground:
        if os.geteuid() != 0:
            return cls(_made(CHECKOUT / ".state" / name), None)
        mark = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:8]
        nobody = pwd.getpwnam("nobody")
        folder = _made(Path("/var/lib") / f"pbr-{mark}" / name)
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        return cls(folder, (nobody.pw_uid, nobody.pw_gid))

    def sub(self, name: str) -> Path:
        """A folder of that name in here, owned by the services' user and closed to others."""
        folder = _made(self.folder / name)
        self.give(folder)
        folder.chmod(0o700)
        return folder

    def give(self, path: Path) -> None:
        if self.user:
            os.chown(path, *self.user)

    def sockets(self) -> Path:
        """A folder for Unix sockets whose path is short enough for the kernel."""
        if len(str(self.folder / "s")) <= LONGEST_SOCKET_PATH:
            return self.sub("s")
        folder = Path(tempfile.gettempdir()) / f"pbr-{hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]}"
        _made(folder).chmod(0o700)
        self.give(folder)
        return folder

    def copy_of(self, *sources: Path) -> Path:
        """A readable copy of the folders, side by side; made once for each version, for all grounds of the checkout."""
        mark = hashlib.sha256("".join(f"{path}{path.stat().st_mtime_ns}" for path in sources).encode()).hexdigest()[:12]
        copy = self.folder.parent / f"bin-{mark}"
        if not copy.exists():
            unfinished = self.folder.parent / f"bin-{mark}.{os.getpid()}"
            for source in sources:
                shutil.copytree(source, unfinished / source.name, symlinks=True)
            unfinished.chmod(0o755)
            try:
                unfinished.rename(copy)
            except OSError:  # somebody else was quicker; theirs is the same
                shutil.rmtree(unfinished)
        return copy

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Ours alone; the lock goes with the process, however that ends."""
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise CannotStart(
                    f"another process of this checkout still uses {self.folder}; stop it first."
                ) from error
            yield

    def is_locked(self) -> bool:
        try:
            with self.locked():
                return False
        except CannotStart:
            return True

    def start(self, command: Sequence[str], *, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """A direct child that shuts down fast when we die, even by kill -9."""
        return start_child(command, cwd=self.folder, with_signal=signal.SIGINT, log=log, **self._as_user())

    def run(self, command: Sequence[str]) -> None:
        """Run to the end; raises CannotStart with what the command said."""
        done = subprocess.run(list(command), capture_output=True, text=True, cwd=self.folder, **self._as_user())
        if done.returncode:
            raise CannotStart(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()[-400:]}")

    def _as_user(self) -> dict[str, Any]:
        if self.user is None:
            return {}
        return {"user": self.user[0], "group": self.user[1], "extra_groups": []}


def start_child(
    command: Sequence[str],
    *,
    cwd: Path,
    with_signal: int,
    env: Mapping[str, str] | None = None,
    log: IO[bytes] | None = None,
    **user: Any,
) -> subprocess.Popen[bytes]:
    """A direct child that gets `with_signal` when we die, even by kill -9. Call it from the main thread."""
    return subprocess.Popen(
        list(command),
        stdout=log,
        stderr=subprocess.STDOUT if log else None,
        stdin=subprocess.DEVNULL,
        env=dict(env) if env is not None else None,
        cwd=cwd,
        preexec_fn=_die_with_parent(with_signal),
        **user,
    )


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStart(f"Cannot make the folder {folder}: {error.strerror}.") from error
    return folder


def _die_with_parent(with_signal: int) -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def arrange() -> None:
        # Ctrl-C reaches the whole terminal group; the launcher decides the order in which things stop.
        os.setpgid(0, 0)
        libc.prctl(PR_SET_PDEATHSIG, with_signal)
        if os.getppid() != parent:
            os._exit(1)

    return arrange
