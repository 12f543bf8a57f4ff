"""Begins the same report for many men, one after the other, with progress and Stop; says what came of each (P20)."""

from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.errors import AppError, InvalidInput, Unavailable
from app.core.language import _, ngettext, paper_languages
from app.core.shapes import CaseId, Draft, ReportId, Row, ShortText
from app.domain.pack_tables import reports
from app.programme.accounts import PeopleWanted, PersonRow
from app.programme.case_list import CaseRow
from app.programme.desk import ProgrammeDesk
from app.programme.finding.lists import CaseRows, CasesWanted
from app.programme.report_rows import PeriodGiven, ReaderAsked, ReportBegun, ReportLine, ReportSaved, ReportsWanted
from reports.programme.documents import Kind as ReportKind
from ui.kit.bands import Banner, announce
from ui.kit.buttons import KeyButton
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Values, options
from ui.kit.layouts import Column as Below
from ui.kit.layouts import SideBySide
from ui.kit.paged_model import Column
from ui.kit.sharing import called
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Context, FormScreen, Verb

MOST = 1000
IN, OUT, MADE, REFUSED = "in", "out", "made", "refused"
TONES = {IN: Tone.INFO, OUT: Tone.MUTE, MADE: Tone.OK, REFUSED: Tone.WARN}


class BatchWanted(Draft):
    """Which report the men get, for which days, by when, and who reads them all."""

    type: ReportKind
    first: date
    last: date
    language: ShortText | None = None
    due_on: date | None = None
    reader: ShortText | None = None
    programme: ShortText | None = None


class Man(Row):
    """One man of a batch: whether he gets a report, and what came of it."""

    row: CaseRow
    stands: str
    words: str


def batch_form() -> FormSpec:
    """What is the same for all of them."""
    return FormSpec(
        BatchWanted,
        (
            Field("type", _("&Report"), Kind.CHOICE, required=True, choices=options(reports())),
            Field("programme", _("&Programme"), Kind.CHOICE, help=_("Leave it blank for every programme.")),
            Field("first", _("Covers &from"), Kind.DATE, required=True),
            Field("last", _("Covers &until"), Kind.DATE, required=True),
            Field("due_on", _("&Due on"), Kind.DATE, help=_("Leave it blank for the day the programme gives.")),
            Field("language", _("&Language"), Kind.CHOICE, choices=options(paper_languages())),
            Field("reader", _("&Second reader"), Kind.CHOICE, help=_("Leave it open to begin drafts only.")),
        ),
        check=_problems,
    )


def _problems(values: Values) -> dict[str, str]:
    is_turned = bool(values.get("first")) and str(values.get("last")) < str(values.get("first"))
    return {"last": _("The period ends before it begins.")} if is_turned else {}


def man_columns() -> tuple[Column[Man], ...]:
    """Who, and what came of it."""
    return (
        Column(_("Participant"), lambda man: called(man.row.short_name), strong=True),
        Column(_("Case"), lambda man: man.row.reference),
        Column(_("Group"), lambda man: man.row.group),
        Column(_("Report"), lambda man: _stand_words()[man.stands], tone=lambda man: TONES[man.stands]),
        Column(_("Why"), lambda man: man.words, small=True),
    )


def _stand_words() -> dict[str, str]:
    return {IN: _("To be made"), OUT: _("Left out"), MADE: _("Made"), REFUSED: _("Not made")}


