"""Signs people in at the programme desk: password, keys, the checks that come before anything is shown, then a seat."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import configure_mappers

from app.core import log
from app.core.errors import AppError, Damaged, Locked, NotAllowed
from app.core.language import _
from app.core.paths import Profile
from app.crypto.keyring.grants import check_grant
from app.crypto.keyring.slots import Opened
from app.crypto.mark import Mark
from app.crypto.roster import Roster
from app.crypto.statements import Head
from app.crypto.tombstones import Tombstones
from app.desk.erased_list import file_bytes
from app.desk.ledger import Ledger
from app.desk.seat import Person, Seat, Seconds
from app.desk.storage import BackupRestored
from app.domain.roles import Role
from app.ops.evidence import Trouble
from app.ops.records import sweep
from app.ops.sightings import clock_doubt
from app.programme.desk import ProgrammeDesk
from app.programme.entry import METADATA, is_practice, ledger_of, person_of, read_roster, roster_rows
from app.programme.keeping.stones import whole_list
from app.programme.office import number_setting
from app.programme.seat import programme_seat
from app.start.own_login import KitTyped, Place, SignedInLogin, Tries, WayBack, way_back
from app.start.people.files import StaffFiles
from app.start.people.rekey import Swap, finish, rekey_when_owed
from app.start.profile import PROGRAMME, About, check_place, clock_of, held_open, read_about
from app.start.programme_backup import storage_of
from app.start.remembered import (
    Remembered,
    WasPutBack,
    check_own_keys,
    check_roster,
    devices_of,
    heads_found,
    seen_first,
    what_is_wrong,
)
from app.start.seconds import Known, KnowsSeconds, ListedSeconds, VerifiedSeconds
from app.start.storage.pending import finish_pending
from app.start.storage.putting_back import Hand, Office, put_back
from app.store.copies import copy_file
from app.store.engine import embedded
from app.store.migrate import bring_up_to_date
from app.store.work import Store, Work

SIDE = "programme"
STAYS_CONFIRMED = timedelta(minutes=2)


def make_ready() -> None:
    """Let the tables learn of one another now: better while somebody types than at the first question (P2)."""
    configure_mappers()


class ProgrammeOffice:
    """One office at the programme desk while the program runs: opens at the first sign-in, closes at lock."""

    def __init__(self, profile: Profile, at: datetime | None = None) -> None:
        self.profile = profile
        self.about: About = read_about(profile)
        self.clock = clock_of(self.about, at)
        self.place = Place(profile, self.about, SIDE)
        self.tries = Tries(profile, SIDE, self.about.clock())
        self.store: Store | None = None
        self._told: set[str] = set()

    @property
    def is_practice(self) -> bool:
        """Whether this office holds invented people only; compared with the records at each sign-in."""
        return self.about.practice

    def sign_in(
        self, login: str, password: str, seconds: Seconds | None = None, arrival: str = "desk.open"
    ) -> ProgrammeDesk:
        """The desk of this person. Raises Locked with one sentence for every wrong name or password (SEC-56)."""
        knows = login.casefold() in self._told
        try:
            known, store = self._opened_alone(login, password, knows=knows)
            ledger = ledger_of(known.person.id, known.opened.seed, inst=self.about.inst, dev=self.about.dev)
            mark = known.remembered.mark()
            wrong = what_is_wrong(store, ledger, mark, knows=knows)
        except WasPutBack:
            self._told.add(login.casefold())
            raise
        doubt = clock_doubt(store, ledger, self.clock.now(), self.clock.zone)
        if not wrong:
            self._note_arrival(store, ledger, known, arrival, self._erased(store, ledger, mark))
        around = seconds or VerifiedSeconds(self)
        seat = programme_seat(
            store, known.person, known.opened.seed, inst=self.about.inst, dev=self.about.dev, clock=self.clock,
            seconds=around,
        )  # fmt: skip
        person = known.person
        seat.own_login = SignedInLogin(
            self.place, person.login, person.label, person.id, known.opened.seed, self.tries
        )  # fmt: skip
        back, is_practice = partial(self._put_back_from, known, around, seat), self.about.practice
        seat.storage = storage_of(self.profile, seat, back, is_practice=is_practice)
        seat.read_only, seat.clock_doubt, seat.first_seen = wrong, doubt, known.first_seen
        if wrong:
            found = partial(heads_found, store, ledger)
            seat.storage.trouble = Trouble(wrong, mark.heads, found, self.profile.lying(SIDE))
        seat.sign_in_files = StaffFiles(self.place, person.id, known.opened.seed)
        log.event("desk.open", known.person.id)
        return ProgrammeDesk(seat)

    def _opened_alone(self, login: str, password: str, *, knows: bool) -> tuple[Known, Store]:
        """Recognise; after somebody left, the manager who comes first gives the records a new key."""
        is_first = self.store is None
        known, store = self.recognise(login, password, knows=knows)
        if is_first and Role.MANAGER in known.person.roles:
            roster = read_roster(store, self.about.inst)
            if rekey_when_owed(Swap(self.profile, SIDE), PROGRAMME, store, known.opened, roster):
                self.close()
                known, store = self.recognise(login, password, knows=knows)
        return known, store

    def recognise(self, login: str, password: str, *, knows: bool = False) -> tuple[Known, Store]:
        """Who this is, once slot, roster, grant and mark hold; nothing else of the records is read before."""
        opened, remembered = self._slot(login, password)
        store = self.store or self._opened(opened)
        try:
            roster = read_roster(store, self.about.inst)
            check_grant(opened.grant, roster)
            check_own_keys(roster, opened.user, opened.seed)
            check_roster(roster, remembered.mark(), knows=knows)
            first = seen_first(roster, opened.grant, remembered.mark())
            known = Known(opened, self._person(store, roster, opened.user), remembered, first)
        except AppError:
            if self.store is None:
                store.close()
            raise
        self.store = store
        return known, store

    def put_back(self, file: Path, first: tuple[str, str], second: tuple[str, str]) -> BackupRestored:
        """Restore without a desk: for records that do not open any more. Names and passwords of two people."""
        opened, remembered = self._slot(*first)
        other, seen = self._slot(*second)
        hands = (
            Hand(opened.user, opened.seed, remembered.mark()),
            Hand(other.user, other.seed, seen.mark()),
        )
        return put_back(self._office_of(opened), file, hands, self._live_roster(opened))

    def _put_back_from(self, known: Known, around: Seconds, seat: Seat, file: Path, second: str) -> BackupRestored:
        """Restore from a desk that is open: who sits there, and who just confirmed beside them."""
        other = around.known_as(second) if isinstance(around, KnowsSeconds) else None
        if other is None:
            raise NotAllowed(_("The second person's name and password did not match."))
        hands = tuple(Hand(one.opened.user, one.opened.seed, one.remembered.mark()) for one in (known, other))
        office = replace(self._office_of(known.opened), progress=seat.storage.progress)
        return put_back(office, file, hands, self._live_roster(known.opened))

    def _office_of(self, opened: Opened) -> Office:
        return Office(self.profile, self.about, self.clock, opened.db_key.value)

    def _live_roster(self, opened: Opened) -> tuple[tuple[int, bytes, bytes], ...]:
        """The list of staff as it stands, or nothing when the records do not open or it does not hold."""
        if self.store is None and not self.profile.database(SIDE).exists():
            return ()
        try:
            store = self.store or Store(
                embedded(self.profile.database(SIDE), opened.db_key.value, guarded_memory=False), SIDE
            )
            try:
                read_roster(store, self.about.inst)
                return roster_rows(store)
            finally:
                if store is not self.store:
                    store.close()
        except (AppError, SQLAlchemyError):
            return ()

    def _slot(self, login: str, password: str) -> tuple[Opened, Remembered]:
        """What a name and a password open, once it is no older sign-in file (E3)."""
        if self.store is None:
            finish(self.profile)
        return self.place.open(self.tries, login, password)

    def have_seen(self, login: str, password: str) -> None:
        """Whoever put the records back knows of it: their mark goes on from there (SEC-15)."""
        try:
            desk = self.sign_in(login, password)
        except WasPutBack:
            desk = self.sign_in(login, password)
        self.keep_mark(desk)

    def keep_mark(self, desk: ProgrammeDesk) -> None:
        """Remember how far this person has seen (SEC-18): at sign-in, at lock and every few minutes."""
        if desk.seat.read_only:
            return
        seat, devices = desk.seat, devices_of(self.about, self.profile)
        with seat.store.work(reading=True) as work:
            heads = heads_of(seat.ledger, work)
        Remembered(devices, self.about.inst, seat.person.id, seat.ledger.seed).keep(heads, {})

    def idle_minutes(self, desk: ProgrammeDesk) -> int:
        """After how many minutes without a key this desk locks, as the office set it."""
        with desk.seat.store.work(reading=True) as work:
            return number_setting(work.session, "lock.programme_minutes")

    def way_back(self, typed: KitTyped) -> WayBack:
        """Open with a kit instead of the forgotten password (section 8). Raises Locked."""
        return way_back(self.place, self.tries, typed)

    def close(self) -> None:
        """Let go of the database and with it of its key."""
        if self.store is not None:
            self.store.close()
            self.store = None

    def _opened(self, opened: Opened) -> Store:
        """The database under its key, brought to this version's shape; a copy is kept before it is changed (SEC-45)."""
        sweep(self.profile.backups)
        finish_pending(self.profile, SIDE, PROGRAMME)
        key = opened.db_key.value
        store = Store(embedded(self.profile.database(SIDE), key, guarded_memory=False), SIDE)
        try:
            copy = self.profile.backups / f"{SIDE}-before-upgrade.db"
            bring_up_to_date(store, METADATA, lambda: copy_file(store, copy, key))
        except Exception:
            store.close()
            raise
        return store

    def _person(self, store: Store, roster: Roster, user: str) -> Person:
        with store.work(reading=True) as work:
            if is_practice(work) != self.about.practice:
                raise Damaged(_("The file profile.json does not fit these records. Do not go on."))
            return person_of(work, roster, user)

    def _erased(self, store: Store, ledger: Ledger, mark: Mark) -> Tombstones:
        """The list of what was deleted, whole: what it names is gone before anything is shown (RET-7)."""
        copies = (file_bytes(self.profile.tombstones(SIDE)),)
        with store.work() as work:
            roster = ledger.roster(work)
            found, gone = whole_list(work, self.about.inst, roster, copies, mark.tombs.get(SIDE, 0))
            if gone:
                ledger.append(work, "retention.delete", self.clock.now())
        return found

    def _note_arrival(self, store: Store, ledger: Ledger, known: Known, arrival: str, erased: Tombstones) -> None:
        """The sign-in stands in the chain, and the mark moves with it."""
        with store.work() as work:
            ledger.append(work, arrival, self.clock.now())
            heads = heads_of(ledger, work)
        known.remembered.keep(heads, {SIDE: known.opened.gen}, {SIDE: len(erased.items)})


