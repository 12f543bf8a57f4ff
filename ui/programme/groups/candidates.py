"""Is the part of a group's page on who could come in: every reason for and against, and the place (SCH-29 to 36)."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import GroupId, convert
from app.programme.desk import ProgrammeDesk
from app.programme.placing import CandidateRow
from app.programme.waiting.seats import Placed, SeatDraft
from ui.kit.bands import Banner, announce
from ui.kit.buttons import KeyButton
from ui.kit.dates import day
from ui.kit.form import Form
from ui.kit.form_spec import Values
from ui.kit.layouts import Flow, SideBySide, tab_after, vertical
from ui.kit.paged_model import Column
from ui.kit.problems import problem_of
from ui.kit.rows import ClearanceLine
from ui.kit.sharing import Veil, called, short_of
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.programme.asking import override_form, override_given, problems_of_override, with_manager
from ui.programme.groups.people import scrolled
from ui.shell.screen import Screen


def candidate_columns() -> tuple[Column[CandidateRow], ...]:
    """Who waits, who has least time left first, and whether anything stands against a place now (SCH-35)."""
    return (
        Column(_("Participant"), lambda row: called(row.name), strong=True, width=190),
        Column(_("A place now"), place_words, tone=lambda row: Tone.WARN if row.reasons_not_to else Tone.OK),
        Column(_("Case"), lambda row: row.reference),
        Column(_("Order ends"), lambda row: day(row.order_ends_on) if row.order_ends_on else _("No order")),
        Column(_("Language"), lambda row: row.language or _("Not known")),
    )


def place_words(row: CandidateRow) -> str:
    """Possible, a manager may accept it, or not now; the reasons stand beside the list."""
    if not row.reasons_not_to:
        return _("Possible")
    return _("A manager may") if row.needs_override else _("Not now")


class PlaceCard(Card):
    """One man and a place in this group: reasons, what he would have to make up, and what a manager accepts."""

    def __init__(self) -> None:
        super().__init__(_("A place in this group"))
        self.form: Form | None = None
        self._typed: dict[str, Values] = {}
        self._case = ""
        self.none = words(_("No one is waiting."))
        self.who = words("", "h2")
        self.about = words("", "small")
        self.clearance = ClearanceLine()
        self.reasons = Banner("", "", Tone.WARN)
        self.missed = words("", "small")
        self.give = KeyButton(_("Give him the place"), "Ctrl+Enter", icon="user-plus")
        self.same = words(_("Safety clearance is asked as he is placed, for every man alike."), "small")
        for part in (self.none, self.who, self.about, self.clearance, self.reasons, self.missed):
            self.add(part)
        self.add(Flow(self.give))
        self.add(self.same)
        self.body.addStretch(1)

    def show_man(self, row: CandidateRow | None) -> None:
        """Show another man, or the same one as he stands now; what was typed about him stays."""
        self._put_form(row)
        self._case = row.case if row else ""
        self.none.setVisible(row is None)
        for part in (self.who, self.about, self.clearance, self.give, self.same):
            part.setVisible(row is not None)
        against, warnings = (row.reasons_not_to, row.warnings) if row else ((), ())
        heading = _("A manager may accept it") if row and row.needs_override else _("Not now")
        self.reasons.say(heading if against else _("Look at this"), "\n".join((*against, *warnings)), Tone.WARN)
        self.reasons.setVisible(bool(against or warnings))
        titles = ", ".join(one.title for one in row.missed) if row else ""
        self.missed.setText(_("Held before he would come: {contents}.").format(contents=titles) if titles else "")
        self.missed.setVisible(bool(titles))
        self.give.setEnabled(row is not None and (not against or row.needs_override))
        if row is not None:
            self.who.setText(short_of(row.name))
            self.about.setText(facts(row.reference, row.state_words, row.language_words))
            self.clearance.show_words(row.clearance or _("Awaiting safety clearance"))

    def _put_form(self, row: CandidateRow | None) -> None:
        """A manager's reason and the plan, where they are asked for; a form that is there is left as it is."""
        spec = override_form(row.missed) if row is not None and row.needs_override else None
        if self.form is not None:
            self._typed[self._case] = self.form.values()
            if spec is not None and row is not None and row.case == self._case and spec.fields == self.form.spec.fields:
                return
            self.form.hide()
            self.body.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None
        if spec is not None and row is not None:
            self.form = Form(spec, _("What a manager accepts"), has_keys=False)
            self.form.fill(self._typed.get(row.case, {}))
            self.body.insertWidget(self.body.indexOf(self.missed) + 1, self.form)
            self.form.show()
            tab_after(self.form.last_stop(), [self.give])

    def draft(self, group: GroupId, row: CandidateRow) -> SeatDraft | None:
        """The seat as it is asked for, or None after showing what is missing."""
        given: dict[str, object] = {"group": group, "case": row.case, "seen": row.seen}
        if self.form is not None:
            if self.form.draft(**given) is None:
                return None
            given |= override_given(self.form, row.missed)
        return convert(given, SeatDraft)

    def remember(self, case: str, values: Values) -> None:
        """What was typed about a man before a lock; it stands in his form when he is looked at."""
        self._typed[case] = dict(values)

    def forget(self, case: str) -> None:
        """He has his place."""
        if self.form is not None and case == self._case:
            self.form.clear()
        self._typed.pop(case, None)