class BatchScreen(FormScreen[ProgrammeDesk]):
    """Enter leaves a man out or takes him in; each report is an act of its own, so nothing is ever half made."""

    cares_for = frozenset({"report"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Many reports at once"))
        self._men: dict[str, Man] = {}
        self._queue: list[str] = []
        self._told_of = ""
        self._is_running, self._is_stopped = False, False
        self._cases: tuple[CaseRow, ...] = ()
        self._lines: tuple[ReportLine, ...] = ()
        self.form = Form(batch_form(), _("Many reports at once"))
        self.progress = Banner("", "", Tone.INFO, "file-text")
        self.stop = KeyButton(_("Stop"), "Ctrl+.", small=True)
        self.progress.add(self.stop)
        self.progress.hide()
        self.table: DataTable[Man] = DataTable(man_columns(), _("Who gets one"))
        side = Card(_("The same for all"))
        side.add(self.form)
        side.add(words(_("Enter on a man leaves him out. Each draft still has its reader and its clearance."), "small"))
        left = Below(self.progress, self.table, is_filled=True)
        left.box.setStretchFactor(self.table, 1)
        self.body.addWidget(SideBySide(left, Below(side), shares=(3, 2)), 1)
        self.make = self.primary(_("Begin these reports"), "Ctrl+S", "file-text")
        self._wire()

    def _wire(self) -> None:
        self.make.clicked.connect(self._begin)
        self.stop.clicked.connect(self._stop)
        self.table.row_chosen.connect(self._turn)
        for name in ("type", "programme"):
            self.form.editor(name).edited.connect(self._sort)
        self.verbs.append(Verb(_("Stop making reports"), self._stop, "Ctrl+."))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        if self._is_running:
            return
        self.read(partial(self.desk.cases.list, CasesWanted(open_only=True, size=MOST)), self._show)
        self.read(partial(self.desk.reports.list, ReportsWanted()), self._show_lines, "lines")
        self.read(partial(self.desk.people.list, PeopleWanted()), self._show_people, "people")

    def _show_people(self, people: tuple[PersonRow, ...]) -> None:
        """By name and role; nobody reads what they wrote."""
        others = {one.login: facts(one.label, *one.role_words) for one in people if one.label != self.ctx.person.name}
        self.form.editor("reader").offer(options(others))  # type: ignore[attr-defined]  # a choice, by its kind

    def _show(self, found: CaseRows) -> None:
        self.show_content()
        self._cases = found.rows
        titles = {row.programme: row.programme for row in found.rows}
        self.form.editor("programme").offer(options(titles))  # type: ignore[attr-defined]  # a choice, by its kind
        if not self.form.is_edited() and not self._men:
            self.form.fill({"type": ReportKind.PROGRESS.value})
        self._sort()

    def _show_lines(self, lines: tuple[ReportLine, ...]) -> None:
        self._lines = lines
        self._sort()

    def _sort(self) -> None:
        """Who is asked for; one who has such a report on its way is left out until somebody takes him in.

        What came of a batch stays in sight while it is this kind of report.
        """
        if self._is_running:
            return
        values = self.form.values()
        kind, programme = str(values.get("type") or ""), values.get("programme")
        on_way = {line.case for line in self._lines if line.type == kind and line.state != "delivered"}
        told = {id_: man for id_, man in self._men.items() if man.stands in (MADE, REFUSED) and kind == self._told_of}
        self._men = {}
        for row in self._cases:
            if programme and row.programme != programme:
                continue
            has_one = row.case in on_way
            said = _("Such a report is on its way already.") if has_one else ""
            self._men[row.case] = told.get(row.case) or Man(row=row, stands=OUT if has_one else IN, words=said)
        self._paint()

    def _paint(self) -> None:
        wanted = sum(man.stands == IN for man in self._men.values())
        said = ngettext("{count} report to be made", "{count} reports to be made", wanted).format(count=wanted)
        self.set_title(_("Many reports at once"), facts(said))
        self.table.show_rows(tuple(self._men.values()), lambda man: man.row.case)
        self.make.setEnabled(bool(wanted) and not self._is_running)

    def _turn(self, id_: str) -> None:
        man = self._men.get(id_)
        if man is not None and man.stands != MADE and not self._is_running:
            self._men[id_] = Man(row=man.row, stands=OUT if man.stands == IN else IN, words="")
            self._paint()

    def _begin(self) -> None:
        wanted = self.form.draft_as(BatchWanted)
        if wanted is None or self._is_running:
            return
        self._queue = [id_ for id_, man in self._men.items() if man.stands == IN]
        self._is_running, self._is_stopped, self._told_of = True, False, wanted.type
        self._next(wanted)

    def _next(self, wanted: BatchWanted) -> None:
        """The next man, once the one before is saved whole or refused."""
        self._tell()
        if self._is_stopped or not self._queue:
            self._is_over()
            return
        id_ = self._queue.pop(0)
        done = partial(self._came_of, wanted, id_)
        self.change(partial(begun, self.desk, CaseId(id_), wanted), done, partial(self._failed, wanted, id_))

    def _came_of(self, wanted: BatchWanted, id_: str, said: str) -> None:
        self._men[id_] = Man(row=self._men[id_].row, stands=MADE, words=said)
        self._next(wanted)

    def _failed(self, wanted: BatchWanted, id_: str, error: Exception) -> None:
        """A refusal is his alone; anything else stops the batch, because it would hit everybody."""
        why = reason_of(error)
        self._men[id_] = Man(row=self._men[id_].row, stands=REFUSED, words=why)
        if not isinstance(error, AppError) or isinstance(error, Unavailable):
            self._is_stopped = True
            self.show_problem(error)
        self._next(wanted)

    def _stop(self, _on: bool = False) -> None:
        self._is_stopped = True

    def _tell(self) -> None:
        counts = {stand: sum(man.stands == stand for man in self._men.values()) for stand in (MADE, REFUSED)}
        made, refused, left = counts[MADE], counts[REFUSED], len(self._queue)
        whole = made + refused + left
        over = self._is_stopped or not left
        heading = _("{made} of {whole} reports are made").format(made=made, whole=whole)
        below = facts(
            ngettext("{count} not made", "{count} not made", refused).format(count=refused) if refused else "",
            ngettext("{count} not begun", "{count} not begun", left).format(count=left) if left and over else "",
            _("Nothing is half made.") if self._is_stopped else "",
        )
        self.progress.say(heading, below, Tone.WARN if refused else Tone.INFO, "file-text")
        self.stop.setVisible(not over)
        self.progress.show()

    def _is_over(self) -> None:
        self._is_running = False
        self._queue = []
        self._paint()
        announce(self, _("The batch is over."))

    def first_focus(self) -> QWidget:
        return self.form.editor("type")

    def panes(self) -> list[QWidget]:
        return [self.table, self.form]


def begun(desk: ProgrammeDesk, case: CaseId, wanted: BatchWanted) -> str:
    """One man's draft, with its own line in the log; handed to the reader where one is named. Gives what to say.

    A draft that its reader cannot have yet stays a draft, and says what is still missing.
    """
    period = PeriodGiven(from_=wanted.first, to=wanted.last)
    language: object = wanted.language
    saved: ReportSaved = desk.reports.draft(
        ReportBegun(case=case, type=wanted.type, period=period, language=language, due_on=wanted.due_on)  # type: ignore[arg-type]  # one of the form's
    )
    if not wanted.reader:
        return _("Draft")
    try:
        desk.reports.ask_second_reader(ReaderAsked(report=ReportId(saved.report), reader=wanted.reader))
    except AppError as refused:
        return _("Draft. {why}").format(why=reason_of(refused))
    return _("With the second reader")


def reason_of(error: Exception) -> str:
    """Why not, in one line."""
    if isinstance(error, InvalidInput):
        return " ".join(error.problems.values())
    reasons = getattr(error, "reasons", ())
    return " ".join(reasons) or str(error)
