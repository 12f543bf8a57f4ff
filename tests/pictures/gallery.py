"""Invented pages that use every piece of the kit: what the picture tests and a designer's eye look at."""

from datetime import UTC, date, datetime

from PySide6.QtWidgets import QWidget

from app.core.language import _
from app.core.shapes import CaseId, Draft, GroupId, replaced
from app.programme.desk import ProgrammeDesk
from app.programme.placing import CandidateRow
from app.programme.waiting.members import AwayRow, MemberRow
from app.programme.waiting.seats import MissedRow
from tests.pictures.backups import backups
from tests.pictures.catch_ups import catch_ups
from tests.pictures.moves import ClashPage, MovePage
from tests.pictures.papers import his_file, letters
from ui.kit.bands import Banner, RiskBanner
from ui.kit.buttons import KeyButton, RoundChoice, TickBox
from ui.kit.chart import ChartWithTwin, Point
from ui.kit.choice import GradeChoice, Option, SegmentedChoice
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, options, outcomes
from ui.kit.hours import HoursBar, Milestone
from ui.kit.layouts import Column, Flow, SideBySide, horizontal, vertical
from ui.kit.pathway import PathwayStepper, Step, StepState, WorkSteps
from ui.kit.rows import ActionRow, AttendanceStrip, ClearanceLine, FactRow, Mark, Task, TaskRow
from ui.kit.session_grid import SessionGrid
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, Chip, KeyLegend, facts, line, words
from ui.programme.groups.candidates import CandidatesPart
from ui.programme.groups.people import PeoplePart
from ui.programme.waiting.offering import OfferPanel
from ui.shell.screen import Context, Crumb, Screen


class TodayPage(Screen[object]):
    """Mock 01."""

    def __init__(self, ctx: Context[object]) -> None:
        super().__init__(ctx, _("Today"))
        self.plain(_("Find or do anything"), "Ctrl+K", "search")
        tasks = Column(gap=8)
        side = Column()
        late = Task(
            "1",
            "Write the note you owe: Femi A., session 8",
            "Owed since Wednesday 18 November",
            "notes",
            "Write",
            chip="4 days late",
            tone=Tone.WARN,
        )
        now = Task(
            "2",
            "Record register: Tuesday evening, session 9",
            facts("My Thinking 3 of 6", "18:30 to 21:00", "Room 2", "10 men expected"),
            "users-group",
            "Record register",
            chip="ends 21:00",
            is_due_now=True,
        )
        read = Task(
            "3",
            "Staff-only reading, before the group",
            "The same step before every group, whether or not there is anything new",
            "eye-off",
            "Read again",
            when="read 18:05",
        )
        self.rows = [TaskRow(late), TaskRow(now), TaskRow(read)]
        tasks.box.insertWidget(0, words("Overdue  1", "strong"))
        for at, row in enumerate(self.rows, start=1):
            tasks.box.insertWidget(at, row)
        groups = Card(_("Your groups"))
        groups.add(FactRow("users-group", "Tuesday evening", facts("Session 9", "Room 2", "with Sam Lee")))
        moved = Card(_("Dates that moved"))
        moved.add(
            FactRow(
                "calendar-off",
                "No group on 22 and 29 December.",
                "Session 13 is on 5 January. Letters are ready to print.",
                "warn",
            )
        )
        moved.add(Flow(KeyButton("See before and after", small=True)))
        side.box.insertWidget(0, groups)
        side.box.insertWidget(1, moved)
        self.body.addWidget(SideBySide(tasks, side, shares=(7, 3)), 1)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.set_title(_("Today"), facts("Tuesday 24 November 2026", "20:40", "7 things to do"))

    def first_focus(self) -> KeyButton:
        return self.rows[1].button


