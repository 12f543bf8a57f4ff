"""Lays out the answer to somebody who asks for their own file, the same at both desks: the month, items, two names."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import short_day
from ui.kit.form import Form
from ui.kit.form_spec import FormSpec, Values
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.paged_model import Column
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, words
from ui.shell.screen import Context, D, Screen

TONES = {"": Tone.WARN, "give": Tone.OK, "cut": Tone.INFO, "keep": Tone.MUTE}


class Item(Protocol):
    """What every item of a file has; a desk's own row may have more."""

    @property
    def item(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def text(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def cut_text(self) -> str: ...
    @property
    def why(self) -> str: ...


I = TypeVar("I", bound=Item)  # noqa: E741  one letter, as D beside it


@dataclass(frozen=True)
class FileWords:
    """What the page says of whose file it is."""

    title: str
    asks: str
    month: str
    items: str
    gives: str


@dataclass(frozen=True)
class FileForms(Generic[I]):
    """What is asked: when it was asked for, what becomes of one item, how the paper goes; and the list's columns."""

    asking: FormSpec
    deciding: FormSpec
    giving: FormSpec
    columns: tuple[Column[I], ...]


@dataclass(frozen=True)
class Stands(Generic[I]):
    """Where a request stands, as the page shows it.

    `may_sign` while it is decided, `may_decide` while a decision can still be changed, `may_give` once it can go.
    """

    items: tuple[I, ...]
    open_items: int
    said: str
    below: str
    may_sign: bool
    may_decide: bool
    may_give: bool


class OwnFilePage(Screen[D], Generic[D, I]):
    """The items at the left, the chosen one with its decision at the right.

    Alt+S saves a decision and goes to the next open item; Ctrl+Enter signs with a second person, and later gives. A
    desk does its own acts when it hears that they are `wanted`, and shows what they answer.
    """

    request_wanted = Signal()
    decision_wanted = Signal(object)
    signature_wanted = Signal()
    giving_wanted = Signal()

    def __init__(self, ctx: Context[D], says: FileWords, forms: FileForms[I]) -> None:
        super().__init__(ctx, says.title)
        self._words = says
        self._stands: Stands[I] | None = None
        self._kept: dict[str, object] = {}
        self.says = Banner("", "", Tone.INFO, "user")
        self.password = words("", "h2")
        self.begin = Card(says.asks)
        self.asking = Form(forms.asking, says.asks, has_keys=False)
        self.take_in = KeyButton(_("Take the request in"), small=True)
        for part in (words(says.month, "small"), self.asking, Flow(self.take_in)):
            self.begin.add(part)
        self.table: DataTable[I] = DataTable(forms.columns, says.items)
        self.item = Card(_("This item"))
        self.text = words("")
        self.form = Form(forms.deciding, _("Decision"))
        self.decide = KeyButton(_("Save and go on"), "Alt+S", small=True)
        for part in (self.text, self.form, Flow(self.decide)):
            self.item.add(part)
        self.way = Card(says.gives)
        self.giving = Form(forms.giving, says.gives, has_keys=False)
        self.way.add(self.giving)
        left = Below(self.table, is_filled=True)
        left.box.setStretchFactor(self.table, 1)
        self.right = Below(self.item, self.way)
        self.both = SideBySide(left, self.right, shares=(1, 1))
        for above in (self.says, self.password, Below(self.begin)):
            self.body.addWidget(above)
        self.body.addWidget(self.both, 1)
        self.next = self.primary(_("Sign with a second person"), "Ctrl+Enter", "shield-check")
        self.take_in.clicked.connect(lambda _on: self.request_wanted.emit())
        self.table.row_changed.connect(lambda _id: self._show_item())
        self.decide.clicked.connect(lambda _on: self._decide_here())
        self.next.clicked.connect(lambda _on: self._go_on())

    def forget(self) -> None:
        """Another request: nothing typed, shown or printed of the one before stays."""
        self._stands, self._kept = None, {}
        self.password.clear()
        self.form.clear()
        self.giving.clear()

    def show_new(self) -> None:
        """Nobody has asked yet, or what was asked is answered: only the day is asked for."""
        self._stands = None
        self.show_content()
        for part, is_on in ((self.begin, True), (self.both, False), (self.says, False)):
            part.setVisible(is_on)
        self.password.setVisible(bool(self.password.text()))
        self.next.setVisible(False)
        if not self.asking.is_edited():
            self.asking.fill({"requested_on": self.ctx.clock.today().isoformat()})

    def show_stands(self, stands: Stands[I]) -> None:
        """Show a request with its items; what a lock kept is put back where it was typed."""
        self._stands = stands
        self.show_content()
        self.begin.hide()
        self.both.show()
        self.says.say(stands.said, stands.below, Tone.INFO, "user")
        self.says.show()
        self.password.setVisible(bool(self.password.text()))
        self.table.show_rows(stands.items, lambda row: row.item)
        self.item.setVisible(bool(stands.items))
        for part in (self.form, self.decide):
            part.setVisible(stands.may_decide)
        self.way.setVisible(stands.may_give)
        self.next.setVisible(stands.may_sign or stands.may_give)
        self.next.setEnabled(stands.may_give or not stands.open_items)
        self.next.say(self._words.gives if stands.may_give else _("Sign with a second person"))
        if stands.may_give and not self.giving.is_edited():
            self.giving.fill({"to_folder": str(Path.home())})
        self._put_back()
        self._show_item()
        self._kept = {}

    def values_of(self, row: I) -> Values:
        """What was decided of an item, as the form has it."""
        return {"outcome": row.outcome or None, "why": row.why or None, "cut_text": row.cut_text or row.text}

    def _show_item(self) -> None:
        row = self.here()
        if row is None:
            return
        self.text.setText(row.text)
        self.form.show_problems({})
        self.form.clear()
        self.form.fill(self.values_of(row))
        typed = self._kept.get(row.item)
        if isinstance(typed, dict):
            self.form.put_back(typed)

    def here(self) -> I | None:
        """The item the keyboard is at."""
        items = self._stands.items if self._stands else ()
        return next((one for one in items if one.item == self.table.chosen_id()), None)

    def go_to_open(self) -> None:
        """To the next item that nobody has decided, after the one that was, then from the top."""
        items = self._stands.items if self._stands else ()
        at = next((number for number, one in enumerate(items, 1) if one.item == self.table.chosen_id()), 0)
        if wanted := next((one.item for one in (*items[at:], *items[:at]) if not one.outcome), ""):
            self.table.choose(wanted)

    def _decide_here(self) -> None:
        if (row := self.here()) is not None:
            self.decision_wanted.emit(row)

    def _go_on(self) -> None:
        stands = self._stands
        if stands is None or not self.next.isEnabled():
            return
        if stands.may_give:
            self.giving_wanted.emit()
        else:
            self.signature_wanted.emit()

    def show_password(self, password: str, told: str) -> None:
        """Show the words that open the paper, this once."""
        self.password.setText(password)
        self.password.setAccessibleName(told)

    def _refused_in(self, form: Form, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            form.show_problems(error.problems)
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        stands = self._stands
        if stands is None:
            return False
        return (stands.may_decide and self.form.is_edited()) or (stands.may_give and self.giving.is_edited())

    def kept(self) -> dict[str, object]:
        """What was typed about the chosen item, and how the paper goes."""
        row = self.here()
        if row is None or not self.is_edited():
            return {}
        return {"item": row.item, row.item: dict(self.form.values()), "giving": dict(self.giving.values())}

    def restore(self, kept: dict[str, object]) -> None:
        self._kept = dict(kept)
        if self._stands is not None:
            self.show_stands(self._stands)

    def _put_back(self) -> None:
        giving, item = self._kept.get("giving"), self._kept.get("item")
        if isinstance(giving, dict) and self._stands is not None and self._stands.may_give:
            self.giving.put_back(giving)
        if item:
            self.table.choose(str(item))

    def first_focus(self) -> QWidget:
        return self.table if self._stands is not None else self.asking.editor("requested_on")

    def panes(self) -> list[QWidget]:
        return [self.begin, self.table, self.item, self.way]


def outcome_words() -> dict[str, str]:
    """What can be done with an item."""
    return {"give": _("Give it"), "cut": _("Give it with parts taken out"), "keep": _("Do not give it")}


def item_columns(named: Callable[[I], str]) -> tuple[Column[I], ...]:
    """From which day an item is, what was decided of it, what it is (`named`) and how it begins."""
    decided = outcome_words() | {"cut": _("Give in part")}
    return (
        Column(_("Day"), lambda row: short_day(row.on), width=100),
        Column(
            _("Decision"), lambda row: decided.get(row.outcome, _("Not decided")), width=130,
            tone=lambda row: TONES[row.outcome],
        ),
        Column(_("What"), named, strong=True, width=150),
        Column(_("Begins"), lambda row: " · ".join(row.text.splitlines())[:60], width=190),
    )  # fmt: skip


def is_cut(values: Values) -> bool:
    """Asked only when parts are taken out."""
    return values.get("outcome") == "cut"


def is_less(values: Values) -> bool:
    """Asked only when not all of it is given."""
    return values.get("outcome") in {"cut", "keep"}
