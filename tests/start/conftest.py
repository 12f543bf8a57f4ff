"""Hands the office of the start's tests to every test beside it."""

from tests.start.profiles import founded, profile

__all__ = ["founded", "profile"]
