"""Keeps the steps that a man chose: any of them, as often as he likes, in whatever order."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, Draft, Row
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.programme.moments import moment_for
from app.programme.packs.shelf import pack_of
from app.programme.rights import Right
from app.programme.rules.peers import named_steps, step_problems
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.peer import StepTaken


class StepChosen(Draft):
    """A step that a man chose, by its number in the programme."""

    case: CaseId
    step: int
    on: date | None = None


class StepsAsked(Draft):
    """Whose steps."""

    case: CaseId


class StepRow(Row):
    """One step of the programme: how often he took it, and when last."""

    number: int
    title: str
    times: int
    last_on: date | None


class StepsShown(Row):
    """Every step in the programme's order, and those he took in his own."""

    case: CaseId
    steps: tuple[StepRow, ...]
    taken: tuple[str, ...]


class Steps(Noun):
    """What is done with the steps of a programme that names them."""

    seat: ProgrammeSeat

    @act("step.record", Right.PEER_GROUP, about="case")
    def record(self, work: Work, draft: StepChosen) -> StepsShown:
        """Record the step a man chose; it may be any, again, and before or after every other."""
        case, on = work.get(Case, draft.case), draft.on or self.seat.clock.today()
        pack = pack_of(work, case)
        problems = step_problems(pack, draft.step)
        if on > self.seat.clock.today():
            problems["on"] = _("This date lies after today.")
        if problems:
            raise InvalidInput(problems)
        block = named_steps(pack)
        work.add(
            StepTaken(
                case_id=case.id,
                number=draft.step,
                title=block.titles[draft.step - 1] if block else "",
                on_day=on,
                at=moment_for(work, self.seat, StepTaken, case.id),
                by_user=self.seat.person.id,
                by_label=self.seat.person.label,
            )
        )
        work.changed("case", case.id)
        return steps_shown(work, case)

    @act("step.show", Right.PEER_GROUP, kind=Kind.OPEN, about="case")
    def show(self, work: Work, draft: StepsAsked) -> StepsShown:
        """Show which steps a man took, how often, and in which order he took them."""
        return steps_shown(work, work.get(Case, draft.case))


def steps_shown(work: Work, case: Case) -> StepsShown:
    """Every step of his programme, with how often he took it."""
    block = named_steps(pack_of(work, case))
    taken = steps_of(work, [case.id]).get(case.id, ())
    days = {number: [one.on_day for one in taken if one.number == number] for number in {one.number for one in taken}}
    return StepsShown(
        case=CaseId(case.id),
        steps=tuple(
            StepRow(number=n, title=title, times=len(days.get(n, ())), last_on=max(days.get(n, ()), default=None))
            for n, title in enumerate(block.titles if block else (), 1)
        ),
        taken=tuple(one.title for one in taken),
    )


def steps_of(work: Work, cases: Collection[str]) -> dict[str, tuple[StepTaken, ...]]:
    """The steps of several men, by case, in the order in which they took them."""
    query = select(StepTaken).where(StepTaken.case_id.in_(cases)).order_by(StepTaken.on_day, StepTaken.at)
    found: dict[str, list[StepTaken]] = {}
    for row in work.session.scalars(query):
        found.setdefault(row.case_id, []).append(row)
    return {case: tuple(rows) for case, rows in found.items()}
