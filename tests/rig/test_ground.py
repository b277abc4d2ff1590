"""Where the embedded services keep their state."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pbr.embedded.ground import CannotStart, Ground


def test_a_deep_checkout_keeps_its_sockets_in_a_short_folder(tmp_path: Path) -> None:
    """The kernel takes no socket path above 107 bytes."""
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)
    sockets = Ground(deep, None).sockets()
    assert len(str(sockets / ".s.PGSQL.5432")) < 107
    sockets.rmdir()


def test_a_shallow_one_keeps_them_with_the_rest(tmp_path: Path) -> None:
    assert Ground(tmp_path, None).sockets().parent == tmp_path


def test_the_state_is_closed_to_others(tmp_path: Path) -> None:
    assert Ground(tmp_path, None).sub("inside").stat().st_mode & 0o077 == 0


def test_a_state_in_use_is_refused_and_free_again_afterwards(tmp_path: Path) -> None:
    ground = Ground(tmp_path, None)
    with ground.locked():
        assert ground.is_locked()
        with pytest.raises(CannotStart, match="still uses"), ground.locked():
            pass
    assert not ground.is_locked()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".state").write_text("a file where a folder should be")
    monkeypatch.setattr("pbr.embedded.ground.CHECKOUT", tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(CannotStart, match="Cannot make the folder"):
        Ground.named("run")
