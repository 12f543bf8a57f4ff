"""Honest stand-ins for tests: they do the real thing, only in a simpler way."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

R = TypeVar("R")


class InlineJobs:
    """Jobs that run at once on the thread that asks: same order, same answers, no waiting."""

    def read(
        self,
        owner: QObject,
        work: Callable[[], R],
        done: Callable[[R], None],
        failed: Callable[[Exception], None],
        key: str | None = None,
    ) -> None:
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - as the threaded jobs do
            failed(error)
        else:
            done(result)

    def change(
        self, owner: QObject, work: Callable[[], R], done: Callable[[R], None], failed: Callable[[Exception], None]
    ) -> None:
        self.read(owner, work, done, failed)

    def is_idle(self) -> bool:
        return True
