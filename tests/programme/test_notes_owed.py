"""The database itself keeps which notes are owed, and is right after any history of marks and notes (ATT-12, P8)."""

from datetime import timedelta

from sqlalchemy import delete, select, text

from app.domain.codes import CAME, MarkCode
from app.ops.lots import Lots
from app.programme.crowd.fill import fill
from app.programme.owed import OWN_CONTACTS
from app.programme.planned import expected, how_many_expected
from app.store.work import Work
from models.programme.attendance import Mark, SessionNote
from models.programme.group import Session
from tests.offices import Office, both_engines
from tests.programme.test_crowd import practice

STEPS = 60
Pair = tuple[str, str]


def owed_by_rule(work: Work) -> set[Pair]:
    """Who came by his newest mark and has no newest note that says something, told from the rows alone."""
    kinds = {row.id: row.kind for row in work.session.execute(select(Session.id, Session.kind))}
    marks = {(one.session_id, one.case_id): one.code for one in work.session.scalars(select(Mark).order_by(Mark.turn))}
    notes = work.session.scalars(select(SessionNote).order_by(SessionNote.at))
    said = {(one.session_id, one.case_id): bool(one.text or one.waived_reason) for one in notes}
    return {at for at, code in marks.items() if code in CAME and kinds[at[0]] not in OWN_CONTACTS and not said.get(at)}


def owed_as_kept(work: Work) -> set[Pair]:
    rows = work.session.execute(text("SELECT session_id, case_id FROM note_owed"))
    return {(bytes(session).hex(), bytes(case).hex()) for session, case in rows}


def one_change(work: Work, lots: Lots) -> None:
    """A mark or a note of some man is written, corrected, taken back or gone."""
    mark = lots.one_of(work.session.scalars(select(Mark).order_by(Mark.id)).all())
    notes = select(SessionNote).where(SessionNote.session_id == mark.session_id, SessionNote.case_id == mark.case_id)
    newest = work.session.scalars(notes.order_by(SessionNote.at.desc()).limit(1)).one_or_none()
    turns = select(Mark.turn).where(Mark.session_id == mark.session_id, Mark.case_id == mark.case_id)
    last = max(work.session.scalars(turns))
    by = {"session_id": mark.session_id, "case_id": mark.case_id, "by_user": mark.by_user, "by_label": "Jo"}
    at = (newest.at if newest else mark.at) + timedelta(minutes=1)
    what = lots.number(7)
    if what == 0:
        work.session.execute(delete(Mark).where(Mark.id == mark.id))
    elif what == 1 and newest is not None:
        work.session.execute(delete(SessionNote).where(SessionNote.id == newest.id))
    elif what == 2 and newest is not None:
        newest.text, newest.waived_reason = None, None
    elif what == 3:
        work.session.add(SessionNote(**by, text="He said what he had done.", at=at))
    elif what == 4:
        waived = "Not needed" if lots.number(2) else None
        work.session.add(SessionNote(**by, text=None, waived_reason=waived, at=at))
    elif what == 5:
        mark.code = lots.one_of(tuple(MarkCode)).value
    else:
        code = lots.one_of(tuple(MarkCode)).value
        work.session.add(Mark(**by, turn=last + 1, code=code, minutes=0, at=mark.at))
    work.session.flush()


@both_engines
def test_what_is_kept_of_owed_notes_is_what_the_rule_says_after_any_history(office: Office) -> None:
    fill(practice(office), 12)
    seen = set()
    with office.programme.work() as work:
        sessions = work.session.scalars(select(Session)).all()
        assert how_many_expected(work, sessions) == {one.id: len(expected(work, one)) for one in sessions}

    with office.programme.work() as work:
        for step in range(STEPS):
            one_change(work, Lots("owed", step))
            kept = owed_as_kept(work)
            assert kept == owed_by_rule(work), step
            seen.add(len(kept))

    assert len(seen) > 3, "notes came to be owed and were written"
