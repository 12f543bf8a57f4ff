"""Is a signed-in person in front of one database: who they are, what time it is, how far they reach."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, Protocol, get_type_hints, runtime_checkable

from app.core.changes import Changes
from app.core.clock import Clock
from app.core.errors import Damaged, Locked, Missing, NotAllowed
from app.core.language import _
from app.desk.ledger import Ledger
from app.desk.newcomers import NoSignInFiles, SignInFiles
from app.desk.storage import NoStorage, Storage
from app.domain.roles import Reach, Role
from app.store.work import Store, Work

Matrix = Mapping[Any, Mapping[Role, Reach]]
IsOwn = Callable[[Work, "Person", str, str], bool]
_ORDER = (Reach.NONE, Reach.OWN, Reach.ALL)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who signed in or confirmed: id, login name, name as shown, roles of one desk (SEC-9)."""

    id: str
    login: str
    label: str
    roles: frozenset[Role]


class Seconds(Protocol):
    """Knows whether a second person has just confirmed with their own password (ROL-4)."""

    def take(self, login: str, /) -> Person | None:
        """The person behind this user name if they confirmed; the confirmation is used up."""


@runtime_checkable
class AskedSeconds(Seconds, Protocol):
    """Second people who stand at the window and type their own password."""

    def offer(self, login: str, password: str, /) -> Person:
        """Check it; good for one act. Raises Locked."""


class NoSeconds:
    """Nobody else is here to confirm."""

    def take(self, _login: str, /) -> Person | None:
        """Never anyone."""
        return None


@dataclass(frozen=True, slots=True)
class Kit:
    """What one recovery kit or trustee's paper says, and which two groups of its code are asked back (E9, UX-18).

    Groups are counted from 0. A trustee signs in nowhere: no computer keeps a device secret for them.
    """

    owner: str
    code: str = field(repr=False)
    device_secret: str = field(repr=False)
    safety_number: str
    office_id: str
    user_id: str
    day: date
    asked: tuple[int, ...]

    @property
    def is_for_trustee(self) -> bool:
        """Whether two of these papers together open the office's keys; a kit opens one person's own."""
        return not self.device_secret


@dataclass(frozen=True, slots=True)
class Prepared:
    """A changed way in that was checked and counts not yet: the generation it will have, and what writes it.

    The entry in the log is committed first, then it is put: "not saved" is then always true, and what was changed
    always stands in the log (E3, SEC-16). `put` raises Unavailable, and the way in from before opens.
    """

    gen: int
    put: Callable[[], None] = field(repr=False)


class OwnLogin(Protocol):
    """The password and the kit of the person in the seat; both stand beside the records, not in them (E3)."""

    def has_kit(self) -> bool:
        """Whether a kit was ever confirmed."""

    def make_kit(self) -> Kit:
        """A new kit, the same one until it is confirmed; it opens nothing before that."""

    def offer(self, password: str, new: str = "", /) -> None:
        """What was typed into the page just now; used up by the next act."""

    def change_password(self) -> Prepared:
        """A new password in place of the old one, checked; it counts once it was put. Raises InvalidInput."""

    def confirm_kit(self, groups: Sequence[str], /) -> Prepared:
        """The waiting kit in place of the old one, checked; it opens once it was put. Raises InvalidInput."""


class NoOwnLogin:
    """A seat that nobody signed in to with a password of their own: every way to change one is refused."""

    def has_kit(self) -> bool:
        """Never."""
        return False

    def make_kit(self) -> Kit:
        """Refused."""
        raise _only_oneself()

    def offer(self, _password: str, _new: str = "", /) -> None:
        """Refused."""
        raise _only_oneself()

    def change_password(self) -> Prepared:
        """Refused."""
        raise _only_oneself()

    def confirm_kit(self, _groups: Sequence[str], /) -> Prepared:
        """Refused."""
        raise _only_oneself()


def _only_oneself() -> NotAllowed:
    return NotAllowed(_("This is done at a window, by the person themself, with their own password."))


