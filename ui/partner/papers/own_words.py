"""Shows what he himself wrote of others, and makes it a paper for him after a look at the risk (RET-9)."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.bridge.papers import HisWords, HisWordsPrepared, OfHisWords, PaperCopy
from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, replaced
from ui.kit.bands import Banner
from ui.kit.dates import day
from ui.kit.dialogs import SecondName, SecondPerson
from ui.kit.editors import keep_private
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Values, options
from ui.kit.layouts import Column, SideBySide, empty, vertical
from ui.kit.tokens import SPACE_2, Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Context, Crumb, FormScreen


class OwnWordsScreen(FormScreen[BridgeDesk]):
    """His words at the left, the decision at the right; opened with a case."""

    cares_for = frozenset({"inbox"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("His own words"))
        self.card: SecondPerson | None = None
        self.password = words("", "h2")
        self.wrote = Card(_("What he wrote"), note=_("exactly this, and nothing else"))
        self._wrote = vertical(gap=SPACE_2)
        self.wrote.body.addLayout(self._wrote)
        self.before = Card(_("Decided before"))
        self._before = vertical(gap=SPACE_2)
        self.before.body.addLayout(self._before)
        look = Banner(
            _("Look at the risk first"),
            _("Would the paper tell him that we use what he gave? Has she moved or changed her number since?"),
            Tone.WARN, "alert-triangle",
        )  # fmt: skip
        self.form = Form(prepare_form(), _("Decision"), has_keys=False)
        keep_private(self.form)
        decision = Card(_("Decision"))
        decision.add(self.form)
        right = Column(look, decision, self.before)
        self.body.addWidget(self.password)
        self.body.addWidget(SideBySide(Column(self.wrote), right, shares=(1, 1), stacks_under=900), 1)
        self.save = self.primary(_("Decide with a second person"), "Ctrl+Enter", "shield-check")
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(lambda _on: self._ask())

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self.form.clear()
            self.password.clear()
        super().open(subject)
        if subject is None:
            self.show_empty(_("Open it from his request on Today, or from a record."))
            return
        self.read(partial(self.desk.papers.his_words, OfHisWords(case=CaseId(subject))), self._show)

    def _show(self, page: HisWords) -> None:
        self.show_content()
        self.set_title(_("His own words"), facts(page.reference, page.name), (Crumb(_("Today"), "today"),
                                                                              Crumb(_("His own words"))))  # fmt: skip
        empty(self._wrote)
        for item in page.items:
            self._wrote.addWidget(words(day(item.on), "small-strong"))
            self._wrote.addWidget(words(item.text))
        if not page.items:
            self._wrote.addWidget(words(_("He gave no details of others. The paper says so.")))
        empty(self._before)
        for said in page.decided:
            self._before.addWidget(words(said, "small"))
        self.before.setVisible(bool(page.decided))
        self.password.setVisible(bool(self.password.text()))
        if not self.form.is_edited():
            today = self.ctx.clock.today().isoformat()
            self.form.fill({"requested_on": today, "to_folder": str(Path.home())})

    def _ask(self) -> None:
        draft = self.form.draft_as(HisWordsPrepared, case=self.subject, second="")
        if draft is not None:
            told = _("A second officer has looked at the risk too.")
            self.card = SecondPerson(self, told, partial(self._decide, draft))
            self.card.open()

    def _decide(self, draft: HisWordsPrepared, second: SecondName) -> None:
        def run() -> PaperCopy:
            self.desk.seat.confirm(second.user, second.password)
            return self.desk.papers.prepare_his_words(replaced(draft, second=second.user))

        if self.card is not None:
            self.change(run, self._decided, self.card.close_with)

    def _decided(self, copy: PaperCopy) -> None:
        if self.card is not None:
            self.card.close_with(None)
        self.form.clear()
        self.toast(_("Written. Tell its password another way.") if copy.file else _("Noted: not given."))
        self.password.setText(copy.password)
        if copy.password:
            said = _("Password of the paper: {password}").format(password=copy.password)
            self.password.setAccessibleName(said)
        self.refresh()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.form.show_problems(error.problems)
        else:
            self.show_problem(error)

    def first_focus(self) -> QWidget:
        return self.form.editor("requested_on")

    def panes(self) -> list[QWidget]:
        return [self.wrote, self.form, self.save]


def prepare_form() -> FormSpec:
    """When he asked, whether he gets it, what the look at the risk said, and where the file goes."""
    decisions = {"give": _("Give him his words"), "refuse": _("Do not give them")}
    return FormSpec(
        HisWordsPrepared,
        (
            Field("requested_on", _("He asked on"), Kind.DATE, required=True),
            Field("decision", _("Decision"), Kind.CHOICE, required=True, choices=options(decisions)),
            Field("risk", _("The look at the risk"), Kind.LINES, required=True, lines=3,
                  help=_("What could it do to anybody? Kept sealed at this desk.")),
            Field("to_folder", _("Folder for the file"), when=_is_given, help=_("Its file name says nothing.")),
        ),
        extra=frozenset({"second"}),
    )  # fmt: skip


def _is_given(values: Values) -> bool:
    return values.get("decision") == "give"
