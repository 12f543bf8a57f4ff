"""Is the register of one session: who came, the head count made in the room, and what waits to be written (P12, F3)."""

from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut

from app.core.errors import InvalidInput, Stale
from app.core.language import _, ngettext
from app.programme.attendance.holding import HeldAfterAll
from app.programme.desk import ProgrammeDesk
from app.programme.register_rows import RegisterShown
from app.programme.registers import RegisterSaved, RegisterTaken, SessionAsked
from ui.kit.bands import announce
from ui.kit.dialogs import interrupt
from ui.programme.register.evening import ReasonCard
from ui.programme.register.marks import drafts_of, is_typed, kept_line
from ui.programme.register.settling import RegisterSettling
from ui.shell.screen import Context

FIRST = 1


class RegisterScreen(RegisterSettling):
    """The grid, the head count and the notes; nothing is saved before both agree or a reason stands (UX-3)."""

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx)
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(self._save)
        self.concern.clicked.connect(lambda: self._open_panel("concern"))
        self.evening.clicked.connect(lambda: self.go("evening", self.subject))
        self.sheet.clicked.connect(lambda: self.go("sheet", f"sign_in/{self.subject}"))
        QShortcut(QKeySequence("Ctrl+N"), self, self._first_time)
        for key in ("Ctrl+Enter", "Ctrl+Return"):
            QShortcut(QKeySequence(key), self, self._finish_rest)
        QShortcut(QKeySequence("Ctrl+Shift+P"), self, self._rest_present)
        self.legend.chosen.connect(self.grid.press)
        self.legend.answered.connect(self.grid.answer)
        self.legend.rest_wanted.connect(self._rest_present)
        self.grid.marks_changed.connect(self._count)
        self.grid.asked.connect(self._show_question)
        self.grid.refused.connect(self._say)
        self.grid.note_wanted.connect(lambda _case: self._open_panel("note"))
        self.grid.reason_wanted.connect(lambda _case: self._open_panel("reason"))
        self.grid.correction_wanted.connect(self._correct)
        self.panel.changed.connect(self.grid.put)
        self.panel.left.connect(self._close_panel)
        self.panel.raised.connect(self._raise)
        self.panel.note_written.connect(self._write_note)
        self.panel.correction.saved.connect(self._corrected)
        self.foot.typed.connect(self._counted)
        self.foot.done.connect(self._save)
        self.about_evening.minutes.returnPressed.connect(self._save)
        self.phone.phoned.clicked.connect(self._note_phoned)
        self.undo.clicked.connect(self._take_back)
        self.compare.clicked.connect(self._compare)

    def _rest_present(self) -> bool:
        """Fills only empty cells; refused while nothing is marked and nobody was counted (UX-3)."""
        if not any(one.code for one in self.grid.lines) and self.foot.number() is None:
            self._say(_("Mark at least one man, or count the people in the room first."))
            return False
        self.grid.mark_rest_present()
        return True

    def _first_time(self) -> None:
        """First time tonight: a new man at a peer group; what is typed here waits until one comes back (F13)."""
        if self._shown is not None and self._shown.is_peer_group and self._shown.group is not None:
            self.go("welcome", self._shown.group)

    def _finish_rest(self) -> None:
        if self._rest_present():
            self._is_finishing = True
            self.foot.count.setFocus()
            self.foot.count.selectAll()
            announce(self, _("Head count: how many people were in the room?"))

    def _counted(self, text: str) -> None:
        """After Ctrl+Enter the register saves by itself when the head count agrees (F3)."""
        self._count()
        came = sum(1 for one in self.grid.lines if one.came)
        if self._is_finishing and text == str(came):
            self._save()

    def _note_phoned(self) -> None:
        """The on-call number was phoned: noted with the moment (ATT-10)."""
        if self._shown is not None:
            asked = SessionAsked(session=self._shown.session)
            self.change(partial(self.desk.registers.phoned, asked), lambda _noted: self.refresh())

    def _take_back(self) -> None:
        """It was held after all: it owes its register again (ATT-16)."""
        if self._shown is None:
            return
        session = self._shown.session
        line = _("It will wait for its register again. What was noted stays to be read.")
        heading = _("This session was held after all?")

        def give(why: str) -> None:
            wanted = HeldAfterAll(session=session, reason=why)
            self.change(partial(self.desk.held_after_alls.take_back, wanted), lambda _row: done(), card.close_with)

        def done() -> None:
            card.close_with(None)
            self.refresh()

        card = ReasonCard(self, heading, line, _("It was held"), give)
        card.open()

    def _save(self) -> None:
        self._send(is_right=False)

    def _send(self, *, is_right: bool) -> None:
        """Save what is typed; `is_right` says that a very long session was asked about (ATT-2)."""
        shown = self._shown
        if shown is None or not self.save.isEnabled():
            return
        if self.grid.is_asking():
            self._say(_("One mark is not complete yet. Answer its question, or take it back with Esc."))
            self.grid.setFocus()
            return
        try:
            draft = self._draft(shown, is_right=is_right)
        except InvalidInput as refused:
            self._refused(refused)
            return
        self.change(partial(self.desk.registers.take, draft), self._saved, self._refused)

    def _draft(self, shown: RegisterShown, *, is_right: bool) -> RegisterTaken:
        """What is typed, as the act takes it. Raises InvalidInput naming the man whose words do not fit."""
        lines = [line for line in self.grid.lines if line.code and not line.is_saved]
        return RegisterTaken(
            session=shown.session,
            marks=drafts_of(lines, self.about_evening.length()),
            head_count=self.foot.number(),
            head_count_reason=self.foot.reason.text().strip() or None,
            reason=self.take_reason.text().strip() or None,
            held_by=self.about_evening.holders() or None,
            actual_minutes=self.about_evening.minutes_to_save(),
            actual_is_right=is_right,
        )

    def _saved(self, saved: RegisterSaved) -> None:
        made = len(saved.follow_ups)
        follow = ngettext("Saved. {count} follow-up made.", "Saved. {count} follow-ups made.", made)
        self._is_finishing = False
        waiting = [line for line in self.grid.lines if not line.code and is_typed(line)]
        self._restored = {str(line.row.case): kept_line(line) for line in waiting}
        self.grid.show_lines(())
        self.about_evening.clear()
        self.refresh()
        self.toast(follow.format(count=made) if made else _("Saved."))

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Stale):
            self._wants_to_compare = True
            self.refresh()
            return
        if not isinstance(error, InvalidInput):
            self.show_problem(error)
            return
        problems = error.problems
        if "head_count" in problems:
            self._is_finishing = True
            self._count()
            self.foot.count.setFocus()
            self.foot.count.selectAll()
        elif "actual_minutes" in problems:
            self._ask_length(problems["actual_minutes"])
        elif "reason" in problems:
            self.take_reason.setFocus()
        else:
            self._point_to(next(iter(problems)))
        self._say(" ".join(problems.values()))

    def _ask_length(self, question: str) -> None:
        """Very long: one question, and the way back to the field (ATT-2)."""
        self.about_evening.minutes.setFocus()
        self.about_evening.minutes.selectAll()
        heading, yes, no = _("Is the length right?"), _("It is right, save"), _("Correct it")
        interrupt(self, heading, (question,), yes, no, partial(self._send, is_right=True))

    def _point_to(self, name: str) -> None:
        parts = name.split(".")
        typed = [line for line in self.grid.lines if line.code and not line.is_saved]
        if parts[0] == "marks" and len(parts) > FIRST and int(parts[FIRST]) < len(typed):
            self.grid.choose(str(typed[int(parts[FIRST])].row.case))
            part = parts[-1]
            self._open_panel("concern" if part == "concern" else part if part in {"reason", "note"} else "minutes")
