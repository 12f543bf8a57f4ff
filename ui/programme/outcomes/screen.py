"""Shows what came of the referrals of a period, with a list behind each number; exports it as paper or sheet (P23)."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.core.shapes import to_json
from app.domain.calendar import TWO_YEARS, lengths, quarter_of, span_of
from app.domain.roles import Role
from app.programme.desk import ProgrammeDesk
from app.programme.left.counting import CohortWanted, read_wanted
from app.programme.left.outcome_lines import OutcomeLine, lines_of, small
from app.programme.left.outcomes import BehindWanted, OutcomesPage, PartRow
from app.programme.left.statistics import RateRow
from ui.kit.bands import announce
from ui.kit.buttons import KeyButton
from ui.kit.card_table import CardTable
from ui.kit.choice import Option, SegmentedChoice
from ui.kit.dates import day
from ui.kit.editors import ChoiceEditor
from ui.kit.figures import Bar, FigureBars, FigureSpans, Span
from ui.kit.form_spec import Field, Kind, options
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.paged_model import Align, Column
from ui.kit.widgets import BigFigure, Card, facts, words
from ui.shell.screen import Context, Screen, Verb

MOST, MOST_HIDDEN = 60, 3


def table_columns() -> tuple[Column[OutcomeLine], ...]:
    """The figures as a table: what is on the sheet and the paper too."""
    return (
        Column(_("Part"), lambda line: line.part, small=True),
        Column(_("What"), lambda line: line.words, strong=True),
        Column(_("Figure"), lambda line: str(line.figure), Align.RIGHT),
        Column(_("Of"), lambda line: "" if line.of is None else str(line.of), Align.RIGHT),
        Column(_("Percent"), lambda line: "" if line.percent is None else f"{line.percent}%", Align.RIGHT),
        Column(_("Base"), lambda line: line.base, small=True),
    )


class OutcomesScreen(Screen[ProgrammeDesk]):
    """Left and Right on the bars step the quarter, Enter opens the men behind one, E exports (F10)."""

    is_for_staff = True
    cares_for = frozenset({"case", "register", "group"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Outcomes"))
        self.last_quarter = quarter_of(ctx.clock.today())
        self._page: OutcomesPage | None = None
        spans = [Option(key, said) for key, (said, _quarters) in lengths().items()]
        self.span = SegmentedChoice(_("How long a time"), spans, TWO_YEARS)
        bys = (Option("referred", _("By referral")), Option("ended", _("By end")))
        self.by = SegmentedChoice(_("Which day counts"), bys, "referred")
        self.programme = ChoiceEditor(Field("programme", _("Programme"), Kind.CHOICE, hint=_("All programmes")))
        self.site = ChoiceEditor(Field("site", _("Site"), Kind.CHOICE, hint=_("All sites")))
        self.earlier = KeyButton(_("Earlier"), "Ctrl+PgUp", small=True)
        self.later = KeyButton(_("Later"), "Ctrl+PgDown", small=True)
        self.none = words(_("Fewer than 10 men in this period, so no figures."))
        self._build_figures()
        self.body.addWidget(Flow(self.span, self.earlier, self.later, self.by, self.programme, self.site))
        for part in (self.none, self.figures, self.twin, self.missing):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.as_table = self.plain(_("Show as table"), "Alt+T", "list-details")
        self.export = self.primary(_("Export PDF"), "Ctrl+E", "download")
        self._wire()

    def _build_figures(self) -> None:
        self.flow, self.waits = FigureBars(_("How far men came")), FigureBars(_("Wait from referral to first session"))
        self.early, self.before = FigureBars(_("Why men left early")), FigureBars(_("Ended before they started"))
        self.spans = FigureSpans(_("Men’s own measures"))
        self.notes = {part: words("", "small") for part in (self.flow, self.waits, self.early, self.before, self.spans)}
        self.tiles = tuple(BigFigure("", "", "") for _place in range(4))
        self.partners = Card(_("What partners say"))
        said = _(
            "Kept by the safety team. They release one sheet a quarter, for the whole service, if enough answered."
        )
        self.partners.add(words(said, "small"))
        self.sheets = KeyButton(_("Read the sheets"), "Alt+P", small=True)
        if self.ctx.person.role == Role.MANAGER.value:
            self.partners.add(Flow(self.sheets))
        left = Below(self._card(self.flow), self._card(self.before), self._card(self.spans))
        right = Below(self._card(self.waits), self._card(self.early), self.partners)
        foot = _(
            "A count under 10 in a breakdown is shown as “< 10”, here and in every export, "
            "and so is any count that would give one away."
        )
        self.figures = Below(SideBySide(*self.tiles), SideBySide(left, right, shares=(3, 2)), words(foot, "small"))
        self.twin: CardTable[OutcomeLine] = CardTable(table_columns(), _("Outcomes as a table"), most=MOST)
        self.twin.hide()
        self.missing = Card(_("Missing before a return"))
        self.lacks = FigureBars(_("Missing before a return"))
        self.every_bar = (self.flow, self.waits, self.early, self.before, self.lacks)
        self.complete = words(_("Nothing is missing."), "small")
        self.missing.add(self.complete)
        self.missing.add(self.lacks)

    def _card(self, part: FigureBars | FigureSpans) -> Card:
        card = Card(part.accessibleName())
        card.add(self.notes[part])
        card.add(part)
        return card

    def _wire(self) -> None:
        for choice in (self.span, self.by):
            choice.chosen.connect(lambda _value: self._reload())
        for editor in (self.programme, self.site):
            editor.edited.connect(self._reload)
        for button, by in ((self.earlier, -1), (self.later, 1)):
            button.clicked.connect(partial(self.step, by))
        for bars in self.every_bar:
            bars.stepped.connect(self.step)
            bars.chosen.connect(self._open_behind)
        self.as_table.clicked.connect(self._turn)
        self.sheets.clicked.connect(lambda _on: self.go("figures"))
        self.export.clicked.connect(partial(self._export, "pdf"))
        self.verbs.append(Verb(_("Export the figures as a sheet"), partial(self._export, "xlsx"), "Ctrl+Shift+E"))

    def wanted(self) -> CohortWanted:
        """The period and what it is narrowed to."""
        first, last = span_of(self.last_quarter, self.span.value())
        programme, site = (str(editor.value() or "") or None for editor in (self.programme, self.site))
        by = "ended" if self.by.value() == "ended" else "referred"
        return CohortWanted(from_=first, to=last, by=by, programme=programme, site=site)  # type: ignore[arg-type]  # one of both

    def open(self, subject: str | None = None) -> None:
        wanted = read_wanted(CohortWanted, subject) if subject and subject != self.subject else None
        if wanted is not None:
            self._take(wanted)
        super().open(subject)
        self._reload()

    def _reload(self) -> None:
        self.read(partial(self.desk.outcomes.show, self.wanted()), self._show)

    def _take(self, wanted: CohortWanted) -> None:
        """The period that somebody comes back to."""
        self.last_quarter = quarter_of(wanted.to)
        fits = (key for key in lengths() if span_of(self.last_quarter, key)[0] == wanted.from_)
        self.span.set_value(next(fits, TWO_YEARS))
        self.by.set_value(wanted.by)
        for editor, value in ((self.programme, wanted.programme), (self.site, wanted.site)):
            if value:
                editor.offer(options({value: value}))
                editor.fill(value)

    def step(self, by: int, *_pressed: bool) -> None:
        """A quarter earlier or later."""
        self.last_quarter = self.last_quarter.moved(by)
        self._reload()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """E exports where the bars have the keyboard; elsewhere a letter is only a letter (A07)."""
        is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() == Qt.Key.Key_E and is_plain and isinstance(self.focusWidget(), FigureBars):
            self._export("pdf")
        else:
            super().keyPressEvent(event)

    def _show(self, page: OutcomesPage) -> None:
        self._page = page
        self.show_content()
        self.programme.offer(options({one.key: one.words for one in page.programmes}))
        self.site.offer(options({one.key: one.words for one in page.sites}))
        self.site.setVisible(len(page.sites) > 1)
        total = page.cohort.total
        men = small() if page.is_small else str(total)
        period = _("{first} to {last}").format(first=day(page.cohort.first), last=day(page.cohort.last))
        which = _("Referred") if page.cohort.by == "referred" else _("Ended")
        self.set_title(_("Outcomes"), facts(f"{which} {period}", _("{men} men, each referral once").format(men=men)))
        self.none.setVisible(page.is_small)
        self.export.setEnabled(not page.is_small)
        self._show_figures()
        if not page.is_small:
            self._fill(page)
        self.lacks.show_bars([Bar(one.key, one.words, one.count, str(one.count)) for one in page.missing])
        self.lacks.setVisible(bool(page.missing))
        self.complete.setVisible(not page.missing)
        announce(self, f"{which} {period}")

    def _show_figures(self) -> None:
        has_figures = self._page is not None and not self._page.is_small
        is_table = self.as_table.property("is_on") is True
        self.figures.setVisible(has_figures and not is_table)
        self.twin.setVisible(has_figures and is_table)

    def _fill(self, page: OutcomesPage) -> None:
        self._fill_tiles(page)
        stages = [Bar(f"stage/{one.key}", one.words, one.count, str(one.count)) for one in page.cohort.stages]
        here = page.cohort.still_here
        self.flow.show_bars([*stages, Bar("open/", _("Still with us"), here, str(here))], page.cohort.total)
        self.notes[self.flow].setText(_("Of {count} referrals. Enter opens the men.").format(count=page.cohort.total))
        self.waits.show_bars(_bars(page.waits))
        men = ngettext("{count} man who started", "{count} men who started", page.started)
        self.notes[self.waits].setText(men.format(count=page.started))
        for bars, rows, in_all, of in (
            (self.early, page.left_early, page.left_early_in_all, page.started),
            (self.before, page.left_before, page.left_before_in_all, page.cohort.total),
        ):
            said = small() if in_all is None else str(in_all)
            bars.show_bars(_few(rows) if in_all is not None else [])
            bars.setVisible(in_all is not None)
            self.notes[bars].setText(_("{count} of {of} men. The last reason recorded.").format(count=said, of=of))
        self._fill_measures(page)
        self.twin.show_rows(lines_of(page), lambda line: f"{line.part} {line.words}")

    def _fill_tiles(self, page: OutcomesPage) -> None:
        rates = {rate.key: rate for rate in page.cohort.rates}
        hours = page.milestone_hours
        reached = _("Reached {hours} hours").format(hours=hours) if hours else _("Reached the first milestone")
        median = page.cohort.median_days
        days = small() if median is None else _("{days} days").format(days=median)
        marked = _("Marked as long from {days} days").format(days=page.wait_limit_days)
        told = (
            _said(_("Started"), rates["started"], _("of men found suitable")),
            _said(_("Completed the programme"), rates["completed_of_started"], _("of men who started")),
            _said(reached, rates["milestone"], _("of men who started")),
            (_("Median wait to first session"), days, marked),
        )
        for tile, said in zip(self.tiles, told, strict=True):
            tile.say(*said)

    def _fill_measures(self, page: OutcomesPage) -> None:
        told = [row for row in page.measures if row.n is not None and row.start is not None and row.end is not None]
        self.spans.show_spans(
            [
                Span(
                    row.words, _("{title}, n {n} of {of}").format(title=row.title, n=row.n, of=row.of),
                    row.start or 0, row.end or 0, row.start_said, row.end_said, row.most,
                )
                for row in told
            ]
        )  # fmt: skip
        hidden = len(page.measures) - len(told)
        said = [_("First answer hollow, last filled. What men say about themselves, not proof of change.")]
        if not told:
            said = [_("Nothing to show yet: ten men must have answered the same question twice.")]
        if hidden:
            more = ngettext(
                "{count} more figure has fewer than 10 men.", "{count} more figures have fewer than 10 men.", hidden
            )
            said.append(more.format(count=hidden))
        self.notes[self.spans].setText(" ".join(said))
        self.spans.setVisible(bool(told))

    def _turn(self) -> None:
        """A table instead of pictures, or back (Alt+T)."""
        is_table = self.as_table.property("is_on") is not True
        self.as_table.setProperty("is_on", is_table)
        self.as_table.say(_("Show as pictures") if is_table else _("Show as table"))
        self._show_figures()
        if self.twin.isVisible():
            self.twin.setFocus()

    def _open_behind(self, key: str) -> None:
        wanted = self.wanted()
        behind = BehindWanted(
            from_=wanted.from_, to=wanted.to, by=wanted.by, programme=wanted.programme, site=wanted.site, what=key
        )
        bars = next((bar for part in self.every_bar for bar in part.bars() if bar.key == key), None)
        if bars is not None and bars.count is None:
            self.toast(_("Fewer than 10 men stand behind this, so there is no list."))
        else:
            self.go("outcomes_cases", to_json(behind).decode())

    def _export(self, form: str, _on: bool = False) -> None:
        if self._page is not None and not self._page.is_small:
            self.go("exports", f"statistics {form} {to_json(self.wanted()).decode()}")

    def first_focus(self) -> QWidget:
        return self.flow if self._page is not None and not self._page.is_small else self.span

    def panes(self) -> list[QWidget]:
        return [self.span, self.flow, self.waits, self.missing] if self.figures.isVisible() else [self.span]


def _bars(rows: tuple[PartRow, ...]) -> list[Bar]:
    return [Bar(row.key, row.words, row.count, small() if row.count is None else str(row.count)) for row in rows]


def _few(rows: tuple[PartRow, ...]) -> list[Bar]:
    """Reasons: those that are told, and of many that are not one bar with how many reasons they are."""
    told, hidden = [row for row in rows if row.count is not None], [row for row in rows if row.count is None]
    if len(hidden) <= MOST_HIDDEN:
        return _bars(rows)
    more = _("{count} other reasons, none told by itself").format(count=len(hidden))
    return [*_bars(tuple(told)), Bar("", more, None, small())]


def _said(caption: str, rate: RateRow, base: str) -> tuple[str, str, str]:
    """n of N with its percentage and base; a base below ten has neither (STA-1, STA-5)."""
    if rate.percent is None:
        return caption, small(), base
    share = _("{percent}% {base}").format(percent=rate.percent, base=base)
    return caption, _("{n} of {of}").format(n=rate.n, of=rate.of), share
