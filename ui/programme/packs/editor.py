"""Writes a programme as text: each fault stands beside its line, F8 goes to the next, publishing says why (6.3)."""

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.core.language import _, ngettext
from app.core.shapes import convert
from app.programme.desk import ProgrammeDesk
from app.programme.packs.packs import PackCopied, PackGiven, PackPublished
from app.programme.packs.rows import CheckedPack, CopiedPack, PackPage, ProblemRow
from ui.kit.bands import announce
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Column as Below
from ui.kit.layouts import SideBySide
from ui.kit.paged_model import Column
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Context, Crumb, Screen, Verb

PAUSE_MS = 400


def columns() -> tuple[Column[ProblemRow], ...]:
    """Where a fault stands and what it is."""
    return (
        Column(_("Line"), lambda row: str(row.line or ""), strong=True),
        Column(_("What"), lambda row: row.code, tone=lambda row: Tone.WARN if row.is_warning else Tone.STOP),
        Column(_("Why"), lambda row: facts(row.words, row.allowed), width=340),
        Column(_("Key"), lambda row: row.key, small=True, width=320),
    )


def why_form() -> FormSpec:
    """What a next version says of itself."""
    changes = _("For whoever runs the earlier version.")
    return FormSpec(
        PackPublished,
        (
            Field("changes", _("What changed"), Kind.LINES, required=True, lines=2, help=changes),
            Field("reasons", _("Why"), Kind.LINES, required=True, lines=2),
        ),
    )


