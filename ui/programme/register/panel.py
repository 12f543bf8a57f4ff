"""Is the panel beside the grid: note, reason and concern of one man, or a correction of his mark (ATT-4, ATT-12)."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import SessionId
from app.domain.codes import MarkCode, mark_words
from app.domain.red import RedKind, RedSource
from app.programme.desk import ProgrammeDesk
from app.programme.marking import CorrectionShown, MarkCorrected, MarkTyped
from app.programme.owed import NoteWritten
from app.programme.risks import EventRaised
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.choice import Option
from ui.kit.dates import day
from ui.kit.dialogs import BeforeAfter, Change
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Section, options
from ui.kit.layouts import Flow
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, words
from ui.programme.register.marks import Typed, said
from ui.shell.screen import Screen

NOTED = ("reason", "minutes", "left_early_minutes", "note")
CORRECTED = ("code", "minutes", "late_minutes", "mark_reason", "engagement", "task", "concern")


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


def correction_form() -> FormSpec:
    """What a saved mark should say instead, and why."""
    codes = options({code.value: mark_words(code) for code in MarkCode})
    grades = tuple(Option(str(one), str(one)) for one in range(1, 6))
    tasks = options({"yes": _("Yes"), "part": _("Part"), "no": _("No")})
    return FormSpec(
        MarkCorrected,
        (
            Field("code", _("The mark should be"), Kind.CHOICE, required=True, choices=codes),
            Field("minutes", _("Minutes present"), Kind.NUMBER),
            Field("late_minutes", _("Minutes late"), Kind.NUMBER),
            Field("mark_reason", _("Reason of the mark")),
            Field("engagement", _("Engagement"), Kind.SEGMENTS, choices=grades),
            Field("task", _("Task done"), Kind.SEGMENTS, choices=tasks),
            Field("concern", _("Concern"), Kind.LINES, lines=2),
            Section(_("Why it is corrected")),
            Field("reason", _("Reason"), required=True, help=_("The earlier mark stays in the record.")),
        ),
        extra=frozenset({"engagement"}),
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
        self.form = Form(note_form(), _("Note and reason"))
        self.written = Form(FormSpec(NoteWritten, (note,)), _("Note for his record"))
        self.save_note = KeyButton(_("Save note"))
        self.concern = Form(concern_form(), _("Concern"))
        self.raise_now = KeyButton(_("Raise a red event"), icon="alert-triangle")
        self.raise_now.setAutoDefault(True)
        self.correction = CorrectionPart()
        self.back = KeyButton(_("Back to the register"), "Esc", "arrow-left")
        card = Card()
        for part in (self.title, self.gates, self.form, self.written, self.concern, self.correction):
            card.add(part)
        card.add(Flow(self.raise_now, self.save_note, self.back))
        card.body.addStretch(1)
        self.setWidget(card)
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

    def show_written(self, line: Typed) -> None:
        """Show the note of a man whose mark is saved; writing it again corrects it (ATT-12)."""
        self._head(line, self.written)
        self.written.fill({"text": line.note or None})
        self.written.show_problems({})
        self._line = line

    def show_correction(self, screen: Screen[ProgrammeDesk], session: SessionId, line: Typed) -> None:
        """Show the saved mark of one man, to be corrected."""
        self._line = None
        self._head(line, self.correction)
        self.correction.show_mark(screen, session, line)

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


class CorrectionPart(Card):
    """A correction: what it should say, why, and before saving everything it would change (ATT-13)."""

    saved = Signal()

    def __init__(self) -> None:
        super().__init__(face="plain", margin=0)
        self._screen: Screen[ProgrammeDesk] | None = None
        self._session = SessionId("")
        self._line: Typed | None = None
        self.now = Banner("", "", Tone.INFO)
        self.form = Form(correction_form(), _("Correct a mark"))
        self.check = KeyButton(_("See what it changes"))
        for part in (self.now, self.form, Flow(self.check)):
            self.add(part)
        self.check.clicked.connect(self._check)

    def show_mark(self, screen: Screen[ProgrammeDesk], session: SessionId, line: Typed) -> None:
        """Show the mark that counts now."""
        self._screen, self._session, self._line = screen, session, line
        mark = line.row.mark
        by = _("Recorded by {person}, {day}").format(person=mark.by, day=day(mark.at.date())) if mark else ""
        self.now.say(said(line), by, Tone.INFO)
        values = {name: getattr(line, name, None) or None for name in CORRECTED}
        values |= {"mark_reason": line.reason or None, "reason": None}
        values["engagement"] = str(line.engagement) if line.engagement else None
        self.form.show_problems({})
        self.form.fill(values)

    def _draft(self) -> MarkCorrected | None:
        if self._line is None or self._line.row.mark is None:
            return None
        engagement = self.form.values().get("engagement")
        extra = {"engagement": int(str(engagement))} if engagement else {}
        return self.form.draft_as(
            MarkCorrected, session=self._session, case=self._line.row.case, seen=self._line.row.mark.turn, **extra
        )

    def _check(self) -> None:
        draft = self._draft()
        if draft is not None and self._screen is not None:
            act = partial(self._screen.desk.registers.preview_correction, draft)
            self._screen.change(act, partial(self._show_changes, draft), self._refused)

    def _show_changes(self, draft: MarkCorrected, shown: CorrectionShown) -> None:
        if self._screen is None or self._line is None:
            return
        after = mark_words(draft.code) if draft.code else said(self._line)
        rows = [Change("mark", self._line.called, said(self._line), after, draft.reason)]
        rows += [Change(one.key, one.words, "", "", "") for one in shown.changed]
        notes = [
            _("Quoted in a report issued on {day}.").format(day=day(one.issued_on)) for one in shown.papers_quoting
        ]
        card = BeforeAfter(self._screen, _("What this correction changes"), rows, _("Save correction"), notes)
        card.accepted.connect(partial(self._save, draft))
        card.open()

    def _save(self, draft: MarkCorrected) -> None:
        if self._screen is not None:
            act = partial(self._screen.desk.registers.correct, draft)
            self._screen.change(act, lambda _saved: self.saved.emit(), self._refused)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.form.show_problems(error.problems)
        elif self._screen is not None:
            self._screen.show_problem(error)
