"""Is what goes on beside the grid: the panel of one man is opened, its note, concern or correction saved (ATT-12)."""

from functools import partial

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import replaced
from app.programme.owed import NoteWritten
from app.programme.risks import EventRaised
from ui.programme.register.page import RegisterPage


class RegisterBeside(RegisterPage):
    """The register with its panel at work; saving the register itself comes on top."""

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
        self._show_panel()
        self.panel.focus_on(field)

    def _raise(self, draft: EventRaised) -> None:
        now = self.ctx.clock.local().isoformat(timespec="minutes")
        self.change(partial(self.desk.risks.raise_event, replaced(draft, when=now)), self._raised)

    def _raised(self, _event: object) -> None:
        self._close_panel()
        self.toast(_("The red event is raised. Its clock has started."))

    def _close_panel(self) -> None:
        self._hide_panel()
        if self._shown is not None:
            self._tell_standing(self._shown)
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
            self.panel.show_correction(self, self._shown.session, line, self.about_evening.length())
            self._show_panel()
            self.panel.focus_on(field)

    def _corrected(self) -> None:
        self._close_panel()
        self.toast(_("Corrected. The earlier mark stays in the record."))
        self.refresh()
