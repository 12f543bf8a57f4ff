"""Is the correction of a saved mark and its note: what it should say, what that changes, how it came to be (ATT-4)."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, SessionId
from app.domain.codes import MARKS, MarkCode, mark_words
from app.programme.attendance.correcting import CorrectionShown, MarkCorrected
from app.programme.attendance.history import HistoryAsked, WritingRow
from app.programme.attendance.parts import PartChange, part_labels
from app.programme.desk import ProgrammeDesk
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.choice import Option
from ui.kit.dates import clock, day, short_day
from ui.kit.dialogs import BeforeAfter, Change
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Section, Values, options
from ui.kit.layouts import Flow
from ui.kit.rows import FactRow
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts
from ui.programme.register.marks import Typed, said
from ui.shell.screen import Screen

TIMES = frozenset({"minutes", "late_minutes", "left_early_minutes"})
CORRECTED = (
    "code", "minutes", "late_minutes", "left_early_minutes", "mark_reason", "engagement", "task", "time_out", "concern",
    "note",
)  # fmt: skip
BACK, NOT_BACK = "back", "not_back"


def correction_form() -> FormSpec:
    """What a saved mark and its note should say instead, and why; an emptied field is cleared."""
    label, nothing = part_labels(), Option("", _("Not known"))
    codes = options({code.value: mark_words(code) for code in MarkCode})
    grades = tuple(Option(str(one), str(one)) for one in range(1, 6))
    tasks = options({"yes": _("Yes"), "part": _("Part"), "no": _("No")})
    outs = (Option("", _("None")), Option(BACK, _("Came back")), Option(NOT_BACK, _("Did not come back")))
    return FormSpec(
        MarkCorrected,
        (
            Field("code", _("The mark should be"), Kind.CHOICE, required=True, choices=codes),
            Field("minutes", label["minutes"], Kind.NUMBER),
            Field("late_minutes", label["late_minutes"], Kind.NUMBER),
            Field("left_early_minutes", label["left_early_minutes"], Kind.NUMBER),
            Field("mark_reason", label["reason"]),
            Field("engagement", label["engagement"], Kind.SEGMENTS, choices=(nothing, *grades)),
            Field("task", label["task"], Kind.SEGMENTS, choices=(nothing, *tasks)),
            Field("time_out", label["time_out"], Kind.SEGMENTS, choices=outs),
            Field("concern", label["concern"], Kind.LINES, lines=2),
            Field("note", label["note"], Kind.LINES, lines=4),
            Section(_("Why it is corrected")),
            Field("reason", _("Reason"), required=True, help=_("What stands there now stays in the record.")),
        ),
        extra=frozenset(CORRECTED),
    )


def values_of(line: Typed) -> Values:
    """A saved line as the form shows it; blank is not known."""
    values: Values = {name: getattr(line, name, None) or None for name in CORRECTED}
    values["mark_reason"] = line.reason or None
    values["engagement"] = str(line.engagement) if line.engagement else None
    if line.came_back is not None:
        values["time_out"] = BACK if line.came_back else NOT_BACK
    if not line.came:
        values["minutes"] = None
    return values


def changes_of(before: Values, after: Values, length: int) -> Values:
    """What was changed, as the act takes it: null for what was emptied; who came after all was there all the time."""
    changed: Values = {name: after.get(name) for name in CORRECTED if before.get(name) != after.get(name)}
    if "engagement" in changed and changed["engagement"] is not None:
        changed["engagement"] = int(str(changed["engagement"]))
    if "time_out" in changed and changed["time_out"] is not None:
        changed["time_out"] = {"came_back": changed["time_out"] == BACK}
    code = changed.get("code")
    if code is None:
        return changed
    came = MARKS[MarkCode(str(code))].attended
    came_before = bool(before.get("code")) and MARKS[MarkCode(str(before["code"]))].attended
    if came and not came_before and not TIMES & set(changed):
        changed["minutes"] = length
    if not came:
        changed = {name: value for name, value in changed.items() if name not in TIMES or value}
    return changed


class CorrectionPart(Card):
    """A correction: what it should say, why, and before saving everything it would change (ATT-13)."""

    saved = Signal()

    def __init__(self) -> None:
        super().__init__(face="plain", margin=0)
        self._screen: Screen[ProgrammeDesk] | None = None
        self._session = SessionId("")
        self._line: Typed | None = None
        self._length = 0
        self._before: Values = {}
        self.now = Banner("", "", Tone.INFO)
        self.form = Form(correction_form(), _("Correct a mark"))
        self.check = KeyButton(_("See what it changes"))
        for part in (self.now, self.form, Flow(self.check)):
            self.add(part)
        self.check.clicked.connect(self._check)

    def show_mark(self, screen: Screen[ProgrammeDesk], session: SessionId, line: Typed, length: int) -> None:
        """Show the mark that counts now, and the note beside it; `length` is how long the session was."""
        self._screen, self._session, self._line, self._length = screen, session, line, length
        mark = line.row.mark
        at = mark.at.astimezone(screen.ctx.clock.zone) if mark else None
        by = _("Recorded by {person}, {day}").format(person=mark.by, day=day(at.date())) if mark and at else ""
        self.now.say(said(line), by, Tone.INFO)
        self._before = values_of(line)
        self.form.show_problems({})
        self.form.fill({**self._before, "reason": None})

    def kept(self) -> Values:
        """What is typed and not saved."""
        return self.form.values() if self._line is not None and self.form.is_edited() else {}

    def restore(self, values: Values) -> None:
        """Show again what was typed; it still counts as not saved."""
        for name in (*CORRECTED, "reason"):
            self.form.editor(name).fill(values.get(name))

    def _draft(self) -> MarkCorrected | None:
        if self._line is None or self._line.row.mark is None:
            return None
        changed = changes_of(self._before, self.form.values(), self._length)
        if not changed and self.form.values().get("reason"):
            self.form.show_problems({"code": _("Nothing is changed yet. Change what was wrong.")})
            return None
        if "note" in changed:
            changed["seen_note"] = self._before.get("note")
        mark = self._line.row.mark
        return self.form.draft_as(
            MarkCorrected, session=self._session, case=self._line.row.case, seen=mark.turn, **changed
        )

    def _check(self) -> None:
        draft = self._draft()
        if draft is not None and self._screen is not None:
            self.form.show_problems({})
            act = partial(self._screen.desk.registers.preview_correction, draft)
            self._screen.change(act, partial(self._show_changes, draft), self._refused)

    def _show_changes(self, draft: MarkCorrected, shown: CorrectionShown) -> None:
        if self._screen is None or self._line is None:
            return
        if not shown.parts:
            self.form.show_problems({"code": _("Nothing is changed yet. Change what was wrong.")})
            return
        rows = [
            Change(one.key, one.label, one.before or nothing_there(), one.after or nothing_there())
            for one in shown.parts
        ]
        notes = [one.words for one in shown.changed if one.key != "code"]
        notes += [
            _("Quoted in a report issued on {day}.").format(day=day(one.issued_on)) for one in shown.papers_quoting
        ]
        heading = _("What this correction changes for {name}").format(name=self._line.called)
        card = BeforeAfter(self._screen, heading, rows, _("Save correction"), notes)
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


def nothing_there() -> str:
    """What stands where nothing is written."""
    return _("empty")


class HistoryPart(Card):
    """Every writing of one man's mark and note, the newest first: who, when, old and new, why (ATT-4, ATT-12)."""

    def __init__(self) -> None:
        super().__init__(_("What was written before"))
        self._rows: list[FactRow] = []
        self._about: tuple[str, str] = ("", "")

    def show_for(self, screen: Screen[ProgrammeDesk], session: SessionId, case: CaseId) -> None:
        """Ask for it; a peer worker reads no words of others and has none."""
        self.hide()
        self._about = (session, case)
        if screen.ctx.person.role != "peer_worker":
            asked = HistoryAsked(session=session, case=case)
            screen.read(partial(screen.desk.histories.show, asked), partial(self._show, self._about), "history")

    def _show(self, about: tuple[str, str], rows: Sequence[WritingRow]) -> None:
        if about != self._about:
            return
        for old in self._rows:
            old.hide()
            old.deleteLater()
        self._rows = []
        self.setVisible(bool(rows))
        for row in rows:
            when = _("{day}, {time}").format(day=short_day(row.at.date()), time=clock(row.at))
            why = _("Because: {reason}").format(reason=row.reason) if row.reason else ""
            said_ = "\n".join(text for text in (*(change_words(one) for one in row.changes), why) if text)
            self._rows.append(FactRow("history", facts(when, row.by), said_))
            self.add(self._rows[-1])


def change_words(one: PartChange) -> str:
    """One part, from what to what."""
    if not one.before:
        return _("{part}: {new}").format(part=one.label, new=one.after)
    words = _("{part}: {old} → {new}")
    return words.format(part=one.label, old=one.before, new=one.after or nothing_there())
