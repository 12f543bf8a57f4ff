"""A full disk gives up what was set aside and saves once more; then it says so and keeps the draft (T16)."""

from pathlib import Path

import pytest
from sqlalchemy import event

from app.core.errors import NotAllowed, Unavailable
from app.core.shapes import Nothing
from app.desk.catalogue import perform
from app.ops.ballast import SIZE, give_up, lay
from app.ops.storage import OfficeStorage
from tests.offices import Office
from tests.ops.test_storage import at_his, home

__all__ = ["home"]
ROOM = 4  # pages


class SmallDisk:
    """A disk with a few pages left, and a few more once something is given up."""

    def __init__(self, office: Office) -> None:
        self._engine = office.programme.engine
        self._engine.dispose()
        event.listen(self._engine, "connect", self._limit)

    def _limit(self, raw: object, _record: object) -> None:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[attr-defined]
        raw.execute(f"PRAGMA max_page_count = {pages + ROOM}")  # type: ignore[attr-defined]

    def grow(self) -> None:
        self._engine.dispose()


def save(desk: object, number: int) -> None:
    given = {"key": "office.name", "value": f"{number}" + "x" * 6000}
    perform(desk, "settings.set", given)  # type: ignore[arg-type]


def saved(desk: object) -> str:
    (row,) = perform(desk, "settings.show", {"key": "office.name"})  # type: ignore[arg-type, misc]
    return str(row.value)


def test_the_act_that_met_a_full_disk_is_saved_after_all_and_the_next_one_is_told(
    office: Office, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk, ballast = at_his(office, home), lay(tmp_path / "ballast")
    storage = desk.seat.storage
    assert isinstance(storage, OfficeStorage)
    storage.ballast = ballast
    disk, real = SmallDisk(office), storage.make_room

    def with_room() -> bool:
        is_room = real()
        disk.grow()
        return is_room

    monkeypatch.setattr(storage, "make_room", with_room)
    assert ballast.stat().st_size == SIZE
    assert not desk.backups.show(Nothing()).is_short

    number = 0
    while ballast.exists():
        number += 1
        save(desk, number)

    assert saved(desk).startswith(f"{number}x"), "the one that met the full disk is there"
    assert desk.backups.show(Nothing()).is_short
    assert caplog.text.count("disk.full") == 1
    monkeypatch.setattr(storage, "make_room", lambda: False)
    kept = saved(desk)
    told = ""
    for more in range(200):
        try:
            save(desk, 1000 + more)
        except Unavailable as full:
            told = str(full)
            break
        kept = saved(desk)
    assert told == "Not saved. The disk is full. Your draft is kept. Make room, then save again."
    assert saved(desk) == kept
    assert perform(desk, "audit.verify", {}).ok  # type: ignore[attr-defined]


def test_what_cannot_be_confirmed_again_keeps_its_first_words(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """ROL-4: a second person's word counts once, also on a full disk."""
    desk, asked = office.desk("jo"), list[int]()

    def full_then_refused(*_given: object, **_named: object) -> None:
        asked.append(1)
        raise Unavailable("full", is_full=True) if len(asked) == 1 else NotAllowed("used up")

    monkeypatch.setattr(type(desk.seat), "open_work", full_then_refused)
    monkeypatch.setattr(desk.seat.storage, "make_room", lambda: True)
    monkeypatch.setattr(type(desk.seat), "write_refusal", lambda *_given: None)

    with pytest.raises(Unavailable, match="full"):
        save(desk, 1)
    assert len(asked) == 2


def test_a_disk_without_room_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.posix_fallocate", full)

    assert lay(tmp_path / "ballast") == tmp_path / "ballast"
    assert list(tmp_path.iterdir()) == []
    assert not give_up(tmp_path / "ballast")
