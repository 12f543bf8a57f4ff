"""Writes codes and opaque ids, nothing else: a reader of the logs learns nothing about anyone (SEC-54)."""

import logging
import re
from types import TracebackType
from typing import Literal

_SAFE = re.compile(r"^[A-Za-z0-9_.:-]{0,64}$")
Level = Literal["debug", "info", "warning", "error"]
_LEVELS: dict[str, int] = {"debug": 10, "info": 20, "warning": 30, "error": 40}
LOGGER = logging.getLogger("handrail")


def event(code: str, *ids: str, level: Level = "info") -> None:
    """Note that something happened: a code from the program and opaque ids; any other text becomes `?`."""
    words = [word if _SAFE.match(word) else "?" for word in (code, *ids)]
    LOGGER.log(_LEVELS[level], "%s", " ".join(words))


def bug(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Log an error of ours as type, file and line without any value (SEC-55); gives the short code to show."""
    where = []
    while trace is not None:
        code = trace.tb_frame.f_code
        where.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    short = f"{abs(hash((kind.__name__, tuple(where)))) % 36**5:05d}"
    LOGGER.error("%s", " ".join(["bug", kind.__name__, short, *where[-6:]]))
    return short
