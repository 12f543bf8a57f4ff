"""Listens to every log of the process while a story is lived, down to the last detail."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class Everything(logging.Handler):
    """Keeps every line of every log, down to the last detail, with its arguments and its trace."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name} {self.format(record)} {record.args!r}")


@contextmanager
def everything_logged() -> Iterator[Everything]:
    """The logs of all libraries at DEBUG."""
    root, kept = logging.getLogger(), Everything()
    loggers = [root, *(logging.getLogger(name) for name in ("handrail", "sqlalchemy", "alembic", "sqlcipher3"))]
    before = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.DEBUG)
    root.addHandler(kept)
    try:
        yield kept
    finally:
        root.removeHandler(kept)
        for one, level in zip(loggers, before, strict=True):
            one.setLevel(level)
