"""Shows what staff may know and he may not: the same page, full or empty, gone after a minute (P3, UX-2, XNG-3)."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.core.shapes import CaseId, SessionId
from app.domain.staff_only import caution_words, purpose_words, topic_words
from app.programme.desk import ProgrammeDesk
from app.programme.staff_only.readings import (
    FiguresAsked,
    FiguresPage,
    Reading,
    ReadingAsked,
    ReadingDone,
    ReadingKept,
    ReadingMan,
    ReadingText,
)
from ui.kit.bands import Banner
from ui.kit.dates import day
from ui.kit.layouts import Column, empty, vertical
from ui.kit.rows import FactRow
from ui.kit.tokens import SPACE_3, Tone
from ui.kit.widgets import Card, facts, line, words
from ui.shell.screen import Context, Crumb, Screen

HIDES_AFTER_MS = 60_000
OF_SESSION = "session"


class StaffOnlyScreen(Screen[ProgrammeDesk]):
    """Opened with a case, or with `session/<id>` before a group. The button is pressed in both cases (F7)."""

    is_for_staff = True

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Staff-only notes"))
        self._seen: tuple[str, ...] = ()
        self.done = self.primary(_("I have read this and will not raise it with him"), "Ctrl+Enter", "check")
        self.rule = Banner(
            _("Never to be used with him"),
            _("Do not act in a way that shows where this comes from. It does not belong in notes, reports or e-mails."),
            Tone.WARN,
            "eye-off",
        )
        self.texts = Card(_("To read"))
        self._lines = vertical(gap=SPACE_3)
        self.texts.body.addLayout(self._lines)
        self.body.addWidget(Column(self.rule, self.texts))
        self.body.addStretch(1)
        self._hide = QTimer(self)
        self._hide.setSingleShot(True)
        self._hide.setInterval(HIDES_AFTER_MS)
        self._wire()

    def _wire(self) -> None:
        self.done.clicked.connect(lambda _on: self._acknowledge())
        self._hide.timeout.connect(self._leave_nothing)

    def _about(self) -> dict[str, object]:
        kind, _sep, id_ = (self.subject or "").partition("/")
        return {"session": SessionId(id_)} if kind == OF_SESSION else {"case": CaseId(kind)}

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        if subject is None:
            self.show_empty(_("Choose a participant first."))
            return
        self.read(partial(self.desk.staff_only.open, ReadingAsked(**self._about())), self._show)  # type: ignore[arg-type]

    def _show(self, reading: Reading) -> None:
        self.show_content()
        self._seen = tuple(one.id for one in reading.releases)
        one_man = reading.men[0] if len(reading.men) == 1 and not self._is_of_session() else None
        about = one_man.reference if one_man else _("Before the group")
        men = ngettext("{count} man expected", "{count} men expected", len(reading.men)).format(count=len(reading.men))
        crumbs = (Crumb(_("Participants"), "cases"), Crumb(about, "case", one_man.case)) if one_man else (Crumb(about),)
        below = one_man.name if one_man else men
        self.set_title(_("Staff-only notes"), below, (*crumbs, Crumb(_("Staff-only notes"))))
        empty(self._lines)
        for at, text in enumerate(reading.releases):
            if at:
                self._lines.addWidget(line())
            for part in parts_of(text, "" if one_man else name_of(text, reading.men)):
                self._lines.addWidget(part)
        if not reading.releases:
            self._lines.addWidget(words(_("Nothing new.")))
        self._hide.start()

    def _is_of_session(self) -> bool:
        return (self.subject or "").partition("/")[0] == OF_SESSION

    def _leave_nothing(self) -> None:
        """After a minute the page is bare, whatever stood on it."""
        empty(self._lines)
        self.show_empty(_("Hidden after a minute. F5 shows it again."))

    def _acknowledge(self) -> None:
        done = ReadingDone(**self._about(), seen=self._seen)  # type: ignore[arg-type]
        self.change(partial(self.desk.staff_only.acknowledge, done), self._kept)

    def _kept(self, _kept: ReadingKept) -> None:
        self._hide.stop()
        empty(self._lines)
        self.toast(_("Noted: read, and not to be raised."))
        self.ctx.shell.back()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing stays on a page that is left."""
        self._hide.stop()
        super().hideEvent(event)

    def panes(self) -> list[QWidget]:
        """The texts and the button."""
        return [self.texts, self.done]


class ServiceFiguresScreen(Screen[ProgrammeDesk]):
    """The sheets of the safety team for a manager: the whole service, one a quarter, gone after a minute (STA-6)."""

    is_for_staff = True

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Figures of the service"))
        self.texts = Card(_("To read"))
        self._lines = vertical(gap=SPACE_3)
        self.texts.body.addLayout(self._lines)
        self.body.addWidget(self.texts)
        self.body.addStretch(1)
        self.hide_now = self.primary(_("Hide it now"), "Ctrl+Enter", "eye-off")
        self._hide = QTimer(self)
        self._hide.setSingleShot(True)
        self._hide.setInterval(HIDES_AFTER_MS)
        self._wire()

    def _wire(self) -> None:
        self._hide.timeout.connect(self._leave_nothing)
        self.hide_now.clicked.connect(lambda _on: self._leave_nothing())

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.read(partial(self.desk.figure_sheets.show, FiguresAsked()), self._show)

    def _show(self, page: FiguresPage) -> None:
        self.show_content()
        comes = _("The next sheet comes with the first run from {day} on.").format(day=day(page.next_on))
        below = facts(_("never for one group or one worker"), comes)
        self.set_title(
            _("Figures of the service"), below, (Crumb(_("Outcomes"), "outcomes"), Crumb(_("Figures of the service")))
        )
        empty(self._lines)
        for at, sheet in enumerate(page.sheets):
            if at:
                self._lines.addWidget(line())
            head, _end, rest = sheet.text.partition("\n")
            until = _("Holds until {day}").format(day=day(sheet.until.date()))
            self._lines.addWidget(words(head, "strong"))
            self._lines.addWidget(words(rest))
            self._lines.addWidget(words(until, "small"))
        if not page.sheets:
            self._lines.addWidget(words(_("No sheet is here.")))
        self._hide.start()

    def _leave_nothing(self) -> None:
        """After a minute the page is bare, whatever stood on it."""
        self._hide.stop()
        empty(self._lines)
        self.show_empty(_("Hidden. F5 shows it again."))

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing stays on a page that is left."""
        self._hide.stop()
        super().hideEvent(event)

    def panes(self) -> list[QWidget]:
        return [self.texts, self.hide_now]


def parts_of(text: ReadingText, name: str) -> Sequence[QWidget]:
    """One text with what it is for, until when it holds, how much care it asks for, and what is not to be raised."""
    until = _("Holds until {day}").format(day=day(text.until.date()))
    found: list[QWidget] = [words(name, "small-strong")] if name else []
    found.append(words(text.text, "strong"))
    if text.caution:
        found.append(FactRow("alert-triangle", _("Care"), caution_words().get(text.caution, ""), "warn", False))
    if text.do_not_raise:
        topic = topic_words().get(text.do_not_raise, text.do_not_raise)
        found.append(FactRow("message-off", _("Do not raise"), topic, "warn", strong_first=False))
    found.append(words(facts(purpose_words().get(text.purpose, text.purpose), until), "small"))
    return found


def name_of(text: ReadingText, men: Sequence[ReadingMan]) -> str:
    """Which man of a session it is about."""
    return next((facts(one.reference, one.name) for one in men if one.case == text.case), "")
