"""Lets a second worker rate denial on a page that shows nothing of the first rating (DEN-3)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.programme.desk import ProgrammeDesk
from ui.programme.screening.deciding import DenialCard
from ui.shell.screen import Context, Crumb, Screen


class SecondRatingScreen(Screen[ProgrammeDesk]):
    """A second worker rates denial without seeing the first rating or anything else of the case (DEN-3)."""

    is_for_staff = True

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Rate denial as the second worker"))
        self.denial = DenialCard(may_settle=False)
        self.body.addWidget(self.denial)
        self.body.addStretch(1)
        self.save_button = self.primary(_("Save rating"), "Ctrl+S")
        self.save_button.clicked.connect(self._save)

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self.denial.stop()
        super().open(subject)
        self.denial.ask_unseen()
        note = _("The first rating is not shown until yours is saved.")
        self.set_title(_("Rate denial as the second worker"), note, (Crumb(_("Today"), "today"), Crumb(_("Denial"))))

    def _save(self) -> None:
        if not self.denial.is_rating():
            self.show_problem(NotAllowed(_("Choose a grade first.")))
        elif (draft := self.denial.draft(self.subject or "")) is not None:
            self.change(partial(self.desk.denials.rate, draft), self._saved, self._refused)

    def _saved(self, _result: object) -> None:
        self.denial.stop()
        self.toast(_("Saved."))
        self.go("today")

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.denial.rating.show_problems(error.problems)
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        """True while a rating is being written."""
        return self.denial.is_rating()

    def kept(self) -> dict[str, object]:
        """The rating as it stands."""
        return self.denial.kept()

    def restore(self, kept: dict[str, object]) -> None:
        """Show again what a lock kept."""
        self.denial.restore(kept)

    def first_focus(self) -> QWidget:
        """The grades."""
        return self.denial.grade
