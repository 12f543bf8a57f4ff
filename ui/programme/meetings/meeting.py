"""Leads through one case-management meeting, a page for each man, and closes its minutes (P19, F8)."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.core.shapes import convert
from app.domain import labels
from app.domain.answers import Answer
from app.programme.desk import ProgrammeDesk
from app.programme.meetings.agenda import why_words
from app.programme.meetings.shapes import (
    ItemMinuted,
    ItemRow,
    MeetingAsked,
    MeetingMinuted,
    MeetingPage,
    StaffRow,
)
from ui.kit.bands import Banner, announce
from ui.kit.choice import Option
from ui.kit.dates import day
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Values, options
from ui.kit.layouts import Column as Stack
from ui.kit.layouts import SideBySide
from ui.kit.paged_model import Column
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.programme.meetings.screen import level_words
from ui.shell.screen import Context, Crumb, Screen


class Men(DataTable[ItemRow]):
    """The list of a meeting, in which N goes to the next man, and only while the list has the keyboard (A07)."""

    on_next = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_N and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.on_next.emit()
            return
        super().keyPressEvent(event)


class MeetingScreen(Screen[ProgrammeDesk]):
    """The men on the left, what is decided on the chosen one on the right; N goes to the next."""

    is_for_staff = True
    cares_for = frozenset({"meeting"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Meeting"))
        self._page: MeetingPage | None = None
        self._typed: dict[str, dict[str, object]] = {}
        self._case = ""
        self.form: Form | None = None
        self.pack = self.plain(_("Pack on paper"), icon="printer")
        self.next = self.plain(_("Next man"), "Ctrl+Right", "arrow-right")
        self.close_it = self.primary(_("Close minutes"), "Ctrl+Enter", "clipboard-check")
        self.problem = Banner("", "", Tone.STOP)
        self.problem.hide()
        self.table = Men(self._columns(), _("Men"))
        self.attendees = QLineEdit()
        self.attendees.setAccessibleName(_("Who was there"))
        self.attendees.setPlaceholderText(_("Names, with commas; also who sent written input"))
        there = Card(_("Who was there"))
        there.add(self.attendees)
        self.man = Card(_("Decision"), note=_("no source, no quotes"))
        self._about = words("", "strong")
        self._written = words("", "body")
        for part in (self._about, self._written):
            self.man.add(part)
        self.body.addWidget(self.problem)
        left = Stack(self.table, there, is_filled=True)
        left.box.setStretch(0, 1)
        self.body.addWidget(SideBySide(left, Stack(self.man), shares=(6, 5), stacks_under=1000), 1)
        self._wire()

    def _wire(self) -> None:
        self.close_it.clicked.connect(lambda _on: self._close())
        self.pack.clicked.connect(lambda _on: self.go("sheet", f"meeting/{self.subject}"))
        self.next.clicked.connect(lambda _on: self._go_on())
        self.table.row_changed.connect(self._choose)
        self.table.on_next.connect(self._go_on)

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self._typed, self._case = {}, ""
            self.attendees.clear()
        super().open(subject)
        self.read(partial(self.desk.meetings.show, MeetingAsked(meeting=subject or "")), self._show)

    def _show(self, page: MeetingPage) -> None:
        self._page = page
        self.show_content()
        count = len(page.items)
        men = ngettext("{count} man", "{count} men", count).format(count=count)
        state = _("minutes closed by {name}").format(name=page.closed_by) if page.closed_at else _("open")
        self.set_title(
            _("Meeting of {day}").format(day=day(page.on)), facts(men, state),
            (Crumb(_("Meetings"), "meetings"), Crumb(day(page.on))),
        )  # fmt: skip
        is_open = page.closed_at is None
        self.close_it.setVisible(is_open)
        self.attendees.setReadOnly(not is_open)
        if not is_open:
            self.attendees.setText(", ".join(page.attendees))
        self.table.show_rows(page.items, lambda row: row.case)
        self._choose(self.table.chosen_id() or (page.items[0].case if page.items else ""))

    def _choose(self, case: str) -> None:
        """Keep what was typed about the man before, and show the chosen one."""
        row = self._row(case)
        if row is None or self._page is None:
            return
        self._keep()
        self._case = case
        said = why_words()
        level = level_words(row.level_before)
        self._about.setText(facts(row.reference, row.name, _("level {level}").format(level=level.lower())))
        why = ", ".join(said.get(one, one) for one in row.why)
        is_open = self._page.closed_at is None
        self._written.setText(why if is_open else closed_words(row))
        if not is_open:
            return
        if self.form is None:
            self.form = Form(item_form(self._page.staff), _("Decision"))
            self.man.add(self.form)
        self.form.clear()
        self.form.fill(self._typed.get(case, {"usable_with_him": Answer.NO.value}))

    def _row(self, case: str) -> ItemRow | None:
        return next((one for one in self._page.items if one.case == case), None) if self._page else None

    def _keep(self) -> None:
        if self.form is not None and self._case:
            self._typed[self._case] = dict(self.form.values())
            self.table.viewport().update()

    def _go_on(self) -> None:
        if self._page is None or not self._page.items:
            return
        order = [one.case for one in self._page.items]
        at = (order.index(self._case) + 1) % len(order) if self._case in order else 0  # type: ignore[arg-type]
        self.table.choose(order[at])
        announce(self, self._about.text())

    def _close(self) -> None:
        self._keep()
        if self._page is None:
            return
        done = {case: values for case, values in self._typed.items() if values.get("decision")}
        items = [{"case": case, **values} for case, values in done.items()]
        given = {"meeting": self._page.meeting, "items": items, "attendees": self.attendees.text().split(",")}
        try:
            draft = convert(given, MeetingMinuted)
        except InvalidInput as refused:
            self._refused(refused)
            return
        self.change(partial(self.desk.meetings.record, draft), self._closed, self._refused)

    def _closed(self, page: MeetingPage) -> None:
        self._typed, self._case = {}, ""
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self.problem.hide()
        self.toast(_("Minutes closed."))
        self._show(page)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.problem.say(_("The minutes are still open"), " ".join(error.problems.values()), Tone.STOP)
            self.problem.show()
            announce(self, " ".join(error.problems.values()))
        else:
            self.show_problem(error)

    def _columns(self) -> tuple[Column[ItemRow], ...]:
        """Number, name, why, level, decision; one that was typed and not closed yet shows too."""
        return (
            Column(_("Case"), lambda row: row.reference, strong=True),
            Column(_("Name"), lambda row: row.name),
            Column(_("Level"), lambda row: level_words(row.level_after or row.level_before)),
            Column(_("Decision"), self._decision, tone=self._tone),
        )

    def _decision(self, row: ItemRow) -> str:
        made = row.decision or str(self._typed.get(row.case, {}).get("decision") or "")
        return labels.decision_words().get(made, _("Open"))

    def _tone(self, row: ItemRow) -> Tone:
        is_made = row.decision or self._typed.get(row.case, {}).get("decision")
        return Tone.OK if is_made else Tone.WARN

    def is_edited(self) -> bool:
        """True while something typed is not in closed minutes."""
        self._keep()
        blank = {"usable_with_him": Answer.NO.value}
        typed = any(values not in ({}, blank) for values in self._typed.values())
        is_open = self._page is not None and self._page.closed_at is None
        return is_open and (typed or bool(self.attendees.text().strip()))

    def kept(self) -> dict[str, object]:
        """Every man's decision as typed, and who was there."""
        return {"typed": self._typed, "attendees": self.attendees.text()} if self.is_edited() else {}

    def restore(self, kept: dict[str, object]) -> None:
        """Show again what a lock kept."""
        typed = kept.get("typed")
        self._typed = {str(case): dict(values) for case, values in typed.items()} if isinstance(typed, dict) else {}
        self.attendees.setText(str(kept.get("attendees", "")))
        if self.form is not None and self._case in self._typed:
            self.form.fill(self._typed[self._case])

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> list[QWidget]:
        return [self.table, self.man, self.attendees]


