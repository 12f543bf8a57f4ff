"""Reports about invented people, from empty to rich, for the tests of paper."""

from datetime import UTC, date, datetime, timedelta

from app.core.shapes import replaced
from reports.programme.documents import Kind, ProgressReport
from reports.programme.parts import (
    AbsenceCount,
    Achievement,
    Attendance,
    Block,
    BlockState,
    Goal,
    Level,
    Mark,
    RiskFactor,
    RiskResult,
    SessionLine,
    Source,
)

FIRST = date(2026, 9, 29)


def some_attendance(**changes: object) -> Attendance:
    """Eight of nine, with one caught up."""
    return replaced(
        Attendance(
            planned=24,
            offered=9,
            attended=8,
            compliant=9,
            caught_up=1,
            not_recorded=0,
            group_minutes=1200,
            one_to_one_minutes=120,
            catch_up_minutes=60,
            required_minutes=3600,
            late=2,
            late_minutes=25,
            left_early=1,
            first_on=FIRST,
            last_on=date(2026, 11, 24),
            planned_end=date(2027, 3, 23),
        ),
        **changes,
    )


def a_report(**changes: object) -> ProgressReport:
    """A short, complete report."""
    return replaced(
        ProgressReport(
            kind=Kind.PROGRESS,
            office="Northside Change Programme",
            marking="OFFICIAL-SENSITIVE",
            programme="Building Better Relationships",
            name="Daniel Osei",
            born="1988-03-04",
            reference="P-0412",
            legal_basis="Requirement of a community order",
            recipient="A. Whitcombe, Probation Service, Norwich",
            covers_from=FIRST,
            covers_to=date(2026, 11, 24),
            figures_on=date(2026, 11, 30),
            made_at=datetime(2026, 11, 30, 14, 12, tzinfo=UTC),
            summary="",
            attendance=some_attendance(),
            absences=(AbsenceCount(mark=Mark.MEDICAL, count=1),),
            sessions=(
                SessionLine(
                    session="My Thinking, session 1",
                    on=date(2026, 11, 10),
                    mark=Mark.MEDICAL,
                    reason="Accepted. Catch-up 27 November",
                ),
            ),
            blocks=(
                Block(
                    name="Foundation",
                    attended=6,
                    planned=6,
                    state=BlockState.DONE,
                    worked_on="He can name three early signs of his own anger.",
                ),
            ),
            goals=(),
            risks=(),
            risk_factors=(),
            concerns="In group on 17 November he spoke about home in a way that worried staff.",
            next_steps="He starts My Emotions on 5 January.",
            author="S. Lee",
            second_reader="J. Adeyemi",
            read_on=date(2026, 11, 30),
            cleared_on=date(2026, 12, 1),
            number="R-0318",
            version=1,
            copy_number=1,
            copies=1,
            is_draft=False,
        ),
        **changes,
    )


def an_empty_report() -> ProgressReport:
    """A report in which nobody wrote anything."""
    none = replaced(
        some_attendance(),
        **dict.fromkeys(
            (
                "planned",
                "offered",
                "attended",
                "compliant",
                "caught_up",
                "group_minutes",
                "one_to_one_minutes",
                "catch_up_minutes",
                "required_minutes",
                "late",
                "late_minutes",
                "left_early",
            ),
            0,
        ),
        first_on=None,
        last_on=None,
        planned_end=None,
    )
    return a_report(
        office="",
        marking="",
        programme="",
        name="",
        born="",
        reference="",
        legal_basis="",
        recipient="",
        attendance=none,
        absences=(),
        sessions=(),
        blocks=(),
        concerns="",
        next_steps="",
        author="",
        second_reader="",
        read_on=None,
        cleared_on=None,
        number="",
        is_draft=True,
    )


