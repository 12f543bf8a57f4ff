"""Lets one real office live through the story once, for every test that hunts in what it left."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.paths import Profile
from tests.never.lived import Lived, live
from tests.start.profiles import founded, profile, quick
from tests.start.trustees import derived_once

__all__ = ["derived_once", "founded", "lived", "lived_copy", "profile", "quick"]


@pytest.fixture(scope="session")
def lived(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """An office made by `handrail init` that lived through the story; tests look and change nothing."""
    folder = tmp_path_factory.mktemp("lived")
    shutil.copytree(founded, folder / "profile")
    return live(Profile(folder / "profile"), folder)


@pytest.fixture
def lived_copy(lived: Lived, tmp_path: Path) -> Lived:
    """The same office for a test that signs in or changes something."""
    shutil.copytree(lived.profile.folder, tmp_path / "profile")
    return replace(lived, profile=Profile(tmp_path / "profile"), folder=tmp_path)
