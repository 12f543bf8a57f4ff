"""Lists the programmes of this office, and shows one version of one in plain words (P28)."""

from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.language import _, ngettext
from app.core.shapes import Nothing
from app.domain.calendar import day_words
from app.domain.pack_parts import PackState
from app.programme.desk import ProgrammeDesk
from app.programme.packs.packs import PackAsked
from app.programme.packs.rows import PackPage, ProgrammeRow
from ui.kit.dialogs import StopCard
from ui.kit.layouts import Column as Below
from ui.kit.layouts import SideBySide
from ui.kit.paged_model import Column, numbers
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.programme.packs.parts import STATE_TONES, Told, VersionsCard, begun, life_card, refill, section_card
from ui.shell.screen import Context, Crumb, Screen, Verb

CHANGES = ("manager", "administrator")


def columns() -> tuple[Column[ProgrammeRow], ...]:
    """What the list says of each programme."""
    return (
        Column(_("Programme"), lambda row: row.title, strong=True, width=320),
        Column(_("Version"), lambda row: row.version),
        Column(_("State"), lambda row: begun(row.state_words), tone=lambda row: STATE_TONES[PackState(row.state)]),
        numbers(_("Groups running"), lambda row: str(row.groups)),
        Column(_("Look again"), lambda row: day_words(row.review_on) if row.review_on else ""),
        Column(_("From"), lambda row: _("Handrail") if row.is_shipped else _("this office")),
        Column(_("Adds up to"), lambda row: row.adds_up, small=True, width=340),
    )


