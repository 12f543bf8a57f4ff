"""Shows the page of backups over invented files: the screen itself, without an office."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from app.desk.storage import BackupRow, BackupState, Progress
from ui.shell.backups import BackupsScreen
from ui.shell.screen import Context

NOW = datetime(2026, 11, 24, 18, 2, tzinfo=UTC)
HIS, HERS = "Programme desk", "Partner desk"
FILES = (
    (0, HIS, 48_300_000, True), (0, HERS, 9_120_000, True), (1, HIS, 48_100_000, True), (1, HERS, 9_110_000, True),
    (8, HIS, 46_700_000, False), (8, HERS, 8_960_000, True), (39, HIS, 41_200_000, True),
)  # fmt: skip


def a_file(days: int, holds: str, size: int, is_proved: bool) -> BackupRow:
    """One that lies there."""
    made, db = NOW - timedelta(days=days), "programme" if holds == HIS else "partner"
    by = "Jo Adeyemi" if holds == HIS else "Maya Okafor"
    return BackupRow(
        file=f"{db}-{days}.hrb", db=db, holds=holds, made_at=made, by=by, size=size,
        proved_at=made if is_proved else None,
    )  # fmt: skip


def backups(ctx: Context[object]) -> BackupsScreen[object]:  # type: ignore[type-var]  # a stand-in that has what is read
    """P28, overdue: the worst day of this page."""
    state = BackupState(
        folder="Handrail/backups", rows=tuple(a_file(*one) for one in FILES), proved_at=NOW,
        away_at=NOW - timedelta(days=8), is_due=False, is_overdue=True, may_restore=True,
    )  # fmt: skip
    acts = SimpleNamespace(show=lambda _asked: state)
    desk = SimpleNamespace(
        backups=acts, seat=SimpleNamespace(storage=SimpleNamespace(progress=Progress()), read_only="")
    )
    return BackupsScreen(replace(ctx, desk=desk))  # type: ignore[arg-type]
