"""The first start of a program: doors, then the office and its first people (UX-16, UX-17)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from app.core.language import _
from app.core.settings import SHORTEST_PASSWORD as SHORTEST
from app.core.shapes import Draft
from ui.kit import theme
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Problems, Section, Values, options
from ui.kit.layouts import horizontal, vertical
from ui.kit.tokens import SPACE_4, SPACE_5, Tone
from ui.kit.widgets import Card, words

WIDTH = 640


class Page(QScrollArea):
    """A page of its own without a rail: one column in the middle, a title, and one filled button."""

    def __init__(self, title: str, below: str = "") -> None:
        super().__init__()
        self.setObjectName("scrolled")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        content.setObjectName("body")
        row = horizontal(content, margin=SPACE_5)
        column = QWidget()
        column.setMaximumWidth(theme.current().px(WIDTH))
        self.box = vertical(column, gap=SPACE_4)
        row.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)
        self.box.addWidget(words("Handrail", "small-strong"))
        self.box.addWidget(words(title, "h1"))
        if below:
            self.box.addWidget(words(below))
        self.problem = Banner("", "", Tone.STOP)
        self.problem.hide()
        self.box.addWidget(self.problem)
        self.setWidget(content)

    def refuse(self, sentence: str) -> None:
        """Say what went wrong; nothing typed is lost."""
        self.problem.say(sentence, "", Tone.STOP)
        self.problem.show()
        self.ensureWidgetVisible(self.problem)


@dataclass(frozen=True)
class Door:
    """One way to begin."""

    title: str
    below: str
    action: str
    open: Callable[[], None]


class DoorsPage(Page):
    """The first thing a new computer shows."""

    def __init__(self, doors: Sequence[Door], titles: tuple[str, str] | None = None) -> None:
        super().__init__(*(titles or (_("Welcome"), _("Nothing is set up on this computer yet."))))
        for at, door in enumerate(doors):
            card = Card(door.title)
            card.add(words(door.below))
            button = KeyButton(door.action, "Enter" if at == 0 else "", look="filled" if at == 0 else "plain")
            button.setAutoDefault(True)
            button.clicked.connect(lambda _on=False, go=door.open: go())
            card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self.box.addWidget(card)
            if at == 0:
                self.setFocusProxy(button)


@dataclass(frozen=True)
class Founder:
    """One of the first people an office needs: a key, a heading, a sentence who this is."""

    key: str
    title: str
    below: str


class OfficeGiven(Draft):
    """What a new office is made from. `people` maps a founder's key to name, user name and password."""

    office: str
    region: str
    language: str
    people: dict[str, dict[str, str]]


class OfficePage(Page):
    """Office name, region, language and the first people (UX-17)."""

    def __init__(
        self,
        regions: dict[str, str],
        languages: dict[str, str],
        founders: Sequence[Founder],
        create: Callable[[OfficeGiven], None],
    ) -> None:
        super().__init__(_("Create an office"), _("You can change all of this later, except where the records live."))
        self._founders = tuple(founders)
        self._create = create
        self.form = Form(self._spec(regions, languages), _("Create an office"))
        card = Card()
        card.add(self.form)
        self.box.addWidget(card)
        self.form.fill({"region": next(iter(regions), None), "language": next(iter(languages), None)})
        self.button = KeyButton(_("Create office"), "Ctrl+Enter", look="filled")
        self.button.clicked.connect(self._try)
        self.box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignRight)
        self.setFocusProxy(self.form.editor("office"))

    def _spec(self, regions: dict[str, str], languages: dict[str, str]) -> FormSpec:
        rows: list[Field | Section] = [
            Section(_("The office")),
            Field("office", _("Office name"), required=True),
            Field(
                "region",
                _("Region"),
                Kind.CHOICE,
                help=_("Decides the public holidays."),
                required=True,
                choices=options(regions),
            ),
            Field(
                "language",
                _("Language"),
                Kind.CHOICE,
                help=_("Windows speak English so far. Papers are printed in English or Dutch, as you choose for each."),
                required=True,
                choices=options(languages),
            ),
        ]
        for one in self._founders:
            rows += self._rows_of(one)
        extra = frozenset(row.name for row in rows if isinstance(row, Field) and "." in row.name)
        return FormSpec(OfficeGiven, tuple(rows), check=self._check, extra=extra)

    def _rows_of(self, one: Founder) -> list[Field | Section]:
        strong = _("At least {count} characters. Four words that do not belong together are good.").format(
            count=SHORTEST
        )
        return [
            Section(one.title, one.below),
            Field(f"{one.key}.name", _("{who}: name").format(who=one.title), required=True),
            Field(f"{one.key}.user", _("{who}: user name").format(who=one.title), required=True),
            Field(
                f"{one.key}.password",
                _("{who}: password").format(who=one.title),
                Kind.SECRET,
                help=strong,
                required=True,
            ),
            Field(f"{one.key}.again", _("{who}: password again").format(who=one.title), Kind.SECRET, required=True),
        ]

    def _check(self, values: Values) -> Problems:
        found: Problems = {}
        for one in self._founders:
            password = str(values.get(f"{one.key}.password", ""))
            if len(password) < SHORTEST:
                found[f"{one.key}.password"] = _("Use at least {count} characters.").format(count=SHORTEST)
            elif password != values.get(f"{one.key}.again"):
                found[f"{one.key}.again"] = _("The two passwords differ.")
        return found

    def _try(self) -> None:
        values = self.form.values()
        people = {
            one.key: {part: str(values.get(f"{one.key}.{part}", "")) for part in ("name", "user", "password")}
            for one in self._founders
        }
        given = self.form.draft_as(OfficeGiven, people=people)
        if given is not None:
            self.button.setEnabled(False)
            self.problem.hide()
            self._create(given)

    def refuse(self, sentence: str) -> None:
        """Say it and let the person try again."""
        self.button.setEnabled(True)
        super().refuse(sentence)
