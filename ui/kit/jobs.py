"""Is the only door to threads: runs acts off the window's thread and brings the answer home, or to nobody."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal
from shiboken6 import isValid

R = TypeVar("R")
READERS, LOOK_EVERY_MS = 4, 500


class Jobs(Protocol):
    """What a screen may ask for. `read` may overtake one another; `change` keeps its order."""

    def read(
        self,
        owner: QObject,
        work: Callable[[], R],
        done: Callable[[R], None],
        failed: Callable[[Exception], None],
        key: str | None = None,
    ) -> None: ...

    def change(
        self, owner: QObject, work: Callable[[], R], done: Callable[[R], None], failed: Callable[[Exception], None]
    ) -> None: ...

    def is_idle(self) -> bool: ...


@dataclass(slots=True)
class _Job:
    owner: QObject
    work: Callable[[], Any] | None
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]
    key: tuple[int, str] | None


class ThreadedJobs(QObject):
    """One worker for changes (order is meaning), four for reading. Nothing reaches an owner that is gone.

    Python looks for what is left over on whichever thread makes the next object. A worker that came upon parts of a
    closed window would free them beside the window's own thread, and the program would fall. So that look is made here,
    on the window's thread, as often as Python would make it.
    """

    _answered = Signal(int, object, object)
    became_idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._readers = QThreadPool(self)
        self._readers.setMaxThreadCount(READERS)
        self._writer = QThreadPool(self)
        self._writer.setMaxThreadCount(1)
        self._jobs: dict[int, _Job] = {}
        self._newest: dict[tuple[int, str], int] = {}
        self._last = 0
        self._answered.connect(self._deliver)
        self._looks = QTimer(self)
        self._looks.setInterval(LOOK_EVERY_MS)
        self._looks.timeout.connect(self._look)
        self.reopen()

    def read(
        self,
        owner: QObject,
        work: Callable[[], R],
        done: Callable[[R], None],
        failed: Callable[[Exception], None],
        key: str | None = None,
    ) -> None:
        """Run `work` on a reading thread. A newer job of the same owner and key makes this one's answer unwanted."""
        self._start(self._readers, _Job(owner, work, done, failed, (id(owner), key) if key else None))

    def change(
        self, owner: QObject, work: Callable[[], R], done: Callable[[R], None], failed: Callable[[Exception], None]
    ) -> None:
        """Run `work` on the one writing thread, after every change asked for before."""
        self._start(self._writer, _Job(owner, work, done, failed, None))

    def is_idle(self) -> bool:
        """Nothing is running and no answer is on its way."""
        return not self._jobs

    def close(self) -> None:
        """Lock: accept no more, drop what has not begun, wait for what runs, deliver nothing (SEC-31)."""
        self._is_open = False
        for pool in (self._readers, self._writer):
            pool.clear()
            pool.waitForDone()
        self._jobs.clear()
        self._newest.clear()
        self._looks.stop()
        gc.enable()

    def reopen(self) -> None:
        """Work again after an unlock."""
        self._is_open = True
        self._looks.start()
        gc.disable()

    def _look(self) -> None:
        """Free what is left over, of the ages that are due by Python's own count."""
        due = [
            age for age, (made, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if made > most
        ]
        if due:
            gc.collect(due[-1])

    def _start(self, pool: QThreadPool, job: _Job) -> None:
        if not self._is_open:
            return
        self._last += 1
        ticket = self._last
        self._jobs[ticket] = job
        if job.key:
            self._newest[job.key] = ticket
        pool.start(lambda: self._run(ticket))

    def _run(self, ticket: int) -> None:
        job = self._jobs.get(ticket)
        if job is None or job.work is None:
            return
        work, job.work = job.work, None
        del job
        result: object = None
        error: Exception | None = None
        try:
            result = work()
        except Exception as caught:  # noqa: BLE001 - every error goes home and is shown by one table
            error = caught
        del work
        self._answered.emit(ticket, result, error)

    def _deliver(self, ticket: int, result: object, error: object) -> None:
        job = self._jobs.pop(ticket, None)
        if job is not None and self._is_wanted(ticket, job):
            if error is not None:
                job.failed(cast("Exception", error))
            else:
                job.done(result)
        if not self._jobs:
            self.became_idle.emit()

    def _is_wanted(self, ticket: int, job: _Job) -> bool:
        if job.key and self._newest.get(job.key) == ticket:
            del self._newest[job.key]
        elif job.key:
            return False
        return bool(isValid(job.owner))