class PersonPage(Screen[object]):
    """Mock 03."""

    def __init__(self, ctx: Context[object]) -> None:
        super().__init__(ctx)
        self.add_chip(Chip("On programme", Tone.INFO))
        self.plain("More")
        self.primary("Add record", "Ctrl+N")
        risk = RiskBanner()
        risk.show_risk(
            "medium", "Risk: medium", "Reviewed at the case meeting on 17 November. Next review by 1 December."
        )
        self.body.addWidget(risk)
        way = Card("Pathway", note=facts("10 of 29 contacts done", "20.0 of 60 group hours"))
        done, now, later = StepState.DONE, StepState.NOW, StepState.LATER
        self.way = PathwayStepper(
            [
                Step("Pre-group", "2 of 2", done),
                Step("Foundation", "6 of 6", done),
                Step("My Thinking", "2 of 6 done, now", now),
                Step("1-2-1", "not yet", later),
                Step("My Emotions", "0 of 6", later),
                Step("1-2-1", "not yet", later),
                Step("My Relationships", "0 of 6", later),
                Step("Review", "three-way", later),
            ]
        )
        way.add(self.way)
        self.body.addWidget(way)
        left = Card("Attendance", note="8 of 9 sessions (89%)")
        marks = [
            Mark(
                str(n),
                "E" if n == 7 else "P" if n < 10 else "",
                "Present" if n < 10 else "",
                Tone.MUTE if n == 7 else Tone.OK,
            )
            for n in range(1, 25)
        ]
        left.add(AttendanceStrip(marks))
        left.add(words("Recent record", "h2"))
        left.add(
            FactRow("users-group", "Session 9 attended", facts("Tue 24 Nov, 20:54", "engagement 5 of 5", "Priya Nair"))
        )
        left.add(FactRow("clipboard-check", "Case meeting held", facts("Tue 17 Nov, 14:30", "J. Adeyemi")))
        left.body.addStretch(1)
        do = Card("Do next")
        do.add(ActionRow("Book catch-up for session 7", "Due Friday 27 November", "Book"))
        do.add(ActionRow("Draft progress report", "Due Monday 30 November", "Start"))
        goals = Card("His goals")
        goals.add(words("Notice the early signs and leave the room."))
        goals.add(Flow(Chip("Kept in part", Tone.INFO), words("reviewed 3 November", "small", wraps=False)))
        line_ = ClearanceLine()
        line_.show_date("17 September")
        side = Column(do, goals, line_)
        other = Card("Other shapes", note="20.0 of 30 hours, then 60")
        bar, chart, grid = HoursBar(), ChartWithTwin("CORE-10 over time"), SessionGrid("Sessions")
        bar.show_hours("20.0", 1200, [Milestone(30, "30 h", False), Milestone(60, "60 h", False)])
        days = (date(2026, 9, 1), date(2026, 12, 1), date(2027, 3, 2))
        values = zip(days, ("Start", "Review", "Exit"), (24, None, 15), strict=True)
        chart.show_points("CORE-10", [Point(on, stage, value, str(value or "?")) for on, stage, value in values], 40)
        grid.show_marks(marks)
        for part in (bar, grid, chart):
            other.add(part)
        self.body.addWidget(SideBySide(left, side, shares=(13, 7)), 1)
        self.body.addWidget(other)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.set_title(
            "Daniel O.",
            facts("Born 1988", "Referred by probation, Norwich", "Tuesday evening group", "Case lead Sam Lee"),
            (Crumb("Participants", "people"), Crumb("P-0412")),
        )


CRITERIA = (
    ("Man, aged 18 or over", "Born 14 February 1991: 35 on the assessment date  ·  BBR 1", "met"),
    ("Wants to make positive change", "“I’m only here because I have to be.” 12 Nov  ·  BBR 4", "not_met"),
    ("Recalls and discusses some of it", "Denial grade 2: discusses some  ·  BBR 5", "met"),
    ("Order of two years, warning only", "End date is not in the papers  ·  local 2", "unknown"),
)