class PackEditScreen(Screen[ProgrammeDesk]):
    """The text of a programme. The subject is a code (its next version), two codes (a copy), or nothing (a file)."""

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Write a programme"))
        self._first = ""
        self._checked: CheckedPack | None = None
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("Text of the programme"))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(320)
        self.at = words("", "small")
        self.found: DataTable[ProblemRow] = DataTable(columns(), _("What is to be mended"))
        self.state = words("", "strong")
        self.whole = words("", "small")
        self.form = Form(why_form(), _("What this version changes"), has_keys=False)
        self.next = Card(_("What this version changes"))
        self.next.add(self.form)
        faults = Card(_("What is to be mended"))
        faults.add(self.state)
        faults.add(self.found, 1)
        faults.add(self.whole)
        left = Below(self.text, self.at, is_filled=True)
        left.box.setStretchFactor(self.text, 1)
        right = Below(faults, self.next, is_filled=True)
        right.box.setStretchFactor(faults, 1)
        self.body.addWidget(SideBySide(left, right, shares=(3, 2)), 1)
        self.publish = self.primary(_("Publish"), "Ctrl+Enter")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._wire()

    def _wire(self) -> None:
        self.text.textChanged.connect(self._pause.start)
        self.text.cursorPositionChanged.connect(self._say_line)
        self._pause.timeout.connect(self._check)
        self.found.row_changed.connect(lambda _row: self._say_whole())
        self.found.row_chosen.connect(lambda _row: self._go_to(self.found.currentIndex().row()))
        self.publish.clicked.connect(self._publish)
        for keys, by in (("F8", 1), ("Shift+F8", -1)):
            QShortcut(QKeySequence(keys), self, partial(self.step, by), context=Qt.ShortcutContext.WindowShortcut)
        self.verbs += [
            Verb(_("Go to the next fault"), partial(self.step, 1), "F8"),
            Verb(_("Go to the fault before"), partial(self.step, -1), "Shift+F8"),
        ]

    @property
    def is_next(self) -> bool:
        """Whether a programme that is here goes on, and so says what changed."""
        return bool(self.subject) and " " not in (self.subject or "")

    def open(self, subject: str | None = None) -> None:
        if self.is_edited() and subject == self.subject:
            return
        super().open(subject)
        self.next.setVisible(self.is_next)
        if not subject:
            self._begin_with(_("Take in a programme file"), _("Paste the text of the file here."), "")
            return
        code, _gap, new_code = subject.partition(" ")
        asked = PackCopied(code=code, new_code=new_code or None)
        self.read(partial(self.desk.packs.copy, asked), self._show)

    def _show(self, copied: CopiedPack) -> None:
        title = _("Write version {version}") if self.is_next else _("Write your own programme: {code}")
        below = _("from {source}").format(source=copied.based_on)
        self._begin_with(title.format(version=copied.version, code=copied.code), below, copied.text)

    def _begin_with(self, title: str, below: str, text: str) -> None:
        self.show_content()
        code = (self.subject or "").partition(" ")[0]
        middle = (Crumb(code, "pack", code),) if code else ()
        self.set_title(title, below, (Crumb(_("Packs"), "packs"), *middle, Crumb(_("Write"))))
        self.publish.setText(_("Publish this version") if self.is_next else _("Take it in as a draft"))
        self._first = text
        self.text.setPlainText(text)
        self.form.clear()
        self._check()

    def _check(self) -> None:
        """Ask what is wrong with the text as it stands; an older answer is not shown."""
        self._pause.stop()
        if not self.text.toPlainText().strip():
            self._told(CheckedPack(problems=(), warnings=()))
            return
        self.read(partial(self.desk.packs.check, PackGiven(text=self.text.toPlainText())), self._told, key="check")

    def _told(self, checked: CheckedPack) -> None:
        self._checked = checked
        rows = (*checked.problems, *checked.warnings)
        self.found.show_rows(rows, lambda row: f"{row.line} {row.code} {row.key} {row.words}")
        self._say_whole()
        count = len(checked.problems)
        if count:
            said = ngettext("{count} fault. F8 goes to it.", "{count} faults. F8 goes to the next.", count)
            self._say(said.format(count=count), Tone.STOP)
        elif checked.title:
            self._say(facts(_("Nothing is wrong."), checked.adds_up), Tone.OK)
        else:
            self._say(_("There is no text yet."), Tone.MUTE)
        self.publish.setEnabled(bool(checked.title) and not count)

    def _say(self, said: str, tone: Tone) -> None:
        if said != self.state.text():
            self.state.setText(said)
            self.state.setProperty("tone", tone.value)
            announce(self.state, said)

    def step(self, by: int) -> None:
        """F8: the next fault and its line; Shift+F8: the one before."""
        count = self.found.rows.rowCount()
        if not count:
            return
        here = self.text.textCursor().blockNumber() + 1
        lines = [self.found.rows.row_at(at).line or 0 for at in range(count)]  # type: ignore[union-attr]
        at = self.found.currentIndex().row()
        is_there = 0 <= at < count and lines[at] == here
        self._go_to((at + by) % count if is_there else max(at, 0))

    def _go_to(self, at: int) -> None:
        """Put the keyboard at the line of a fault, and say what it is."""
        row = self.found.rows.row_at(at)
        if row is None:
            return
        self.found.selectRow(at)
        block = self.text.document().findBlockByNumber(max(0, (row.line or 1) - 1))
        cursor = QTextCursor(block)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
        self.text.setTextCursor(cursor)
        self.text.centerCursor()
        self.text.setFocus()
        announce(self.text, facts(_("Line {line}").format(line=row.line or 1), row.words))

    def _say_whole(self) -> None:
        """The chosen fault in full, below the list."""
        row = self.found.rows.row_at(self.found.currentIndex().row())
        allowed = _("Allowed: {allowed}.").format(allowed=row.allowed) if row and row.allowed else ""
        self.whole.setText(facts(row.key, row.words, allowed) if row else "")

    def _say_line(self) -> None:
        self.at.setText(_("Line {line}").format(line=self.text.textCursor().blockNumber() + 1))

    def _publish(self) -> None:
        text = self.text.toPlainText()
        if not self.is_next:
            self.change(partial(self.desk.packs.load, PackGiven(text=text)), self._saved)
            return
        if self.form.draft(text=text) is not None:
            draft = convert({**self.form.values(), "text": text}, PackPublished)
            self.change(partial(self.desk.packs.publish, draft), self._saved)

    def _saved(self, page: PackPage) -> None:
        self.toast(_("Published.") if self.is_next else _("Taken in as a draft."))
        self._first = self.text.toPlainText()
        self.form.clear()
        self.go("pack", f"{page.code} {page.version}")

    def is_edited(self) -> bool:
        """True while the text, or what is said of it, is not published."""
        return self.text.toPlainText() != self._first or self.form.is_edited()

    def kept(self) -> dict[str, object]:
        """The text as it stands, and what was said of it."""
        return {"text": self.text.toPlainText(), **self.form.values()} if self.is_edited() else {}

    def restore(self, kept: dict[str, object]) -> None:
        """Show again what a lock kept."""
        self.text.setPlainText(str(kept.get("text", "")))
        for name in ("changes", "reasons"):
            if name in kept:
                self.form.editor(name).fill(kept[name])
        self._check()

    def first_focus(self) -> QWidget:
        """The text."""
        return self.text

    def panes(self) -> list[QWidget]:
        """The text, what is wrong in it, what it changes."""
        return [self.text, self.found, self.next] if self.is_next else [self.text, self.found]
