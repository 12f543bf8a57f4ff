"""Holds that a copy is put in place whole or not at all, wherever the power goes (section 8, SEC-60)."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.ops.swap import Swap

OLD, NEW = b"old records", b"records of the backup"
STEPS = ("replace", "unlink")


@pytest.fixture
def swap(tmp_path: Path) -> Swap:
    (tmp_path / "programme.db").write_bytes(OLD)
    (tmp_path / "programme.db-wal").write_bytes(b"old tail")
    (tmp_path / "programme.db-shm").write_bytes(b"index")
    made = Swap(tmp_path / "programme.db", tmp_path / "backups" / "programme-before-restore.db")
    made.new.write_bytes(NEW)
    return made


class PowerCut(BaseException):
    """Nothing after it runs, not even what tidies up."""


def cut_after(monkeypatch: pytest.MonkeyPatch, steps: int) -> Callable[[], int]:
    """After so many changes to the folder the power goes; tells how many were made."""
    made = [0]
    for name in STEPS:
        real = getattr(Path, name)

        def counted(self: Path, *given: object, _real: Callable[..., object] = real, **named: object) -> object:
            if not self.exists():
                return _real(self, *given, **named)
            if made[0] >= steps:
                raise PowerCut
            made[0] += 1
            return _real(self, *given, **named)

        monkeypatch.setattr(Path, name, counted)
    return lambda: made[0]


def lying(swap: Swap) -> set[str]:
    return {path.name for path in swap.db.parent.iterdir() if path.is_file()}


def test_what_was_promised_stands_and_the_old_one_is_kept_with_its_tail(swap: Swap) -> None:
    swap.intend()
    assert swap.is_pending

    assert swap.finish()

    assert swap.db.read_bytes() == NEW
    assert lying(swap) == {"programme.db"}
    assert swap.before.read_bytes() == OLD
    assert swap.before.with_name(swap.before.name + "-wal").read_bytes() == b"old tail"
    assert not swap.finish()


def test_after_a_power_cut_at_any_step_the_next_start_finishes_it(swap: Swap, monkeypatch: pytest.MonkeyPatch) -> None:
    swap.intend()
    cuts = 0
    while True:
        with monkeypatch.context() as patch:
            cut_after(patch, 1)  # one more step than before, each time
            try:
                swap.finish()
            except PowerCut:
                cuts += 1
                continue
        break

    assert cuts >= 4
    assert swap.db.read_bytes() == NEW
    assert lying(swap) == {"programme.db"}
    assert swap.before.read_bytes() == OLD


def test_before_the_promise_a_power_cut_changes_nothing(swap: Swap) -> None:
    assert not swap.is_pending

    assert not swap.finish()

    assert swap.db.read_bytes() == OLD
    assert "programme.db-wal" in lying(swap)
    assert "programme.db.restored" not in lying(swap)


@pytest.mark.parametrize("said", ["{}", "not json", '{"v":2,"sha256":"00"}', json.dumps({"v": 1, "sha256": "00" * 32})])
def test_a_copy_that_is_not_the_one_promised_is_thrown_away(
    swap: Swap, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    swap.intent.write_text(said)

    assert not swap.finish()

    assert caplog.text.count("restore.dropped") <= 1
    assert swap.db.read_bytes() == OLD
    assert lying(swap) == {"programme.db", "programme.db-wal", "programme.db-shm"}


def test_records_that_are_gone_are_put_back_too(swap: Swap) -> None:
    swap.db.unlink()
    swap.intend()

    assert swap.finish()
    assert swap.db.read_bytes() == NEW
