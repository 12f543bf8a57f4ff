"""Asks what several screens ask: a second person's password, somebody known before, when a contact shall be."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup

from app.core.errors import InvalidInput, Stale
from app.core.language import _
from app.core.shapes import replaced
from app.programme.desk import ProgrammeDesk
from app.programme.duplicates import PossibleDuplicate
from app.programme.group_list import PlaceChoice
from app.programme.moves.preview import MovePreview
from app.programme.own_contacts.owed import UndatedRow
from app.programme.task_rows import TaskRow
from app.programme.waiting.seats import MissedRow, SeatDraft
from app.programme.waiting.time_left import TimeLeft
from ui.kit.bands import Banner
from ui.kit.buttons import RoundChoice
from ui.kit.choice import Option
from ui.kit.dates import day
from ui.kit.dialogs import Change, SecondName, SecondPerson
from ui.kit.editors import ChoiceEditor
from ui.kit.effects import EffectsCard
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Screen

R = TypeVar("R")
S = TypeVar("S", bound=SeatDraft)
WHEN = frozenset({"on", "at"})
DIFFERENT = "different_person"
SAME = "same_person"


def with_second(
    screen: Screen[ProgrammeDesk],
    what: str,
    work: Callable[[str], R],
    done: Callable[[R], None],
    mend: Callable[[Exception], None] | None = None,
) -> SecondPerson:
    """Show the card; `work` gets the user name once the password was checked. Errors stay in the card (ROL-4).

    `mend`: who takes over when something typed on the page must be mended, or somebody else was first; the card closes.
    """

    def finish(result: R) -> None:
        card.close_with(None)
        done(result)

    def given(name: SecondName) -> None:
        screen.change(partial(_confirmed, screen.desk, name, work), finish, failed)

    def failed(error: Exception) -> None:
        if mend is not None and isinstance(error, InvalidInput | Stale):
            card.close_with(None)
            mend(error)
        else:
            card.close_with(error)

    card = SecondPerson(screen, what, given)
    card.open()
    return card


def _confirmed(desk: ProgrammeDesk, name: SecondName, work: Callable[[str], R]) -> R:
    """The slow check of the password and the act, both off the window's thread."""
    desk.seat.confirm(name.user, name.password)
    return work(name.user)


def with_manager(
    screen: Screen[ProgrammeDesk],
    draft: S,
    act: Callable[[S], R],
    then: tuple[Callable[[R], None], Callable[[Exception], None]],
) -> None:
    """Give a seat; a full group or a late entry is a manager's to accept: who is none asks one (SCH-30, ROL-4)."""
    done, refused = then
    if draft.override_reason and screen.ctx.person.role != "manager":
        what = _("A manager accepts a full group or a late entry.")
        with_second(screen, what, lambda second: act(replaced(draft, second=second)), done)
    else:
        screen.change(partial(act, draft), done, refused)


def show_move(card: EffectsCard, seen: MovePreview) -> None:
    """What a move does, the papers and tasks that follow and who is told, the same words for every case."""
    changes = [Change(f"{at}", line.what, line.before, line.after) for at, line in enumerate(seen.changes)]
    papers = _("Papers that follow: {papers}.").format(papers="; ".join(seen.papers)) if seen.papers else ""
    tasks = _("On Today afterwards: {tasks}.").format(tasks=", ".join(seen.tasks)) if seen.tasks else ""
    done = _("He completed on {day}, the day of the last of its contacts.")
    completed = done.format(day=day(seen.completed_on)) if seen.completed_on else ""
    notes = [note for note in (completed, papers, tasks, seen.told, _agreed(seen)) if note and changes]
    card.show_changes(changes, seen.reasons_not_to, notes)


def _agreed(seen: MovePreview) -> str:
    """Whose second name the step asks for (ROL-4)."""
    if seen.needs.second_is_manager:
        return _("A manager besides you must agree, with their own name and password.")
    return _("Another person must agree, with their own name and password.") if seen.needs.second else ""


def when_fields() -> tuple[Field, ...]:
    """Day, time, room and length of a contact with one man; `WHEN` of them are not the act's own."""
    return (
        Field("on", _("Day"), Kind.DATE, required=True),
        Field("at", _("Time"), Kind.TIME, required=True, hint="10:00"),
        Field("place", _("Room"), Kind.CHOICE, hint=_("No room kept")),
        Field("minutes", _("Minutes"), Kind.NUMBER, help=_("Leave it blank for the length of the programme.")),
    )


def offer_rooms(form: Form, rooms: Sequence[PlaceChoice]) -> None:
    """The rooms of this office, in a form with `when_fields`."""
    editor = form.editor("place")
    if isinstance(editor, ChoiceEditor):
        editor.offer([Option(one.code, one.name) for one in rooms])


