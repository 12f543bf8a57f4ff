"""No list reads a whole large table: what it shows is looked up, whatever the number of cases (P8)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event, select

from app.core.errors import AppError
from app.desk.act import Kind
from app.desk.catalogue import acts_of, describe, perform
from app.programme.crowd.fill import fill
from app.programme.desk import ProgrammeDesk
from models.programme.attendance import Mark
from models.programme.group import Session
from tests.offices import Office
from tests.programme.test_crowd import practice

MEN = 30
GROWS = frozenset(
    {
        *("case", "client", "case_event", "screening", "criterion_answer", "denial_rating", "decision", "consent"),
        *("details_passed", "risk_result", "red_event", "hold", "session", "member", "register", "mark"),
        *("session_note", "one_to_one", "goal", "goal_review", "three_way_review", "review_signature", "catch_up_man"),
        *(
            "follow_up_done",
            "measure_entry",
            "mappa",
            "report",
            "letter",
            "disclosure",
            "history",
            "box_item",
            "evening",
        ),
    }
)
OF_SOME = frozenset(
    {
        *("ix_member_one_place", "ix_hold_open", "ix_mark_concern", "ix_one_to_one_concern", "ix_red_event_open"),
        "ix_measure_entry_for_meeting",
    }
)
EVERY_ROW = frozenset({"audit.verify"})  # it compares all of them with the log, and says how far it is
ALL_OF_IT = "shows everything there is, as it was asked for"
ALLOWED = {
    ("audit.show", "history"): "the newest first: reading stops at what was asked for",
    ("case.ids", "case"): "the ids alone, in order; rows are read as they are shown (P3)",
    ("case.list", "case"): "the same ids; the rows of a page of them",
    ("referral.list", "case"): "without a tab it shows everything; the screen names a tab and how many",
    ("referral.counts", "case"): "counted in an index of states",
    ("report.list", "report"): ALL_OF_IT,
    ("disclosure.list", "disclosure"): ALL_OF_IT,
    ("retention.list", "history"): "the newest first: reading stops at what was asked for",
}
WHOLE = re.compile(r"SCAN (?P<name>\w+)(?: USING (?:COVERING )?INDEX (?P<index>\w+))?")
NAMED = re.compile(r'"?(\w+)"? AS "?(\w+)"?')


@contextmanager
def heard(engine: Engine) -> Iterator[dict[str, object]]:
    """Every query that is asked meanwhile, with what was given to it."""
    asked: dict[str, object] = {}

    def hear(_connection: object, _cursor: object, said: str, given: object, _context: object, many: bool) -> None:
        if said.lstrip().startswith(("SELECT", "WITH")) and not many:
            asked.setdefault(said, given)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def read_whole(engine: Engine, asked: dict[str, object]) -> set[str]:
    """The large tables that one of these queries goes through from end to end."""
    found = set()
    with engine.connect() as connection:
        for said, given in asked.items():
            tables = {alias: table for table, alias in NAMED.findall(said)}
            asked = f"EXPLAIN QUERY PLAN {said}"
            for row in connection.exec_driver_sql(asked, given):  # type: ignore[arg-type]  # as it was given
                step = WHOLE.match(row[3])
                table = tables.get(step["name"], step["name"]) if step else ""
                if table in GROWS and step and step["index"] not in OF_SOME:
                    found.add(table)
    return found


def required(schema: dict[str, Any]) -> list[str]:
    """The fields that an act must be given."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return list((schema["$defs"][name] if name else schema).get("required", ()))


def test_no_list_and_no_page_reads_a_whole_table_that_grows(office: Office) -> None:
    fill(practice(office), MEN)
    desk, engine = office.desk("jo"), office.programme.engine
    with office.programme.work() as work:
        of_groups = select(Mark.case_id, Session.id, Session.group_id).join(Session, Session.id == Mark.session_id)
        case, session, group = work.session.execute(of_groups.where(Session.kind == "group").limit(1)).one()
    known = {"case": case, "session": session, "group": group, "words": "Dan", "typed": "Dan"}
    needed = {one["name"]: required(one["input"]) for one in describe(ProgrammeDesk)}
    found, performed = set(), 0

    for name, act in acts_of(ProgrammeDesk).items():
        if name not in EVERY_ROW and act.kind in (Kind.LIST, Kind.OPEN) and set(needed[name]) <= set(known):
            with heard(engine) as asked:
                try:
                    perform(desk, name, {field: known[field] for field in needed[name]})
                except AppError:
                    continue
            performed += 1
            found |= {(name, table) for table in read_whole(engine, asked)}

    assert performed > 60
    assert sorted(found - set(ALLOWED)) == [], "look it up, by an index of what is still open where need be"
    assert sorted(set(ALLOWED) - found) == [], "no longer so: take it off the list"
