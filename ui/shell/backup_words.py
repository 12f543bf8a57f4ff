"""Says what backups are in words: steps, sizes, what was found; the same at both desks (UX-21)."""

from app.core.language import _, ngettext
from app.desk.storage import BESIDE, OVERDUE_DAYS, READING, BackupProved

KB, MB = 1024, 1024 * 1024


def step_words(step: int) -> str:
    """What is being done now."""
    return (
        _("Beginning"),
        _("Copying the records"),
        _("Sealing the copy"),
        _("Reading it back"),
        _("Looking at every page"),
        _("Comparing every record with the log"),
        _("Laying the copy beside the records"),
    )[step]


def back_step(step: int) -> tuple[str, str]:
    """Which step of putting one back is being done, and its words."""
    at = max(step, READING)
    last = BESIDE - READING + 1
    return _("Step {step} of {steps}").format(step=at - READING + 1, steps=last), step_words(at)


def size_words(size: int) -> str:
    """A size as people say it."""
    if size < MB:
        return _("{count} KB").format(count=max(1, round(size / KB)))
    return _("{count} MB").format(count=round(size / MB, 1))


def overdue_words() -> str:
    """What the red line says at both desks."""
    return _("No backup was proved in the last {days} days.").format(days=OVERDUE_DAYS)


def found_words(proved: BackupProved) -> str:
    """How much was found, and whose keys open it."""
    found = ngettext(
        "{holds}: {rows} row in {tables} tables, the log up to entry {entries}, {size}.",
        "{holds}: {rows} rows in {tables} tables, the log up to entry {entries}, {size}.",
        proved.rows,
    ).format(
        holds=proved.holds, rows=proved.rows, tables=proved.tables, entries=proved.entries, size=size_words(proved.size)
    )
    keys = _("It opens with the key of: {names}.").format(names=", ".join(proved.opened_by))
    frozen = _("No older one was removed: this computer's clock is far from the last entry of the log.")
    return " ".join((found, keys, *((frozen,) if proved.is_frozen else ())))
