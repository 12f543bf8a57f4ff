"""Makes the seat of somebody signed in at the partner desk: her database to write, his to read, one sealed chain."""

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from app.core.clock import Clock
from app.core.errors import Damaged, NotAllowed
from app.core.language import _
from app.core.settings import Value, default_of
from app.crypto import chain
from app.crypto.person import Seed
from app.crypto.roster import Roster
from app.desk.ledger import ChainTables, Ledger, Unwrap, Wrap, Written
from app.desk.seat import Kit, NoSeconds, Noun, Person, Seat, Seconds
from app.desk.whole import Recalled, RecallingLedger
from app.partner.rights import MATRIX
from app.partner.team import opener
from app.partner.trustees import NoRecoveryFile, RecoveryFile, TrusteeCodes
from app.partner.vault import Vault
from app.store.work import MappedClass, Store, Work
from models.partner.base import Audit, AuditHead

TABLES = ChainTables("partner", Audit, AuditHead)


def not_whole() -> Damaged:
    """What is said where something would be counted or printed that is not all there."""
    return Damaged(
        _(
            "Something that this rests on is damaged, so nothing is counted or printed from it. “Check the records” "
            "says whose it is. Put the newest backup back, or write it anew; then come back here."
        )
    )


def nothing_before() -> dict[str, Value]:
    """What an office had set of the team's settings, where it never did."""
    return {}


def defaults_of(keys: Collection[str]) -> dict[str, Value]:
    """Settings where nobody reads what was set: as the program brings them."""
    return {key: default_of(key) for key in keys}


class OwnKeys(Protocol):
    """New keys for the officer in the seat; they stand in the sign-in files and in both databases (section 8)."""

    def draw(self, password: str, new: str, /) -> Kit:
        """Make them after checking the password once more; nothing opens with them yet. Raises InvalidInput."""

    def change(self, groups: Sequence[str], /) -> tuple[Callable[[], None], str]:
        """What puts them in place once two groups of their kit were typed back, and their safety number.

        Raises InvalidInput.
        """


class NoOwnKeys:
    """A seat without sign-in files: nobody gets other keys there."""

    def draw(self, _password: str, _new: str, /) -> Kit:
        """Refused."""
        raise _only_at_a_window()

    def change(self, _groups: Sequence[str], /) -> tuple[Callable[[], None], str]:
        """Refused."""
        raise _only_at_a_window()


def _only_at_a_window() -> NotAllowed:
    return NotAllowed(_("This is done at a window, by the person themself, with their own password."))


@dataclass
class PartnerSeat(Seat):
    """A seat with the team's keys. `his` is the programme database; only the bridge writes there (SEC-19).

    `settings` gives what was set, by key; the bridge reads all that are asked for at once, where they stand. `begun`
    gives what the office had set of those that are the team's own now.
    """

    ledger: RecallingLedger
    vault: Vault = field(kw_only=True)
    his: Store = field(kw_only=True)
    his_ledger: Ledger = field(kw_only=True)
    read_roster: Callable[[], Roster] = field(kw_only=True)
    draw: Callable[[int], int] = secrets.randbelow
    settings: Callable[[Collection[str]], Mapping[str, Value]] = defaults_of
    begun: Callable[[], Mapping[str, Value]] = nothing_before
    trustee_codes: TrusteeCodes = field(default_factory=lambda: TrusteeCodes(""))
    recovery_file: RecoveryFile = field(default_factory=NoRecoveryFile)
    own_keys: OwnKeys = field(default_factory=NoOwnKeys)
    told: set[tuple[str, str]] = field(default_factory=set, repr=False)

    def alarm(self) -> Damaged | None:
        """What does not open of hers and is not in the log of this sitting yet: one entry when more is met."""
        met = {*self.vault.hurt, *self.torn_entries()} - self.told
        self.told |= met
        return Damaged() if met else None

    def torn_entries(self) -> dict[tuple[str, str], str]:
        """The entries of her log that do not hold, named as the vault names what is damaged; nobody can tell whose."""
        return {(Audit.__tablename__, str(seq)): "" for seq in self.ledger.recalled.torn}

    def refuse_if_hurt(self, work: Work, *tables: MappedClass) -> None:
        """Nothing is counted, and no paper is made, that would lack what is damaged of these tables. Raises Damaged."""
        if self.ledger.torn(work) or any(self.vault.hurt_in(table) for table in tables):
            raise not_whole()

    def note(self, draft: object) -> str | None:
        """Whose record this was about: the sealed part of her chain keeps it, so that a look has a name (RET-10)."""
        about = getattr(draft, "partner", None)
        return about if isinstance(about, str) else None

    def setting(self, key: str) -> Value:
        """One setting as it stands."""
        return self.settings((key,))[key]

    def number(self, key: str) -> int:
        """A setting that is a whole number."""
        return self.numbers(key)[0]

    def numbers(self, *keys: str) -> tuple[int, ...]:
        """Settings that are whole numbers, read at once and in this order."""
        values = self.settings(keys)
        return tuple(int(str(values[key])) for key in keys)

    @contextmanager
    def look_at_his(self) -> Iterator[Work]:
        """Read the programme database without leaving a trace of it (SEC-19)."""
        with self.his.work(reading=True) as work:
            yield work


class PartnerNoun(Noun):
    """A class of acts at the partner desk."""

    def __init__(self, seat: Seat) -> None:
        if not isinstance(seat, PartnerSeat):
            raise TypeError("the partner desk needs its own seat")
        super().__init__(seat)
        self.seat: PartnerSeat = seat


@dataclass(frozen=True)
class Opened:
    """Everything unlock found: both stores, the keys, how the roster is read, what her log said last of each row."""

    store: Store
    his: Store
    vault: Vault
    his_ledger: Ledger
    read_roster: Callable[[], Roster]
    recalled: Recalled = field(default_factory=Recalled)


def partner_seat(
    opened: Opened, person: Person, seed: Seed, *, dev: str, clock: Clock, seconds: Seconds | None = None
) -> PartnerSeat:
    """The seat of one officer; what she does is signed by her and sealed under the team's key (E5)."""
    vault = opened.vault
    vault.opens = opener(person.id, seed, opened.read_roster)
    ledger = RecallingLedger(
        TABLES, None, inst=vault.inst, dev=dev, user=person.id, seed=seed, wrap=sealing(vault), unwrap=opening(vault),
        read_roster=opened.read_roster, recalled=opened.recalled,
    )  # fmt: skip
    return PartnerSeat(
        person=person, clock=clock, store=opened.store, ledger=ledger, matrix=MATRIX, seconds=seconds or NoSeconds(),
        vault=vault, his=opened.his, his_ledger=opened.his_ledger, read_roster=opened.read_roster,
        trustee_codes=TrusteeCodes(vault.inst),
    )  # fmt: skip


def sealing(vault: Vault) -> Wrap:
    """How the partner chain says what was done: only in the sealed part."""

    def wrap(seq: int, act: str, objects: Sequence[chain.ObjectDigest], note: str | None) -> Written:
        part = chain.SealedPart(act, tuple(objects), note)
        return Written("sealed", (), chain.seal_part(vault.team, vault.inst, seq, part))

    return wrap


def opening(vault: Vault) -> Unwrap:
    """What a sealed event says."""
    return lambda event: chain.open_part(vault.key_for(event.d or b""), event)
