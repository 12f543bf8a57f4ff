"""Signs people in at the programme desk: password, keys, the checks that come before anything is shown, then a seat."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import configure_mappers

from app.core import log
from app.core.errors import AppError, Damaged, Locked
from app.core.language import _
from app.core.paths import Profile
from app.crypto.keyring.grants import check_grant
from app.crypto.keyring.keyslots import KeyslotFile
from app.crypto.keyring.slots import Opened
from app.crypto.roster import Roster
from app.crypto.statements import Head
from app.desk.ledger import Ledger
from app.desk.seat import Person, Seat, Seconds
from app.ops.records import sweep
from app.programme.desk import ProgrammeDesk
from app.programme.entry import METADATA, is_practice, ledger_of, person_of, read_roster
from app.programme.office import number_setting
from app.programme.seat import programme_seat
from app.start.own_login import KitTyped, Place, SignedInLogin, Tries, WayBack, way_back
from app.start.people.files import StaffFiles
from app.start.profile import PROGRAMME, About, check_place, clock_of, held_open, read_about
from app.start.programme_backup import storage_of
from app.start.remembered import Remembered, check_chain, check_roster, devices_of
from app.store.copies import copy_file
from app.store.engine import embedded
from app.store.migrate import bring_up_to_date
from app.store.work import Store, Work

SIDE = "programme"
STAYS_CONFIRMED = timedelta(minutes=2)


def make_ready() -> None:
    """Let the tables learn of one another now: better while somebody types than at the first question (P2)."""
    configure_mappers()


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whose password was just checked, with what their slot gave."""

    opened: Opened
    person: Person
    remembered: Remembered


class ProgrammeOffice:
    """One office at the programme desk while the program runs: opens at the first sign-in, closes at lock."""

    def __init__(self, profile: Profile, at: datetime | None = None) -> None:
        self.profile = profile
        self.about: About = read_about(profile)
        self.clock = clock_of(self.about, at)
        self.place = Place(profile, self.about, SIDE)
        self.tries = Tries(profile, SIDE, self.about.clock())
        self.store: Store | None = None

    @property
    def is_practice(self) -> bool:
        """Whether this office holds invented people only; compared with the records at each sign-in."""
        return self.about.practice

    def sign_in(
        self, login: str, password: str, seconds: Seconds | None = None, arrival: str = "desk.open"
    ) -> ProgrammeDesk:
        """The desk of this person. Raises Locked with one sentence for every wrong name or password (SEC-56)."""
        known, store = self.recognise(login, password)
        ledger = ledger_of(known.person.id, known.opened.seed, inst=self.about.inst, dev=self.about.dev)
        check_chain(store, ledger, known.remembered.mark())
        self._note_arrival(store, ledger, known, arrival)
        seat = programme_seat(
            store, known.person, known.opened.seed, inst=self.about.inst, dev=self.about.dev, clock=self.clock,
            seconds=seconds or VerifiedSeconds(self),
        )  # fmt: skip
        person = known.person
        seat.own_login = SignedInLogin(
            self.place, person.login, person.label, person.id, known.opened.seed, self.tries
        )  # fmt: skip
        seat.storage = storage_of(self.profile, seat)
        seat.sign_in_files = StaffFiles(self.place, person.id, known.opened.seed)
        log.event("desk.open", known.person.id)
        return ProgrammeDesk(seat)

    def recognise(self, login: str, password: str) -> tuple[Known, Store]:
        """Who this is, once slot, roster, grant and mark hold; nothing else of the records is read before."""
        slots = KeyslotFile.read(self.profile.keyslots(SIDE))
        devices = devices_of(self.about, self.profile)
        user = slots.user_of(login)
        secret = devices.secret(self.about.inst, user) if user else None
        opened = self.tries.count(lambda: slots.open_slot(login, password, secret))
        if slots.inst != self.about.inst:
            raise Damaged(_("The sign-in file belongs to another office. Do not go on."))
        remembered = Remembered(devices, self.about.inst, opened.user, opened.seed)
        mark = remembered.mark()
        if opened.gen < mark.gens.get(SIDE, 0):
            raise Damaged(_("An older sign-in file was put back. Do not go on; tell your manager."))
        store = self.store or self._opened(opened)
        try:
            roster = read_roster(store, self.about.inst)
            check_grant(opened.grant, roster)
            check_roster(roster, mark)
            known = Known(opened, self._person(store, roster, opened.user), remembered)
        except AppError:
            if self.store is None:
                store.close()
            raise
        self.store = store
        return known, store

    def keep_mark(self, desk: ProgrammeDesk) -> None:
        """Remember how far this person has seen (SEC-18): at sign-in, at lock and every few minutes."""
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

    def _note_arrival(self, store: Store, ledger: Ledger, known: Known, arrival: str) -> None:
        """The sign-in stands in the chain, and the mark moves with it."""
        with store.work() as work:
            ledger.append(work, arrival, self.clock.now())
            heads = heads_of(ledger, work)
        known.remembered.keep(heads, {SIDE: known.opened.gen})


def heads_of(ledger: Ledger, work: Work) -> Mapping[str, Head]:
    """The newest events of the roster and of this desk's chain."""
    return {"roster": ledger.roster(work).head, ledger.tables.name: ledger.head(work)}


class VerifiedSeconds:
    """Second people at a window: each types name and password, which counts for two minutes and one use (ROL-4)."""

    def __init__(self, office: ProgrammeOffice) -> None:
        self._office = office
        self._confirmed: dict[str, tuple[Person, datetime]] = {}

    def offer(self, login: str, password: str) -> Person:
        """Check the password of somebody standing by. Raises Locked."""
        known, _store = self._office.recognise(login, password)
        self._confirmed[login.casefold()] = (known.person, self._office.clock.now())
        return known.person

    def take(self, login: str, /) -> Person | None:
        """The person behind this user name if they confirmed lately; used up by asking."""
        person, at = self._confirmed.pop(login.casefold(), (None, None))
        if person is None or at is None or self._office.clock.now() - at > STAYS_CONFIRMED:
            return None
        return person


class ListedSeconds:
    """Second people in a script: each is checked with their own password from the list that was handed in."""

    def __init__(self, office: ProgrammeOffice, passwords: Mapping[str, str]) -> None:
        self._office = office
        self._passwords = passwords
        self._checked: dict[str, Person] = {}

    def take(self, login: str, /) -> Person | None:
        """The person behind this user name if the password on the list opens their slot."""
        if login not in self._checked and login in self._passwords:
            try:
                self._checked[login] = self._office.recognise(login, self._passwords[login])[0].person
            except Locked:
                return None
        return self._checked.get(login)


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
