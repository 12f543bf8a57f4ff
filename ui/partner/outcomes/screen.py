"""Shows what women said, how many were reached and told in time, and who finished; here alone (W13, mock 08b)."""

from datetime import date, timedelta
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.bridge.desk import BridgeDesk
from app.bridge.figures import last_quarters
from app.bridge.outcomes import AreaRow, OutcomesPage, OutcomesWanted, ShareRow
from app.core.language import _, ngettext
from ui.kit.buttons import KeyButton
from ui.kit.chart import Span, SpansWithTwin
from ui.kit.dates import day
from ui.kit.editors import ChoiceBox
from ui.kit.layouts import Column, Flow, SideBySide
from ui.kit.widgets import BigFigure, Card, facts, words
from ui.shell.screen import Context, Screen, Verb

YEAR = 365


class OutcomesScreen(Screen[BridgeDesk]):
    """Four shares on top, what women said below them, at the right who finished and what may leave."""

    cares_for = frozenset({"partner", "contact", "inbox"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Outcomes"))
        self.twin = self.plain(_("Show as table"), "Alt+T", "list-details")
        self.plain(_("Hide now"), "Esc Esc", "eye-off").clicked.connect(ctx.shell.unlock_again)
        self.period = ChoiceBox()
        self.period.setAccessibleName(_("Period"))
        for said, first, last in periods(ctx.clock.today()):
            self.period.addItem(said, (first, last))
        self.reached = BigFigure(_("Spoken with in safety"), "", "")
        self.before = BigFigure(_("Tried before he began"), "", "")
        self.plans = BigFigure(_("Safety plans up to date"), "", "")
        self.told = BigFigure(_("Told the same day"), "", "")
        figures = (self.reached, self.before, self.plans, self.told)
        self.said = Card(_("What women told the safety team"))
        self.read_so, self.missing = words("", "small"), words("", "small")
        self.spans = SpansWithTwin(_("What women told the safety team"))
        for part in (self.read_so, self.spans, self.missing):
            self.said.add(part)
        self.said.body.addStretch(1)
        self.finished = Card(_("Completion, from the programme desk"))
        self.finish, self.finish_below = words("", "display"), words("", "small")
        self.finished.add(self.finish)
        self.finished.add(self.finish_below)
        self.leaves = Card(_("Release to the programme desk"))
        told = _(
            "One sheet a quarter for the whole service, at least ten women in every figure, read by a second person."
        )
        self.preview = KeyButton(_("Preview the sheet"), "Ctrl+Enter", "file-text", small=True)
        self.leaves.add(words(told, "small"))
        self.leaves.add(Flow(self.preview))
        self.verbs.append(Verb(self.preview.accessibleName(), self.preview.click, "Ctrl+Enter", "file-text"))
        self.body.addWidget(labelled(_("Period"), self.period))
        self.body.addWidget(SideBySide(*figures, shares=(1, 1, 1, 1), stacks_under=760))
        right = Column(self.finished, self.leaves)
        self.body.addWidget(SideBySide(self.said, right, shares=(7, 4), stacks_under=900), 1)
        self._wire()

    def _wire(self) -> None:
        self.twin.clicked.connect(lambda _on: self.spans.turn())
        self.spans.turned.connect(
            lambda is_table: self.twin.say(_("Show as chart") if is_table else _("Show as table"))
        )
        self.period.currentIndexChanged.connect(lambda _at: self.refresh())
        self.preview.clicked.connect(lambda _on: self.go("figures"))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        first, last = self.period.currentData()
        wanted = OutcomesWanted(from_=first, to=last)
        self.read(partial(self.desk.outcomes.show, wanted), self._show)

    def _show(self, page: OutcomesPage) -> None:
        self.show_content()
        span = _("{first} to {last}").format(first=day(page.first), last=day(page.last))
        self.set_title(_("Outcomes"), facts(span, _("whole service")))
        chose = ngettext("{count} chose not to be in contact", "{count} chose not to be in contact", page.chose_not_to)
        say_share(self.reached, page.reached, chose.format(count=page.chose_not_to) if page.chose_not_to else "")
        say_share(self.before, page.before_start, _("The aim is all."))
        old = _("The rest are over {weeks} weeks old or missing.").format(weeks=page.plan_weeks)
        say_share(self.plans, page.plans, old if page.plans.n < page.plans.of else "")
        say_share(self.told, page.told, _("When he missed or stopped."))
        self._show_said(page)
        self.finish.setText(of_words(page.completed))
        below = _("of men who started and whose case ended. Finishing is not proof of safety.")
        self.finish_below.setText(f"{percent_words(page.completed, stops='')} {below}".strip())
        self.finished.setAccessibleName(facts(_("Completion"), self.finish.text(), self.finish_below.text()))

    def _show_said(self, page: OutcomesPage) -> None:
        has_figures = bool(page.areas)
        self.spans.setVisible(has_figures)
        self.twin.setEnabled(has_figures)
        count = ngettext("{count} woman.", "{count} women.", page.answered).format(count=page.answered)
        how = _("Share who said yes, at the start (hollow) and lately (filled). Read with the missing in mind.")
        self.read_so.setText(
            f"{how} {count}" if has_figures else _("Fewer than 10 women have answered, so no figures.")
        )
        left = _("{count} of {of} women are not in these figures.").format(
            count=page.women - page.answered, of=page.women
        )
        apart = _("Records kept for named officers are in no figure.") if page.kept_apart else ""
        never = _("Never shown for one group or one worker.")
        self.missing.setText(" ".join(part for part in (left if has_figures else "", never, apart) if part))
        self.spans.show_spans([span_of(one) for one in page.areas])

    def first_focus(self) -> QWidget:
        return self.twin if self.twin.isEnabled() else self.period

    def panes(self) -> list[QWidget]:
        return [self.period, self.spans, self.preview]


def say_share(figure: BigFigure, share: ShareRow, rest: str) -> None:
    """Another share, its percentage and what is to be known of the rest; nothing of nothing says so."""
    figure.say(figure.caption, of_words(share), f"{percent_words(share)} {rest}".strip())


def labelled(text: str, editor: QWidget) -> QWidget:
    """A choice with its name before it, no wider than it needs."""
    row = QWidget()
    box = QHBoxLayout(row)
    box.setContentsMargins(0, 0, 0, 0)
    label = QLabel(text)
    label.setProperty("kind", "small")
    label.setBuddy(editor)
    box.addWidget(label)
    box.addWidget(editor)
    box.addStretch(1)
    return row


def periods(today: date) -> tuple[tuple[str, date, date], ...]:
    """One and two years until today, and the quarters that are over."""
    years = (
        (_("The last two years"), today - timedelta(days=2 * YEAR), today),
        (_("The last year"), today - timedelta(days=YEAR), today),
    )
    quarters = tuple(
        (_("{year}, quarter {number}").format(year=one.year, number=one.number), one.first, one.last)
        for one in last_quarters(today)
    )
    return (*years, *quarters)


def of_words(share: ShareRow) -> str:
    """n of N; without an N there is nothing to be a share of."""
    return _("{n} of {of}").format(n=share.n, of=share.of) if share.of else _("None yet")


def percent_words(share: ShareRow, stops: str = ".") -> str:
    """The percentage; below ten it is not one (STA-5)."""
    if not share.of:
        return ""
    return f"{share.percent}%{stops}" if share.percent is not None else _("Fewer than 10: no percentage.")


def span_of(area: AreaRow) -> Span:
    """One area as the chart takes it."""
    start, latest = area.start, area.latest
    few = _("< 10")
    return Span(
        area.words,
        float(start.percent) if start.percent is not None else None,
        float(latest.percent) if latest.percent is not None else None,
        of_words(start) if start.percent is not None else few,
        of_words(latest) if latest.percent is not None else few,
    )
