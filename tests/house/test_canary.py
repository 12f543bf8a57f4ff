"""Watches for the release of the window library that loses a reference to `True` with every signal."""

import sys

import pytest
from PySide6.QtCore import QObject, Signal


class Emitter(QObject):
    """Fires a signal with a value and one without."""

    fired = Signal()
    told = Signal(bool)


@pytest.fixture
def emitter() -> Emitter:
    return Emitter()


def test_emitting_does_not_spend_references(emitter: Emitter) -> None:
    before = sys.getrefcount(True)

    for _ in range(100):
        emitter.fired.emit()

    assert sys.getrefcount(True) >= before


def test_telling_a_slot_does_not_spend_references(emitter: Emitter) -> None:
    heard: list[bool] = []
    emitter.told.connect(heard.append)
    before = sys.getrefcount(True)

    for _ in range(100):
        emitter.told.emit(True)

    assert len(heard) == 100
    assert sys.getrefcount(True) >= before
