"""Gives each act about registers, catch-ups and contacts an input that fits, for the role and act matrix."""

from collections.abc import Callable

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.test_registers import first_session, placed

Given = dict[str, object]


def shared(office: Office) -> Given:
    """Two men who missed the first session and share a catch-up."""
    group, (adam, ben) = placed(office, 2)
    desk = office.desk("priya")
    session = first_session(desk, group)
    marks = [{"case": case, "code": "AAME", "reason": "Ill"} for case in (adam, ben)]
    perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 0})
    wanted = {"case": adam, "sessions_covered": [session], "with": [ben], "starts_at": "2026-11-26T18:30"}
    return {"session": perform(desk, "catch_up.book", wanted).session, "case": ben, "reason": "He moved away"}


def ahead(office: Office) -> Given:
    """A catch-up that lies ahead."""
    given = shared(office)
    return {"session": given["session"], "reason": given["reason"]}


def to_settle(office: Office) -> Given:
    """A man who did not come and gave no reason."""
    group, (adam,) = placed(office)
    desk = office.desk("priya")
    session = first_session(desk, group)
    marks = [{"case": adam, "code": "UAAB", "reason": "no reason given"}]
    perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 0})
    return {"case": adam, "session": session, "kind": "absence", "words": "He was ill"}


def written(office: Office) -> Given:
    """A man with a mark in a register."""
    given = to_settle(office)
    return {"session": given["session"], "case": given["case"]}


def noted_as_not_held(office: Office) -> Given:
    """A session that somebody noted as not held by mistake."""
    group, _cases = placed(office)
    desk = office.desk("priya")
    session = first_session(desk, group)
    perform(desk, "session.not_held", {"session": session, "reason": "Wrong week"})
    return {"session": session, "reason": "It was held"}


def group_with_sessions(office: Office) -> Given:
    """A group that has begun."""
    group, _cases = placed(office)
    return {"group": group}


SAMPLES: dict[str, Callable[[Office], Given]] = {
    "catch_up.list": lambda _office: {},
    "catch_up.cancel": ahead,
    "catch_up.leave": shared,
    "follow_up.list": lambda _office: {},
    "follow_up.done": to_settle,
    "register.history": written,
    "session.held_after_all": noted_as_not_held,
    "group.continuity": group_with_sessions,
    "group.marks": group_with_sessions,
}
