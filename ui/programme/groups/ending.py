"""Are small cards of a group's page: it ends or goes on, its language, its calendar file (SCH-35, SCH-37, WRD-2)."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.core.shapes import GroupId
from app.programme.desk import ProgrammeDesk
from app.programme.group_rows import GroupRow
from app.programme.planning.calendar_files import CalendarFile, CalendarWanted
from app.programme.planning.endings import GroupEnded, GroupResumed, GroupStanding
from app.programme.waiting.transfers import LanguageSaid, LanguageSaved
from ui.kit.buttons import KeyButton
from ui.kit.dialogs import interrupt
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec
from ui.kit.layouts import Flow
from ui.kit.widgets import Card, words
from ui.shell.screen import Screen


class EndingCard(Card):
    """Ends a group that nobody is in any more, after asking; a manager lets a mistaken one go on."""

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        super().__init__(_("The group ends"))
        self._screen = screen
        self._group: GroupRow | None = None
        why = FormSpec(GroupEnded, (Field("reason", _("Why"), required=True, help=_("It stays with the group.")),))
        self.why = Form(why, _("Why the group ends"), has_keys=False)
        self.end = KeyButton(_("End this group"), small=True)
        self.resume = KeyButton(_("Let it go on"), small=True)
        said = _("Only when nobody is in it any more. Dates ahead are cancelled and stay visible.")
        for part in (words(said, "small"), self.why, Flow(self.end, self.resume)):
            self.add(part)
        self.end.clicked.connect(self._ask_end)
        self.resume.clicked.connect(self._resume)

    def show_group(self, group: GroupRow, *, may_resume: bool) -> None:
        """Show what can be done with this group."""
        self._group = group
        has_ended = group.ended_on is not None
        self.end.setVisible(not has_ended)
        self.resume.setVisible(has_ended and may_resume)
        self.setVisible(not has_ended or may_resume)

    def _ask_end(self) -> None:
        group = self._group
        draft = self.why.draft_as(GroupEnded, group=group.group, seen=group.state) if group is not None else None
        if group is None or draft is None:
            return
        lines = (_("Its dates ahead are cancelled and stay visible. A manager can let it go on again."),)
        act = partial(self._screen.desk.endings.end, draft)
        run = partial(self._run, act, _("The group has ended."))
        interrupt(self, _("End {group}?").format(group=group.code), lines, _("End this group"), _("Not now"), run)

    def _resume(self) -> None:
        reason = str(self.why.values().get("reason", ""))
        if self._group is not None:
            draft = GroupResumed(group=GroupId(self._group.group), reason=reason)
            self._run(partial(self._screen.desk.endings.resume, draft), _("The group goes on."))

    def _run(self, act: Callable[[], GroupStanding], said: str) -> None:
        self._screen.change(act, lambda _standing: self._done(said), partial(refuse, self._screen, self.why))

    def _done(self, said: str) -> None:
        self.why.clear()
        self._screen.toast(said)
        self._screen.refresh()


def language_field(label: str) -> Field:
    """Asks which language a group speaks, with what follows from it."""
    return Field("language", label, help=_("Who speaks another one is no candidate. Blank: nobody has said."))


class LanguageCard(Card):
    """Says which language the group speaks; who speaks another one is no candidate for it (SCH-35)."""

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        super().__init__(_("Language of the group"))
        self._screen = screen
        self._group = GroupId("")
        self.form = Form(
            FormSpec(LanguageSaid, (language_field(_("Language")),)), _("Language of the group"), has_keys=False
        )
        self.save = KeyButton(_("Save language"), small=True)
        for part in (self.form, Flow(self.save)):
            self.add(part)
        self.save.clicked.connect(self._save)

    def show_group(self, group: GroupRow) -> None:
        """Show what stands; what was typed for this group stays."""
        if group.group != self._group or not self.form.is_edited():
            self.form.fill({"language": group.language or None})
        self._group = group.group
        self.setVisible(group.ended_on is None)

    def _save(self) -> None:
        language = str(self.form.values().get("language", ""))
        act = partial(self._screen.desk.transfers.set_language, LanguageSaid(group=self._group, language=language))
        self._screen.change(act, self._saved, partial(refuse, self._screen, self.form))

    def _saved(self, saved: LanguageSaved) -> None:
        self.form.fill({"language": saved.language or None})
        self._screen.toast(_("Saved."))
        self._screen.refresh()


class FileCard(Card):
    """Writes the group's dates as a calendar file into a folder."""

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        super().__init__(_("Calendar file"))
        self._screen = screen
        self.group = GroupId("")
        folder = FormSpec(CalendarWanted, (Field("to_folder", _("Folder"), required=True),))
        self.folder = Form(folder, _("Calendar file"), has_keys=False)
        self.folder.fill({"to_folder": str(Path.home())})
        self.save = KeyButton(_("Save calendar file"), small=True)
        said = _("No name of a man or a programme is in it.")
        for part in (self.folder, Flow(self.save), words(said, "small")):
            self.add(part)
        self.save.clicked.connect(self._save)

    def _save(self) -> None:
        draft = self.folder.draft_as(CalendarWanted, group=self.group)
        if draft is not None:
            act = partial(self._screen.desk.calendar_files.export, draft)
            self._screen.change(act, self._saved, partial(refuse, self._screen, self.folder))

    def _saved(self, file: CalendarFile) -> None:
        said = ngettext("Saved, with {count} session.", "Saved, with {count} sessions.", file.sessions)
        self._screen.toast(said.format(count=file.sessions))


def refuse(screen: Screen[ProgrammeDesk], form: Form, error: Exception) -> None:
    """Beside the field where it can be, else in the page's bar."""
    if isinstance(error, InvalidInput):
        form.show_problems(error.problems)
    else:
        screen.show_problem(error)
