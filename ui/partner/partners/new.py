"""Opens a record for her, empty or with what he gave through the one-way box."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.bridge.his_cases import HisLine
from app.bridge.inbox import InboxItem, ItemTaken
from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import ItemId, Nothing
from app.partner.listed import masked
from app.partner.partners import RELATIONS, PartnerOpen, PartnerOpened
from app.partner.spoken import relation_words
from ui.kit.bands import Banner
from ui.kit.editors import keep_private
from ui.kit.form import Form
from ui.kit.layouts import Column, vertical
from ui.kit.rows import ActionRow
from ui.kit.tokens import SPACE_2, Tone
from ui.kit.widgets import Card, words
from ui.partner.partners.columns import new_form
from ui.shell.screen import Context, Crumb, Screen

GIVEN = ("given_name", "family_name", "note")
MASKED = ("phone", "email", "address")


@dataclass(frozen=True)
class Found:
    """His cases to choose from, and the item of the one-way box that this begins with."""

    cases: tuple[HisLine, ...]
    item: InboxItem | None


class NewPartnerScreen(Screen[BridgeDesk]):
    """One form; subject is the item of the one-way box it comes from, or nothing."""

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("New record"))
        self.save = self.primary(_("Open record"), "Ctrl+S")
        self.warning = Banner(
            _("He gave these details."),
            _("They are not known to be safe. Use none of them before she said so."),
            Tone.WARN,
        )
        self.masked = words("", "small")
        self.people = Card(_("Whom this record is for"))
        self._people = vertical(gap=SPACE_2)
        self.people.body.addLayout(self._people)
        self.card = Card(_("Who she is"))
        self.body.addWidget(Column(self.warning, self.people, self.masked, self.card))
        self.form: Form | None = None
        self._given: dict[str, str] = {}
        self._kept: dict[str, object] = {}
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(lambda _on: self._save())

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject and self.form is not None:
            self.form.clear()
        super().open(subject)
        self.read(self._load, self._show)

    def _load(self) -> Found:
        item = self.desk.inbox.take(ItemTaken(item=ItemId(self.subject))) if self.subject else None
        return Found(self.desk.his_cases.list(Nothing()), item)

    def _show(self, found: Found) -> None:
        self.set_title(_("New record"), "", (Crumb(_("Partner records"), "partners"), Crumb(_("New record"))))
        people = found.item.people if found.item else ()
        self.warning.setVisible(found.item is not None)
        self._show_people(people)
        self._show_masked(people[0] if people else {})
        if self.form is not None and self.form.is_edited():
            return
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
        self.form = Form(new_form(found.cases), name=_("New record"))
        keep_private(self.form)
        self.card.add(self.form)
        if found.item is not None:
            self.form.fill({"case": found.item.case, **(_given(people[0]) if people else {})})
        self.form.editor("case").setFocus()
        self._fill_kept()

    def _show_people(self, people: tuple[dict[str, str], ...]) -> None:
        """He named several: each gets a record of her or his own."""
        while (item := self._people.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.people.setVisible(len(people) > 1)
        for person in people if len(people) > 1 else ():
            name = " ".join(person[part] for part in ("given_name", "family_name") if person.get(part))
            row = ActionRow(name, relation_words(person.get("relation", "other")), _("Fill in"))
            row.acted.connect(partial(self._use, person))
            self._people.addWidget(row)

    def _use(self, person: dict[str, str]) -> None:
        """Put one person's details into the form; numbers stay aside, masked."""
        self._show_masked(person)
        if self.form is not None:
            self.form.fill(dict.fromkeys(GIVEN) | _given(person))

    def _show_masked(self, person: dict[str, str]) -> None:
        self._given = {name: person[name] for name in MASKED if person.get(name)}
        self.masked.setText(_masked_words(self._given))
        self.masked.setVisible(bool(self._given))

    def _save(self) -> None:
        if self.form is None:
            return
        values = self.form.values()
        link = {name: values[name] for name in ("case", "relation") if name in values}
        given = {name: said for name, said in self._given.items() if name not in values}
        item = {"item": self.subject} if self.subject else {}
        draft = self.form.draft_as(PartnerOpened, link=link, **given, **item)
        if draft is not None:
            self.change(partial(self.desk.partners.open, draft), self._saved, self._refused)

    def _saved(self, opened: PartnerOpen) -> None:
        if self.form is not None:
            self.form.clear()
        self._kept = {}
        self.toast(_("Record opened. Set the safe-contact plan with her."))
        self.go("partner", opened.partner)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and self.form is not None:
            self.form.show_problems(error.problems)
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        return self.form is not None and self.form.is_edited()

    def kept(self) -> dict[str, object]:
        return self.form.values() if self.form is not None and self.form.is_edited() else {}

    def restore(self, kept: dict[str, object]) -> None:
        self._kept = dict(kept)
        self._fill_kept()

    def _fill_kept(self) -> None:
        """What was typed before a lock, as typed and not as saved."""
        for name, value in self._kept.items() if self.form is not None else ():
            if self.form is not None:
                self.form.editor(name).fill(value)

    def first_focus(self) -> QWidget:
        return self.form.editor("case") if self.form is not None else self.save

    def panes(self) -> list[QWidget]:
        return [self.card, self.save]


def _masked_words(given: dict[str, str]) -> str:
    """What he gave and stays masked; it is kept with the record unless something else is typed."""
    said = {
        "phone": _("telephone {number}").format(number=masked(given.get("phone"))),
        "email": _("an e-mail address"),
        "address": _("an address"),
    }
    return _("Also given, kept masked: {what}.").format(what=", ".join(said[name] for name in given))


def _given(person: dict[str, str]) -> dict[str, object]:
    """What he said of one person, as the form's values."""
    found: dict[str, object] = {name: person[name] for name in GIVEN if person.get(name)}
    if person.get("relation") in RELATIONS:
        found["relation"] = person["relation"]
    return found
