"""Listens to every log of the process while a story is lived, down to the last detail."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

TIMED = re.compile(r"\[(?:cached since|generated in) [^\]]{1,40}\]")


class Everything(logging.Handler):
    """Keeps every line of every log, down to the last detail, with its arguments and its trace."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: dict[str, None] = {}

    @property
    def lines(self) -> list[str]:
        """What was heard, in order; what differs by nothing but how long it took is kept once."""
        return list(self.heard)

    def emit(self, record: logging.LogRecord) -> None:
        self.heard[TIMED.sub("", f"{record.name} {self.format(record)} {record.args!r}")] = None


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
