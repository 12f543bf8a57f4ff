"""Is the panel beside the grid: note, reason and concern of one man, or a correction of his mark (ATT-4, ATT-12)."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.core.language import _
from app.core.shapes import SessionId
from app.domain.red import RedKind, RedSource
from app.programme.desk import ProgrammeDesk
from app.programme.marking import MarkTyped
from app.programme.owed import NoteWritten
from app.programme.risks import EventRaised
from ui.kit.buttons import KeyButton
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, options
from ui.kit.layouts import Flow
from ui.kit.sharing import Veil
from ui.kit.widgets import Card, words
from ui.programme.register.correction import CorrectionPart, HistoryPart
from ui.programme.register.marks import Typed
from ui.shell.screen import Screen

NOTED = ("reason", "minutes", "left_early_minutes", "note")


def note_form() -> FormSpec:
    """What may be written about one man in one session."""
    return FormSpec(
        MarkTyped,
        (
            Field("reason", _("Reason of the mark")),
            Field("minutes", _("Minutes he was there"), Kind.NUMBER, help=_("Leave it blank for the whole session.")),
            Field("left_early_minutes", _("Left early by minutes"), Kind.NUMBER),
            Field("note", _("Note for his record"), Kind.LINES, lines=4),
        ),
    )


def concern_form() -> FormSpec:
    """What worries staff; when it cannot wait, its kind starts a clock (RED-1)."""
    help_ = _("Choose one only when it cannot wait: then raise a red event.")
    agenda = _("It is kept with his mark and comes up at the next case meeting.")
    return FormSpec(
        EventRaised,
        (
            Field("what", _("Concern"), Kind.LINES, required=True, lines=5, help=agenda),
            Field("kind", _("Is anyone in danger?"), Kind.CHOICE, choices=options(red_kinds()), help=help_),
        ),
        check=lambda values: {} if values.get("kind") else {"kind": _("Choose what it is.")},
    )


def red_kinds() -> dict[str, str]:
    """What may come up in a room and cannot wait (domain.md 10.2)."""
    return {
        RedKind.THREAT_TO_LIFE: _("Threat to life"),
        RedKind.WEAPON: _("A weapon"),
        RedKind.STRANGULATION: _("Strangulation"),
        RedKind.THREAT_TO_CHILDREN: _("Threat to children"),
        RedKind.SUICIDAL_OR_HOMICIDAL: _("Thoughts of killing himself or someone else"),
        RedKind.NEW_VIOLENCE: _("New violence"),
        RedKind.LOOKS_FOR_HER: _("He looks for her"),
        RedKind.NEW_PARTNER: _("New partner"),
        RedKind.PREGNANCY: _("Pregnancy"),
        RedKind.CHILD_CONCERN: _("Concern for a child"),
    }


class MarkPanel(QScrollArea):
    """One man at a time; what is typed goes into the grid at once, a correction is saved by itself."""

    changed = Signal(object)
    left = Signal()
    raised = Signal(object)
    note_written = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._line: Typed | None = None
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.title = words("", "h2")
        self.gates = words("", "small")
        note = Field("text", _("Note for his record"), Kind.LINES, required=True, lines=8)
        why = Field("reason", _("Why it is corrected"), help=_("What stands there now stays in the record."))
        self.form = Form(note_form(), _("Note and reason"))
        self.written = Form(FormSpec(NoteWritten, (note, why)), _("Note for his record"))
        self.save_note = KeyButton(_("Save note"))
        self.concern = Form(concern_form(), _("Concern"))
        self.raise_now = KeyButton(_("Raise a red event"), icon="alert-triangle")
        self.raise_now.setAutoDefault(True)
        self.correction, self.history = CorrectionPart(), HistoryPart()
        self.back = KeyButton(_("Back to the register"), "Esc", "arrow-left")
        card = Card()
        for part in (self.title, self.gates, self.form, self.written, self.concern, self.correction):
            card.add(part)
        card.add(Flow(self.raise_now, self.save_note, self.back))
        card.add(self.history)
        card.body.addStretch(1)
        self.setWidget(Veil(card))
        self.form.edited.connect(self._tell)
        self.concern.edited.connect(self._tell)
        self.back.clicked.connect(self._leave)
        self.raise_now.clicked.connect(self._raise)
        self.save_note.clicked.connect(self._write)

    def show_line(self, line: Typed, about: str) -> None:
        """Show what is typed about one man; `about` is the field the person came for."""
        self._line = None
        is_concern = about == "concern"
        self._head(line, self.concern if is_concern else self.form)
        self.form.fill({name: getattr(line, name) or None for name in NOTED})
        self.concern.fill({"what": line.concern or None, "kind": None})
        self.concern.show_problems({})
        self._line = line

    def show_written(self, screen: Screen[ProgrammeDesk], session: SessionId, line: Typed) -> None:
        """Show the note of a man whose mark is saved; writing it again corrects it (ATT-12)."""
        self._head(line, self.written)
        self.written.ask("reason", bool(line.note))
        self.written.fill({"text": line.note or None, "reason": None})
        self.written.show_problems({})
        self.history.show_for(screen, session, line.row.case)
        self._line = line

    def show_correction(self, screen: Screen[ProgrammeDesk], session: SessionId, line: Typed, length: int) -> None:
        """Show the saved mark of one man, to be corrected; `length` is how long the session was."""
        self._head(line, self.correction)
        self.correction.show_mark(screen, session, line, length)
        self.history.show_for(screen, session, line.row.case)
        self._line = line

    def is_of_saved(self) -> bool:
        """True while it shows a man whose mark is saved: the keys of the register do not act on him."""
        return not self.correction.isHidden() or not self.written.isHidden()

    def kept(self) -> dict[str, object]:
        """What is typed here and not in the grid: a correction, or a note on a man whose mark is saved."""
        if self.isHidden():
            return {}
        for part, name in ((self.correction, "correction"), (self.written, "written")):
            values = part.kept() if part is self.correction else self._note_typed()
            if self._line is not None and not part.isHidden() and values:
                return {"case": str(self._line.row.case), "part": name, "values": values}
        return {}

    def restore(self, part: str, values: dict[str, object]) -> None:
        """Show again what was typed here."""
        if part == "correction":
            self.correction.restore(values)
            return
        for name, value in values.items():
            self.written.editor(name).fill(value)

    def _note_typed(self) -> dict[str, object]:
        return self.written.values() if self.written.is_edited() else {}

    def focus_on(self, field: str) -> None:
        """Put the keyboard into a field of what is shown."""
        if not self.concern.isHidden():
            self.concern.editor("what").setFocus()
        elif not self.written.isHidden():
            self.written.editor("text").setFocus()
        else:
            (self.correction.form if self.form.isHidden() else self.form).editor(field).setFocus()

    def _head(self, line: Typed, shown: QWidget) -> None:
        self.title.setText(line.called)
        self.setAccessibleName(line.called)
        self.gates.setText("\n".join(line.row.gates))
        self.gates.setVisible(bool(line.row.gates))
        for part in (self.form, self.written, self.concern, self.correction):
            part.setVisible(part is shown)
        self.history.hide()
        self.raise_now.setVisible(shown is self.concern)
        self.save_note.setVisible(shown is self.written)

    def _tell(self) -> None:
        if self._line is None or self._line.is_saved:
            return
        values = self.form.values()
        typed: dict[str, object] = {name: values.get(name) for name in ("minutes", "left_early_minutes")}
        typed |= {name: values.get(name, "") for name in ("reason", "note")}
        typed["concern"] = self.concern.values().get("what", "")
        changed = replace(self._line, **typed)  # type: ignore[arg-type]
        if changed != self._line:
            self._line = changed
            self.changed.emit(changed)

    def _leave(self) -> None:
        self._tell()
        self._line = None
        self.left.emit()

    def _write(self) -> None:
        case = self._line.row.case if self._line else ""
        draft = self.written.draft_as(NoteWritten, case=case, session="")
        if draft is not None:
            self.note_written.emit(draft)

    def _raise(self) -> None:
        """Hand on what happened, with its kind; who raises it and when is the screen's (RED-1)."""
        draft = self.concern.draft_as(
            EventRaised, case=self._line.row.case if self._line else "", when="", source_class=RedSource.GROUP.value
        )
        if draft is not None:
            self.raised.emit(draft)
