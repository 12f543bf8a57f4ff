"""Shows the trustees, appoints one with a code on paper; asks for two codes where a kit is lost (E9, section 8)."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.bridge.trustees import ENOUGH, LaidDown, TrusteeChosen, TrusteeNamed, TrusteeRow, TrusteesPage
from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.core.shapes import Draft, Nothing
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.card_table import CardTable
from ui.kit.dialogs import interrupt
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.paged_model import Column
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.kit_card import HiddenCode, KitCard, secret
from ui.shell.own_login import FormPage, differ, new_password
from ui.shell.screen import Context, FormScreen

MOST = 6


class NameTyped(Draft):
    """Whose paper it will be."""

    label: str


def columns() -> tuple[Column[TrusteeRow], ...]:
    """Name and how far."""
    return (
        Column(_("Trustee"), lambda row: row.label, strong=True),
        Column(
            _("State"), lambda row: _("Waits for a manager") if row.is_waiting else _("Holds a code"),
            tone=lambda row: Tone.WARN if row.is_waiting else Tone.MUTE,
        ),
        Column(_("Safety number"), lambda row: row.safety_number, small=True),
    )  # fmt: skip


class TrusteesScreen(FormScreen[BridgeDesk]):
    """Who they are on the left, a new one on the right; a code is wiped from the page when one leaves it."""

    cares_for = frozenset({"team", "person"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Trustees"))
        self._rows: dict[str, TrusteeRow] = {}
        self.paper: KitCard | None = None
        self.says = Banner("", "", Tone.WARN)
        self.lay_down = KeyButton(_("Lay down now"), icon="refresh")
        self.says.add(self.lay_down)
        self.table: CardTable[TrusteeRow] = CardTable(columns(), _("Trustees"), most=MOST)
        self.none = words(_("Nobody is a trustee yet."))
        self.end = KeyButton(_("Take from the list"), icon="door-exit")
        here = Card(margin=12)
        for part in (self.table, self.none, Flow(self.end)):
            here.add(part)
        self.right = Below(self._appointing(), self._told())
        self.body.addWidget(self.says)
        self.body.addWidget(SideBySide(Below(here), self.right, shares=(1, 1)), 1)
        self.keep = self.primary(_("Paper is kept"), "Ctrl+Enter", "check")
        self._wire()

    def _appointing(self) -> Card:
        """A name first, then the paper."""
        name = Field("label", _("Name or office"), help=_("As it will stand on the paper."), required=True)
        self.form = Form(FormSpec(NameTyped, (name,)), _("Appoint a trustee"), has_keys=False)
        self.draw = KeyButton(_("Draw the code"), icon="key")
        self.appoint = Card(_("Appoint a trustee"))
        for part in (self.form, Flow(self.draw)):
            self.appoint.add(part)
        return self.appoint

    def _told(self) -> Card:
        how = Card(_("What trustees are for"))
        for line in (
            _("Three people outside the daily work each keep a code on paper. They sign in nowhere."),
            _("Any two codes together open the office again when passwords and kits are lost. One alone does not."),
            _("A manager approves each at the programme desk, after reading the number on the paper with them."),
            _("Is a paper lost? Appoint a new trustee first, then take the old one from the list."),
        ):
            how.add(words(line))
        return how

    def _wire(self) -> None:
        self.keep.hide()
        self.says.hide()
        self.end.setEnabled(False)
        self.table.row_changed.connect(self._chosen)
        self.draw.clicked.connect(lambda _on: self._draw())
        self.keep.clicked.connect(lambda _on: self._keep())
        self.end.clicked.connect(lambda _on: self._ask_to_end())
        self.lay_down.clicked.connect(lambda _on: self._lay_down())

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.read(partial(self.desk.trustees.show, Nothing()), self._show)

    def _show(self, page: TrusteesPage) -> None:
        self.show_content()
        self._rows = {row.user: row for row in page.trustees}
        count = sum(not row.is_waiting for row in page.trustees)
        waits = len(page.trustees) - count
        here = _("{count} of {enough} trustees").format(count=count, enough=ENOUGH)
        wait = ngettext("{count} waits for a manager", "{count} wait for a manager", waits).format(count=waits)
        self.set_title(_("Trustees"), facts(here, wait if waits else ""))
        self._say(page)
        self.table.setVisible(bool(page.trustees))
        self.none.setVisible(not page.trustees)
        self.table.show_rows(page.trustees, lambda row: row.user)
        self._chosen(self.table.chosen_id())

    def _say(self, page: TrusteesPage) -> None:
        """Red while a lost password could lose the records (SEC-25)."""
        self.lay_down.setVisible(page.is_enough and not page.is_laid_down)
        if page.is_laid_down:
            told = _("Lost passwords and kits are not the end: two papers and this computer, or a backup, suffice.")
            self.says.say(_("Any two trustees can open every key in use."), told, Tone.OK)
        elif page.is_enough:
            told = _("This is done by itself at each sign-in. Press the button to do it now.")
            self.says.say(_("The newest keys are not laid down for the trustees yet."), told, Tone.STOP)
        else:
            told = _("Until there are three, a lost password and a lost kit together lose the records.")
            self.says.say(_("There are not three trustees yet."), told, Tone.STOP)
        self.says.show()

    def _chosen(self, id_: str) -> None:
        row = self._rows.get(id_)
        self.end.setVisible(bool(self._rows))
        self.end.setEnabled(row is not None and not row.is_waiting)

    def _draw(self) -> None:
        typed = self.form.draft_as(NameTyped)
        if typed is None:
            return
        self._wipe()
        label = typed.label.strip()
        paper = self.desk.trustees.seat.trustee_codes.draw(label, self.ctx.clock.today())
        self.paper = KitCard(paper, asks_password=False)
        self._label = label
        self.right.box.insertWidget(1, self.paper)
        self.keep.show()
        self.paper.form.editor("first").setFocus()

    def _keep(self) -> None:
        typed = self.paper.typed() if self.paper is not None else None
        if typed is not None:
            draft = TrusteeNamed(label=self._label, groups=(typed.first, typed.second))
            self.change(partial(self.desk.trustees.appoint, draft), self._appointed, self._not_appointed)

    def _appointed(self, row: TrusteeRow) -> None:
        self._wipe()
        self.form.clear()
        self.toast(_("{name} waits for a manager now.").format(name=row.label))
        self.refresh()

    def _not_appointed(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and "label" in error.problems:
            self.form.show_problems(dict(error.problems))
        elif self.paper is None or not self.paper.refuse(error):
            self.show_problem(error)

    def _ask_to_end(self) -> None:
        row = self._rows.get(self.table.chosen_id())
        if row is None:
            return
        lines = [_("Their code opens nothing that is laid down from now on. Their paper can be burnt.")]
        if sum(not one.is_waiting for one in self._rows.values()) <= ENOUGH:
            lines.append(_("Fewer than three are left then. Appoint a new trustee first if you can."))
        then = partial(self.change, partial(self.desk.trustees.end, TrusteeChosen(user=row.user)), self._ended)
        title = _("Take {name} from the list?").format(name=row.label)
        interrupt(self, title, tuple(lines), _("Take from the list"), _("Not now"), then)

    def _ended(self, _page: TrusteesPage) -> None:
        self.toast(_("Taken from the list."))
        self.refresh()

    def _lay_down(self) -> None:
        self.change(partial(self.desk.trustees.lay_down, Nothing()), self._laid)

    def _laid(self, _row: LaidDown) -> None:
        self.toast(_("Laid down for any two trustees."))
        self.refresh()

    def _wipe(self) -> None:
        if self.paper is not None:
            self.paper.hide()
            self.paper.deleteLater()
            self.paper = None
        self.keep.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        self._wipe()
        super().hideEvent(event)

    def first_focus(self) -> QWidget:
        return self.form.editor("label")

    def panes(self) -> list[QWidget]:
        return [self.table, self.right]


class CodesGiven(Draft):
    """What she and the two trustees type."""

    login: str
    first: str
    second: str
    new: str
    again: str


class CodesPage(FormPage[CodesGiven]):
    """Asks for both codes and a new password; `go_on` opens with them, `back` is the sign-in page."""

    def __init__(self, go_on: Callable[[CodesGiven], None], back: Callable[[], None]) -> None:
        fields = (
            Field("login", _("User name"), required=True),
            secret("first", _("Code of one trustee"), _("They type it themselves, and nobody looks on.")),
            secret("second", _("Code of another trustee")),
            *new_password(),
        )
        told = _("Two trustees sit here with you. You get new keys and a new kit; both names stand in the log.")
        spec = FormSpec(CodesGiven, fields, check=differ)
        super().__init__((_("No password and no kit"), told), CodesGiven, spec, (_("Go on"), go_on), back)
        self.shows = tuple(HiddenCode(self.form, name) for name in ("first", "second"))