def heads_of(ledger: Ledger, work: Work) -> Mapping[str, Head]:
    """The newest events of the roster and of this desk's chain."""
    return {"roster": ledger.roster(work).head, ledger.tables.name: ledger.head(work)}


def offer_from_list(seat: Seat, passwords: Mapping[str, str]) -> None:
    """A script changes a password by a second entry `name:new`; the passwords of newcomers stand in the list too."""
    name = seat.person.login
    if (new := passwords.get(f"{name}:new")) is not None:
        seat.own_login.offer(passwords[name], new)
    if isinstance(seat.sign_in_files, StaffFiles):
        seat.sign_in_files.listed = passwords


class ProgrammeReception:
    """Seats people of a script, each once, with the passwords handed in."""

    def __init__(self, office: ProgrammeOffice, passwords: Mapping[str, str]) -> None:
        self.office = office
        self.clock = office.clock
        self.is_practice = office.is_practice
        self._passwords = passwords
        self._seconds = ListedSeconds(office, passwords)
        self._desks: dict[str, ProgrammeDesk] = {}

    def take_seat(self, login: str) -> ProgrammeDesk:
        """The desk of this person. Raises Locked without a password that opens it."""
        if login not in self._desks:
            if login not in self._passwords:
                raise Locked
            self._desks[login] = self.office.sign_in(login, self._passwords[login], self._seconds)
            offer_from_list(self._desks[login].seat, self._passwords)
        return self._desks[login]

    def leave(self) -> None:
        """Everybody gets up: marks are kept, the database is closed."""
        try:
            for desk in self._desks.values():
                self.office.keep_mark(desk)
        finally:
            self._desks.clear()
            self.office.close()


@contextmanager
def programme_reception(
    profile: Profile, passwords: Mapping[str, str], at: datetime | None
) -> Iterator[ProgrammeReception]:
    """An office opened for a script or a command, alone on this computer (SEC-32)."""
    check_place(profile.folder)
    read_about(profile)
    with held_open(profile, PROGRAMME):
        reception = ProgrammeReception(ProgrammeOffice(profile, at), passwords)
        try:
            yield reception
        finally:
            reception.leave()
