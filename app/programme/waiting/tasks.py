"""Says what is due about places: who runs out of time, who has completed, which correcting letter is owed."""

import math
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select

from app.core.language import _
from app.domain.codes import CAME
from app.domain.moves import CaseState
from app.domain.pack import Content, Pack
from app.domain.pack_parts import BlockKind, CompletionKind
from app.programme.case_list import short_name
from app.programme.marks import marks_of_all
from app.programme.packs.shelf import pack_of, shelf_of
from app.programme.planned import CATCH_UP
from app.programme.rules.finishing import Finish, Outlook, outlook
from app.programme.rules.progress import completion
from app.programme.task_rows import Kind, Round, Soonest, TaskRow
from app.programme.waiting.known import earliest_for, margin_of, runs_begun_today
from models.programme.attendance import Mark
from models.programme.case import Case
from models.programme.delivery import CatchUpMan
from models.programme.group import Session
from models.programme.placing import CorrectingLetter

NOT_BEGUN = tuple(
    state.value for state in (CaseState.REFERRED, CaseState.ASSESSING, CaseState.NOT_READY, CaseState.WAITING)
)


def _out_of_time(round_: Round) -> Iterator[TaskRow]:
    """Said before it is too late: he must begin by a day, or cannot finish and his officer must hear (PATH-2)."""
    every = shelf_of(round_.work).packs
    runs, margin = runs_begun_today(round_.work, round_.seat, every), margin_of(round_.work)
    longest = max((ends for ends in runs.values() if ends is not None), default=round_.today)
    latest = longest + timedelta(weeks=margin.spare_weeks + margin.warn_weeks)
    found = round_.with_clients(Case.state.in_(NOT_BEGUN), Case.order_ends_on <= latest).order_by(Case.number)
    men = {row.Case.id: (row.Case, row.Client) for row in round_.work.session.execute(found)}
    cases = [case for case, _client in men.values()]

    def look(case: Case, ends: date | None = None) -> Outlook:
        whole = runs[case.programme, case.pack_version]
        return outlook(case.order_ends_on, whole, round_.today, margin, ends)

    pressing = [case for case in cases if look(case).finish in (Finish.CANNOT, Finish.SOON)]
    waiting = [case for case in pressing if case.state == CaseState.WAITING.value]
    places = earliest_for(round_.work, round_.seat, waiting)
    for case in pressing:
        place = places.get(case.id)
        view = look(case, place.ends if place else None)
        name = short_name(men[case.id][1])
        act = "waiting.offers" if case.state == CaseState.WAITING.value else "case.show"
        if view.finish is Finish.CANNOT:
            words = _("Tell his officer that he cannot finish in time: {name}").format(name=name)
            yield round_.row(act, case.id, min(view.begin_by or round_.today, round_.today), words, view.words)
        else:
            words = _("Find a place in time: {name}").format(name=name)
            yield round_.row(act, case.id, max(view.begin_by or round_.today, round_.today), words, view.words)


def _completed(round_: Round) -> Iterator[TaskRow]:
    """Completion is offered as soon as the registers show it, in whatever order they were saved (CASE-8)."""
    here = {id: pair for id, pair in round_.cases.items() if pair[0].state == CaseState.ON_PROGRAMME.value}
    marks = marks_of_all(round_.work, round_.seat, here)
    for id, (case, client) in here.items():
        check = completion(pack_of(round_.work, case), marks.get(id, ()))
        if check.is_offered and check.completed_on is not None:
            words = _("Record that he has completed: {name}").format(name=short_name(client))
            yield round_.row("case.move", id, check.completed_on, words, case.reference)


def _near_the_end(round_: Round) -> Soonest:
    """On the programme, and marked present at what comes last in it, or at something that can come in its place (P8).

    With the first day of that: nobody completes before.
    """
    packs = shelf_of(round_.work).packs
    first = (
        select(Case.id, func.min(Session.starts_at).label("day"))
        .join(Mark, Mark.case_id == Case.id)
        .join(Session, Session.id == Mark.session_id)
        .where(Case.state == CaseState.ON_PROGRAMME.value, Mark.code.in_(CAME))
        .where(or_(false(), *(_is_late(pack) for pack in packs)))
        .group_by(Case.id)
        .subquery()
    )
    has_enough = or_(false(), *(_may_have_all(pack) for pack in packs))
    return round_.soonest(first.c.day, first.c.id == Case.id, has_enough)


def _is_late(pack: Pack) -> ColumnElement[bool]:
    """A session with which somebody can complete this programme."""
    if pack.completion.kind is CompletionKind.NONE:
        return false()
    mine, required = _pinned_to(pack), _required(pack)
    if pack.completion.needs_review:
        return and_(mine, Session.kind == BlockKind.REVIEW.value)
    if pack.completion.kind is not CompletionKind.ALL or not required:
        return mine
    last = and_(Session.key == required[-1].block.key, Session.number == required[-1].number)
    return and_(mine, or_(Session.kind == CATCH_UP, last))


def _may_have_all(pack: Pack) -> ColumnElement[bool]:
    """What he came to covers at least as many contents, or lasted as long, as completion asks for (P8).

    Counted without a look at which contents; who shared a catch-up is always looked at.
    """
    came = (Mark.case_id == Case.id, Mark.code.in_(CAME), Session.id == Mark.session_id)
    if pack.completion.kind is CompletionKind.HOURS and pack.completion.hours is not None:
        minutes = select(func.sum(Mark.minutes)).where(*came).scalar_subquery()
        return and_(_pinned_to(pack), minutes >= math.ceil(pack.completion.hours * 60))
    contents = func.length(Session.covers) - func.length(func.replace(Session.covers, ",", "")) + 1
    covered = select(func.sum(contents)).where(*came).scalar_subquery()
    shared = exists().where(CatchUpMan.case_id == Case.id)
    return and_(_pinned_to(pack), or_(covered >= len(_required(pack)), shared))


def _pinned_to(pack: Pack) -> ColumnElement[bool]:
    return and_(Case.programme == pack.code, Case.pack_version == pack.version)


def _required(pack: Pack) -> list[Content]:
    return [one for one in pack.contents() if one.block.required and one.kind is not BlockKind.REVIEW]


def _letters(round_: Round) -> Iterator[TaskRow]:
    """A letter that corrects a paper is on the list until it has gone, also when the case is closed again (CASE-9)."""
    is_owed = CorrectingLetter.sent_on.is_(None)
    for letter, name in round_.of_closed_too(CorrectingLetter, CorrectingLetter.case_id, is_owed):
        words = _("Send the correcting letter: {name}").format(name=name)
        yield round_.row("correction.send", letter.case_id, letter.due_on, words, letter.recipient)


KINDS = (
    Kind("time", _out_of_time),
    Kind("completed", _completed, _near_the_end, is_counted=False),
    Kind("letters", _letters),
)