class ScreeningPage(Screen[object]):
    """Mock 04."""

    def __init__(self, ctx: Context[object]) -> None:
        super().__init__(ctx)
        self.plain("Save draft", "Ctrl+S")
        self.primary("Record verdict", "Ctrl+Enter")
        steps = [
            Step("Draft", "", StepState.DONE),
            Step("Second reader", "", StepState.NOW),
            Step("Issue", "", StepState.LATER),
        ]
        self.body.addWidget(WorkSteps(steps, "due Monday 30 November"))
        left = Card("Criteria")
        left.add(Flow(KeyLegend("Y", "met"), KeyLegend("N", "not met"), KeyLegend("K", "not known")))
        self.choices = []
        for title, source, value in CRITERIA:
            row = horizontal(gap=12)
            lines = vertical(gap=0)
            lines.addWidget(words(title, "strong"))
            lines.addWidget(words(source, "small"))
            row.addLayout(lines, 1)
            choice = SegmentedChoice(title, outcomes(), value)
            self.choices.append(choice)
            row.addWidget(choice)
            left.body.addWidget(line())
            left.body.addLayout(row)
        left.body.addStretch(1)
        denial = Card("Denial and responsibility", note="rated by S. Lee, 12 Nov")
        grades = ("Accepts", "Minimises", "Partial", "Denies index", "Extreme")
        denial.add(GradeChoice("Denial grade", [Option(str(n), word, str(n)) for n, word in enumerate(grades)], "2"))
        verdict = Card("Verdict")
        verdict.add(
            Banner(
                "Suggested: suitable, not ready", "6 met. Not met: wants to change. 1 not known (warning).", Tone.INFO
            )
        )
        for words_of in ("Suitable", "Suitable, not ready", "Not suitable", "Not eligible"):
            choice = RoundChoice(words_of)
            choice.setChecked(words_of == "Suitable, not ready")
            verdict.add(choice)
        self.body.addWidget(SideBySide(left, Column(denial, verdict), shares=(7, 5)), 1)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.set_title(
            "Can Marcus T. join?",
            facts("Probation, Ipswich", "received 2 November, 22 days ago"),
            (Crumb("Referrals", "today"), Crumb("P-0466"), Crumb("Screening")),
        )

    def first_focus(self) -> SegmentedChoice:
        return self.choices[-1]


class ContactMade(Draft):
    outcome: str
    feels: str | None = None
    notes: str | None = None
    next_on: str | None = None


class ContactPage(Screen[object]):
    """Mock 06."""

    def __init__(self, ctx: Context[object]) -> None:
        super().__init__(ctx)
        self.plain("Hide now", "Esc Esc", "eye-off")
        left = Card("Before you call", face="protect")
        left.add(Banner("Now is inside a safe time", "Tuesday 10:05. Safe until 11:30. Next: Thursday 09:30.", Tone.OK))
        for icon, first, second, tone in (
            ("calendar-time", "Safe times", "Tuesday and Thursday, 09:30 to 11:30", "primary"),
            ("message-off", "Never", "No voicemail, no text, no email, no post", "stop"),
            ("user-question", "If someone else answers", "Say “wrong number” and end the call", "primary"),
        ):
            left.add(FactRow(icon, first, second, tone, strong_first=False))
        left.body.addStretch(1)
        self.tick = TickBox("I have read this and it is safe to call now")
        left.body.addWidget(self.tick)
        reveal = KeyButton("Show for 20 seconds", "Alt+S")
        reveal.setEnabled(False)
        left.add(Flow(words("07••• ••• •42", "display", wraps=False), reveal, gap=16))
        right = Card("Record this contact")
        spec = FormSpec(
            ContactMade,
            (
                Field(
                    "outcome",
                    "&Outcome",
                    Kind.CHOICE,
                    choices=options({"spoke": "Spoke with her", "none": "No answer"}),
                ),
                Field("feels", "How safe she &feels", Kind.CHOICE, choices=options({"same": "About the same"})),
                Field("notes", "&Notes, her words", Kind.LINES),
                Field("next_on", "Ne&xt contact", Kind.DATE),
            ),
        )
        self.form = Form(spec, "Record this contact")
        self.form.fill(
            {
                "outcome": "spoke",
                "feels": "same",
                "notes": "She asked for the school to be told.",
                "next_on": "2026-11-26",
            }
        )
        right.add(self.form)
        save = KeyButton("Save contact", "Ctrl+S", look="filled")
        row = horizontal()
        row.addWidget(words("Sharing stays off unless you choose otherwise.", "small"), 1)
        row.addWidget(save)
        right.body.addLayout(row)
        earlier = Card("Earlier contacts")
        earlier.add(
            FactRow(
                "phone-check", facts("Tue 10 Nov, 10:20", "M. Okafor"), "Spoke with her, 22 minutes", strong_first=False
            )
        )
        self.body.addWidget(SideBySide(left, Column(right, earlier), shares=(26, 30)), 1)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.set_title(
            "Contact with S-0187",
            facts("Linked programme case P-0412", "Worker M. Okafor", "Last contact 10 November"),
            (Crumb("Partner records", "today"), Crumb("S-0187")),
        )

    def first_focus(self) -> TickBox:
        return self.tick


