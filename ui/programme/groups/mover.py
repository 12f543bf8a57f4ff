"""Asks where one date of a new group's plan goes instead, before the group is made (F2)."""

from dataclasses import dataclass

from PySide6.QtCore import Signal

from app.core.language import _
from app.programme.planned import SessionRow
from app.programme.planning.new_group import ItemMoved
from ui.kit.buttons import KeyButton
from ui.kit.choice import Option
from ui.kit.dates import clock
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Flow
from ui.kit.widgets import Card
from ui.programme.asking import starts_at_of

ONLY, LATER = "only", "later"


@dataclass(frozen=True)
class Edit:
    """One change by hand: a day that is skipped, or a date that goes elsewhere."""

    skips: str = ""
    moves: dict[str, object] | None = None


class Mover(Card):
    """Day, time, and whether the later ones follow; nothing is stored before the group is made."""

    wanted = Signal(object)
    opened = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__(_("Move this date"))
        self._row: SessionRow | None = None
        scope = (Option(ONLY, _("Only this one")), Option(LATER, _("This and later")))
        spec = FormSpec(
            ItemMoved,
            (
                Field("on", _("New day"), Kind.DATE, required=True),
                Field("at", _("Starts at"), Kind.TIME, required=True),
                Field("scope", _("Which sessions"), Kind.SEGMENTS, required=True, choices=scope),
            ),
            extra=frozenset({"on", "at", "scope"}),
        )
        self.form = Form(spec, _("Move this date"), has_keys=False)
        self.put = KeyButton(_("Put it there"))
        self.leave = KeyButton(_("Leave it"), "Esc", small=True)
        self.add(self.form)
        self.add(Flow(self.put, self.leave))
        self.put.clicked.connect(self._put)
        self.leave.clicked.connect(self.closed)
        self.body.addStretch(1)

    def ask(self, row: SessionRow) -> None:
        """Ask for one session of the plan."""
        self._row = row
        self.form.fill({"on": None, "at": clock(row.starts_at) if row.starts_at else None, "scope": None})
        self.form.show_problems({})
        self.opened.emit()
        self.form.editor("on").setFocus()

    def refuse(self, words: str) -> None:
        """Say beside the day why it cannot be there."""
        self.opened.emit()
        self.form.show_problems({"on": words})

    def _put(self) -> None:
        row, values = self._row, self.form.values()
        if row is None:
            return
        starts_at = starts_at_of(self.form)
        later = values.get("scope") == LATER
        draft = self.form.draft_as(ItemMoved, key=row.key, number=row.number, starts_at=starts_at, later_too=later)
        if draft is not None:
            moves = {"key": draft.key, "number": draft.number, "starts_at": draft.starts_at, "later_too": later}
            self.wanted.emit(Edit(moves=moves))