class CandidatesPart(QWidget):
    """Who could come in at the left; at the right one man, and what speaks against his place or for it."""

    placed = Signal()
    refused = Signal()

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        super().__init__()
        self._screen = screen
        self._group = GroupId("")
        self._rows: tuple[CandidateRow, ...] = ()
        self.table: DataTable[CandidateRow] = DataTable(candidate_columns(), _("Candidates"))
        self.card, self.told = PlaceCard(), Banner("", "", Tone.WARN)
        self.told.hide()
        self._is_read_anew = False
        self._wanted = ""
        box = vertical(self)
        box.setContentsMargins(0, 12, 0, 0)
        box.addWidget(self.told)
        box.addWidget(Veil(SideBySide(self.table, scrolled(self.card), shares=(3, 2))), 1)
        self.table.row_changed.connect(self._tell)
        self.card.give.clicked.connect(self._give)

    def show_candidates(self, group: GroupId, rows: Sequence[CandidateRow]) -> None:
        """Show who waits for a place in this group's programme."""
        self._group, self._rows = group, tuple(rows)
        self._is_read_anew = True
        self.table.show_rows(rows, lambda row: row.case)
        self._is_read_anew = False
        if self._wanted:
            self.table.choose(self._wanted)
            self._wanted = ""
        self.card.show_man(self._chosen())

    def kept(self) -> dict[str, object]:
        """Whose place was looked at, and what was typed about it."""
        values = self.card.form.values() if self.card.form is not None else {}
        return {"case": self.table.chosen_id(), "values": values}

    def restore(self, kept: Mapping[str, object]) -> None:
        """Show again what a lock kept, once the list is here."""
        values, self._wanted = kept.get("values"), str(kept.get("case", ""))
        if isinstance(values, dict):
            self.card.remember(self._wanted, values)

    def is_edited(self) -> bool:
        """True while a reason or a plan is typed and not saved."""
        return self.card.form is not None and self.card.form.is_edited()

    def _chosen(self) -> CandidateRow | None:
        return next((row for row in self._rows if row.case == self.table.chosen_id()), None)

    def _tell(self, _case: str) -> None:
        """Another man: what was said of the one before goes; it stays while the list is read anew."""
        if not self._is_read_anew:
            self.told.hide()
            self.card.show_man(self._chosen())

    def _give(self) -> None:
        self.told.hide()
        row = self._chosen()
        draft = self.card.draft(self._group, row) if row is not None else None
        if draft is not None:
            with_manager(self._screen, draft, self._screen.desk.placings.allocate, (self._given, self._not_given))

    def _given(self, placed: Placed) -> None:
        self.card.forget(placed.case)
        self._screen.toast(_("He has the place. {clearance}.").format(clearance=placed.clearance.rstrip(".")))
        self.placed.emit()

    def _not_given(self, error: Exception) -> None:
        """Something is missing: said beside its field. Somebody was first: said on top, and all is read anew."""
        if isinstance(error, InvalidInput) and self.card.form is not None:
            self.card.form.show_problems(problems_of_override(error.problems))
            return
        problem = problem_of(error)
        self.told.say(problem.heading, " ".join(problem.sentences), problem.tone)
        self.told.show()
        announce(self, problem.words)
        self.refused.emit()
