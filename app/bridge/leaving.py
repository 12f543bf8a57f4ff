"""Lets an officer go: the team's keys change, the list of staff says so, every old row follows (section 8)."""

from app.bridge.entry import keys_of_box
from app.bridge.team import extend
from app.bridge.trustees import Trustees
from app.core.errors import NotAllowed
from app.core.language import _
from app.core.shapes import Draft, Nothing, Row, UserId, replaced
from app.crypto.roster import Roster, key_subject, remove_subject
from app.desk.act import Kind, act
from app.partner.restricted import named_for
from app.partner.rights import Right
from app.partner.rotation import Rotation, begin, keep, renew_some, rewrap, running
from app.partner.seat import PartnerNoun
from app.store.work import Work
from models.partner.team import TeamEntry


class OfficerLeaves(Draft):
    """Who leaves the team. `loses_records` is said where nobody else opens a record she is named for."""

    user: UserId
    loses_records: bool = False


class RotationRow(Row):
    """How far the change of keys is; `is_done` only when no old row is left."""

    is_done: bool
    percent_left: int = 0
    step: str = "done"
    leaver: str = ""
    damaged: int = 0
    waits_for: tuple[str, ...] = ()


NOTHING_TO_DO = RotationRow(is_done=True)


class Leavers(PartnerNoun):
    """Those who leave the team. What they held opens nothing that is written from now on."""

    @act("team.progress", Right.ENROL, kind=Kind.LIST)
    def progress(self, work: Work, _draft: Nothing) -> RotationRow:
        """Show how far the change of keys is, if one is going on."""
        found = running(work, self.seat)
        return NOTHING_TO_DO if found is None else self._row_of(found[1])

    @act("team.remove", Right.ENROL)
    def remove(self, work: Work, draft: OfficerLeaves) -> RotationRow:
        """Take an officer out of the team; from here on everything is sealed under a key she never had."""
        roster = self.seat.read_roster()
        person = roster.now.active(draft.user)
        if person is None or not person.is_safety:
            raise NotAllowed(_("Nobody of the team is meant by that."))
        if person.user == self.seat.person.id:
            raise NotAllowed(_("Nobody does this to themselves. Ask another officer."))
        if running(work, self.seat) is not None:
            raise NotAllowed(_("The keys are still being changed after somebody else left. Wait until that is done."))
        alone = sum(set(named) == {person.user} for named in named_for(work).values())
        if alone and not draft.loses_records:
            said = _("Only {name} opens {count} of the records. Let another officer be named for them first.")
            raise NotAllowed(said.format(name=person.label, count=alone))
        begin(work, self.seat, roster, person.user, person.label, self.seat.clock.now().isoformat())
        work.changed("team", person.user)
        return RotationRow(is_done=False, percent_left=100, step="list", leaver=person.label)

    @act("team.renew", Right.ENROL)
    def renew(self, work: Work, _draft: Nothing) -> RotationRow:
        """Change the team's keys though nobody leaves: somebody else may know them. Every old row follows."""
        if running(work, self.seat) is not None:
            raise NotAllowed(_("The keys are being changed already. Wait until that is done."))
        begin(work, self.seat, self.seat.read_roster(), "", "", self.seat.clock.now().isoformat())
        work.changed("team", self.seat.person.id)
        return RotationRow(is_done=False, percent_left=100, step="list")

    @act("team.rotate", Right.ENROL)
    def rotate(self, work: Work, _draft: Nothing) -> RotationRow:
        """Go one step on with the change of keys; nothing happens when none is going on."""
        found = running(work, self.seat)
        if found is None:
            return NOTHING_TO_DO
        row, record = found
        work.changed("team", record.leaver)
        if record.step == "list":
            return self._row_of(self._tell_the_list(work, row, record))
        if record.step == "wraps":
            return self._row_of(rewrap(work, self.seat, row, record))
        record = renew_some(work, self.seat, row, record)
        if record.step == "done":
            work.after.append(Trustees(self.seat).keep)  # step 6
        return self._row_of(record)

    def go_on(self) -> RotationRow:
        """One step, if one is to be made: what the program does by itself until nothing is left."""
        found = self.progress(Nothing())
        return found if found.is_done else self.rotate(Nothing())

    def _tell_the_list(self, work: Work, row: TeamEntry, record: Rotation) -> Rotation:
        """Step 2, in his database, each only if it was not done before; then her way in goes (SEC-42)."""
        seat, roster = self.seat, self.seat.read_roster()
        me, seed = seat.person.id, seat.ledger.seed
        if roster.now.active(record.leaver) is not None:
            roster = extend(seat, roster, "remove", remove_subject(record.leaver), me, seed)
        if not _is_published(roster, record.box_key):
            ver = (roster.now.team_key.ver if roster.now.team_key else 0) + 1
            roster = extend(seat, roster, "team_key", key_subject(ver, bytes.fromhex(record.box_key)), me, seed)
        seat.vault.box_keys = keys_of_box(seat.store, seat.vault, roster)
        leaver = record.leaver
        if leaver:
            work.after.append(lambda: seat.sign_in_files.shut_out(leaver))
        return keep(work, seat, row, replaced(record, step="wraps"))

    def _row_of(self, record: Rotation) -> RotationRow:
        """How far, as it is shown; the records of named officers wait for one of them (SEC-12)."""
        names = {one.user: one.label for one in self.seat.read_roster().people}
        return RotationRow(
            is_done=record.step == "done", percent_left=record.percent_left, step=record.step,
            leaver=record.leaver_label, damaged=record.damaged,
            waits_for=tuple(sorted(names.get(user, "") for user in record.waits_for)),
        )  # fmt: skip


def _is_published(roster: Roster, public: str) -> bool:
    return any(state.team_key is not None and state.team_key.pk.hex() == public for state in roster.states)
