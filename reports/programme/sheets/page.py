"""Prints a sheet: frozen values in, PDF bytes out; says which words it may carry (R8, REP-4)."""

from functools import cache
from typing import BinaryIO

from app.core.language import Speaking, _
from reports.kit import gate
from reports.kit.gate import A_DAY, A_MOMENT, fixed_words
from reports.kit.page import Column, Paper, Surround
from reports.kit.traces import forms
from reports.kit.words import day, of, partial_day, tag_of
from reports.programme.sheets.rows import (
    DatedFact,
    FileSheet,
    GoalLine,
    GoalsSheet,
    Head,
    ManLine,
    MeetingSheet,
    Sheet,
    SignInSheet,
    StatementSheet,
    StatisticsLine,
    StatisticsPart,
    StatisticsSheet,
)

BELOW_HEADING = 6
TO_HIM = (StatementSheet, GoalsSheet)


def render(sheet: Sheet, out: BinaryIO) -> None:
    """Write the sheet as PDF; the same values give the same bytes."""
    with Speaking(sheet.head.language):
        out.write(laid_out(sheet).printed(sheet.head.made_at))


def leaks(sheet: Sheet, pdf: bytes) -> tuple[str, ...]:
    """What stands on this sheet and comes from nowhere in its values; empty means it may go (R8)."""
    words = template_words(type(sheet), sheet.head.language)
    return gate.problems(pdf, _allowed(sheet), words, logo=sheet.head.logo)


def laid_out(sheet: Sheet) -> Paper:
    """The parts of this kind of sheet, the same for every man."""
    head = sheet.head
    marking = _("Private") if isinstance(sheet, TO_HIM) else _("Internal")
    foot = (_("Made on {day}.").format(day=day(head.made_on)),)
    title = "Letter" if isinstance(sheet, TO_HIM) else "Report"
    surround = Surround(office=head.office, marking=marking, foot=foot, is_draft=False, logo=head.logo)
    paper = Paper(surround, title=title, language=tag_of(head.language))
    if isinstance(sheet, StatementSheet):
        _statement(paper, sheet)
    elif isinstance(sheet, SignInSheet):
        _sign_in(paper, sheet)
    elif isinstance(sheet, GoalsSheet):
        _goals(paper, sheet)
    elif isinstance(sheet, MeetingSheet):
        _meeting(paper, sheet)
    elif isinstance(sheet, StatisticsSheet):
        _statistics(paper, sheet)
    else:
        _file(paper, sheet)
    return paper


@cache
def template_words(kind: type[Sheet], language: str) -> frozenset[str]:
    """The fixed words of one kind of sheet, gathered from samples about nobody (R8)."""
    with Speaking(language):
        return fixed_words(laid_out(sample) for sample in _samples(kind, language))


def _statement(paper: Paper, sheet: StatementSheet) -> None:
    paper.heading(_("What we agree"))
    paper.subtitle(sheet.head.label)
    paper.facts([(_("Name"), sheet.name), (_("Version"), sheet.version), (_("Explained by"), sheet.explained_by)])
    paper.section(_("What you agree to"), numbered=False)
    for words in (
        _("I come to every session, on time and sober, and take part."),
        _("I speak about what I did, and not about what others did to make me do it."),
        _("What others say in the group stays in the group."),
        _("I use no violence, threats or control, and I tell you when I have."),
    ):
        paper.text(words)
    paper.section(_("What is not kept secret"), numbered=False)
    for words in (
        _("You keep notes about what I say and do, and may share them within the service."),
        _("When somebody may be in danger, a child above all, you tell those who can protect them, without asking me."),
        _("You tell whoever sent me whether I come, and how I take part."),
        _("You may speak with people I have hurt to see that they are safe. I do not ask who, when or what about."),
        _("I may ask to read what is written about me, and to have mistakes put right."),
    ):
        paper.text(words)
    paper.section(_("Signed"), numbered=False)
    paper.table(
        [Column(_("Who"), 2), Column(_("Signature"), 3), Column(_("Day"), 2)],
        [(_tall(sheet.name), "", ""), (_tall(_("Witness")), "", "")],
    )


def _sign_in(paper: Paper, sheet: SignInSheet) -> None:
    paper.heading(sheet.head.label or _("Evening"))
    paper.gap(BELOW_HEADING)
    paper.facts(
        [
            (_("Day"), day(sheet.on)),
            (_("Time"), _("{begins} to {ends}").format(begins=sheet.begins, ends=sheet.ends)),
            (_("Where"), sheet.place),
        ]
    )
    paper.table(
        [Column(_("Name"), 3), Column(_("Signature"), 4), Column(_("Came at"), 1.6), Column(_("Left at"), 1.6)],
        [(_tall(name), "", "", "") for name in sheet.names],
    )


def _tall(text: str) -> str:
    """A cell with a second, empty line: a hand needs room to sign."""
    return f"{text}\n\N{NO-BREAK SPACE}"


def _goals(paper: Paper, sheet: GoalsSheet) -> None:
    paper.heading(_("My goals"))
    paper.subtitle(sheet.head.label)
    paper.facts([(_("Name"), sheet.name)])
    paper.table(
        [Column(_("Goal"), 4), Column(_("Area"), 2), Column(_("Since"), 2.4), Column(_("Kept"), 1.6)],
        [(goal.text, goal.area or _("Not named"), day(goal.set_on), goal.kept) for goal in sheet.goals],
    )
    reminder = _("Bring this sheet to your next meeting.")
    paper.text(reminder)