@dataclass
class Seat:
    """Made at unlock, gone at lock. Everything an act may lean on besides its input.

    `read_only` says why nothing is saved here, `clock_doubt` why this computer's time is doubted (section 12);
    `first_seen` what is compared aloud before the list of staff is believed at a computer that never saw it (SEC-4).
    """

    person: Person
    clock: Clock
    store: Store
    ledger: Ledger
    matrix: Matrix
    changes: Changes = field(default_factory=Changes)
    is_own: IsOwn = lambda _work, _person, _kind, _id: True
    seconds: Seconds = field(default_factory=NoSeconds)
    check_reads: bool = True
    own_login: OwnLogin = field(default_factory=NoOwnLogin)
    storage: Storage = field(default_factory=NoStorage)
    sign_in_files: SignInFiles = field(default_factory=NoSignInFiles)
    read_only: str = ""
    clock_doubt: str = ""
    first_seen: str = ""

    def reach(self, right: Enum, person: Person | None = None) -> Reach:
        """How far this right goes for the person in the seat, or for another."""
        granted = self.matrix.get(right, {})
        held = [granted.get(role, Reach.NONE) for role in (person or self.person).roles]
        return max(held, key=_ORDER.index, default=Reach.NONE)

    @contextmanager
    def open_work(self, *, reading: bool = False, reach: Reach = Reach.ALL) -> Iterator[Work]:
        """One transaction of this desk; records got by id are compared with the chain (SEC-17)."""
        with self.store.work(reading=reading, reach=reach) as work:
            work.check = self.ledger.check_all if self.check_reads else None
            work.strays = self.ledger.strays if self.check_reads else None
            work.missing = self.ledger.gone if self.check_reads else None
            yield work

    def note(self, _draft: object) -> str | None:
        """What an entry says besides its act and objects; nothing, unless a desk seals its entries."""
        return None

    def alarm(self) -> Damaged | None:
        """What an act met damaged while it went on with the rest, once; nothing, unless a desk says so (section 12)."""
        return None

    def follow(self, _work: Work) -> None:
        """What follows from an act, in its own transaction and after its own rows; nothing, unless a desk says so."""

    def write_refusal(self, name: str, refusal: NotAllowed | Missing | Damaged) -> None:
        """Note in a transaction of its own that this act was refused; the first one was rolled back."""
        if self.read_only:
            return
        with self.store.work() as work:
            self.ledger.refuse(work, name, self.clock.now(), refusal)

    def confirm(self, login: str, password: str) -> None:
        """Somebody standing by gives their own name and password for the next act (ROL-4)."""
        if isinstance(self.seconds, AskedSeconds):
            try:
                self.seconds.offer(login, password)
            except Locked:
                raise NotAllowed(_("The second person's name and password did not match.")) from None

    def second(self, login: str | None, right: Enum) -> Person:
        """The second person; NotAllowed when missing, the same, not entitled or not confirmed (ROL-4)."""
        if not login:
            raise NotAllowed(_("This needs a second person with their own password."))
        if login.casefold() == self.person.login.casefold():
            raise NotAllowed(_("The second person must be somebody else."))
        other = self.seconds.take(login)
        if other is None or other.id == self.person.id:
            raise NotAllowed(_("The second person's name and password did not match."))
        if self.reach(right, other) is Reach.NONE:
            raise NotAllowed(_("This person may not be the second name here."))
        return other


class Noun:
    """A class of acts about one thing; it has a seat and no other state."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat


class Desk:
    """Annotated lines, one per noun; builds each noun on the seat."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        for name, noun in nouns_of(type(self)).items():
            setattr(self, name, noun(seat))


def nouns_of(desk: type[Desk]) -> dict[str, type[Noun]]:
    """The nouns of a desk by attribute name, in the order they are written."""
    hints = get_type_hints(desk)
    return {name: noun for name, noun in hints.items() if isinstance(noun, type) and issubclass(noun, Noun)}
