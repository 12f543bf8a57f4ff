"""Shows the backups of a desk, makes one, proves one and puts a copy elsewhere; the desk works on meanwhile (UX-21)."""

from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Nothing
from app.desk.backups import BackupChosen, BackupNamed, BackupWanted, EvidenceWanted, HasBackups
from app.desk.storage import BackupProved, BackupRestored, BackupRow, BackupState, EvidenceSaved
from ui.kit.bands import Banner, announce
from ui.kit.buttons import KeyButton
from ui.kit.card_table import CardTable
from ui.kit.dates import clock, day, here, short_day
from ui.kit.dialogs import AgreeCard, SecondName, SecondPerson
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.paged_model import Align, Column
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.backup_words import back_step, found_words, overdue_words, size_words, step_words
from ui.shell.screen import Context, FormScreen

LOOK_EVERY_MS, STEPS, MOST_ROWS = 250, 5, 13

D = TypeVar("D", bound=HasBackups)


def columns() -> tuple[Column[BackupRow], ...]:
    """When it was made and proved, what it holds, by whom, how large."""
    return (
        Column(_("Made"), lambda row: facts(short_day(here(row.made_at)), clock(here(row.made_at))), strong=True),
        Column(_("Proved"), proved_words, tone=lambda row: Tone.OK if row.proved_at else Tone.WARN),
        Column(_("Holds"), lambda row: row.holds),
        Column(_("By"), lambda row: row.by),
        Column(_("Size"), lambda row: size_words(row.size), Align.RIGHT, small=True),
    )


def proved_words(row: BackupRow) -> str:
    """The day it was restored beside and found whole."""
    return short_day(here(row.proved_at)) if row.proved_at else _("Not proved")


def place_form() -> FormSpec:
    """Where the copy outside goes."""
    folder = Field("to", _("Folder"), required=True, help=_("On a stick or a share. It must be there already."))
    return FormSpec(BackupWanted, (folder,))


class BackupsPage(FormScreen[D], Generic[D]):
    """The list at the left, the copy elsewhere at the right, and above both what is being done or was found."""

    def __init__(self, ctx: Context[D]) -> None:
        super().__init__(ctx, _("Backups"))
        self.says = Banner("", "", Tone.INFO)
        kept = _("Backups in the office's folder")
        self.table: CardTable[BackupRow] = CardTable(columns(), kept, most=MOST_ROWS)
        self.none = words(_("No backup lies here yet. The first one is made at a sign-in, or now."))
        self.folder = words("", "small")
        self.form = Form(place_form(), _("A copy elsewhere"), has_keys=False)
        self.browse = KeyButton(_("Choose a folder"), small=True)
        self.copy = KeyButton(_("Make a copy there"), small=True)
        self.evidence = KeyButton(_("Save the evidence there"), small=True)
        self.check = KeyButton(_("Prove a file that lies elsewhere"), small=True)
        self.back = KeyButton(_("Put this one back"), icon="history", small=True)
        lying, elsewhere = Card(_("In the office's own folder"), margin=12), Card(_("A copy elsewhere"))
        for part in (self.none, self.table, self.folder, Flow(self.back)):
            lying.add(part)
        told = _("Fire, theft and ransom software take this computer whole. Take a copy to another house once a week.")
        elsewhere.add(words(told, "small"))
        self.away = words("", "strong")
        elsewhere.add(self.away)
        elsewhere.add(self.form)
        elsewhere.add(Flow(self.browse, self.copy, self.evidence))
        elsewhere.add(Flow(self.check))
        self.body.addWidget(self.says)
        self.body.addWidget(SideBySide(Below(lying), Below(elsewhere), shares=(5, 3)), 1)
        self.again = self.plain(_("Prove this one"), icon="refresh")
        self.now = self.primary(_("Make a backup now"), "Ctrl+B")
        self._rows: tuple[BackupRow, ...] = ()
        self.card: AgreeCard | None = None
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_EVERY_MS)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        is_read_only = bool(self.desk.seat.read_only)
        self.evidence.setVisible(is_read_only)
        for part in (self.copy, self.check, self.now):
            part.setVisible(not is_read_only)
        self.read(partial(self.desk.backups.show, Nothing()), self._show)

    def _show(self, state: BackupState) -> None:
        proved = _("Last proved {day}").format(day=day(here(state.proved_at))) if state.proved_at else _("Never proved")
        self.set_title(_("Backups"), proved)
        self._rows = state.rows
        self.table.show_rows(state.rows, lambda row: row.file)
        for part in (self.table, self.folder):
            part.setVisible(bool(state.rows))
        self.again.setVisible(bool(state.rows) and not self.desk.seat.read_only)
        self.back.setVisible(bool(state.rows) and state.may_restore)
        self.none.setVisible(not state.rows)
        self.folder.setText(_("They lie in {folder}.").format(folder=state.folder))
        away = day(here(state.away_at)) if state.away_at else _("none in the last 90 days")
        self.away.setText(_("Last copy elsewhere: {day}.").format(day=away))
        if state.is_overdue and not self._looking.isActive():
            below = _("Make one now. If it fails again, tell whoever looks after this computer.")
            self._say(overdue_words(), below, Tone.STOP)

    def _busy(self, on: bool) -> None:
        for button in (self.now, self.again, self.back, self.copy, self.check):
            button.setEnabled(not on)

    def _show_step(self) -> None:
        step = self.desk.seat.storage.progress.step
        if self.card is not None:
            self.card.tell(*back_step(step))
            return
        self._say(_("Step {step} of {steps}").format(step=max(step, 1), steps=STEPS), step_words(step), Tone.INFO)

    def _ended(self) -> None:
        self._looking.stop()
        self._busy(False)

    def _say(self, heading: str, below: str, tone: Tone) -> None:
        self.says.say(heading, below, tone)
        self.says.show()

    def first_focus(self) -> QWidget | None:
        return self.now

    def panes(self) -> list[QWidget]:
        return [self.table, self.form]


