"""Hands the office of the start's tests to every test beside it."""

from tests.start.profiles import cheaply, founded, profile, quick
from tests.start.trustees import derived_once, trusted

__all__ = ["cheaply", "derived_once", "founded", "profile", "quick", "trusted"]
