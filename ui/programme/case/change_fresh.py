"""Shows what somebody else did to a case meanwhile beside what was typed, and lets a person choose (CASE-2)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtWidgets import QButtonGroup

from app.core.language import _
from app.programme.case_page import CasePage
from app.programme.case_record import RecordRow
from ui.kit.bands import announce
from ui.kit.buttons import RoundChoice
from ui.kit.dates import partial_day
from ui.kit.entries import EntryCard
from ui.kit.form import Form
from ui.kit.form_spec import Field, Kind
from ui.kit.rows import FactRow
from ui.kit.widgets import words
from ui.programme.case.overview import record_line

Plain = Mapping[str, object]


class Clash(NamedTuple):
    """A field that two people changed: what this person typed, and what stands now."""

    field: Field
    typed: object
    stands: object


def clashes(form: Form, typed: Plain, was: Plain, now: Plain) -> list[Clash]:
    """The fields that somebody else changed in another way; whatever only one of both changed is kept by itself."""
    return [
        Clash(field, typed[field.name], now.get(field.name))
        for field in form.spec.fields
        if field.name in typed and field.name in now
        if was.get(field.name) != now.get(field.name) != typed[field.name]
    ]


class FreshCard(EntryCard):
    """What the case is now beside what it was when the form was opened; what was typed stays in the form."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else changed this case"))
        self.choices: list[RoundChoice] = []
        self.hide()

    def show_fresh(self, was: CasePage, now: CasePage, is_kept: bool, left: str = "") -> None:
        """Both states, and what happened between them.

        `is_kept`: the step that was chosen still exists. `left`: words for which the form has no place any more.
        """
        self.clear()
        self.add(FactRow("history", _("When you opened it"), _standing(was), strong_first=False))
        self.add(FactRow("arrow-right", _("Now"), _standing(now), strong_first=False))
        again = _("What you typed is still here. Look at what it does now, then save again.")
        other = _("This step is no longer possible. What you typed is still here: choose another step.")
        self._end(was, now, again if is_kept else other)
        if left:
            self.add(words(_("You had typed: {text}").format(text=left)))

    def show_clashes(self, pages: tuple[CasePage, CasePage], found: Sequence[Clash], form: Form) -> None:
        """Each field that both changed, with both values to choose from; the chosen one stands in the form."""
        self.clear()
        self.choices = []
        for one in found:
            self.add(words(one.field.label, "strong"))
            group = QButtonGroup(self)
            for value, said in ((one.typed, _("You typed: {text}")), (one.stands, _("Now stands: {text}"))):
                choice = RoundChoice(said.format(text=_said(one.field, value)), one.field.name)
                choice.setAccessibleName(f"{one.field.label}: {choice.text()}")
                choice.setChecked(value is one.typed)
                choice.clicked.connect(partial(_put, form, one.field.name, value))
                group.addButton(choice)
                self.choices.append(choice)
                self.add(choice)
        some = _("What you typed is still here. Choose what is right for each of these, then save again.")
        none = _("What you typed is still here, and so is what somebody else changed. Save again.")
        self._end(*pages, some if found else none)
        if self.choices:
            self.choices[0].setFocus()

    def _end(self, was: CasePage, now: CasePage, text: str) -> None:
        for row in _since(was.record, now.record):
            self.add(record_line(row))
        self.add(words(text))
        self.show()
        announce(self, text)


def _said(field: Field, value: object) -> str:
    """A value as the form shows it."""
    chosen = {option.value: option.words for option in field.choices}
    if value and field.kind is Kind.PARTIAL_DATE:
        return partial_day(str(value))
    return chosen.get(str(value), str(value)) if value else _("nothing")


def _put(form: Form, name: str, value: object, *_ignored: object) -> None:
    form.editor(name).fill(value)


def _standing(page: CasePage) -> str:
    return _("{state}, in {group}").format(state=page.state_words, group=page.group) if page.group else page.state_words


def _since(was: Sequence[RecordRow], now: Sequence[RecordRow]) -> list[RecordRow]:
    newest = max((row.at for row in was), default=None)
    return [row for row in now if newest is None or row.at > newest]