class BackupsScreen(BackupsPage[D], Generic[D]):
    """Ctrl+B makes one, Enter proves the chosen one."""

    def __init__(self, ctx: Context[D]) -> None:
        super().__init__(ctx)
        self._wire()

    def _wire(self) -> None:
        self.says.hide()
        self.now.clicked.connect(lambda _on: self._make(BackupWanted()))
        self.again.clicked.connect(lambda _on: self._prove(self.table.chosen_id()))
        self.back.clicked.connect(lambda _on: self._ask_to_put_back())
        self.table.row_chosen.connect(self._prove)
        self.browse.clicked.connect(lambda _on: self._choose_folder())
        self.copy.clicked.connect(lambda _on: self._make_there())
        self.evidence.clicked.connect(lambda _on: self._save_evidence())
        self.check.clicked.connect(lambda _on: self._choose_file())
        self._looking.timeout.connect(self._show_step)

    def _make(self, wanted: BackupWanted) -> None:
        self._run(partial(self.desk.backups.make, wanted))

    def _make_there(self) -> None:
        wanted = self.form.draft_as(BackupWanted)
        if wanted is not None:
            self._make(wanted)

    def _save_evidence(self) -> None:
        wanted = self.form.draft_as(BackupWanted)
        if wanted is not None and wanted.to is not None:
            asked = EvidenceWanted(to=wanted.to)
            self.change(partial(self.desk.backups.evidence, asked), self._evidence_saved, self._failed)

    def _evidence_saved(self, saved: EvidenceSaved) -> None:
        below = _("Give the folder to whoever looks into it. It opens only with keys of this office.")
        self._say(_("Saved to {folder}").format(folder=saved.folder), below, Tone.OK)

    def _prove(self, file: str) -> None:
        if file and not self.desk.seat.read_only:
            self._run(lambda: (self.desk.backups.prove(BackupNamed(file=file)),))

    def _run(self, work: Callable[[], tuple[BackupProved, ...]]) -> None:
        """Beside everything else: a reading thread, so that nothing that is saved waits for it."""
        if self._looking.isActive():
            return
        self._looking.start()
        self._busy(True)
        self._say(_("Working"), step_words(0), Tone.INFO)
        self.ctx.jobs.read(self, work, self._done, self._failed, "backup")

    def _ask_to_put_back(self) -> None:
        """What is lost is said first; another person's agreement lets it go on."""
        row = next((one for one in self._rows if one.file == self.table.chosen_id()), None)
        if row is None or self._looking.isActive():
            return
        if not row.is_own:
            below = _("They are put back there, by a manager and a second person.")
            self._say(_("This file holds the programme desk's records."), below, Tone.WARN)
            return
        at = here(row.made_at)
        self.card = self._agreement(row, day(at), clock(at))
        self.card.finished.connect(self._card_gone)
        self.card.open()

    def _agreement(self, row: BackupRow, on: str, at: str) -> AgreeCard:
        """The card on which another person agrees; at this desk with a name and a password."""
        lost = _("Everything written since {day}, {clock} goes. This desk locks and is opened with these records.")
        given = partial(self._given, row.file)
        return SecondPerson(self, lost.format(day=on, clock=at), given, self.desk.seat.storage.progress.stop)

    def _given(self, file: str, second: SecondName) -> None:
        self._put_back(BackupChosen(file=file, second=second.user), second.password)

    def _put_back(self, chosen: BackupChosen, secret: str) -> None:
        self.desk.seat.storage.progress.begin()
        self._looking.start()
        self._busy(True)
        self.change(partial(self._restored, chosen, secret), self._waits, self._not_put_back)

    def _restored(self, chosen: BackupChosen, secret: str) -> BackupRestored:
        self.desk.seat.confirm(chosen.second, secret)
        return self.desk.backups.restore(chosen)

    def _waits(self, _back: BackupRestored) -> None:
        """Nothing more is written into records that go: lock, and the next sign-in finds the others."""
        self._ended()
        if self.card is not None:
            self.card.close_with(None)
        self.ctx.shell.unlock_again()

    def _not_put_back(self, error: Exception) -> None:
        self._ended()
        if self.card is not None:
            self.card.close_with(error)

    def _card_gone(self, _how: int) -> None:
        self.card = None

    def _done(self, proved: tuple[BackupProved, ...]) -> None:
        self._ended()
        self.form.show_problems({})
        self._say(_("Proved: restored beside and found whole."), "\n".join(map(found_words, proved)), Tone.OK)
        announce(self, _("Proved: restored beside and found whole."))
        self.refresh()

    def _failed(self, error: Exception) -> None:
        self._ended()
        self.says.hide()
        if isinstance(error, InvalidInput) and "to" in error.problems:
            self.form.show_problems(error.problems)
        else:
            self.show_problem(error)

    def _choose_folder(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, _("Choose a folder")):
            self.form.editor("to").fill(folder)

    def _choose_file(self) -> None:
        file, _kind = QFileDialog.getOpenFileName(self, _("Choose a backup"), "", _("Backups") + " (*.hrb)")
        self._prove(file)
