"""Is the register of one session: who came, the head count made in the room, and what waits to be written (P12, F3)."""

from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.core.shapes import SessionId, replaced
from app.programme.desk import ProgrammeDesk
from app.programme.owed import NoteWritten
from app.programme.register_rows import RegisterShown
from app.programme.registers import RegisterSaved, RegisterTaken, SessionAsked
from app.programme.risks import EventRaised
from ui.kit.bands import Banner, announce
from ui.kit.dates import clock, full_day
from ui.kit.layouts import SideBySide, vertical
from ui.kit.tokens import Tone
from ui.kit.widgets import facts, words
from ui.programme.register.cells import HeadCount, Legend
from ui.programme.register.grid import RegisterGrid
from ui.programme.register.marks import Ask, begun, draft_of, kept_line, restored
from ui.programme.register.panel import MarkPanel
from ui.shell.screen import Context, Crumb, Screen

FIRST = 1


class RegisterScreen(Screen[ProgrammeDesk]):
    """The grid, the head count and the notes; nothing is saved before both agree or a reason stands (UX-3)."""

    cares_for = frozenset({"register"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Register"))
        self._shown: RegisterShown | None = None
        self._is_finishing = False
        self._restored: dict[str, dict[str, object]] = {}
        self.legend = Legend()
        self.notice = Banner("", "", Tone.INFO)
        self.notice.hide()
        self.take_reason = QLineEdit()
        self.take_reason.setAccessibleName(_("Why you take this register"))
        self.take_reason.setPlaceholderText(_("You do not run this group. Write why you take its register."))
        self.take_reason.hide()
        self.grid = RegisterGrid()
        self.panel = MarkPanel()
        self.panel.hide()
        self.foot = HeadCount()
        self.kept_words = words("", "small")
        middle = SideBySide(self.grid, self.panel, shares=(3, 2), stacks_under=900)
        below = vertical(gap=8)
        below.addWidget(self.foot)
        below.addWidget(self.kept_words)
        for part in (self.legend, self.notice, self.take_reason):
            self.body.addWidget(part)
        self.body.addWidget(middle, 1)
        self.body.addLayout(below)
        self.concern = self.plain(_("Concern"), "Alt+C", "flag")
        self.save = self.primary(_("Save register"), "Ctrl+S")
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(self._save)
        self.concern.clicked.connect(lambda: self._open_panel("concern"))
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

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self._forget()
        super().open(subject)
        self.read(partial(self.desk.registers.open, SessionAsked(session=SessionId(subject or ""))), self._show)

    def _forget(self) -> None:
        self._is_finishing = False
        self._restored = {}
        self.foot.count.clear()
        self.foot.reason.clear()
        self.take_reason.clear()
        self.panel.hide()
        self.grid.show_lines(())

    def _show(self, shown: RegisterShown) -> None:
        typed = {str(line.row.case): line for line in self.grid.lines if line.code and not line.is_saved}
        self._shown = shown
        self.show_content()
        self._show_title(shown)
        if not shown.rows:
            self.show_empty(_("Nobody is expected in this session."))
            return
        lines = [
            typed[str(row.case)] if str(row.case) in typed and row.mark is None else begun(row) for row in shown.rows
        ]
        lines = [restored(line, self._restored.get(str(line.row.case), {})) for line in lines]
        if shown.head_count is not None and not self.foot.count.text():
            self.foot.count.setText(str(shown.head_count))
            self.foot.reason.setText(shown.head_count_reason)
        self.grid.show_lines(lines)
        self.grid.setEnabled(shown.can_be_taken)
        self.save.setEnabled(shown.can_be_taken)
        self.take_reason.setVisible(shown.needs_reason_to_take)
        self._tell_standing(shown)
        self._count()
        self.grid.setFocus()

    def _show_title(self, shown: RegisterShown) -> None:
        about = shown.about
        times = ""
        if about.starts_at and about.ends_at:
            hours = _("{start} to {end}").format(start=clock(about.starts_at), end=clock(about.ends_at))
            times = f"{full_day(about.starts_at.date())}, {hours}"
        crumbs = (Crumb(_("Groups"), "groups"), Crumb(shown.group_code, "group", shown.group), Crumb(_("Register")))
        words_of = _("{block}, session {number} of {count}")
        title = words_of.format(block=about.block, number=about.number, count=shown.of) if shown.of > 1 else about.title
        self.set_title(title, facts(times, shown.place, ", ".join(shown.staff)), crumbs)

    def _tell_standing(self, shown: RegisterShown) -> None:
        saved = sum(1 for row in shown.rows if row.mark is not None)
        stood = [row.short or row.name for row in shown.rows if row.stood_down and row.mark is None]
        self.notice.setVisible(bool(shown.why_not or saved or stood))
        if shown.why_not:
            self.notice.say(shown.why_not, "", Tone.WARN)
        elif saved:
            heading = ngettext("{count} mark is saved.", "{count} marks are saved.", saved).format(count=saved)
            how = _("Enter writes the note. F2 or a digit corrects a saved mark, with a reason.")
            self.notice.say(heading, how, Tone.INFO)
        elif stood:
            names = ", ".join(stood)
            self.notice.say(_("Stood down for now: {names}.").format(names=names), _("Enter shows why."), Tone.INFO)

    def _show_question(self, ask: Ask | None) -> None:
        if ask is None:
            self.legend.show_keys()
        else:
            self.legend.show_question(ask)

    def _say(self, text: str) -> None:
        self.notice.say(text, "", Tone.WARN)
        self.notice.show()
        announce(self, text)

    def _count(self) -> None:
        self.foot.show_counts(self.grid.lines, self._is_finishing)
        left = sum(1 for one in self.grid.lines if not one.code)
        still = ngettext("{count} man is still not recorded.", "{count} men are still not recorded.", left)
        keeps = _("What you typed is kept if the screen locks. Notes can wait until tomorrow.")
        self.kept_words.setText(facts(keeps, still.format(count=left) if left else ""))

    def _rest_present(self) -> bool:
        """Fills only empty cells; refused while nothing is marked and nobody was counted (UX-3)."""
        if not any(one.code for one in self.grid.lines) and self.foot.number() is None:
            self._say(_("Mark at least one man, or count the people in the room first."))
            return False
        self.grid.mark_rest_present()
        return True

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
        if line.is_saved:
            self.panel.show_written(line)
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
            self.change(partial(self.desk.owed.write, written), self._note_saved)

    def _note_saved(self, _saved: object) -> None:
        self._close_panel()
        self.toast(_("The note is saved."))
        self.refresh()

    def _correct(self, _case: str, field: str = "code") -> None:
        line = self.grid.here()
        if line is not None and self._shown is not None:
            self.panel.show_correction(self, self._shown.session, line)
            self.panel.show()
            self.panel.focus_on(field)

    def _corrected(self) -> None:
        self._close_panel()
        self.toast(_("Corrected. The earlier mark stays in the record."))
        self.refresh()

    def on_changed(self, changed: object) -> None:
        """Somebody else saved this register: take in their marks, keep what is typed here (ATT-14)."""
        if self._shown is not None and not self.grid.is_asking():
            super().on_changed(changed)  # type: ignore[arg-type]

    def is_edited(self) -> bool:
        rows = self._shown.rows if self._shown else ()
        before = {str(row.case): begun(row) for row in rows}
        return any(line != before.get(str(line.row.case), line) for line in self.grid.lines)

    def kept(self) -> dict[str, object]:
        if not self.is_edited():
            return {}
        lines = [kept_line(line) for line in self.grid.lines if line.code and not line.is_saved]
        return {"marks": lines, "head_count": self.foot.count.text(), "why": self.foot.reason.text()}

    def restore(self, kept: dict[str, object]) -> None:
        marks = kept.get("marks")
        self._restored = {str(one["case"]): one for one in marks} if isinstance(marks, list) else {}
        self.foot.count.setText(str(kept.get("head_count", "")))
        self.foot.reason.setText(str(kept.get("why", "")))
        self.grid.show_lines([restored(line, self._restored.get(str(line.row.case), {})) for line in self.grid.lines])
        self._count()

    def first_focus(self) -> QWidget:
        return self.grid

    def panes(self) -> list[QWidget]:
        return [self.grid, self.panel, self.foot] if self.panel.isVisible() else [self.grid, self.foot]
