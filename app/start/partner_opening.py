"""Signs officers in at the partner desk: both databases, both grants, the team's keys, then a seat."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from app.bridge.deliveries import deliver
from app.bridge.desk import BridgeDesk
from app.bridge.entry import (
    METADATA,
    heads_of,
    her_ledger,
    his_ledger,
    is_practice,
    keys_of_box,
    person_of,
    read_roster,
    team_grants,
)
from app.bridge.erased import whole_list
from app.core import log
from app.core.errors import Damaged, Locked, Missing, Newer, Unavailable, error_name
from app.core.language import _
from app.core.paths import Profile
from app.core.settings import default_of
from app.crypto.keyring.grants import check_grant
from app.crypto.keyring.keyslots import KeyslotFile
from app.crypto.keyring.slots import Opened as OpenedSlot
from app.crypto.kit import code_bytes
from app.crypto.mark import Mark
from app.crypto.person import Seed
from app.crypto.roster import Roster
from app.crypto.tombstones import Tombstones
from app.desk.erased_list import file_bytes
from app.desk.ledger import Ledger
from app.desk.seat import Person, Seconds
from app.desk.storage import BackupRestored, Progress
from app.ops.evidence import Trouble
from app.ops.records import sweep
from app.ops.sightings import clock_doubt
from app.partner.seat import Opened, PartnerSeat, partner_seat
from app.partner.trustees import by_code, of_code
from app.partner.vault import Vault
from app.start.joining import drop_ready, secret_of
from app.start.own_login import KitTyped, Place, SignedInLogin, Tries, WayBack, way_back
from app.start.partner_backup import storage_of
from app.start.partner_guard import guarded
from app.start.partner_putting_back import Team, ThreeHere, from_desk, put_back, put_his_back, team_keys
from app.start.partner_team import TeamFiles
from app.start.partner_trust.own_keys import SignedInKeys, by_password, finish_for, new_password_named
from app.start.partner_trust.recovering import ByTrustees, CodesTyped, way_by_trustees
from app.start.people.rekey import Swap, finish, rekey_when_owed
from app.start.profile import PARTNER, About, check_place, clock_of, held_open, read_about
from app.start.remembered import (
    Gists,
    Remembered,
    WasPutBack,
    check_own_keys,
    check_roster,
    devices_of,
    seen_first,
    what_is_wrong,
)
from app.start.seconds import ListedSeconds, VerifiedSeconds
from app.start.storage.pending import finish_pending, swap_of
from app.store.copies import copy_file
from app.store.engine import embedded
from app.store.migrate import bring_up_to_date, revision_of
from app.store.work import Store
from models.migrations.newest import HEAD

SIDE, HIS_SIDE = "partner", "programme"

IDLE = "lock.partner_minutes"


@dataclass(frozen=True, slots=True)
class Known:
    """An officer whose password was just checked."""

    person: Person
    seed: Seed
    gen: int
    remembered: Remembered
    roster: Roster
    first_seen: str


class PartnerOffice:
    """Both databases at the partner desk, from the first sign-in to the end of the process."""

    def __init__(self, profile: Profile, at: datetime | None = None) -> None:
        self.profile = profile
        self.about: About = read_about(profile)
        self.clock = clock_of(self.about, at)
        self.place = Place(profile, self.about, SIDE, secret_of)
        self.tries = Tries(profile, SIDE, self.about.clock())
        self.her: Store | None = None
        self.his: Store | None = None
        self._told: set[str] = set()

    @property
    def is_practice(self) -> bool:
        """Whether this office holds invented people only; compared with the records at each sign-in."""
        return self.about.practice

    def sign_in(
        self, login: str, password: str, seconds: Seconds | None = None, arrival: str = "desk.open"
    ) -> BridgeDesk:
        """The desk of this officer; what was not delivered before is delivered now (SEC-42). Raises Locked (SEC-56)."""
        knows, about = login.casefold() in self._told, self.about
        try:
            known, her, his = self._opened_alone(login, password, knows=knows)
            vault = self._vault(her, known)
            mark, user = known.remembered.mark(), known.person.id
            gists = Gists(self.profile, about.inst, user, known.seed)
            hers = her_ledger(vault, user, known.seed, about.dev, his)
            hers.recalled = gists.recalled()
            kept = hers.recalled.ground.head
            wrong = what_is_wrong(her, hers, mark, knows=knows)
            at_his = his_ledger(user, known.seed, inst=about.inst, dev=about.dev)
            wrong = wrong or what_is_wrong(his, at_his, mark, knows=knows)
        except WasPutBack:
            self._told.add(login.casefold())
            raise
        doubt = clock_doubt(her, hers, self.clock.now(), self.clock.zone)
        if not wrong:
            with her.work() as work:
                hers.append(work, arrival, self.clock.now())
        erased = self._erased(known, vault, hers, mark, is_kept=not wrong)
        pens = ((her, hers), (his, at_his))
        if not wrong:
            known.remembered.keep(heads_of(pens), {SIDE: known.gen}, {SIDE: len(erased.items)})
        with her.work(reading=True) as work:
            hers.last_said(work)
        gists.keep(hers.recalled, kept)
        opened = Opened(her, his, vault, at_his, lambda: read_roster(his, about.inst), hers.recalled)
        seat = partner_seat(
            opened, known.person, known.seed, dev=about.dev, clock=self.clock, seconds=seconds or VerifiedSeconds(self)
        )
        who = known.person
        seat.own_login = SignedInLogin(self.place, who.login, who.label, who.id, known.seed, self.tries)
        back = partial(from_desk, self.profile, about, seat)
        seat.storage = storage_of(self.profile, seat, back, is_practice=about.practice)
        files = TeamFiles(self.place, who.id, known.seed)
        seat.sign_in_files = seat.recovery_file = files
        seat.own_keys = SignedInKeys(self.place, seat, seat.own_login)
        seat.read_only, seat.clock_doubt, seat.first_seen = wrong, doubt, known.first_seen
        if wrong:
            lying = (*self.profile.lying(SIDE), *self.profile.lying(HIS_SIDE))
            found = partial(heads_of, pens)
            seat.storage.trouble = Trouble(wrong, mark.heads, found, lying, unnumbered=frozenset({SIDE}))
        else:
            self._clean(seat, erased)
            deliver(seat)
        log.event("desk.open")
        desk = BridgeDesk(seat)
        if not wrong:
            desk.trustees.keep()
        return desk

    def _opened_alone(self, login: str, password: str, *, knows: bool) -> tuple[Known, Store, Store]:
        """Recognise; after somebody left, whoever comes first gives both databases a new key (section 8, Leaver)."""
        is_first = self.her is None
        known, her, his = self.recognise(login, password, knows=knows)
        if is_first:
            renewed = [self._rekeyed(known, side, store) for side, store in ((SIDE, her), (HIS_SIDE, his))]
            if any(renewed):
                self.close()
                known, her, his = self.recognise(login, password, knows=knows)
        return known, her, his

    def _rekeyed(self, known: Known, side: str, store: Store) -> bool:
        slot = KeyslotFile.read(self.profile.keyslots(side)).open_dbkey(known.person.id, known.seed)
        return rekey_when_owed(Swap(self.profile, side), PARTNER, store, slot, known.roster)

    def recognise(self, login: str, password: str, *, knows: bool = False) -> tuple[Known, Store, Store]:
        """Who this is, after slot, both grants, roster and mark held; the databases stay open for her."""
        opened, remembered = self._slot(login, password)
        try:
            roster, his = self._his_roster(opened, remembered.mark(), knows=knows)
            her = self._hers(opened)
            drop_ready(self.place, opened.user)  # she signed in with the keys that count: what lay ready never did
        except Exception:
            self.close()
            raise
        person, first = person_of(his, roster, opened.user, login), seen_first(roster, opened.grant, remembered.mark())
        return Known(person, opened.seed, opened.gen, remembered, roster, first), her, his

    def put_back(
        self, file: Path, first: tuple[str, str], trustee: tuple[str, str], progress: Progress | None = None
    ) -> BackupRestored:
        """Put a backup of her records in place: an officer's name and password, a trustee's name and code (E4).

        For records that do not open any more too; his must open. Nothing is put in place when any check is refused.
        Where nobody wrote the trustee's name the code alone says whose it is.
        """
        opened, remembered = self._slot(*first)
        try:
            roster, his = self._his_roster(opened, remembered.mark())
            team = Team(self.profile, self.about, self.clock, his, progress or Progress())
            agrees = by_code(roster, *trustee) if trustee[0] else of_code(roster, trustee[1])
            return put_back(team, file, opened, remembered.mark(), agrees)
        finally:
            self.close()

    def put_his_back(
        self, file: Path, officer: tuple[str, str], manager: tuple[str, str], trustee: tuple[str, str],
        progress: Progress | None = None,
    ) -> BackupRestored:  # fmt: skip
        """His records, where the list of staff in them gets shorter: a manager's password opens the backup (E4).

        Where nobody wrote the trustee's name the code alone says whose it is.
        """
        first, seen = self._slot(*officer)
        theirs, tries = Place(self.profile, self.about, HIS_SIDE), Tries(self.profile, HIS_SIDE, self.about.clock())
        second, also = theirs.open(tries, *manager)
        here = ThreeHere(first, second, (seen.mark(), also.mark()), trustee)
        return put_his_back(self.profile, self.about, self.clock, file, here, progress or Progress())

    def _slot(self, login: str, password: str) -> tuple[OpenedSlot, Remembered]:
        """What a name and a password open, once it is no older sign-in file (E3)."""
        if not self.profile.keyslots(SIDE).exists():
            raise Missing(_("There is no partner desk in this office yet."))
        if self.her is None:
            finish(self.profile)
        try:
            return self.place.open(self.tries, login, password)
        except (Locked, Damaged) as refused:
            if not finish_for(self.place, self.tries, login, by_password(self.place, login, password), refused):
                raise
            return self.place.open(self.tries, login, password)

    def have_seen(self, login: str, password: str) -> None:
        """Whoever put the records back knows of it: their mark goes on from there (SEC-15)."""
        try:
            desk = self.sign_in(login, password)
        except WasPutBack:
            desk = self.sign_in(login, password)
        self.keep_mark(desk)

    def keep_mark(self, desk: BridgeDesk) -> None:
        """Remember how far this officer has seen (SEC-18).

        Not while a copy waits to be put in place: the list of staff names the agreement already, and who has seen it
        before the records went would be told of it never, and stopped (SEC-15).
        """
        seat = desk.seat
        if seat.read_only or swap_of(self.profile, SIDE).is_pending:
            return
        pens = [(seat.store, seat.ledger)]
        if isinstance(seat, PartnerSeat):
            pens.append((seat.his, seat.his_ledger))
        devices = devices_of(self.about, self.profile)
        Remembered(devices, self.about.inst, seat.person.id, seat.ledger.seed).keep(heads_of(pens), {})

    def idle_minutes(self, desk: BridgeDesk) -> int:
        """After how many minutes without a key this desk ends, as the safety team set it."""
        seat = desk.seat
        return seat.number(IDLE) if isinstance(seat, PartnerSeat) else int(str(default_of(IDLE)))

    def way_back(self, typed: KitTyped) -> WayBack:
        """Open with a kit instead of the forgotten password (section 8). Raises Locked."""
        try:
            return way_back(self.place, self.tries, typed)
        except Locked as refused:
            code = code_bytes(typed.code)
            opens = partial(KeyslotFile.open_kit, login_name=typed.login, code=code)
            if not finish_for(self.place, self.tries, typed.login, opens, refused):
                raise
            return way_back(self.place, self.tries, typed)

    def way_by_trustees(self, typed: CodesTyped, /) -> ByTrustees:
        """Open with two trustees' codes when password and kit are lost (section 8). Raises Locked."""
        return way_by_trustees(self.place, self.tries, typed)

    def close(self) -> None:
        """Let go of both databases; the window's lock ends the process instead (SEC-6)."""
        for store in (self.her, self.his):
            if store is not None:
                store.close()
        self.her = self.his = None

    def _his_roster(self, opened: OpenedSlot, mark: Mark, *, knows: bool = False) -> tuple[Roster, Store]:
        """The programme database, in which only what SEC-19 lists can be written, and its verified roster."""
        slot = KeyslotFile.read(self.profile.keyslots(HIS_SIDE)).open_dbkey(opened.user, opened.seed)
        if self.his is None:
            finish_pending(self.profile, HIS_SIDE, PARTNER)
            self.his = guarded(
                Store(embedded(self.profile.database(HIS_SIDE), slot.db_key.value, guarded_memory=False), HIS_SIDE)
            )
        if revision_of(self.his) != HEAD[HIS_SIDE]:
            raise Newer(_("Open the programme desk of this version first: it brings the records up to date."))
        roster = read_roster(self.his, self.about.inst)
        check_grant(slot.grant, roster)
        check_grant(opened.grant, roster)
        with new_password_named(self.place, opened.user):
            check_own_keys(roster, opened.user, opened.seed)
        check_roster(roster, mark, knows=knows)
        if is_practice(self.his) != self.about.practice:
            raise Damaged(_("The file profile.json does not fit these records. Do not go on."))
        return roster, self.his

    def _hers(self, opened: OpenedSlot) -> Store:
        """Her database under its key, brought to this version's shape; a copy is kept before it is changed (SEC-45)."""
        if self.her is None:
            finish_pending(self.profile, SIDE, PARTNER)
            if not self.profile.database(SIDE).exists():
                raise Damaged(_("The safety team's records are missing from this computer. They must be restored."))
            sweep(self.profile.backups / SIDE)
            key = opened.db_key.value
            self.her = Store(embedded(self.profile.database(SIDE), key, guarded_memory=True), SIDE)
            copy = self.profile.backups / f"{SIDE}-before-upgrade.db"
            store = self.her
            bring_up_to_date(store, METADATA, lambda: copy_file(store, copy, key))
        return self.her

    def _erased(self, known: Known, vault: Vault, hers: Ledger, mark: Mark, *, is_kept: bool) -> Tombstones:
        """The list of what was erased, whole: what it names is gone before anything is shown (RET-7).

        Of records open for reading only nothing is erased; a list shorter than what was seen stops them too.
        """
        store = self.her
        assert store is not None  # noqa: S101  opened just before
        copies = (file_bytes(self.profile.tombstones(SIDE)),)
        with store.work() as work:
            found, gone = whole_list(work, vault, known.roster, copies, mark.tombs.get(SIDE, 0))
            if gone and not is_kept:
                raise Damaged(_("Records that were erased stand here again. They are not opened; put a backup back."))
            if gone:
                hers.append(work, "partner.erase", self.clock.now(), "again")
        return found

    def _clean(self, seat: PartnerSeat, erased: Tombstones) -> None:
        """An erasure whose traces were not removed yet is finished now; so is a list that lies there older."""
        if erased.items and file_bytes(self.profile.tombstones(SIDE)) != erased.to_bytes():
            try:
                seat.storage.clean()
            except Unavailable as busy:
                log.event("erasure.clean", error_name(busy), level="error")

    def _vault(self, her: Store, known: Known) -> Vault:
        """The team's key as granted to her, and the private keys of the one-way box."""
        *older, key = team_keys(team_grants(her, known.person.id), known.seed, known.roster)
        vault = Vault(self.about.inst, key, {}, tuple(older))
        vault.box_keys = keys_of_box(her, vault, known.roster)
        return vault