def starts_at_of(form: Form) -> str:
    """Day and time as an act takes them."""
    values = form.values()
    return f"{values.get('on', '')}T{values.get('at', '')}"


def time_of(row: UndatedRow) -> str:
    """When the plan has a contact: its last day, and the group sessions before and after it (SCH-8, SCH-9)."""
    last = row.window.to if row.window else row.due
    by = _("by {day}").format(day=day(last)) if last else ""
    since = _("from {day}").format(day=day(row.window.from_day)) if row.window else ""
    after = _("after {title}").format(title=row.after) if row.after else ""
    before = _("before {title}").format(title=row.before) if row.before else ""
    return facts(since, by, after, before)


def problems_of_when(problems: Mapping[str, str]) -> dict[str, str]:
    """What an act says of a date, beside the field that asks for it; who holds it is no field of its own."""
    named = {"starts_at": "on", "facilitator": "at"}
    return {named.get(name, name): text for name, text in problems.items()}


def say_time_left(banner: Banner, left: TimeLeft) -> None:
    """Whether his order leaves time for the programme; nothing is said while there is enough (PATH-2)."""
    is_over = left.finish == "cannot"
    heading = _("Tell his officer.") if is_over else _("Little time is left.")
    banner.say(heading, left.words, Tone.STOP if is_over else Tone.WARN, "hourglass")
    banner.setVisible(bool(left.words))


class PlacesCard(Card):
    """The places one man could have. Another page is given the real one from above: no screen knows another."""

    wanted = Signal(str)
    giving = Signal()
    placed = Signal()
    closed = Signal()

    def look(self, case: str) -> None:
        """Find his places."""
        self.wanted.emit(case)

    def give(self) -> None:
        """Give him the chosen place: allocated, or taken over from the group he is in."""
        self.giving.emit()

    def kept(self) -> dict[str, object]:
        """Whose places were looked at and what was typed about one of them; empty when nothing was typed."""
        return {}

    def restore(self, kept: Mapping[str, object]) -> None:
        """Find his places again, with what `kept` gave."""


def override_form(missed: Sequence[MissedRow]) -> FormSpec:
    """Why a manager accepts it, and for a late entry how and by when he makes up each content he missed (SCH-30)."""
    ways = (
        Option("catch_up", _("Catch-up")),
        Option("one_to_one", _("1-2-1")),
        Option("other_group", _("Other group")),
    )
    late: list[Field] = []
    if missed:
        late += [
            Field("how", _("He makes it up in a"), Kind.SEGMENTS, required=True, choices=ways),
            Field("due_on", _("By"), Kind.DATE, required=True),
        ]
    if len(missed) > 1:
        late.append(Field("each", _("Say it for each one"), Kind.TICK))
        for one in missed:
            late += [
                Field(f"how {one.content}", one.title, Kind.CHOICE, choices=ways, hint=_("As above"), when=_each),
                Field(f"by {one.content}", _("{title}, by").format(title=one.title), Kind.DATE, when=_each),
            ]
    reason = Field("override_reason", _("Why it is accepted"), required=True)
    return FormSpec(SeatDraft, (reason, *late), extra=frozenset(field.name for field in late))


def _each(values: Mapping[str, object]) -> bool:
    return bool(values.get("each"))


def override_given(form: Form, missed: Sequence[MissedRow]) -> dict[str, object]:
    """Reason and plan as the act takes them: one way and day for everything, but where one was said by itself."""
    values = form.values()
    plan = [
        {
            "content": one.content,
            "how": values.get(f"how {one.content}") or values.get("how"),
            "due_on": values.get(f"by {one.content}") or values.get("due_on"),
        }
        for one in missed
    ]
    return {"override_reason": values.get("override_reason"), "coverage_plan": plan}


def problems_of_override(problems: Mapping[str, str]) -> dict[str, str]:
    """What the act says of the plan, beside the day that the plan is asked for."""
    return {{"coverage_plan": "due_on"}.get(name, name): text for name, text in problems.items()}


