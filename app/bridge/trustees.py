"""Appoints trustees and lays today's keys down for any two of them, so that lost passwords are not the end (E9)."""

import os
from collections.abc import Collection, Iterator

from app.bridge.team import extend
from app.core import log
from app.core.errors import AppError, InvalidInput, KeptFrom, NotAllowed, error_name
from app.core.language import _
from app.core.shapes import Draft, Nothing, Row, UserId
from app.crypto.envelope import Key
from app.crypto.kit import key_id_of, safety_number
from app.crypto.person import x25519_public
from app.crypto.recovery import Named, RecoverySet, make_items, trustees_of
from app.crypto.roster import Roster, RosterPerson, key_subject, person_subject, remove_subject
from app.desk.act import Kind, act
from app.desk.backups import BackupChosen, Backups, Keep
from app.desk.storage import BackupRestored
from app.domain.roles import Role
from app.partner.restricted import named_for
from app.partner.rights import Right
from app.partner.seat import PartnerNoun
from app.partner.team import RECORD, restricted_keys
from app.partner.trustees import Kept
from app.store.work import Work

ENOUGH = 3
BACKUP = "backup"


class TrusteeNamed(Draft):
    """Somebody who keeps a code on paper, and the groups of it that were typed back."""

    label: str
    groups: tuple[str, ...] = ()


class TrusteeChosen(Draft):
    """One trustee, by id."""

    user: UserId


class TrusteeRow(Row):
    """One trustee. `is_waiting`: a manager has not approved yet; a number is compared then."""

    user: UserId
    label: str
    is_waiting: bool = False
    safety_number: str = ""


class TrusteesPage(Row):
    """Who they are, and whether any two of them can open what the office has now (SEC-25)."""

    trustees: tuple[TrusteeRow, ...]
    is_enough: bool
    is_laid_down: bool


class LaidDown(Row):
    """How many keys two trustees can open now."""

    keys: int
    is_laid_down: bool


class HerBackups(Backups):
    """Backups at the partner desk: her records are put back by an officer and a trustee (E4)."""

    @act("backup.restore", Keep.BACKUP, is_apart=True, in_need=True)
    def restore(self, _work: Work, draft: BackupChosen) -> BackupRestored:
        """Check a backup whole and put it in place of her records, once a trustee typed their code; then the desk ends.

        `second` is the trustee's name, where a script listed the code under it. Raises NotAllowed without a code.
        """
        return self.seat.storage.restore(draft.file, draft.second)