def item_form(staff: tuple[StaffRow, ...]) -> FormSpec:
    """What is decided, to which level, what is done by whom until when, and whether it may be used with him."""
    levels = {key: said for key, said in labels.risk_levels().items() if key != labels.UNKNOWN}
    people = [Option(one.user, one.label) for one in staff]
    yes_no = (Option("yes", _("Yes")), Option("no", _("No")))
    return FormSpec(
        ItemMinuted,
        (
            Field("decision", _("&Decision"), Kind.SEGMENTS, required=True, choices=options(labels.decision_words())),
            Field("level_after", _("&Level after"), Kind.CHOICE, choices=options(levels), when=is_moved),
            Field("note", _("&In a few words"), Kind.LINES, lines=2),
            Field("action", _("&Action"), Kind.LINES, lines=2),
            Field("owner", _("&Who"), Kind.CHOICE, choices=people, when=has_action),
            Field("due_on", _("&Until"), Kind.DATE, when=has_action),
            Field("usable_with_him", _("Usable wit&h him"), Kind.SEGMENTS, choices=yes_no),
        ),
    )


def is_moved(values: Values) -> bool:
    """Asked only when the level goes up or down."""
    return values.get("decision") in {"raise", "lower"}


def has_action(values: Values) -> bool:
    """Asked only when there is something to do."""
    return bool(str(values.get("action") or "").strip())


def closed_words(row: ItemRow) -> str:
    """What the closed minutes say about one man."""
    decided = labels.decision_words().get(row.decision or "", _("No decision"))
    due = day(row.due_on) if row.due_on else ""
    return "\n".join(
        part
        for part in (
            facts(decided, level_words(row.level_after)), row.note, facts(row.action, row.owner_name, due),
            _("Usable with him") if row.usable_with_him is Answer.YES else _("Not to be used with him"),
        )
        if part
    )  # fmt: skip
