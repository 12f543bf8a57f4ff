"""Keeps the join files and sign-in files of one desk for whoever sits at it (security.md section 8)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.core import log
from app.core.errors import AppError, Damaged, InvalidInput, Unavailable, error_name
from app.core.language import _
from app.crypto.keyring.grants import make_grant
from app.crypto.keyring.keyslots import KeyslotFile, bare_slot
from app.crypto.kit import safety_number
from app.crypto.person import Seed, Signer
from app.crypto.roster import Roster, RosterPerson
from app.desk.newcomers import Newcomer, Rows
from app.desk.own_login import check_new_password, nothing_typed
from app.domain.roles import SIDE_OF, Role
from app.ops.office import OfficeUser
from app.start.joining import APPROVED, JoinFile, join_path, prepare, read_join, read_rows, write_rows
from app.start.own_login import Place
from app.start.profile import ASKED

KINDS = {"programme": "programme", "partner": "partnerdb"}


@dataclass
class StaffFiles:
    """The files of this desk in the hands of the person who signed in: her own keys open what she passes on.

    `listed`: passwords by user name that a script was given, for newcomers who stand by.
    """

    place: Place
    user: str
    seed: Seed = field(repr=False)
    listed: Mapping[str, str] = field(default_factory=dict, repr=False)
    _typed: str | None = field(default=None, repr=False)

    def waiting(self) -> tuple[Newcomer, ...]:
        """Everybody of this desk who asks to join; a file that does not read as one is nobody (T26)."""
        return tuple(newcomer_of(one) for one in self._files())

    def has_slot(self, user: str, /) -> bool:
        """Whether this person can sign in."""
        return any(slot.user == user for slot in self.place.slots().slots)

    def is_taken(self, login: str, /) -> bool:
        """Whether somebody already signs in with this name, at whichever desk: both have a slot in his file."""
        return KeyslotFile.read(self.place.profile.keyslots("programme")).user_of(login) is not None

    def offer(self, password: str, /) -> None:
        """What the newcomer just typed into the page; used up by `prepare`."""
        self._typed = password

    def prepare(self, login: str, label: str, role: Role, /) -> Newcomer:
        """Make her keys and put her join file down. Raises InvalidInput for a password that will not do."""
        typed, self._typed = self._typed, None
        password = typed if typed is not None else self.listed.get(login)
        if password is None:
            raise nothing_typed()
        return prepared(self.place, OfficeUser(name=login, label=label, role=role), password)

    def let_in(self, user: str, by: Signer, roster: Roster, /) -> None:
        """Write her slot with the database's key granted to her, then the join file goes. Raises Damaged."""
        joined, person = self._joined(user, roster)
        key = self.place.slots().open_dbkey(self.user, self.seed).db_key
        grant = make_grant(by, roster, KINDS[self.place.side], key, person)
        if not self.has_slot(user):
            self.place.rewrite(lambda now: now.add_slot(joined.half, grant, key.value))
        self.turn_away(user)

    def turn_away(self, user: str, /) -> None:
        """The join file goes, and with it her keys."""
        join_path(self.place.profile.folder, user).unlink(missing_ok=True)

    def shut_out(self, user: str, /) -> None:
        """Her slot goes."""
        self.place.rewrite(lambda now: now.without(user))

    def first_of_team(self) -> tuple[Newcomer, ...]:
        """Officers and leads whose keys wait here while no safety team stands; the first is let in, others join her."""
        if self.place.profile.keyslots("partner").exists():
            return ()
        return tuple(newcomer_of(one) for one in self._first())

    def ask_first(self, rows: Rows, /) -> None:
        """The list of staff for her own desk; what it signed to an older one goes."""
        folder = self.place.profile.folder
        try:
            (folder / APPROVED).unlink(missing_ok=True)
            write_rows(folder / ASKED, rows)
        except OSError as full:
            raise Unavailable.of_disk(full) from full

    def answer_of_first(self) -> Rows:
        """What her desk signed; a file that is none is nothing (T26)."""
        path = self.place.profile.folder / APPROVED
        try:
            return read_rows(path) if path.exists() else ()
        except Damaged as broken:
            log.event("join.unreadable", error_name(broken), level="error")
            return ()

    def let_first_in(self, user: str, by: Signer, roster: Roster, /) -> None:
        """Her slot in this desk's file, without a seed; her join file stays until the team's own stands."""
        joined = next((one for one in self._first() if one.person.user == user), None)
        person = roster.now.active(user)
        if joined is None or person is None or not person.has_keys_of(joined.person):
            raise Damaged(_("The list of staff has other keys for this person. She was not let in."))
        if not self.has_slot(user):
            key = self.place.slots().open_dbkey(self.user, self.seed).db_key
            grant = make_grant(by, roster, KINDS[self.place.side], key, person)
            bare = bare_slot(roster.inst, user, joined.name)
            self.place.rewrite(lambda now: now.add_slot(bare, grant, key.value))

    def _first(self) -> Iterator[JoinFile]:
        return self._files("partner")

    def _joined(self, user: str, roster: Roster) -> tuple[JoinFile, RosterPerson]:
        """Her join file, and herself in the list of staff with these very keys."""
        joined, person = self._file(user), roster.now.active(user)
        if person is None or not person.has_keys_of(joined.person):
            raise Damaged(_("The list of staff has other keys for this person. She was not let in."))
        return joined, person

    def _file(self, user: str) -> JoinFile:
        for one in self._files():
            if one.person.user == user:
                return one
        raise InvalidInput({"person": _("Nobody with these keys waits to join. Look at the list again.")})

    def _files(self, side: str = "") -> Iterator[JoinFile]:
        """Join files that read as ones, of this desk or of the one asked for."""
        for path in sorted(self.place.profile.folder.glob("join-*.json")):
            try:
                found = read_join(path)
            except AppError as broken:
                log.event("join.unreadable", error_name(broken), level="error")
                continue
            if is_for(found, self.place, side or self.place.side) and path == join_path(
                self.place.profile.folder, found.person.user
            ):
                yield found


def is_for(one: JoinFile, place: Place, side: str) -> bool:
    """Whether this is somebody for this office and desk, with one role and keys of her own."""
    sides = {SIDE_OF[Role(role)].value for role in one.person.roles}
    return one.inst == place.about.inst and sides == {side} and len(one.person.roles) == 1 and bool(one.half.pw)


def newcomer_of(one: JoinFile) -> Newcomer:
    """What a colleague is shown of a join file."""
    person = one.person
    return Newcomer(one.name, person, safety_number(one.inst, person.user, person.x25519, person.ed25519))


def prepared(place: Place, user: OfficeUser, password: str) -> Newcomer:
    """Somebody new at her own desk: keys under her password, and her join file. Raises InvalidInput."""
    check_new_password(password)
    if SIDE_OF[user.role].value != place.side:
        raise InvalidInput({"role": _("This role belongs to the other desk.")})
    return newcomer_of(prepare(place, user, password))
