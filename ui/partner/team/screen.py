"""Shows the safety team and who wants to join it; two people compare a number and sign (W14, SEC-4)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.bridge.leaving import OfficerLeaves, RotationRow
from app.bridge.team import OfficerApproved, OfficerChosen, OfficerCompared, OfficerRow, TeamPage
from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.core.shapes import Nothing
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.card_table import CardTable
from ui.kit.dates import day
from ui.kit.dialogs import interrupt
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.paged_model import Column
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.kit_card import TrusteeTyped, trustee_form
from ui.shell.screen import Context, Screen

MOST = 12
TONES = {"asks": Tone.INFO, "enrolled": Tone.WARN, "in": Tone.MUTE}


def step_words(step: str) -> str:
    """Where somebody stands on the way into the team."""
    return {"asks": _("Asks to join"), "enrolled": _("Waits for a second"), "in": _("In the team")}[step]


def columns() -> tuple[Column[OfficerRow], ...]:
    """Name, role, and how far."""
    return (
        Column(_("Name"), lambda row: row.label, strong=True),
        Column(_("Role"), lambda row: row.role_words.capitalize()),
        Column(_("State"), lambda row: step_words(row.step), tone=lambda row: TONES[row.step]),
    )


class TeamScreen(Screen[BridgeDesk]):
    """The team on the left; on the right whoever is chosen, with the number that is read aloud."""

    cares_for = frozenset({"team"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Team and keys"))
        self._rows: dict[str, OfficerRow] = {}
        self.trustees = self.plain(_("Trustees"), "Ctrl+T", "key")
        self.renew = self.plain(_("Change the keys"), icon="refresh")
        self.approve = self.primary(_("Approve"), "Ctrl+Enter", "shield-check")
        self.table: CardTable[OfficerRow] = CardTable(columns(), _("Safety team"), most=MOST)
        self.alone = Banner("", "", Tone.WARN)
        team = Card(margin=12)
        team.add(self.table)
        self.card = Card(_("Compare this number"))
        self.number, self.told, self.by = words("", "h1"), words(""), words("", "small")
        self.problem = Banner("", "", Tone.STOP)
        self.enrol = KeyButton(_("The numbers are the same: enrol"), icon="check")
        self.differ = KeyButton(_("They differ"), icon="ban")
        self.trustee = trustee_form(_("They type it themselves."))
        for part in (self.number, self.told, self.by, self.problem, Flow(self.enrol, self.differ), self.trustee):
            self.card.add(part)
        self.leave_card = Card(_("Leaving the team"))
        self.leave_told = words("")
        self.leave = KeyButton(_("Let her go"), icon="door-exit")
        for part in (self.leave_told, Flow(self.leave)):
            self.leave_card.add(part)
        how = Card(_("How somebody joins"))
        for line in (
            _("1. She makes her own keys on this computer: “I am new here” on the sign-in page."),
            _("2. One of you compares the number with her and enrols her. She can open nothing yet."),
            _("3. Another of you compares it again and approves. Only then she gets the team's keys."),
        ):
            how.add(words(line))
        self.progress = Banner("", "", Tone.WARN)
        self.progress.hide()
        self.body.addWidget(self.progress)
        self.body.addWidget(self.alone)
        self.body.addWidget(SideBySide(Below(team), Below(self.card, self.leave_card, how), shares=(1, 1)), 1)
        self._wire()

    def _wire(self) -> None:
        self.table.row_changed.connect(self._tell)
        self.renew.clicked.connect(lambda _on: self._ask_to_renew())
        self.trustees.clicked.connect(lambda _on: self.go("trustees"))
        self.approve.clicked.connect(lambda _on: self._sign(is_first=False))
        self.enrol.clicked.connect(lambda _on: self._sign(is_first=True))
        self.differ.clicked.connect(lambda _on: self._ask_away())
        self.leave.clicked.connect(lambda _on: self._ask_to_leave())

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        team, leavers = self.desk.team, self.desk.leavers
        self.read(lambda: (team.show(Nothing()), leavers.progress(Nothing())), self._show)

    def _show(self, found: tuple[TeamPage, RotationRow]) -> None:
        page, rotation = found
        self._say(rotation)
        self.show_content()
        self._rows = {row.user: row for row in page.officers}
        count = sum(row.step == "in" for row in page.officers)
        asks = len(page.officers) - count
        here = ngettext("{count} officer", "{count} officers", count).format(count=count)
        wait = ngettext("{count} wants to join", "{count} want to join", asks).format(count=asks)
        self.set_title(_("Team and keys"), facts(here, wait if asks else ""))
        self.alone.setVisible(page.is_one_officer)
        below = (
            _("You enrol a second officer, and a trustee approves her here with their code.")
            if page.trustees
            else _("A second officer needs a trustee to approve her. Appoint trustees first.")
        )
        self.alone.say(_("You are the only officer."), below, Tone.WARN)
        self.table.show_rows(page.officers, lambda row: row.user)
        if self.subject in self._rows:
            self.table.choose(self.subject)
        self._tell(self.table.chosen_id())

    def _tell(self, id_: str) -> None:
        row = self._rows.get(id_)
        joins = row is not None and row.step != "in"
        self._tell_leaving(row)
        self.card.setVisible(joins)
        may = row is not None and (row.may_approve or row.needs_trustee)
        self.approve.setEnabled(joins and may and row is not None and not row.problem)
        if row is None or not joins:
            return
        self.number.setText(row.safety_number)
        self.number.setAccessibleName(_("Safety number {number}").format(number=row.safety_number))
        told = _("{name} reads the same number to you, in person or by telephone. Then press what is true.")
        self.told.setText(told.format(name=row.label))
        self.by.setText(self._enrolled(row))
        self.by.setVisible(bool(self.by.text()))
        self.problem.say(row.problem, "", Tone.STOP)
        self.problem.setVisible(bool(row.problem))
        self.enrol.setVisible(row.step == "asks")
        self.enrol.setEnabled(not row.problem)
        self.trustee.setVisible(row.needs_trustee)

    def _enrolled(self, row: OfficerRow) -> str:
        if row.enrolled_at is None:
            return ""
        on = day(row.enrolled_at.astimezone(self.ctx.clock.zone).date())
        if row.may_approve:
            return _("{name} enrolled her on {day}. Approve within 14 days.").format(name=row.enrolled_by, day=on)
        if row.needs_trustee:
            return _("You enrolled her on {day}. A trustee compares the number too and approves here.").format(day=on)
        return _("You enrolled her on {day}. Somebody else of the team approves within 14 days.").format(day=on)

    def _sign(self, *, is_first: bool) -> None:
        row = self._rows.get(self.table.chosen_id())
        if row is None:
            return
        if is_first:
            compared = OfficerCompared(person=row.user, safety_number=row.safety_number)
            self.change(partial(self.desk.team.enrol, compared), self._enrolled_now)
            return
        if row.needs_trustee:
            typed = self.trustee.draft_as(TrusteeTyped)
            if typed is None:
                return
            self.desk.trustees.seat.trustee_codes.offer(typed.code)
        draft = OfficerApproved(person=row.user, safety_number=row.safety_number)
        self.change(partial(self.desk.team.approve, draft), self._approved, self._not_approved)

    def _not_approved(self, error: Exception) -> None:
        """Beside the trustee's code, where it is about that; what was typed stays."""
        if isinstance(error, InvalidInput) and "code" in error.problems:
            self.trustee.show_problems(dict(error.problems))
        else:
            self.show_problem(error)

    def _enrolled_now(self, _row: OfficerRow) -> None:
        alone = self.alone.isVisibleTo(self)
        self.toast(
            _("Enrolled. A trustee approves now.") if alone else _("Enrolled. Somebody else of the team approves now.")
        )
        self.refresh()

    def _approved(self, _row: OfficerRow) -> None:
        self.trustee.clear()
        self.toast(_("Approved. She signs in with her own password now."))
        self.refresh()

    def _ask_away(self) -> None:
        row = self._rows.get(self.table.chosen_id())
        if row is not None:
            lines = (
                _("These may be somebody else's keys. Nobody is let in with them; the file is thrown away."),
                _("Ask her to make new keys under “I am new here”, and compare again."),
            )
            away = partial(self.desk.team.turn_away, OfficerChosen(person=row.user))
            then = partial(self.change, away, self._turned_away)
            interrupt(self, _("Throw these keys away?"), lines, _("Throw away"), _("Keep"), then)

    def _turned_away(self, _row: OfficerRow) -> None:
        self.toast(_("Thrown away. Nobody was let in."))
        self.refresh()

    def _say(self, rotation: RotationRow) -> None:
        """Never “done” while an old row is left."""
        self.progress.setVisible(not rotation.is_done)
        words_of = _("New keys: {percent} % of old rows left. Not finished.")
        if rotation.leaver:
            words_of = _("New keys after {name} left: {percent} % of old rows left. Not finished.")
        below = _("It goes on by itself while somebody of the team is signed in.")
        told = words_of.format(name=rotation.leaver, percent=rotation.percent_left)
        if rotation.waits_for:
            waits = _("Records for named officers wait until one of these signs in: {names}.")
            below = waits.format(names=", ".join(rotation.waits_for))
        self.progress.say(told, below, Tone.WARN)

    def _tell_leaving(self, row: OfficerRow | None) -> None:
        may = row is not None and row.step == "in" and row.user != self.desk.seat.person.id
        self.leave_card.setVisible(may)
        self.leave.setEnabled(may and self.progress.isHidden())
        told = _("{name} works in the team. When she leaves, the team's keys change and every record follows.")
        self.leave_told.setText(told.format(name=row.label) if row is not None else "")

    def _ask_to_leave(self) -> None:
        row = self._rows.get(self.table.chosen_id())
        if row is not None:
            lines = (
                _("She cannot sign in from now on, and opens nothing that is written from now on."),
                _("What she read she keeps in her head, and copies made before stay readable to her keys."),
                _("This cannot be taken back; she would join as somebody new."),
            )
            then = partial(self._let_go, row)
            interrupt(self, _("Let {name} go?").format(name=row.label), lines, _("Let her go"), _("Not now"), then)

    def _ask_to_renew(self) -> None:
        lines = (
            _("For when somebody else may know the team's keys: a lost computer, a password that was seen."),
            _("Everything new is sealed under new keys at once, and every old row follows. Nobody leaves."),
            _("Is it your own password that may be known? Then *New keys of my own* (Ctrl+K) does this too, and more."),
        )
        then = partial(self.change, partial(self.desk.leavers.renew, Nothing()), self._went_on)
        interrupt(self, _("Change the team's keys?"), lines, _("Change the keys"), _("Not now"), then)

    def _let_go(self, row: OfficerRow) -> None:
        self.change(partial(self.desk.leavers.remove, OfficerLeaves(user=row.user)), self._went_on)

    def _went_on(self, rotation: RotationRow) -> None:
        self._say(rotation)
        if not rotation.is_done and not rotation.waits_for:
            self.change(self.desk.leavers.go_on, self._went_on)
            return
        if rotation.is_done:
            self.toast(_("Done. Every row is under new keys."))
        self.refresh()

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> list[QWidget]:
        return [self.table, self.card]
