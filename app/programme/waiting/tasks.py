"""Says what is due about places: who runs out of time, who has completed, which correcting letter is owed."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import and_, or_, select

from app.core.language import _
from app.domain.codes import MARKS
from app.domain.moves import CaseState
from app.domain.pack_parts import BlockKind, CompletionKind
from app.programme.case_list import short_name
from app.programme.marks import marks_of_all
from app.programme.packs.shelf import pack_of
from app.programme.planned import CATCH_UP
from app.programme.rules.finishing import Finish, Outlook, outlook
from app.programme.rules.offers import best_place
from app.programme.rules.progress import completion
from app.programme.task_rows import Round, TaskRow
from app.programme.waiting.known import margin_of, offers_for, runs_begun_today
from models.programme.attendance import Mark
from models.programme.case import Case
from models.programme.group import Session
from models.programme.placing import CorrectingLetter

NOT_BEGUN = (CaseState.REFERRED, CaseState.ASSESSING, CaseState.NOT_READY, CaseState.WAITING)


def todo(round_: Round) -> Iterator[TaskRow]:
    """Rows about time, completion and letters, each with its day."""
    yield from _out_of_time(round_)
    yield from _completed(round_)
    yield from _letters(round_)


def _out_of_time(round_: Round) -> Iterator[TaskRow]:
    """Said before it is too late: he must begin by a day, or cannot finish and his officer must hear (PATH-2)."""
    states = {state.value for state in NOT_BEGUN}
    cases = [case for case, _client in round_.cases.values() if case.order_ends_on and case.state in states]
    runs = runs_begun_today(round_.work, round_.seat, [pack_of(round_.work, case) for case in cases])
    margin = margin_of(round_.work)

    def look(case: Case, ends: date | None = None) -> Outlook:
        whole = runs[case.programme, case.pack_version]
        return outlook(case.order_ends_on, whole, round_.today, margin, ends)

    pressing = [case for case in cases if look(case).finish in (Finish.CANNOT, Finish.SOON)]
    waiting = [case for case in pressing if case.state == CaseState.WAITING.value]
    places = {id: best_place(found) for id, found in offers_for(round_.work, round_.seat, waiting).items()}
    for case in pressing:
        place = places.get(case.id)
        view = look(case, place.ends if place else None)
        name = round_.name(case.id)
        act = "waiting.offers" if case.state == CaseState.WAITING.value else "case.show"
        if view.finish is Finish.CANNOT:
            words = _("Tell his officer that he cannot finish in time: {name}").format(name=name)
            yield round_.row(act, case.id, min(view.begin_by or round_.today, round_.today), words, view.words)
        else:
            words = _("Find a place in time: {name}").format(name=name)
            yield round_.row(act, case.id, max(view.begin_by or round_.today, round_.today), words, view.words)


def _completed(round_: Round) -> Iterator[TaskRow]:
    """Completion is offered as soon as the registers show it, in whatever order they were saved (CASE-8)."""
    near = _near_the_end(round_)
    marks = marks_of_all(round_.work, round_.seat, near)
    for id in near:
        case, client = round_.cases[id]
        check = completion(pack_of(round_.work, case), marks.get(id, ()))
        if check.is_offered and check.completed_on is not None:
            words = _("Record that he has completed: {name}").format(name=short_name(client))
            yield round_.row("case.move", id, check.completed_on, words, case.reference)


def _near_the_end(round_: Round) -> list[str]:
    """On the programme, and marked present at what comes last in it, or at something that can come in its place."""
    found: list[str] = []
    here = [case for case, _client in round_.cases.values() if case.state == CaseState.ON_PROGRAMME.value]
    came = [code.value for code, means in MARKS.items() if means.attended]
    for programme, version in sorted({(case.programme, case.pack_version) for case in here}):
        mine = [case for case in here if (case.programme, case.pack_version) == (programme, version)]
        pack = pack_of(round_.work, mine[0])
        if pack.completion.kind is CompletionKind.NONE:
            continue
        required = [one for one in pack.contents() if one.block.required and one.kind is not BlockKind.REVIEW]
        last = required[-1] if required and pack.completion.kind is CompletionKind.ALL else None
        late = [or_(Session.kind.in_((BlockKind.REVIEW.value, CATCH_UP)))]
        if last is not None:
            late.append(and_(Session.key == last.block.key, Session.number == last.number))
        query = select(Mark.case_id).join(Session, Session.id == Mark.session_id)
        query = query.where(Mark.case_id.in_([case.id for case in mine]), Mark.code.in_(came))
        if pack.completion.kind is CompletionKind.ALL or pack.completion.needs_review:
            query = query.where(or_(*late))
        found += sorted(set(round_.work.session.scalars(query)))
    return found


def _letters(round_: Round) -> Iterator[TaskRow]:
    """A letter that corrects a paper is on the list until it has gone, also when the case is closed again (CASE-9)."""
    is_owed = CorrectingLetter.sent_on.is_(None)
    for letter, name in round_.of_closed_too(CorrectingLetter, CorrectingLetter.case_id, is_owed):
        words = _("Send the correcting letter: {name}").format(name=name)
        yield round_.row("correction.send", letter.case_id, letter.due_on, words, letter.recipient)
