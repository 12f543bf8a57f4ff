"""Gives an officer new keys of her own: laid ready in one file, signed by the old ones, then put (section 8, E4)."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial

from sqlalchemy.exc import DBAPIError

from app.bridge import recovered
from app.bridge.entry import heads_of, her_ledger, his_ledger, read_roster
from app.bridge.recovered import HandedOn, Returning
from app.core import log
from app.core.errors import AppError, Damaged, KeptFrom, Locked, Missing, error_name
from app.core.language import _
from app.crypto.envelope import Key, seal
from app.crypto.keyring.devices import DEVICE_SECRET_LENGTH
from app.crypto.keyring.grants import make_grant, named_in
from app.crypto.keyring.keyslots import KeyslotFile, NewWay
from app.crypto.keyring.slots import Opened, Slot
from app.crypto.mark import Mark, open_mark, seal_mark
from app.crypto.person import Seed, Signer
from app.crypto.roster import Roster, next_event, person_subject
from app.desk.own_login import check_groups, check_new_password, nothing_typed
from app.desk.seat import Kit
from app.domain.roles import Role
from app.partner.restricted import named_for
from app.partner.seat import PartnerSeat
from app.partner.team import RECORD, opener
from app.partner.vault import Vault
from app.start.joining import Ready, device_key, device_spot, drop_ready, read_ready, ready_path
from app.start.own_login import Place as OwnPlace
from app.start.own_login import SignedInLogin, Tries
from app.start.partner_putting_back import team_keys
from app.start.partner_trust.recovering import opened_his
from app.start.people.files import KINDS, StaffFiles
from app.store.engine import embedded
from app.store.work import Store

SIDE, HIS_SIDE = "partner", "programme"
OPENS = Callable[[KeyslotFile], Opened]


@dataclass(frozen=True)
class Drawn:
    """New keys that count nowhere yet, with what she typed for them."""

    opened: Opened
    slots: KeyslotFile
    secrets: tuple[bytes, bytes] = field(repr=False)
    seed: Seed = field(repr=False)
    code: bytes = field(repr=False)
    new: str = field(repr=False)
    kit: Kit


@dataclass
class SignedInKeys:
    """The keys of the officer who just signed in, for the act that gives her others."""

    place: OwnPlace
    seat: PartnerSeat
    login: SignedInLogin
    _drawn: Drawn | None = field(default=None, repr=False)

    def draw(self, password: str, new: str, /) -> Kit:
        """Make new keys after checking the password once more, and show their kit. Raises InvalidInput."""
        check_new_password(new, password)
        slots, opened, secret = self.login.check(password)
        fresh = os.urandom(DEVICE_SECRET_LENGTH)
        seed = Seed.new()
        code, kit = self.place.new_kit(opened.user, self.login.label, seed, fresh)
        self._drawn = Drawn(opened, slots, (secret, fresh), seed, code, new, kit)
        return kit

    def change(self, groups: Sequence[str], /) -> tuple[Callable[[], None], str]:
        """What puts the drawn keys in place, once two groups of their kit were typed back. Raises InvalidInput."""
        drawn = self._drawn
        if drawn is None:
            raise nothing_typed()
        check_groups(drawn.kit, tuple(groups))
        return partial(self._put, drawn), drawn.kit.safety_number

    def _put(self, drawn: Drawn) -> None:
        """The list of staff decides: before its entry the old keys count, from it on the new ones, whatever breaks."""
        seat, user, inst = self.seat, self.seat.person.id, self.place.about.inst
        roster, now = seat.read_roster(), seat.clock.now()
        person = roster.now.people[user]
        subject = person_subject(user, person.label, person.roles, drawn.seed)
        link = next_event(roster.head, inst, now, "rotate_key", subject, user, seat.ledger.seed)
        after = roster.extended([link.row])
        ready = self._ready(drawn, after)
        ready.write(self.place.profile.folder)
        is_listed = False
        try:
            self.place.devices.keep_secret(inst, user, drawn.secrets[1])
            with seat.store.work() as work:  # nobody signs while the keys change: whoever waits signs with the new ones
                seat.ledger.head(work, lock=True)
                pen = his_ledger(user, drawn.seed, inst=inst, dev=seat.ledger.dev)
                recovered.list_own_keys(seat.his, pen, roster, link, now)
                is_listed = True
                self._turn_to(drawn.seed)
                recovered.take_grants(work, seat, after, ready.grants, now)
            for then in work.after:
                then()
            _put_slots(self.place, ready, drawn.seed)
        except (AppError, OSError, DBAPIError) as failed:
            if not is_listed:
                drop_ready(self.place, user)
                raise
            log.event("own_keys.later", error_name(failed), level="error")  # the next sign-in finishes it
        self._drawn = None

    def _turn_to(self, seed: Seed) -> None:
        """Whatever this desk signs or opens from now on, it does with the new keys."""
        seat = self.seat
        for holder in (seat.ledger, seat.his_ledger, self.login):
            holder.seed = seed
        if isinstance(seat.sign_in_files, StaffFiles):
            seat.sign_in_files.seed = seed
        seat.vault.opens = opener(seat.person.id, seed, seat.read_roster)

    def _ready(self, drawn: Drawn, after: Roster) -> Ready:
        place, user, seat = self.place, self.seat.person.id, self.seat
        me, giver = after.now.people[user], Signer(after.inst, user, drawn.seed, after.head.seq)
        his = KeyslotFile.read(place.profile.keyslots(HIS_SIDE))
        his_key = his.open_dbkey(user, seat.ledger.seed).db_key
        hers = drawn.opened.db_key
        way = NewWay(drawn.new, drawn.secrets[1], drawn.code)
        slots = {
            HIS_SIDE: his.regrant(user, make_grant(giver, after, KINDS[HIS_SIDE], his_key, me), his_key.value),
            SIDE: drawn.slots.with_new_keys(
                user, drawn.seed, way, make_grant(giver, after, KINDS[SIDE], hers, me), hers.value
            ),
        }
        given = [("safety", key) for key in seat.vault.team_keys] + [(RECORD, key) for key in self._restricted()]
        grants = tuple(make_grant(giver, after, kind, key, me) for kind, key in given)
        before = seal(device_key(user, drawn.secrets[1]), device_spot(place, user), drawn.secrets[0])
        mark = self._mark(drawn)
        return Ready(after.inst, user, before, {side: _only(one, user) for side, one in slots.items()}, grants, mark)

    def _mark(self, drawn: Drawn) -> bytes:
        """What she has seen so far, under the new keys, so that no older state passes after them (SEC-18)."""
        seat, user = self.seat, self.seat.person.id
        old = self.place.remembered(user, seat.ledger.seed).mark()
        heads = {**old.heads, **heads_of(((seat.store, seat.ledger), (seat.his, seat.his_ledger)))}
        gens = {**old.gens, SIDE: drawn.opened.gen + 1}
        return seal_mark(drawn.seed, Mark(old.inst, user, heads, gens, old.tombs))

    def _restricted(self) -> list[Key]:
        """The keys of the restricted records she is named for; one that does not open is left to the others named."""
        found = list[Key]()
        with self.seat.open_work(reading=True) as work:
            for partner, named in named_for(work).items():
                if self.seat.person.id in named:
                    with suppress(Damaged, KeptFrom, Missing):
                        found.append(self.seat.vault.key_now(work, partner))
        return found


def finish_for(place: OwnPlace, tries: Tries, login: str, opens: OPENS, refused: AppError) -> bool:
    """Finish what a break left, for whom `opens` opens the new slot; True when her new way in stands now.

    `refused`: why the slot that lies in the file did not open. False where nothing lies ready for this name, or it does
    not open either, or the file cannot be read. Raises Locked when the list of staff never got to know of the new keys:
    then the old ones count.
    """
    try:
        user = place.slots().user_of(login)
    except Damaged:  # what is offered then is the copy beside it (section 12)
        return False
    ready = read_ready(place, user)
    if ready is None:
        return False
    tries.check()
    try:
        opened = opens(ready.slots[SIDE])
    except Locked:
        if isinstance(refused, Damaged):  # the old password opens, but the records' key was granted to the new keys
            raise _by_new_password() from None
        return False
    seed = opened.seed
    his, hers = (_slot_now(place, ready, side, seed)[1] for side in (HIS_SIDE, SIDE))
    stores = [
        opened_his(place, his),
        Store(embedded(place.profile.database(SIDE), hers.value, guarded_memory=True), SIDE),
    ]
    try:
        roster = read_roster(stores[0], place.about.inst)
        me = roster.now.active(ready.user)
        if me is None or me.ed25519 != seed.ed25519_public:
            raise Locked(
                _("The change of your keys was broken off before it counted. Use the password you had before.")
            )
        _take_grants(place, ready, seed, stores, roster)
    finally:
        for store in stores:
            store.close()
    _put_slots(place, ready, seed)
    return True


def by_password(place: OwnPlace, login: str, password: str) -> OPENS:
    """How a password opens a slot that was laid ready: with the newest device secret."""

    def opens(slots: KeyslotFile) -> Opened:
        user = slots.user_of(login)
        return slots.open_slot(login, password, place.devices.secret(place.about.inst, user) if user else None)

    return opens


@contextmanager
def new_password_named(place: OwnPlace, user: str) -> Iterator[None]:
    """Older keys are refused; where the new ones lie ready it is said what opens them."""
    try:
        yield
    except Locked:
        if read_ready(place, user) is None:
            raise
        raise _by_new_password() from None


def _by_new_password() -> Locked:
    return Locked(_("Your keys were changed. Sign in with the new password; that finishes it."))


def _take_grants(place: OwnPlace, ready: Ready, seed: Seed, stores: Sequence[Store], roster: Roster) -> None:
    his, her = stores
    about, person = place.about, roster.now.people[ready.user]
    *older, team = team_keys(tuple(row for row in ready.grants if named_in(row)[0] == "safety"), seed, roster)
    vault = Vault(about.inst, team, {}, tuple(older))
    who = Returning(person, seed, about.dev, about.clock().now())
    with her.work() as work:
        pen = her_ledger(vault, ready.user, seed, about.dev, his)
        recovered.take_grants(
            work, HandedOn(person.user, Role(min(person.roles)), pen, vault), roster, ready.grants, who.now
        )


def _put_slots(place: OwnPlace, ready: Ready, seed: Seed) -> None:
    """Her slot in both files, the mark, and the file goes: from here on nothing is left to finish."""
    for side in (HIS_SIDE, SIDE):
        slots = _slot_now(place, ready, side, seed)[0]
        place.rewrite(lambda now, new=slots: now.taking(new, ready.user), side)  # type: ignore[misc]  # bound as it is now
        path = place.profile.keyslots(side)
        path.with_name(path.name + ".bak").unlink(missing_ok=True)
    if not _is_marked(place, ready.user, seed):
        place.devices.keep_mark(place.about.inst, ready.user, ready.mark)
    ready_path(place.profile.folder, ready.user).unlink(missing_ok=True)


def _is_marked(place: OwnPlace, user: str, seed: Seed) -> bool:
    """Whether what this computer remembers of her is under the new keys already."""
    kept = place.devices.mark(place.about.inst, user)
    try:
        return kept is not None and bool(open_mark(seed, place.about.inst, user, kept))
    except Damaged:
        return False


def _slot_now(place: OwnPlace, ready: Ready, side: str, seed: Seed) -> tuple[KeyslotFile, Key]:
    """Her new slot of this file, and the key it opens: a colleague may have given the records another meanwhile."""
    laid, lies = ready.slots[side], KeyslotFile.read(place.profile.keyslots(side))
    try:
        key = lies.open_dbkey(ready.user, seed).db_key
    except (Damaged, Locked):
        return laid, laid.open_dbkey(ready.user, seed).db_key
    slot: Slot = next(one for one in lies.slots if one.user == ready.user)
    return laid.regrant(ready.user, slot.dbkey, key.value), key


def _only(slots: KeyslotFile, user: str) -> KeyslotFile:
    """The file with this person's slot alone."""
    return replace(slots, slots=tuple(one for one in slots.slots if one.user == user))
