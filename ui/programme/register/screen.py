"""Is the register of one session: who came, the head count made in the room, and what waits to be written (P12, F3)."""

from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut

from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.core.shapes import replaced
from app.programme.desk import ProgrammeDesk
from app.programme.owed import NoteWritten
from app.programme.registers import RegisterSaved, RegisterTaken
from app.programme.risks import EventRaised
from ui.kit.bands import announce
from ui.kit.tokens import Tone
from ui.programme.register.marks import draft_of
from ui.programme.register.page import RegisterPage
from ui.shell.screen import Context

FIRST = 1


class RegisterScreen(RegisterPage):
    """The grid, the head count and the notes; nothing is saved before both agree or a reason stands (UX-3)."""

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx)
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(self._save)
        self.concern.clicked.connect(lambda: self._open_panel("concern"))
        self.evening.clicked.connect(lambda: self.go("evening", self.subject))
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

    def _save(self) -> None:
        shown = self._shown
        if shown is None or not self.save.isEnabled():
            return
        if self.grid.is_asking():
            self._say(_("One mark is not complete yet. Answer its question, or take it back with Esc."))
            self.grid.setFocus()
            return
        length = shown.about.minutes
        draft = RegisterTaken(
            session=shown.session,
            marks=tuple(draft_of(line, length) for line in self.grid.lines if line.code and not line.is_saved),
            head_count=self.foot.number(),
            head_count_reason=self.foot.reason.text().strip() or None,
            reason=self.take_reason.text().strip() or None,
        )
        self.change(partial(self.desk.registers.take, draft), self._saved, self._refused)

    def _saved(self, saved: RegisterSaved) -> None:
        made = len(saved.follow_ups)
        follow = ngettext("Saved. {count} follow-up made.", "Saved. {count} follow-ups made.", made)
        self._is_finishing = False
        self._restored = {}
        self.grid.show_lines(())
        self.refresh()
        self.toast(follow.format(count=made) if made else _("Saved."))
        if saved.phone_now:
            number = saved.phone_now[0].number
            self.notice.say(saved.phone_now[0].words, _("On-call number: {number}").format(number=number), Tone.WARN)
            self.notice.show()

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, InvalidInput):
            self.show_problem(error)
            return
        problems = error.problems
        if "head_count" in problems:
            self._is_finishing = True
            self._count()
            self.foot.count.setFocus()
            self.foot.count.selectAll()
        elif "reason" in problems:
            self.take_reason.setFocus()
        else:
            self._point_to(next(iter(problems)))
        self._say(" ".join(problems.values()))

    def _point_to(self, name: str) -> None:
        parts = name.split(".")
        typed = [line for line in self.grid.lines if line.code and not line.is_saved]
        if parts[0] == "marks" and len(parts) > FIRST and int(parts[FIRST]) < len(typed):
            self.grid.choose(str(typed[int(parts[FIRST])].row.case))
            self._open_panel("reason" if parts[-1] == "reason" else "minutes")

    def _open_panel(self, field: str) -> None:
        line = self.grid.here()
        if line is None:
            return
        if line.is_saved and field != "note":
            self._correct("", field)
            return
        if line.is_saved and self._shown is not None:
            self.panel.show_written(self, self._shown.session, line)
        else:
            self.panel.show_line(line, field)
        self.panel.show()
        self.panel.focus_on(field)

    def _raise(self, draft: EventRaised) -> None:
        now = self.ctx.clock.local().isoformat(timespec="minutes")
        self.change(partial(self.desk.risks.raise_event, replaced(draft, when=now)), self._raised)

    def _raised(self, _event: object) -> None:
        self._close_panel()
        self.toast(_("The red event is raised. Its clock has started."))

    def _close_panel(self) -> None:
        self.panel.hide()
        self.grid.setFocus()

    def _write_note(self, draft: NoteWritten) -> None:
        if self._shown is not None:
            written = replaced(draft, session=self._shown.session)
            self.change(partial(self.desk.owed.write, written), self._note_saved, self._note_refused)

    def _note_refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.panel.written.show_problems(error.problems)
        else:
            self.show_problem(error)

    def _note_saved(self, _saved: object) -> None:
        self._close_panel()
        self.toast(_("The note is saved."))
        self.refresh()

    def _correct(self, _case: str, field: str = "code") -> None:
        line = self.grid.here()
        if line is not None and self._shown is not None:
            self.panel.show_correction(self, self._shown.session, line, self._shown.about.minutes)
            self.panel.show()
            self.panel.focus_on(field)

    def _corrected(self) -> None:
        self._close_panel()
        self.toast(_("Corrected. The earlier mark stays in the record."))
        self.refresh()