class PacksScreen(Screen[ProgrammeDesk]):
    """The programmes of this office."""

    cares_for = frozenset({"pack", "group"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Packs"))
        self.table: DataTable[ProgrammeRow] = DataTable(columns(), _("Programmes"))
        self.body.addWidget(self.table, 1)
        self.body.addWidget(words(_("Up and Down to choose, Enter to open"), "small"))
        if ctx.person.role in CHANGES:
            self.plain(_("Take in a file"), "Ctrl+N", "upload").clicked.connect(lambda: self.go("pack_edit"))
        self.open_it = self.primary(_("Open"), "Enter")
        self._wire()

    def _wire(self) -> None:
        self.table.row_chosen.connect(partial(self.go, "pack"))
        self.open_it.clicked.connect(lambda: self.go("pack", self.table.chosen_id()))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.read(partial(self.desk.packs.list, Nothing()), self._show)

    def _show(self, rows: tuple[ProgrammeRow, ...]) -> None:
        self.show_content()
        count = ngettext("{count} programme", "{count} programmes", len(rows)).format(count=len(rows))
        pilots = sum(row.state == PackState.PILOT for row in rows)
        tried = ngettext("{count} tried out", "{count} tried out", pilots).format(count=pilots) if pilots else ""
        self.set_title(_("Packs"), facts(count, tried))
        self.table.show_rows(rows, lambda row: row.code)

    def first_focus(self) -> QWidget:
        """The list."""
        return self.table

    def panes(self) -> list[QWidget]:
        """The list alone."""
        return [self.table]


class PackScreen(Screen[ProgrammeDesk]):
    """One version of a programme, told line by line. The subject is its code, or code and version."""

    cares_for = frozenset({"pack"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Programme"))
        self._page: PackPage | None = None
        self.left, self.right = Below(), Below()
        self.body.addWidget(SideBySide(self.left, self.right, shares=(5, 3)), 1)
        if ctx.person.role in CHANGES:
            self.copy = self.plain(_("Copy as our own"), "Ctrl+N", "copy")
            self.write = self.plain(_("Write the next version"), "F2", "pencil")
            self.step = self.primary(_("Record or move on"), "Ctrl+Enter")
            self._wire()

    def _wire(self) -> None:
        self.copy.clicked.connect(self._copy)
        self.write.clicked.connect(lambda: self.go("pack_edit", self._page.code if self._page else None))
        self.step.clicked.connect(lambda: self.go("pack_step", self._place()))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        if not subject:
            self.show_empty(_("Choose a programme first."))
            return
        code, _gap, version = subject.partition(" ")
        self.read(partial(self.desk.packs.show, PackAsked(code=code, version=version or None)), self._show)

    def _show(self, page: PackPage) -> None:
        self._page = page
        self.show_content()
        version = _("version {version}").format(version=page.version)
        groups = ngettext("{count} group running", "{count} groups running", page.groups).format(count=page.groups)
        self.set_title(
            page.title,
            facts(version, page.state_words, page.adds_up, groups),
            (Crumb(_("Packs"), "packs"), Crumb(page.code)),
        )
        if page.may_change:
            self.write.setEnabled(page.state != PackState.RETIRED)
        versions = VersionsCard(page.versions, page.version)
        versions.opened.connect(lambda other: self.go("pack", f"{page.code} {other}"))
        versions.compared.connect(lambda other: self.go("pack_compare", _pair(page, other)))
        refill(self.left.box, [section_card(section) for section in page.sections])
        refill(self.right.box, [self._standing(page), versions, life_card(page.life, self.ctx.clock)])
        self.verbs = [one for one in self.verbs if one.key != "C"]
        others = [one.version for one in page.versions if one.version != page.version]
        if others:
            self.verbs.append(Verb(_("Compare with another version"), partial(self._compare, others[0]), "C"))

    def _standing(self, page: PackPage) -> Card:
        card = Card(_("Where it stands"))
        said = [
            (_("State"), page.state_words),
            (_("New groups"), _("begin with this version") if page.is_in_use else _("do not begin with this version")),
            (_("Clinical partner"), page.clinical_partner or _("none is named")),
            (_("Look again"), day_words(page.review_on) if page.review_on else _("no day is set")),
        ]
        for label, text in said:
            card.add(Told(label, begun(text)))
        for warning in page.warnings:
            text = _("{words} (line {line})").format(words=warning.words, line=warning.line)
            card.add(words(text, "small", Tone.WARN.value))
        return card

    def _compare(self, other: str) -> None:
        if self._page is not None:
            self.go("pack_compare", _pair(self._page, other))

    def _copy(self) -> None:
        page = self._page
        if page is not None:
            card = CopyCard(self, page.title)
            card.accepted.connect(lambda: self.go("pack_edit", f"{page.code} {card.code.text().strip()}"))
            card.open()

    def _place(self) -> str | None:
        return f"{self._page.code} {self._page.version}" if self._page else None

    def first_focus(self) -> QWidget | None:
        """The filled button, where this person has one."""
        return self.filled or self

    def panes(self) -> list[QWidget]:
        """What it sets, then how it stands."""
        return [self.left, self.right]


def _pair(page: PackPage, other: str) -> str:
    """Code, the earlier version and the later one."""
    place = {one.version: at for at, one in enumerate(page.versions)}
    earlier, later = sorted((page.version, other), key=lambda version: -place[version])
    return f"{page.code} {earlier} {later}"


class CopyCard(StopCard):
    """Which code the office's own programme has; the rest is written on the next page."""

    def __init__(self, parent: QWidget, title: str) -> None:
        heading = _("Copy “{title}” as your own programme").format(title=title)
        lines = (_("The copy begins as a draft. Everything in it can be changed; the programme it comes from stays."),)
        super().__init__(parent, heading, lines, _("Write the copy"), _("Leave as it is"))
        self.code = QLineEdit()
        self.code.setAccessibleName(_("Code of the copy"))
        self.code.setMaxLength(20)
        caption = words(_("Code of the copy: 2 to 20 signs, a-z, 0-9 and _"))
        caption.setBuddy(self.code)
        self.middle.addWidget(caption)
        self.middle.addWidget(self.code)
        self.code.returnPressed.connect(self.accept)
        self.start = self.code

    def accept(self) -> None:
        """Only with a code."""
        if self.code.text().strip():
            super().accept()
        else:
            self.code.setFocus()