def _meeting(paper: Paper, sheet: MeetingSheet) -> None:
    paper.heading(_("Case meeting"))
    paper.subtitle(day(sheet.on))
    note = _("The programme’s half. Nothing said here is told to him unless the minutes say so.")
    paper.text(note)
    paper.table(
        [
            Column(_("Case"), 1.2), Column(_("Name"), 1.5), Column(_("Why"), 2.4), Column(_("Level"), 1.6),
            Column(_("Came"), 1.5), Column(_("Decision, who, by when"), 2.9),
        ],
        [
            (man.reference, man.name, man.why, man.level, of(man.attended, man.offered), "")
            for man in sheet.men
        ],
    )  # fmt: skip
    minded = [(man.reference, line) for man in sheet.men for line in man.courts]
    if minded:
        paper.section(_("Orders and agencies to mind"), numbered=False)
        paper.table([Column(_("Case"), 1.2), Column(_("What"), 9.9)], minded)


def _file(paper: Paper, sheet: FileSheet) -> None:
    paper.heading(_("Facts of a file"))
    paper.subtitle(sheet.programme)
    paper.facts(
        [
            (_("Name"), sheet.name),
            (_("Date of birth"), partial_day(sheet.born)),
            (_("Our reference"), sheet.reference),
            (_("Received"), day(sheet.received_on)),
            (_("Stands"), sheet.state),
            (_("Attended"), of(sheet.attended, sheet.offered)),
        ]
    )
    for title, rows in (
        (_("What happened to the case"), sheet.moves),
        (_("Sessions"), sheet.sessions),
        (_("Papers that left"), sheet.papers),
    ):
        paper.section(title, numbered=False)
        paper.table([Column(_("Day"), 2), Column(_("What"), 5)], [(day(one.on), one.what) for one in rows])
    note = _("Facts only: what people wrote about him is in no export. A report or a request for access gives that.")
    paper.text(note)


def _statistics(paper: Paper, sheet: StatisticsSheet) -> None:
    paper.heading(_("Statistics return"))
    paper.subtitle(sheet.head.label)
    period = _("{first} to {last}").format(first=day(sheet.first), last=day(sheet.last))
    paper.facts(
        [
            (_("Counted"), sheet.by),
            (_("Period"), period),
            (_("Programme"), sheet.programme),
            (_("Site"), sheet.site),
        ]
    )
    for part in sheet.parts:
        paper.section(part.words, numbered=False)
        paper.table(
            [Column(_("What"), 5), Column(_("Figure"), 2), Column(_("Of"), 1), Column(_("Share"), 1.2),
             Column(_("Base"), 2.2)],
            [(one.words, one.figure, one.of, one.percent, one.base) for one in part.lines],
        )  # fmt: skip
    for words in (
        _("Each referral is counted once. A number below ten is not told, nor is one that would give it away."),
        _("These figures say how many came how far. They are no measure of what the programme brings about."),
        _("What men say of themselves is their own view. Whoever did not answer is not counted in."),
    ):
        paper.text(words)


def _allowed(sheet: Sheet) -> tuple[str, ...]:
    with Speaking(sheet.head.language):
        shares = [of(man.attended, man.offered) for man in sheet.men] if isinstance(sheet, MeetingSheet) else []
        if isinstance(sheet, FileSheet):
            shares = [of(sheet.attended, sheet.offered)]
        return (*forms(sheet), *shares)


def _samples(kind: type[Sheet], language: str) -> tuple[Sheet, ...]:
    """One sheet of this kind with a line of everything, and one with none; nothing of anybody."""
    head = Head(office="", label="", made_on=A_DAY, made_at=A_MOMENT, language=language)
    fact = (DatedFact(on=A_DAY, what=""),)
    goal = (GoalLine(text="", area="", set_on=A_DAY, kept=""),)
    man = (ManLine(reference="", name="", why="", level="", attended=0, offered=0, courts=("",)),)
    made: dict[type[Sheet], tuple[Sheet, ...]] = {
        StatementSheet: (StatementSheet(head=head, name="", version="", explained_by=""),),
        SignInSheet: tuple(
            SignInSheet(head=head, on=A_DAY, begins="", ends="", place="", names=names) for names in ((), ("",))
        ),
        GoalsSheet: tuple(GoalsSheet(head=head, name="", goals=goals) for goals in ((), goal)),
        MeetingSheet: tuple(MeetingSheet(head=head, on=A_DAY, men=men) for men in ((), man)),
        FileSheet: tuple(
            FileSheet(
                head=head, name="", born="2002", reference="", programme="", received_on=A_DAY, state="", offered=0,
                attended=0, moves=facts, sessions=facts, papers=facts,
            )
            for facts in ((), fact)
        ),
        StatisticsSheet: (
            StatisticsSheet(
                head=head, by="", first=A_DAY, last=A_DAY, programme="", site="",
                parts=(StatisticsPart(words="", lines=(
                    StatisticsLine(words="", figure="", of="", percent="", base=""),
                )),),
            ),
        ),
    }  # fmt: skip
    return made[kind]
