"""Gives each act of delivery an input that fits, for the role and act matrix; group and men are Priya's."""

from collections.abc import Callable

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.flows import a_group, waiting
from tests.programme.test_groups import PLAN
from tests.programme.test_one_to_ones import REVIEW, booked
from tests.programme.test_registers import first_session, placed

Given = dict[str, object]
CAME = {"code": "ATTC", "minutes": 150}
CLOSED = {"from": "2026-12-21", "to": "2027-01-03", "reason": "Winter break"}
REASON = {"reason": "Both are ill"}


def group_asked(office: Office) -> Given:
    """A group."""
    return {"group": a_group(office.desk("priya"))}


def to_open(office: Office) -> Given:
    """A plan with the token of its preview; whoever previews it names the same people."""
    return {**PLAN, "preview": perform(office.desk("priya"), "group.preview", PLAN).preview}


def to_allocate(office: Office) -> Given:
    """A group, and a case that waits."""
    return {**group_asked(office), "case": waiting(office.desk("priya"))}


def to_leave(office: Office) -> Given:
    """A case in a group."""
    given = to_allocate(office)
    perform(office.desk("priya"), "group.allocate", given)
    return {"case": given["case"], "to": "waiting", "reason_code": "operational"}


def begun(office: Office) -> Given:
    """A session that has begun and has no register."""
    group, _cases = placed(office)
    return {"session": first_session(office.desk("priya"), group)}


def to_take(office: Office) -> Given:
    """A register with one man who came."""
    group, (case,) = placed(office)
    session = first_session(office.desk("priya"), group)
    return {"session": session, "marks": [{"case": case, **CAME}], "head_count": 1, **REASON}


def taken(office: Office) -> Given:
    """One man's line of a register that was taken."""
    given = to_take(office)
    perform(office.desk("priya"), "register.take", given)
    return {"session": given["session"], "case": given["marks"][0]["case"]}


def to_correct(office: Office) -> Given:
    """A line to correct."""
    return {**taken(office), "minutes": 120, "reason": "He left early"}


def missed(office: Office) -> Given:
    """A man who missed a session, and a time to catch up."""
    group, (case,) = placed(office)
    session = first_session(office.desk("priya"), group)
    return {"case": case, "sessions_covered": [session], "starts_at": "2026-11-26T18:30"}


def in_a_group(office: Office) -> Given:
    """A man with a place and a clearance."""
    _group, (case,) = placed(office)
    return {"case": case}


def one_to_one(office: Office) -> Given:
    """A 1-2-1 that has begun."""
    _group, (case,) = placed(office)
    return {"session": booked(office, case), "happened": True, "summary": "He came."}


def to_move(office: Office) -> Given:
    """A session, and where it shall go."""
    desk = office.desk("priya")
    session = first_session(desk, a_group(desk))
    return {"session": session, "starts_at": "2026-11-25T18:30", "reason": "Hall closed"}


def moved(office: Office) -> Given:
    """The same with the token of its preview."""
    given = to_move(office)
    return {**given, "preview": perform(office.desk("priya"), "session.preview_move", given).preview}


def to_change(office: Office) -> Given:
    """A group that shall meet on Thursdays."""
    return {**group_asked(office), "slots": [{"weekday": "thu", "start": "10:00"}]}


def changed(office: Office) -> Given:
    """The same with the token of its preview."""
    given = to_change(office)
    return {**given, "preview": perform(office.desk("priya"), "group.preview_change", given).preview}


def closure(office: Office) -> Given:
    """A closure of the whole office."""
    return {"closure": perform(office.desk("jo"), "closure.add", CLOSED).closure.closure}


SAMPLES: dict[str, Callable[[Office], Given]] = {
    "group.preview": lambda _office: dict(PLAN),
    "group.open": to_open,
    "group.show": group_asked,
    "group.list": lambda _office: {},
    "group.candidates": group_asked,
    "group.allocate": to_allocate,
    "group.leave": to_leave,
    "group.choices": lambda _office: {},
    "case.set_limits": lambda office: {"case": to_allocate(office)["case"]},
    "register.open": begun,
    "register.take": to_take,
    "register.correct": to_correct,
    "register.preview_correction": to_correct,
    "register.phoned": lambda office: {"session": taken(office)["session"]},
    "register.tell_owed": lambda _office: {},
    "register.owed": lambda _office: {},
    "notes.owed": lambda _office: {},
    "note.write": lambda office: {**taken(office), "text": "He spoke of Sunday."},
    "note.waive": lambda office: {**taken(office), "reason": "The worker has left."},
    "session.not_held": lambda office: {**begun(office), "reason": "The hall was locked"},
    "session.preview_move": to_move,
    "session.move": moved,
    "catch_up.book": missed,
    "catch_up.owed": in_a_group,
    "group.preview_change": to_change,
    "group.change": changed,
    "closure.list": lambda _office: {},
    "closure.add": lambda _office: dict(CLOSED),
    "closure.remove": closure,
    "case.attendance": in_a_group,
    "case.goals": in_a_group,
    "one_to_one.book": lambda office: {**in_a_group(office), "key": "pre_group", "starts_at": "2026-11-26T15:00"},
    "one_to_one.list": in_a_group,
    "one_to_one.record": one_to_one,
    "three_way.record": lambda office: {**in_a_group(office), **REVIEW},
    "three_way.list": in_a_group,
}
