"""Keeps her children: needs and what a child said; address and school show for 20 seconds with a reason (PRT-10)."""

from functools import partial
from typing import Annotated

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.core.language import _, ngettext
from app.core.shapes import Draft, Meta, PartnerId
from app.domain.answers import Answer
from app.partner.children import ChildKept, ChildRecorded, ChildrenPage, ChildRow, PlaceAsked, PlaceShown
from app.partner.partners import OfPartner
from ui.kit.buttons import KeyButton
from ui.kit.dates import day
from ui.kit.editors import keep_private
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Section, Values, answers
from ui.kit.layouts import Column, Flow, SideBySide, empty, vertical
from ui.kit.rows import FactRow
from ui.kit.tokens import SPACE_2
from ui.kit.widgets import Card, facts, line, words
from ui.shell.screen import Context, Crumb, FormScreen


class Why(Draft):
    """Why a child's places must be seen now."""

    reason: Annotated[str, Meta(min_length=3, max_length=500)]


class ChildrenScreen(FormScreen[BridgeDesk]):
    """Her children on the left, the form for one of them on the right."""

    cares_for = frozenset({"partner"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Children"))
        self._child: str | None = None
        self._rows: tuple[ChildRow, ...] = ()
        self.another = self.plain(_("New child"), "Ctrl+N", "plus")
        self.save = self.primary(_("Save"), "Ctrl+S")
        self.their = Card(_("Children"), note=_("never leaves this desk"))
        self._lines = vertical(gap=SPACE_2)
        self.their.body.addLayout(self._lines)
        self.why = Form(
            FormSpec(Why, (Field("reason", _("Why you must see &it"), required=True),)), _("Show"), has_keys=False
        )
        keep_private(self.why)
        self.place = Card(_("Address and school"), note=_("locked"))
        self._shown = words("", "strong")
        for part in (self.why, self._shown):
            self.place.add(part)
        self.form = Form(child_form(), name=_("Child"))
        keep_private(self.form)
        self.heading = Card(_("Child"), note=_("new"))
        self.heading.add(self.form)
        self.body.addWidget(
            SideBySide(Column(self.their, self.place), Column(self.heading), shares=(5, 6), stacks_under=900), 1
        )
        self._mask = QTimer(self)
        self._mask.setSingleShot(True)
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(lambda _on: self._save())
        self.another.clicked.connect(lambda _on: self._begin(None))
        self._mask.timeout.connect(lambda: self._shown.setText(""))

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self._begin(None)
            self.why.clear()
            self._shown.setText("")
        super().open(subject)
        self.read(partial(self.desk.children.list, OfPartner(partner=PartnerId(subject or ""))), self._show)

    def _show(self, page: ChildrenPage) -> None:
        self.show_content()
        self._rows = page.children
        count = len(page.children)
        said = ngettext("{count} child", "{count} children", count).format(count=count)
        crumbs = (
            Crumb(_("Partner records"), "partners"), Crumb(page.number, "partner", self.subject), Crumb(_("Children")),
        )  # fmt: skip
        self.set_title(_("Children of {number}").format(number=page.number), facts(page.name, said), crumbs)
        self.place.setVisible(any(row.has_address or row.has_school for row in page.children))
        empty(self._lines)
        if not page.children:
            self._lines.addWidget(words(_("None yet. Ask what they need; her safety is theirs."), "small"))
        for at, row in enumerate(page.children):
            if at:
                self._lines.addWidget(line())
            self._show_child(row)

    def _show_child(self, row: ChildRow) -> None:
        one = row.child
        self._lines.addWidget(words(facts(one.given_name, one.born), "strong"))
        known = facts(
            _("address on record") if row.has_address else "", _("school on record") if row.has_school else ""
        )
        for icon, label, said in (
            ("home", _("Lives with"), one.lives_with),
            ("lock", _("Locked"), known),
            ("list-check", _("Needs"), one.needs),
            ("message", _("What the child said"), one.said),
            ("shield-lock", _("Safeguarding"), facts(referred_words(row), one.safeguarding)),
        ):
            if said:
                self._lines.addWidget(FactRow(icon, label, said, strong_first=False))
        self._lines.addWidget(words(facts(day(one.on), row.by), "small"))
        change, show = KeyButton(_("Change"), small=True), KeyButton(_("Show address and school"), small=True)
        change.setAccessibleName(_("Change {name}").format(name=one.given_name))
        show.setAccessibleName(_("Show address and school of {name}").format(name=one.given_name))
        show.setVisible(row.has_address or row.has_school)
        change.clicked.connect(partial(self._begin, one.child))
        show.clicked.connect(partial(self._ask, one.child))
        self._lines.addWidget(Flow(change, show))

    def _begin(self, child: str | None, *_ignored: object) -> None:
        """An empty form, or one filled with a child; its places stay out of it."""
        self._child = child
        row = next((one for one in self._rows if one.child.child == child), None)
        self.form.clear()
        self.heading.say_note(_("changed") if row else _("new"))
        if row is None:
            return
        one = row.child
        given = {
            "given_name": one.given_name, "born": one.born or None, "lives_with": one.lives_with or None,
            "needs": one.needs or None, "said": one.said or None, "safeguarding": one.safeguarding or None,
            "referred": one.referred.value if one.referred is not Answer.NOT_ASKED else None,
            "referred_on": one.referred_on.isoformat() if one.referred_on else None,
        }  # fmt: skip
        self.form.fill(given)

    def _save(self) -> None:
        draft = self.form.draft_as(ChildRecorded, partner=self.subject, child=self._child)
        if draft is not None:
            self.change(partial(self.desk.children.record, draft), self._saved, self._refused)

    def _saved(self, _kept: ChildKept) -> None:
        self._begin(None)
        self.toast(_("Saved."))
        self.refresh()

    def _ask(self, child: str, *_ignored: object) -> None:
        draft = self.why.draft_as(Why)
        if draft is not None:
            asked = PlaceAsked(partner=PartnerId(self.subject or ""), child=child, reason=draft.reason)
            self.change(partial(self.desk.children.show_place, asked), self._show_place)

    def _show_place(self, place: PlaceShown) -> None:
        """Masked again after its seconds; the next look is asked for and logged anew (RET-10)."""
        self.why.clear()
        self._shown.setText("\n".join(part for part in (place.address, place.school) if part))
        self._mask.start(place.seconds * 1000)

    def first_focus(self) -> QWidget:
        return self.form.editor("given_name")

    def panes(self) -> list[QWidget]:
        return [self.their, self.form, self.save]


def referred_words(row: ChildRow) -> str:
    """Whether children's services were told."""
    one = row.child
    if one.referred is Answer.YES and one.referred_on is not None:
        return _("children’s services told on {day}").format(day=day(one.referred_on))
    return _("children’s services not told") if one.referred is Answer.NO else ""


def referred(values: Values) -> bool:
    """Asked only when they were told."""
    return values.get("referred") == Answer.YES.value


def child_form() -> FormSpec:
    """One child; an address or school left empty stays as it was."""
    stays = _("Left empty, what is on record stays.")
    return FormSpec(
        ChildRecorded,
        (
            Field("given_name", _("&Name"), required=True),
            Field("born", _("&Born"), hint=_("Year or day")),
            Field("lives_with", _("Lives &with")),
            Field("needs", _("N&eeds"), Kind.LINES, lines=2),
            Field("said", _("What the &child said"), Kind.LINES, lines=2),
            Section(_("Locked")),
            Field("address", _("&Address"), help=stays),
            Field("school", _("Sc&hool"), help=stays),
            Section(_("Safeguarding")),
            Field("safeguarding", _("Conce&rns and steps"), Kind.LINES, lines=2),
            Field("referred", _("Chil&dren’s services told"), Kind.ANSWER, choices=answers()),
            Field("referred_on", _("T&old on"), Kind.DATE, required=True, when=referred),
            Field("on", _("Written down &for"), Kind.DATE, required=True),
        ),
    )
