"""Shows every session of one man: a grid of letters, the chosen one in words, and what the registers add up to."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.core.language import _
from app.core.shapes import CaseId
from app.domain.codes import MarkCode
from app.programme.case_file.case_file import FileAsked
from app.programme.case_file.lines import LineRow, MarksShown, WrittenRow
from app.programme.desk import ProgrammeDesk
from app.programme.progress import AttendanceRow, CaseWanted, CoverageRow, TallyRow
from ui.kit.buttons import KeyButton
from ui.kit.card_table import CardTable
from ui.kit.dates import day, short_day
from ui.kit.entries import EntryCard
from ui.kit.layouts import Column, Flow, SideBySide, tab_after
from ui.kit.letters import legend, letter_of
from ui.kit.paged_model import Align
from ui.kit.paged_model import Column as Shown
from ui.kit.rows import FactRow, Mark
from ui.kit.session_grid import SessionGrid
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, line, words
from ui.programme.case.part import Part, moment_words

COVERED = {"had": Tone.OK, "caught_up": Tone.INFO, "owed": Tone.WARN}


@dataclass(frozen=True)
class Attended:
    """What this tab asks for: every line, and what they add up to."""

    marks: MarksShown
    counted: AttendanceRow


@dataclass(frozen=True)
class KindRow:
    """One kind of contact with its counts."""

    words: str
    tally: TallyRow


class AttendancePart(Part):
    """The history grid, the session that is chosen, the totals and the coverage map (ATT-4, ATT-7, SCH-31)."""

    key = "attendance"

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[LineRow, ...] = ()
        self.grid = SessionGrid(_("Sessions"))
        self.chosen = EntryCard(_("The chosen session"))
        self.open_it = KeyButton(_("Open the register"), small=True)
        self.totals = EntryCard(_("In all"))
        self.kinds: CardTable[KindRow] = CardTable(kind_columns(), _("Attendance by kind of contact"), most=5)
        self.coverage: CardTable[CoverageRow] = CardTable(
            coverage_columns(), _("What he has had of the programme"), most=12
        )
        self._build()
        self.grid.cell_chosen.connect(self._show_line)
        self.open_it.clicked.connect(self._open)

    def _build(self) -> None:
        sessions = Card(_("Sessions"), note=" ")
        self.sessions = sessions
        self.none = words(_("No sessions yet. He is not in a group."), "small")
        for part in (self.grid, self.none, legend()):
            sessions.add(part)
        contents = Card(_("Contents"), note=" ")
        self.contents = contents
        contents.add(self.coverage)
        kinds = Card(_("By kind"))
        kinds.add(self.kinds)
        left = Column(sessions, self.chosen, contents)
        right = Column(self.totals, kinds)
        self.box.addWidget(SideBySide(left, right, shares=(13, 7)))
        self.box.addStretch(1)

    def ask(self, desk: ProgrammeDesk, case: CaseId) -> Attended:
        """Every session of his, and the counts."""
        counted = desk.progress.attendance(CaseWanted(case=case))
        return Attended(desk.case_file.marks(FileAsked(case=case)), counted)

    def show_found(self, found: Attended) -> None:
        """Show the grid, the totals and the map."""
        self._lines = found.marks.lines
        self.none.setVisible(not self._lines)
        self.chosen.setVisible(bool(self._lines))
        self.grid.show_marks([mark_of(one) for one in self._lines])
        held = sum(one.mark is not None for one in self._lines)
        self.sessions.say_note(_("{held} of {all} recorded").format(held=held, all=len(self._lines)) if held else "")
        self._show_totals(found)
        rows = [KindRow(kind_words(kind), tally) for kind, tally in found.counted.by_kind.items() if tally.offered]
        self.kinds.show_rows(rows, lambda row: row.words)
        had = sum(one.state != "owed" for one in found.counted.coverage)
        self.coverage.show_rows(found.counted.coverage, lambda row: row.key)
        of = len(found.counted.coverage)
        self.contents.setVisible(bool(of))
        self.contents.say_note(_("{had} of {all} had or caught up").format(had=had, all=of))

    def _show_totals(self, found: Attended) -> None:
        counted, limits = found.counted, found.marks.limits
        self.totals.clear()
        share = _("{done} of {all}").format(done=counted.attended, all=counted.offered)
        started = day(counted.started_on) if counted.started_on else _("Not yet")
        consecutive, total = counted.consecutive_missed, counted.missed
        if limits.only_unacceptable:
            consecutive = counted.consecutive_unacceptable
        milestones = ", ".join(_("{hours} h").format(hours=f"{hours:g}") for hours in counted.milestones)
        self.totals.pairs(
            (
                (_("Started"), started),
                (_("Came"), share),
                (_("Complied"), _("{done} of {all}").format(done=counted.compliant, all=counted.offered)),
                (_("Hours"), cut(counted.minutes)),
                (_("Milestones"), milestones or _("None reached yet")),
                (_("Missed in a row"), limited(consecutive, limits.max_consecutive)),
                (_("Missed in all"), limited(total, limits.max_total)),
                (_("Not recorded"), str(counted.not_recorded) if counted.not_recorded else ""),
                (_("Use in a session"), str(found.marks.use_in_session) if found.marks.use_in_session else ""),
                (_("Complete"), completion_words(counted)),
            )
        )
        if limits.only_unacceptable:
            self.totals.say(_("Only absences that were not accepted count towards the limits of this programme."))

    def _show_line(self, at: int) -> None:
        if not 0 <= at < len(self._lines):
            return
        one = self._lines[at]
        self.chosen.clear()
        self.chosen.say_note(facts(kind_words(one.kind), one.group))
        when = moment_words(one.starts_at)
        self.chosen.add(FactRow("calendar", one.title, facts(when, status_words(one), one.not_held_reason)))
        if one.mark is not None:
            self.chosen.add(FactRow("clipboard-check", one.mark.words, written_words(one.mark)))
        for earlier in reversed(one.earlier):
            before = _("Before: {mark}").format(mark=earlier.words)
            self.chosen.add(FactRow("history", before, written_words(earlier)))
        if one.kind in ("group", "catch_up") and one.status != "cancelled":
            self.chosen.add(line())
            self.open_it = KeyButton(_("Open the register"), small=True)
            self.open_it.clicked.connect(self._open)
            self.chosen.add(Flow(self.open_it))
            tab_after(self.grid, [self.open_it])

    def _open(self) -> None:
        at = self.grid.chosen()
        if at < len(self._lines):
            self.wanted.emit("register", self._lines[at].session)

    def panes(self) -> list[QWidget]:
        """The grid, what is chosen, the numbers, the map."""
        return [self.grid, self.chosen, self.kinds, self.coverage]


def mark_of(one: LineRow) -> Mark:
    """A cell of the grid: its letter, and in words everything that the letter says."""
    number = str(one.number) if one.number else {"review": _("R"), "catch_up": "+"}.get(one.kind, "1:1")
    when = short_day(one.starts_at.date()) if one.starts_at else ""
    if one.mark is None:
        return Mark(number, "", facts(one.title, when, status_words(one)))
    letter, tone = letter_of(MarkCode(one.mark.code))
    corrected = _("corrected") if one.earlier else ""
    return Mark(number, letter, facts(one.title, when, one.mark.words, corrected), tone)


def status_words(one: LineRow) -> str:
    """Whether it was held, is planned, or still lacks its register."""
    if one.mark is not None:
        return _("Recorded")
    return {"planned": _("Not recorded"), "held": _("Held, not recorded"), "not_held": _("Not held")}.get(
        one.status, _("Not recorded")
    )


def written_words(mark: WrittenRow) -> str:
    """Minutes, reason, engagement and home task, then who wrote it and why it was corrected."""
    minutes = _("{count} minutes").format(count=mark.minutes) if mark.minutes else ""
    late = _("{count} late").format(count=mark.late_minutes) if mark.late_minutes else ""
    engaged = _("engagement {number} of 5").format(number=mark.engagement) if mark.engagement else ""
    task = {"yes": _("home task done"), "part": _("home task in part"), "no": _("home task not done")}
    out = _("time-out used") if mark.time_out else ""
    why = _("corrected: {reason}").format(reason=mark.correction_reason) if mark.correction_reason else ""
    said = facts(minutes, late, mark.reason, engaged, task.get(mark.task, ""), out)
    return facts(said, mark.by, moment_words(mark.at), why)


def kind_words(kind: str) -> str:
    """What kind of contact it is."""
    known = {"group": _("Group"), "one_to_one": _("1-2-1"), "review": _("Review"), "catch_up": _("Catch-up")}
    return known.get(kind, kind)


def kind_columns() -> tuple[Shown[KindRow], ...]:
    """Came of offered, and hours, by kind (ATT-7)."""
    return (
        Shown(_("Contact"), lambda row: row.words, strong=True),
        Shown(_("Came"), lambda row: _("{done} of {all}").format(done=row.tally.attended, all=row.tally.offered)),
        Shown(_("Hours"), lambda row: cut(row.tally.minutes), align=Align.RIGHT),
    )


def coverage_columns() -> tuple[Shown[CoverageRow], ...]:
    """Each content: had, caught up or owed, when and in which group (SCH-31)."""
    return (
        Shown(_("Content"), lambda row: row.title, strong=True),
        Shown(_("State"), lambda row: covered_words(row.state), tone=lambda row: COVERED.get(row.state, Tone.MUTE)),
        Shown(_("Day"), lambda row: short_day(row.on) if row.on else ""),
        Shown(_("Group"), lambda row: row.group),
    )


def covered_words(state: str) -> str:
    """Where a content stands."""
    return {"had": _("Had"), "caught_up": _("Caught up"), "owed": _("Owed")}.get(state, state)


def cut(minutes: int) -> str:
    """Minutes as hours with one decimal, cut and never rounded up: 29.9 is not 30 (ATT-7)."""
    return f"{minutes // 6 / 10:.1f}"


def limited(count: int, limit: int | None) -> str:
    """A count beside the limit of the programme, when it has one (ATT-9)."""
    return str(count) if limit is None else _("{count}, limit {limit}").format(count=count, limit=limit)


def completion_words(counted: AttendanceRow) -> str:
    """What is lacking until completion can be offered; derived, never typed (CASE-8)."""
    check = counted.completion
    if check.offered:
        return _("Can be offered, {day}").format(day=day(check.on)) if check.on else _("Can be offered")
    short = _("{hours} h to go").format(hours=up(check.hours_short)) if check.hours_short else ""
    owed = _("{count} contents owed").format(count=len(check.owed)) if check.owed and not short else ""
    review = _("review to be held") if check.review_is_owed else ""
    return facts(short, owed, review)


def up(hours: float) -> str:
    """What is lacking is never cut: a minute short is still short."""
    return f"{-(-round(hours * 60) // 6) / 10:.1f}"
