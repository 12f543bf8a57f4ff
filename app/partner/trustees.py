"""Makes the codes that trustees keep on paper, and takes them when one is typed (E9)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from app.core.errors import Locked, NotAllowed
from app.core.language import _
from app.core.shapes import new_id
from app.crypto.envelope import Key
from app.crypto.kit import CODE_LENGTH, code_bytes, code_text, safety_number, trustee_seed
from app.crypto.person import Seed
from app.crypto.recovery import RecoverySet
from app.crypto.roster import Roster
from app.desk.own_login import check_groups, groups_asked
from app.desk.seat import Kit

Kept = tuple[str, Key]


@dataclass(frozen=True, slots=True)
class Trustee:
    """Somebody with a code on paper, and the keys that it makes."""

    user: str
    seed: Seed = field(repr=False)


def of_code(roster: Roster, code: str) -> Trustee:
    """The trustee whose keys this code makes. Raises Locked for nobody's, InvalidInput for one that was misread."""
    whole = code_bytes(code)
    for one in roster.people:
        seed = trustee_seed(whole, roster.inst, one.user) if one.active and one.is_trustee else None
        if seed is not None and (seed.x25519_public, seed.ed25519_public) == (one.x25519, one.ed25519):
            return Trustee(one.user, seed)
    raise Locked


def by_code(roster: Roster, name: str, code: str) -> Trustee:
    """The same, who also has this name: one sentence for every cause (SEC-56)."""
    if not code:
        raise Locked
    found = of_code(roster, code)
    if roster.now.people[found.user].label != name:
        raise Locked
    return found


@dataclass
class TrusteeCodes:
    """What was drawn or typed at the page just now; none of it stands in a draft. `listed`: the codes of a script."""

    inst: str
    listed: Mapping[str, str] = field(default_factory=dict, repr=False)
    _drawn: tuple[bytes, Kit] | None = field(default=None, repr=False)
    _typed: str = field(default="", repr=False)

    def draw(self, name: str, today: date) -> Kit:
        """A new paper for somebody of this name, the same one until they are appointed; it opens nothing before."""
        if self._drawn is None or self._drawn[1].owner != name:
            self._drawn = self._paper(name, os.urandom(CODE_LENGTH), today)
        return self._drawn[1]

    def appointed(self, name: str, groups: tuple[str, ...], today: date) -> tuple[Trustee, Kit]:
        """The keys of the paper once two groups of it were typed back; a script's code was typed whole already."""
        if self._drawn is not None and self._drawn[1].owner == name:
            code, paper = self._drawn
            check_groups(paper, groups)
        elif name in self.listed:
            code, paper = self._paper(name, code_bytes(self.listed[name]), today)
        else:
            raise NotAllowed(_("Draw the code on the page first."))
        return Trustee(paper.user_id, trustee_seed(code, self.inst, paper.user_id)), paper

    def forget(self) -> None:
        """The paper is out of the house."""
        self._drawn = None

    def offer(self, code: str) -> None:
        """What a trustee typed just now; used up by the next act."""
        self._typed = code

    def take(self, roster: Roster, name: str) -> Trustee | None:
        """The trustee who stands by with their code: typed at the page, or listed for a script under their name.

        Nobody where neither was. Raises NotAllowed for a code that is nobody's, InvalidInput for one that was misread.
        """
        typed, self._typed = self._typed, ""
        try:
            if typed:
                return of_code(roster, typed)
            return by_code(roster, name, self.listed.get(name, "")) if name else None
        except Locked:
            raise NotAllowed(_("That is no trustee's code.")) from None

    def _paper(self, name: str, code: bytes, today: date) -> tuple[bytes, Kit]:
        user = new_id()
        seed = trustee_seed(code, self.inst, user)
        number = safety_number(self.inst, user, seed.x25519_public, seed.ed25519_public)
        return code, Kit(name, code_text(code), "", number, self.inst, user, today, groups_asked())


class RecoveryFile(Protocol):
    """What stands beside the records for two trustees together, and the keys that only the sign-in files hold."""

    def database_keys(self) -> tuple[Kept, ...]:
        """The keys of both databases, with the kinds that a recovery set gives them."""

    def recovery(self) -> RecoverySet:
        """What is laid down now. Raises Damaged."""

    def keep_recovery(self, laid_down: RecoverySet, /) -> None:
        """Put this in its place, in one step."""


class NoRecoveryFile:
    """A seat that no files belong to: nothing can be laid down there."""

    def database_keys(self) -> tuple[Kept, ...]:
        """None."""
        return ()

    def recovery(self) -> RecoverySet:
        """Refused."""
        raise _not_here()

    def keep_recovery(self, _laid_down: RecoverySet, /) -> None:
        """Refused."""
        raise _not_here()


def _not_here() -> NotAllowed:
    return NotAllowed(_("The trustees' keys are laid down at the office's own computer, where the sign-in files lie."))