class Trustees(PartnerNoun):
    """Those who keep the office's last way in. Two of their papers together open it, one alone never (T13)."""

    @act("team.trustees", Right.ENROL, kind=Kind.LIST)
    def show(self, work: Work, _draft: Nothing) -> TrusteesPage:
        """Show the trustees, who waits for a manager, and whether today's keys are laid down for them."""
        roster = self.seat.read_roster()
        waiting = [_row(roster, one, is_waiting=True) for one in self._waiting(roster)]
        here = [_row(roster, roster.now.people[user]) for user in trustees_of(roster)]
        return TrusteesPage(
            trustees=(*waiting, *here), is_enough=len(here) >= ENOUGH,
            is_laid_down=len(here) >= ENOUGH and not self._missing(work, roster, restricted_keys(work)),
        )  # fmt: skip

    @act("team.trustee", Right.ENROL)
    def appoint(self, work: Work, draft: TrusteeNamed) -> TrusteeRow:
        """Sign for a trustee's keys, once part of the paper was typed back; void until a manager approves."""
        roster, label = self.seat.read_roster(), draft.label.strip()
        if problem := self._problem(roster, label):
            raise InvalidInput({"label": problem})
        codes, today = self.seat.trustee_codes, self.seat.clock.today()
        trustee, paper = codes.appointed(label, draft.groups, today)
        subject = person_subject(trustee.user, label, [Role.TRUSTEE.value], trustee.seed)
        extend(self.seat, roster, "trustee", subject, self.seat.person.id, self.seat.ledger.seed)
        codes.forget()
        work.changed("team", trustee.user)
        return TrusteeRow(
            user=UserId(trustee.user), label=label, is_waiting=True, safety_number=paper.safety_number
        )  # fmt: skip

    @act("team.end_trustee", Right.ENROL)
    def end(self, work: Work, draft: TrusteeChosen) -> TrusteesPage:
        """Take a trustee from the list: their paper opens nothing that is laid down from now on."""
        roster = self.seat.read_roster()
        if draft.user not in trustees_of(roster):
            raise NotAllowed(_("No trustee is meant by that."))
        extend(self.seat, roster, "remove", remove_subject(draft.user), self.seat.person.id, self.seat.ledger.seed)
        work.changed("team", draft.user)
        work.after.append(self.keep)
        return self.show(Nothing())

    @act("team.lay_down", Right.ENROL)
    def lay_down(self, work: Work, _draft: Nothing) -> LaidDown:
        """Lay down every key that is in use for each two of the trustees; what is no longer in use goes (SEC-25)."""
        seat, roster, files = self.seat, self.seat.read_roster(), self.seat.recovery_file
        if len(trustees_of(roster)) < ENOUGH:
            return LaidDown(keys=0, is_laid_down=False)
        giver, kept, wanted = seat.ledger.signer(work), files.recovery(), [*self._wanted(), *self._mine(work)]
        new_backup = self._new_backup_key(roster, kept)
        asked = [(kind, key) for kind, key in wanted if not kept.is_complete(_named(kind, key), roster)]
        if new_backup is not None:
            asked.append((BACKUP, new_backup))
        for kind, key in asked:
            kept = kept.with_items(make_items(giver, roster, kind, key))
        in_use = {*(_named(kind, key) for kind, key in wanted), *restricted_keys(work)}
        in_use.add(_named(BACKUP, new_backup) if new_backup else _backup_now(roster))
        kept = kept.only(in_use, roster)
        files.keep_recovery(kept)
        if new_backup is not None:
            public = key_subject(new_backup.version, x25519_public(new_backup.value))
            extend(seat, roster, "backup_key", public, seat.person.id, seat.ledger.seed)
        work.changed("team", seat.person.id)
        return LaidDown(keys=len(in_use), is_laid_down=all(kept.is_complete(one, roster) for one in in_use))

    def keep(self) -> None:
        """Lay down what is owed, if anything is: what the program does by itself, again at the next sign-in."""
        try:
            with self.seat.open_work(reading=True) as work:
                mine = {_named(kind, key) for kind, key in self._mine(work)}
                owed = self._missing(work, self.seat.read_roster(), mine)
            if owed:
                self.lay_down(Nothing())
        except AppError as later:
            log.event("recovery.later", error_name(later), level="error")

    def _missing(self, work: Work, roster: Roster, restricted: Collection[Named]) -> bool:
        """Whether a key in use cannot be opened by every two of the trustees, or an entry is of no use any more."""
        if len(trustees_of(roster)) < ENOUGH:
            return False
        kept = self.seat.recovery_file.recovery()
        named = {_named(kind, key) for kind, key in self._wanted()}
        in_use = {*named, *restricted_keys(work), _backup_now(roster)}
        if not all(item.counts(roster) and item.named in in_use for item in kept.items):
            return True
        return not all(kept.is_complete(one, roster) for one in {*named, *restricted}) or _backup_is_owed(roster, kept)

    def _wanted(self) -> Iterator[Kept]:
        """Every key of the office and the team that opens something: older ones of the team still open the log."""
        yield from self.seat.recovery_file.database_keys()
        for key in self.seat.vault.team_keys:
            yield "safety", key

    def _mine(self, work: Work) -> Iterator[Kept]:
        """The keys of the restricted records that she is named for; each is laid down by one who opens it (SEC-12)."""
        for partner in named_for(work):
            try:
                yield RECORD, self.seat.vault.key_now(work, partner)
            except KeptFrom:
                continue

    def _new_backup_key(self, roster: Roster, kept: RecoverySet) -> Key | None:
        """Nobody holds its private half but two trustees, so another trustee or a leaver means another key."""
        if not _backup_is_owed(roster, kept):
            return None
        return Key(_backup_id(roster), _backup_version(roster) + 1, os.urandom(32))

    def _waiting(self, roster: Roster) -> Iterator[RosterPerson]:
        events = roster.waiting(self.seat.clock.now())
        return (one.person for one in events if one.kind == "trustee" and one.person is not None)

    def _problem(self, roster: Roster, label: str) -> str:
        """Why nobody can be appointed under this name: papers are told apart by it."""
        if not label:
            return _("Write the trustee's name or office, as it stands on the paper.")
        here = (one.label for one in roster.people if one.active and one.is_trustee)
        if label in {*here, *(one.label for one in self._waiting(roster))}:
            return _("There is a trustee of this name already. Choose another.")
        return ""


def _row(roster: Roster, person: RosterPerson, *, is_waiting: bool = False) -> TrusteeRow:
    number = safety_number(roster.inst, person.user, person.x25519, person.ed25519)
    return TrusteeRow(user=UserId(person.user), label=person.label, is_waiting=is_waiting, safety_number=number)


def _named(kind: str, key: Key) -> Named:
    return kind, key.key_id, key.version


def _backup_id(roster: Roster) -> str:
    return key_id_of(BACKUP, roster.inst)


def _backup_now(roster: Roster) -> Named:
    return BACKUP, _backup_id(roster), _backup_version(roster)


def _backup_version(roster: Roster) -> int:
    key = roster.backup_key_at()
    return key.ver if key is not None else 0


def _backup_is_owed(roster: Roster, kept: RecoverySet) -> bool:
    """Whether no two trustees hold it, or an officer left or got other keys since: she may have seen it (section 8)."""
    if not kept.is_complete(_backup_now(roster), roster):
        return True
    states = roster.states
    drawn = max(seq for seq in range(1, len(states)) if states[seq].backup_key != states[seq - 1].backup_key)
    before = [one for one in states[drawn].people.values() if one.active and one.is_safety]
    return any(not _has_stayed(state.active(one.user), one) for state in states[drawn:] for one in before)


def _has_stayed(now: RosterPerson | None, before: RosterPerson) -> bool:
    return now is not None and now.is_safety and now.has_keys_of(before)