class EarlierCases(Card):
    """Earlier cases that may be his, by number and state alone; nobody is merged by itself (REF-1)."""

    answered = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Is he known here?"))
        self._found: tuple[PossibleDuplicate, ...] = ()
        self._choices: list[RoundChoice] = []
        self._group = QButtonGroup(self)
        self.add(words(_("These earlier cases may be the same person’s. Say which it is."), "small"))
        self.hide()

    def show_cases(self, found: Sequence[PossibleDuplicate]) -> None:
        """Show others; the answer is asked again when they differ."""
        if tuple(found) == self._found:
            return
        self._found = tuple(found)
        for choice in self._choices:
            self._group.removeButton(choice)
            choice.hide()
            choice.deleteLater()
        same = _("The same person as {case}: {state}")
        self._choices = [
            RoundChoice(same.format(case=one.reference, state=one.state_words), one.case) for one in self._found
        ]
        self._choices.append(RoundChoice(_("A different person"), DIFFERENT))
        for choice in self._choices:
            self._group.addButton(choice)
            self.add(choice)
            choice.clicked.connect(partial(self.answered.emit, choice.value))
        self.setVisible(bool(self._found))

    @property
    def is_open(self) -> bool:
        """True while nobody has said which it is."""
        return bool(self._found) and not self.answer()

    def answer(self) -> dict[str, str]:
        """The two fields of the acts; empty while nothing is chosen."""
        value = next((choice.value for choice in self._choices if choice.isChecked()), "")
        if not value or not self._found:
            return {}
        if value == DIFFERENT:
            return {"duplicate_answer": DIFFERENT}
        return {"duplicate_answer": SAME, "same_as": value}


STEPS = {
    "referral.answer_duplicates": "screening",
    "screening.answer": "screening",
    "screening.decide": "screening",
    "screening.show": "screening",
    "denial.rate": "screening",
    "consent.record": "referral",
    "referral.pass_partner_details": "referral",
    "risk.record_result": "risk",
    "risk.acknowledge": "risk",
    "risk.tell": "risk",
    "risk.close": "risk",
    "case.show": "case",
    "case.assign": "case_change",
    "case.lift_hold": "case_change",
    "case.move": "case_change",
    "case.set_reporting": "case_change",
    "risk.record_mappa": "case_change",
    "correction.send": "letters",
    "letter.issue": "post",
    "incident.close": "left",
    "subject_access.decide": "access",
    "waiting.offers": "waiting",
    "register.take": "register",
    "note.write": "register",
    "session.move": "group",
    "session.set_cover": "group",
    "follow_up.done": "owed",
    "one_to_one.book": "review",
    "catch_up.book": "catch_ups",
    "one_to_one.record": "contact",
    "three_way.record": "contact",
    "three_way.sign": "contact",
    "measure.record": "measure",
    "measure.discuss": "measure",
    "peer.entries_due": "my_group",
    "responsibility.review": "my_group",
    "enquiry.answer": "requests",
    "supervision.record": "supervision",
    "pack.record": "pack_step",
    "report.draft": "reports",
    "report.edit": "report",
    "report.sign_off": "report",
    "people.admit": "people",
}


def step_for(due: TaskRow) -> tuple[str, str]:
    """The screen on which something due is done, and what it opens with.

    A second rating names no record the worker may open: it has a page of its own (DEN-3).
    """
    if due.act == "denial.rate" and not due.detail:
        return "second_rating", due.about
    return STEPS.get(due.act, "case"), due.about


def verbs_of_steps() -> dict[str, str]:
    """The word on the button of something due."""
    look = _("Look")
    return {
        "referral.answer_duplicates": _("Check"),
        "screening.answer": _("Begin"),
        "screening.decide": _("Decide"),
        "screening.show": look,
        "denial.rate": _("Rate"),
        "consent.record": _("Record"),
        "referral.pass_partner_details": _("Record"),
        "risk.record_result": _("Record"),
        "peer.entries_due": look,
        "responsibility.review": _("Talk"),
        "enquiry.answer": _("Answer"),
        "supervision.record": _("Record"),
        "risk.acknowledge": _("Acknowledge"),
        "risk.tell": _("Note"),
        "risk.close": _("Close"),
        "case.show": look,
        "case.assign": _("Give"),
        "case.lift_hold": look,
        "case.move": _("Record"),
        "case.set_reporting": _("Record"),
        "risk.record_mappa": _("Record"),
        "correction.send": _("Send"),
        "letter.issue": _("Send"),
        "incident.close": look,
        "subject_access.decide": _("Answer"),
        "waiting.offers": _("Find a place"),
        "register.take": _("Record register"),
        "note.write": _("Write"),
        "session.move": _("Move"),
        "session.set_cover": _("Name cover"),
        "follow_up.done": _("Open"),
        "catch_up.book": _("Book"),
        "one_to_one.book": _("Book"),
        "one_to_one.record": _("Record"),
        "three_way.record": _("Record"),
        "three_way.sign": _("Note"),
        "measure.record": _("Fill in"),
        "measure.discuss": _("Note"),
        "pack.record": _("Review"),
        "report.draft": _("Start"),
        "report.edit": _("Go on"),
        "report.sign_off": _("Read"),
        "people.admit": _("Compare"),
    }
