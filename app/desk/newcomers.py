"""Is how acts about people reach what stands beside the records: who asks to join, and the sign-in files (E3)."""

from dataclasses import dataclass
from typing import Protocol

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.crypto.kit import folded
from app.crypto.person import Signer
from app.crypto.roster import Roster, RosterPerson
from app.domain.roles import Role

Rows = tuple[tuple[int, bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who made her keys and waits: the name she signs in with, who she is, what is compared aloud (SEC-4)."""

    login: str
    person: RosterPerson
    safety_number: str

    @property
    def role(self) -> Role:
        """The role she asked for; one, of this desk."""
        return Role(min(self.person.roles))

    def check_number(self, read_out: str) -> None:
        """What was read out must be her number, else nobody is let in (SEC-4). Raises InvalidInput."""
        check_number(self.safety_number, read_out)


def check_number(wanted: str, read_out: str) -> None:
    """Two people compare a number before one signs for the other's keys. Raises InvalidInput."""
    if folded(read_out) != folded(wanted):
        words = _("This is not the safety number of these keys. Let nobody in; ask for new keys.")
        raise InvalidInput({"safety_number": words})


class SignInFiles(Protocol):
    """Join files and sign-in files of one desk, in the hands of whoever sits here."""

    def waiting(self) -> tuple[Newcomer, ...]:
        """Everybody of this desk who asks to join; a file that does not read as one is nobody."""

    def has_slot(self, user: str, /) -> bool:
        """Whether this person can sign in."""

    def is_taken(self, login: str, /) -> bool:
        """Whether somebody already signs in with this name."""

    def offer(self, password: str, /) -> None:
        """What the newcomer just typed into the page; used up by `prepare`."""

    def prepare(self, login: str, label: str, role: Role, /) -> Newcomer:
        """Make her keys and put her join file down. Raises InvalidInput for a password that will not do."""

    def let_in(self, user: str, by: Signer, roster: Roster, /) -> None:
        """Write her slot with the database's key granted to her, then the join file goes. Raises Damaged."""

    def turn_away(self, user: str, /) -> None:
        """The join file goes, and with it her keys."""

    def shut_out(self, user: str, /) -> None:
        """Her slot goes."""

    def first_of_team(self) -> tuple[Newcomer, ...]:
        """Who made her keys as the first of a safety team (UX-19); nobody where one stands."""

    def ask_first(self, rows: Rows, /) -> None:
        """Lay the list of staff where her own desk finds it and signs for herself. Raises Unavailable."""

    def answer_of_first(self) -> Rows:
        """What her desk signed; nothing before it did."""

    def let_first_in(self, user: str, by: Signer, roster: Roster, /) -> None:
        """A slot without a seed in this desk's file: with it she makes the team's keys (SEC-11). Raises Damaged."""


class NoSignInFiles:
    """A seat that no sign-in file belongs to: nobody waits and nobody can be let in."""

    def waiting(self) -> tuple[Newcomer, ...]:
        """Nobody."""
        return ()

    def has_slot(self, _user: str, /) -> bool:
        """Nobody has one here."""
        return False

    def is_taken(self, _login: str, /) -> bool:
        """No name is."""
        return False

    def offer(self, _password: str, /) -> None:
        """Refused."""
        raise _not_here()

    def prepare(self, _login: str, _label: str, _role: Role, /) -> Newcomer:
        """Refused."""
        raise _not_here()

    def let_in(self, _user: str, _by: Signer, _roster: Roster, /) -> None:
        """Refused."""
        raise _not_here()

    def turn_away(self, _user: str, /) -> None:
        """Refused."""
        raise _not_here()

    def shut_out(self, _user: str, /) -> None:
        """Refused."""
        raise _not_here()

    def first_of_team(self) -> tuple[Newcomer, ...]:
        """Nobody."""
        return ()

    def ask_first(self, _rows: Rows, /) -> None:
        """Refused."""
        raise _not_here()

    def answer_of_first(self) -> Rows:
        """Nothing."""
        return ()

    def let_first_in(self, _user: str, _by: Signer, _roster: Roster, /) -> None:
        """Refused."""
        raise _not_here()


def _not_here() -> NotAllowed:
    return NotAllowed(_("People join and leave at the office's own computer, where the sign-in files lie."))
