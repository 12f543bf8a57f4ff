"""A case and a group keep the version of their programme that they began with."""

from dataclasses import dataclass, replace

import pytest

from app.core.errors import Missing
from app.domain.pack import shipped_packs
from app.programme.packs.shelf import Shelf

(OLD, *_rest) = shipped_packs()
NINTH, TENTH = replace(OLD, version="1.9"), replace(OLD, version="1.10")


@dataclass
class Begun:
    """Whatever began under one version."""

    programme: str
    pack_version: str


def test_who_began_under_a_version_keeps_it_when_a_newer_one_comes() -> None:
    """PACK-2."""
    shelf, group = Shelf((TENTH, NINTH)), Begun(OLD.code, "1.9")

    assert shelf.of(group.programme, group.pack_version) is NINTH
    assert shelf.newest()[OLD.code] is TENTH


def test_a_version_nobody_has_is_not_there() -> None:
    with pytest.raises(Missing):
        Shelf((NINTH,)).of(OLD.code, "2.0")
