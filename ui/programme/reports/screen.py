"""Is the board of reports: what is being written, read, cleared and delivered, and a new one for a case (P20)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _, ngettext, paper_languages
from app.domain import labels
from app.domain.answers import Answer
from app.domain.pack_tables import reports
from app.programme.desk import ProgrammeDesk
from app.programme.finding.lists import CaseRows, CasesWanted
from app.programme.report_rows import LIES_ASIDE, ReportBegun, ReportLine, ReportPutAside, ReportSaved, ReportsWanted
from reports.programme.documents import Kind as ReportKind
from reports.programme.headings import title
from ui.kit.buttons import KeyButton
from ui.kit.choice import Option, SegmentedChoice
from ui.kit.dates import day
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Values, options
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.paged_model import Column
from ui.kit.sharing import called
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts
from ui.shell.screen import Context, Screen

ON_ITS_WAY, GONE = "on_its_way", "gone"
TONES = {
    "draft": Tone.INFO,
    "second_reader": Tone.WARN,
    "awaiting_clearance": Tone.MUTE,
    "cleared": Tone.OK,
    "issued": Tone.OK,
    "delivered": Tone.MUTE,
    LIES_ASIDE: Tone.MUTE,
}
ROUTE_TONES = {Answer.YES: Tone.OK, Answer.NO: Tone.STOP}
LATEST = 500


def route_words(line: ReportLine) -> str:
    """Whether the way of reporting to the reader is open; not known is said, never taken for open (REP-13)."""
    return labels.route_words(line.route)


def report_columns() -> tuple[Column[ReportLine], ...]:
    """Whose, where it stands, who wrote it, who reads it."""
    return (
        Column(_("Participant"), lambda line: called(line.name), strong=True),
        Column(_("Case"), lambda line: line.reference),
        Column(_("Report"), lambda line: title(ReportKind(line.type))),
        Column(_("Stands"), lambda line: line.words, tone=lambda line: TONES[line.state]),
        Column(_("Due"), lambda line: day(line.due_on) if line.due_on else ""),
        Column(
            _("Way of reporting"),
            route_words,
            tone=lambda line: ROUTE_TONES.get(line.route, Tone.MUTE),
        ),
        Column(_("Written by"), lambda line: line.author),
        Column(_("Second reader"), lambda line: line.reader),
        Column(_("Waiting since"), lambda line: day(line.since.date()), small=True),
    )


def new_report_form(cases: dict[str, str]) -> FormSpec:
    """For whom, which report, and which days it covers."""
    return FormSpec(
        ReportBegun,
        (
            Field("case", _("&Participant"), Kind.CHOICE, required=True, choices=options(cases)),
            Field("type", _("&Report"), Kind.CHOICE, required=True, choices=options(reports())),
            Field(
                "language",
                _("&Language"),
                Kind.CHOICE,
                choices=options(paper_languages()),
                help=_("Leave it blank for the language of the last report to this reader."),
            ),
            Field("first", _("Covers &from"), Kind.DATE, help=_("Leave both blank for every day so far.")),
            Field("last", _("Covers &until"), Kind.DATE),
            Field("due_on", _("&Due on"), Kind.DATE, help=_("Leave it blank for the day the programme gives.")),
        ),
        check=_period_problems,
        extra=frozenset({"first", "last"}),
    )


def aside_form() -> FormSpec:
    """Until when a report that is due lies aside, and why."""
    return FormSpec(
        ReportPutAside,
        (
            Field("because", _("&Why later"), required=True),
            Field("until", _("Ask again &on"), Kind.DATE, required=True),
        ),
    )


def _period_problems(values: Values) -> dict[str, str]:
    first, last = values.get("first"), values.get("last")
    if bool(first) != bool(last):
        return {"last" if first else "first": _("Give both days, or none.")}
    return {"last": _("The period ends before it begins.")} if first and str(last) < str(first) else {}


class ReportsScreen(Screen[ProgrammeDesk]):
    """The board; Enter opens a report, the form at the right begins one."""

    cares_for = frozenset({"report"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Reports"))
        self._lines: tuple[ReportLine, ...] = ()
        self.form: Form | None = None
        tabs = (Option(ON_ITS_WAY, _("On their way")), Option(GONE, _("Delivered")))
        self.which = SegmentedChoice(_("Which reports"), tabs, ON_ITS_WAY)
        self.table: DataTable[ReportLine] = DataTable(report_columns(), _("Reports"))
        self.side = Card(_("New report"))
        self._asked: tuple[str, str] | None = None
        self.aside = Card(_("Not now"))
        self.later = Form(aside_form(), _("Not now"), has_keys=False)
        self.put_aside = KeyButton(_("Put aside"), small=True)
        self.aside.add(self.later)
        self.aside.add(Flow(self.put_aside))
        self.aside.hide()
        left = Below(Flow(self.which), is_filled=True)
        left.box.addWidget(self.table, 1)
        self.right = Below(self.side, self.aside)
        self.right.hide()
        self.body.addWidget(SideBySide(left, self.right, shares=(3, 1)), 1)
        self.many = self.plain(_("Many at once"), "Ctrl+Shift+N", "list-details")
        self.new = self.primary(_("New report"), "Ctrl+N", "plus")
        self._wire()

    def _wire(self) -> None:
        self.new.clicked.connect(self._new_wanted)
        self.many.clicked.connect(lambda _on: self.go("report_batch"))
        self.which.chosen.connect(lambda _value: self._show_tab())
        self.table.row_chosen.connect(self._go_on)
        self.put_aside.clicked.connect(self._put_aside)

    def _go_on(self, key: str) -> None:
        """Open a report; what lies aside has none yet, so one can be begun or another day said."""
        if "/" in key:
            self._ask_for(*key.split("/"))
        else:
            self.go("report", key)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.read(partial(self.desk.reports.list, ReportsWanted()), self._show)
        if subject:
            self._ask_for(*subject.split("/"))

    def _show(self, lines: tuple[ReportLine, ...]) -> None:
        self._lines = lines
        self.show_content()
        self._show_tab()

    def _show_tab(self) -> None:
        wants_gone = self.which.value() == GONE
        lines = [line for line in self._lines if (line.state == "delivered") == wants_gone]
        count = sum(line.state not in ("delivered", LIES_ASIDE) for line in self._lines)
        on_way = ngettext("{count} report on its way", "{count} reports on their way", count).format(count=count)
        self.set_title(_("Reports"), facts(on_way))
        none = _("No report is on its way. New report begins one; Today says which are due.")
        self.table.none = _("No report was delivered yet.") if wants_gone else none
        self.table.show_rows(lines, lambda line: line.report)

    def _new_wanted(self) -> None:
        if self.form is not None and self.right.isVisible():
            self._draft()
        else:
            self._ask_for("")

    def _ask_for(self, case: str, kind: str = ReportKind.PROGRESS.value) -> None:
        """Begin a report: from Today with the man and the report it asks for."""
        self._asked = (case, kind) if case else None
        act = partial(self.desk.cases.list, CasesWanted(open_only=not case, size=LATEST))
        self.read(act, partial(self._ask, case, kind), "cases")

    def _ask(self, case: str, kind: str, found: CaseRows) -> None:
        if self.form is not None:
            self.side.body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        cases = {str(row.case): facts(row.short_name, row.reference) for row in found.rows}
        self.form = Form(new_report_form(cases), _("New report"))
        self.side.add(self.form)
        self.right.show()
        self.form.show()
        self.later.clear()
        self.aside.setVisible(self._asked is not None)
        self.new.say(_("Start the draft"))
        self.form.fill({"type": kind, **({"case": case} if case else {})})
        self.form.editor("case").setFocus()

    def _put_aside(self) -> None:
        """The due row's report is written later; what is typed in the form above is not needed for that."""
        case, kind = self._asked or ("", "")
        draft = self.later.draft_as(ReportPutAside, case=case, type=kind)
        if draft is not None:
            self.change(partial(self.desk.reports.put_aside, draft), self._put, self._aside_refused)

    def _put(self, line: ReportLine) -> None:
        self.toast(line.words)
        self._close_form()
        self.go("reports")

    def _aside_refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            named = {"type": "because"}
            self.later.show_problems({named.get(name, name): said for name, said in error.problems.items()})
        else:
            self.show_problem(error)

    def _draft(self) -> None:
        if self.form is None:
            return
        values = self.form.values()
        period = {"from": values["first"], "to": values["last"]} if values.get("first") else None
        draft = self.form.draft_as(ReportBegun, **({"period": period} if period else {}))
        if draft is not None:
            self.change(partial(self.desk.reports.draft, draft), self._begun, self._refused)

    def _begun(self, saved: ReportSaved) -> None:
        self._close_form()
        self.go("report", saved.report)

    def _close_form(self) -> None:
        if self.form is not None:
            self.form.clear()
        self.right.hide()
        self.aside.hide()
        self.later.clear()
        self.new.say(_("New report"))

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and self.form is not None:
            self.form.show_problems({{"period": "last"}.get(name, name): text for name, text in error.problems.items()})
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        return self.form is not None and self.side.isVisible() and (self.form.is_edited() or self.later.is_edited())

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> list[QWidget]:
        beside = [one for one in (self.side, self.aside) if one.isVisible()]
        return [self.which, self.table, *beside]