def a_rich_report() -> ProgressReport:
    """A man half-way through, with everything a report can say: five pages or more."""
    names = ("Pre-group", "Foundation", "My Thinking", "My Emotions", "My Relationships", "Review")
    worked_on = (
        "He came to both meetings and said what he hoped to change: that he shouts when he is told no.",
        "He can name three early signs of his own anger and has practised leaving the room. He still describes some of "
        "what he did as “arguments”. We have challenged this and it is a goal for his next 1-2-1.\n\n"
        "He said in session 4 that he pushed a door against her. He had not said this before.",
        "He wrote down four thoughts that come before he raises his voice, and tried another one twice in role play.",
        "",
        "",
        "",
    )
    blocks = tuple(
        Block(
            name=name,
            attended=(2, 6, 5, 0, 0, 0)[at],
            planned=(2, 6, 6, 6, 6, 1)[at],
            state=(BlockState.DONE, BlockState.DONE, BlockState.NOW)[at] if at < 3 else BlockState.AHEAD,
            worked_on=worked_on[at],
        )
        for at, name in enumerate(names)
    )
    marks = [Mark.TOOK_PART] * 20
    marks[6], marks[11], marks[15], marks[17] = Mark.MEDICAL, Mark.NOT_ACCEPTED, Mark.SENT_HOME_OURS, Mark.NOT_RECORDED
    sessions = tuple(
        SessionLine(
            session=f"{names[1 + at // 7]}, session {at % 7 + 1}",
            on=FIRST + timedelta(days=7 * at),
            mark=mark,
            reason={
                Mark.MEDICAL: "Note from his doctor. Caught up 27 November.",
                Mark.NOT_ACCEPTED: "No reason given.",
                Mark.SENT_HOME_OURS: "The heating failed.",
            }.get(mark, ""),
        )
        for at, mark in enumerate(marks)
    )
    goals = tuple(
        Goal(text=text, area=area, set_on=FIRST, achievement=how, evidence=evidence, source=source)
        for text, area, how, evidence, source in (
            (
                "Leave the room when I notice my jaw is tight.",
                "Emotions",
                Achievement.KEPT,
                "He told us of four times and drew up the plan himself.",
                Source.OWN,
            ),
            (
                "Ask once, then accept the answer.",
                "Relationships",
                Achievement.PART,
                "Practised in group on 17 November; interrupted twice.",
                Source.OBSERVED,
            ),
            (
                "Tell my probation officer before I change address.",
                "Responsibility",
                Achievement.NOT_YET,
                "",
                Source.OWN,
            ),
            ("Bring the home task each week.", "Taking part", Achievement.NOT_REVIEWED, "", Source.OBSERVED),
        )
    )
    risks = (
        RiskResult(tool="SARA v3, rated by staff", level=Level.MEDIUM, on=date(2026, 10, 6), source=Source.OBSERVED),
        RiskResult(tool="OVP", level=Level.UNKNOWN, on=date(2026, 9, 1), source=Source.REFERRER),
    )
    factors = tuple(
        RiskFactor(words=words, source=source)
        for words, source in (
            ("He says that he drank on each of the three occasions he describes.", Source.OWN),
            ("Convicted of assault in April 2026.", Source.COURT),
            ("Police were called to the address twice in 2025.", Source.POLICE),
        )
    )
    return a_report(
        attendance=some_attendance(offered=20, attended=17, compliant=18, not_recorded=1, group_minutes=2295),
        absences=(AbsenceCount(mark=Mark.MEDICAL, count=1), AbsenceCount(mark=Mark.NOT_ACCEPTED, count=1)),
        sessions=sessions,
        blocks=blocks,
        goals=goals,
        risks=risks,
        risk_factors=factors,
        summary="We assess that he has begun to name what he did. He has not yet shown that he can do it under stress.",
        concerns="In group on 17 November he spoke about home in a way that worried staff. We discussed this at our "
        "case meeting the same day and moved him to weekly check-ins.",
        next_steps="He starts My Emotions on 5 January. We will write again by 28 February 2027.",
    )