def a_member(name: str, number: int, **changes: object) -> MemberRow:
    """A man in a group, as its page shows him."""
    row = MemberRow(
        member=name, case=CaseId(name), reference=f"P-0{number}", name=name, state="on_programme",
        state_words="On programme", since=date(2026, 9, 1), suspended=False, cleared=False,
        clearance="Safety clearance given, 14 September 2026", attended=8, offered=9,
        order_ends_on=date(2028, 10, 31), seat_words="Has it",
        next_at=datetime(2026, 12, 1, 18, 30, tzinfo=UTC), next_title="My Thinking 4",
    )  # fmt: skip
    return replaced(row, **changes)


class GroupPeoplePage(Screen[ProgrammeDesk]):
    """P9: the men of a group, one of them away for now."""

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, "Tuesday evening")
        self.people = PeoplePart(self, OfferPanel)
        self.body.addWidget(self.people, 1)
        self.primary("Record register", "Ctrl+R")

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.set_title("Tuesday evening", facts("Building Better Relationships", "Tuesday 18:30", "Room 2"))
        waits = {"state": "placed", "state_words": "Placed", "clearance": "Awaiting safety clearance"}
        men = (
            a_member("Daniel Okoro", 412),
            a_member("Femi Adeyemi-Thompson", 398, seat_words="On hold, kept", next_at=None),
            a_member("Marcus Thorne", 421, **waits, attended=0, offered=0),
        )
        gone = AwayRow(
            case=CaseId("away"), reference="P-0377", name="Piotr Zielinski", state_words="Left, may return",
            since=date(2026, 11, 3),
        )  # fmt: skip
        self.people.show_men(GroupId("group"), men, (gone,))

    def first_focus(self) -> QWidget:
        return self.people.table


class CandidatesPage(Screen[ProgrammeDesk]):
    """P9: who could come into a group, and what a manager accepts."""

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, "Tuesday evening")
        self.candidates = CandidatesPart(self)
        self.body.addWidget(self.candidates, 1)
        self.primary("Record register", "Ctrl+R")

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.set_title("Tuesday evening", facts("Building Better Relationships", "Tuesday 18:30", "Room 2"))
        late = CandidateRow(
            case=CaseId("late"), reference="P-0421", name="Marcus Thorne", state="waiting",
            order_ends_on=date(2027, 8, 31), reasons_not_to=("This group takes nobody new at this point.",),
            warnings=("His order ends on 31 August 2027, before the last date of this group, 21 September 2027.",),
            clearance="Awaiting safety clearance", needs_override=True, state_words="Waiting for a place",
            missed=(
                MissedRow(content="1", title="Foundation 1"), MissedRow(content="2", title="Foundation 2"),
            ),
            language="English", language_words="Speaks English, as the group does.",
        )  # fmt: skip
        free = replaced(
            late, case=CaseId("free"), reference="P-0433", name="Daniel Okoro", order_ends_on=None,
            needs_override=False, reasons_not_to=(), warnings=(), missed=(),
        )  # fmt: skip
        self.candidates.show_candidates(GroupId("group"), (late, free))

    def first_focus(self) -> QWidget:
        return self.candidates.table


PAGES = {
    "today": TodayPage,
    "people": PersonPage,
    "screening": ScreeningPage,
    "contact": ContactPage,
    "group_people": GroupPeoplePage,
    "candidates": CandidatesPage,
    "catch_ups": catch_ups,
    "move": MovePage,
    "clash": ClashPage,
    "backups": backups,
    "letters": letters,
    "his_file": his_file,
}