class PartnerReception:
    """Seats officers of a script, each once, with the passwords handed in."""

    def __init__(self, office: PartnerOffice, passwords: Mapping[str, str]) -> None:
        self.office = office
        self.clock = office.clock
        self.is_practice = office.is_practice
        self._passwords = passwords
        self._seconds = ListedSeconds(office, passwords)
        self._desks: dict[str, BridgeDesk] = {}

    def take_seat(self, login: str) -> BridgeDesk:
        """The desk of this officer. Raises Locked without a password that opens it."""
        if login not in self._desks:
            if login not in self._passwords:
                raise Locked
            desk = self.office.sign_in(login, self._passwords[login], self._seconds)
            if isinstance(desk.seat, PartnerSeat):
                desk.seat.trustee_codes.listed = self._passwords
            self._desks[login] = desk
        return self._desks[login]

    def leave(self) -> None:
        """Everybody gets up: marks are kept, both databases are closed."""
        try:
            for desk in self._desks.values():
                self.office.keep_mark(desk)
        finally:
            self._desks.clear()
            self.office.close()


@contextmanager
def partner_reception(
    profile: Profile, passwords: Mapping[str, str], at: datetime | None
) -> Iterator[PartnerReception]:
    """Both databases opened for a script, alone on this computer (SEC-32)."""
    check_place(profile.folder)
    read_about(profile)
    with held_open(profile, PARTNER):
        reception = PartnerReception(PartnerOffice(profile, at), passwords)
        try:
            yield reception
        finally:
            reception.leave()
