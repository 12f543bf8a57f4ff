"""Hands the office of the start's tests to every test beside it."""

from tests.start.profiles import cheaply, founded, profile, quick

__all__ = ["cheaply", "founded", "profile", "quick"]
