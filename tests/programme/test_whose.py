"""Each column says whose it is and how long it is kept; his own file and the deletion do so (RET-6, RET-8)."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Date, Float, Integer, LargeBinary, MetaData, String, Table, Text, select

from app.domain.calendar import day_words
from app.programme.access.items import held_about
from app.programme.keeping.deleting import delete_case
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.base.tables import RETENTION_CLASSES, Id, Moment, Whose
from models.partner import tables as hers
from models.partner.base import Base as HerBase
from models.programme import tables as his
from models.programme.base import Base
from models.programme.case import Case
from models.programme.client import Client
from models.programme.group import Session
from models.programme.keeping import KeptDisclosure
from tests.offices import Office

SIDES = {"his": (his, Base), "hers": (hers, HerBase)}
IN_HIS_FILE = {Whose.FACT, Whose.WORDS}
SOMEBODY, SECOND = "ab" * 16, "cd" * 16
FIRST_DAY, OTHER_DAY = date(2020, 1, 1), date(2026, 10, 6)
DAYS = sorted(
    f"{table.name}.{column.name}"
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, Date | Moment)
)
"""Columns with a day: each has one of its own, and is known by it."""
HIS_OWN = {"kind": "non_molestation", "conditions": "case.orders", "said_on": "2026-10-05"}
READER = {"reader": "Cafcass", "route": "no", "why": "case.other_readers", "said_on": "2026-10-07"}
KNOWN = {"topic": "work", "text": "case.background", "source": "his_own", "said_on": "2026-10-08"}
OF_HIM = {"topic": "literacy", "text": "client.background", "source": "his_own", "said_on": "2026-10-09"}
HANGING = {
    "client", "case", "programme_group", "group_language", "meeting", "criterion_answer", "goal_review",
    "report_event", "report_version", "paper", "register", "evening",
}  # fmt: skip
"""Tables without a column that names the man, and that he stands in or that hang on what is his."""

SAID: dict[str, tuple[Any, Any]] = {
    "client.date_of_birth": ("1988-04-12", "1989-04-12"), "client.gender": ("man", "woman"),
    "client.children": ([{"name": "client.children"}], []), "client.availability": ({}, {"not_with": ["9"]}),
    "client.shares_address": ("no", "yes"),
    "case.programme": ("bbr", "mam"), "case.state": ("completed", "withdrawn"), "case.source": ("probation", "court"),
    "case.legal_kind": ("licence", "court_requirement"), "case.orders": ([HIS_OWN], []),
    "case.other_readers": ([READER], []), "case.background": ([KNOWN], []), "client.background": ([OF_HIM], []),
    "case.family_proceedings": ("yes", "no"), "case.family_ended_on": ("2025-03", "2025-04"),
    "case.reporting_route": ("yes", "no"), "case.pack_version": ("1.0", "1.0"),
    "case_event.kind": ("move", "held"), "case_event.from_state": ("referred", "waiting"),
    "case_event.to_state": ("assessing", "waiting"), "case_event.reason_code": ("own_request", "no_contact"),
    "mappa.status": ("managed", "unknown"), "mappa.category": ("2", "3"), "mappa.level": ("1", "2"),
    "criterion_answer.criterion": ("adult", "man"), "criterion_answer.answer": ("yes", "no"),
    "criterion_answer.on_date": ("2026-10", "2026-11"), "criterion_answer.source_class": ("his_own", "referrer"),
    "denial_rating.admits": ("both", "none"), "denial_rating.latest_admitted_on": ("2026-10", "2026-11"),
    "denial_rating.forms": (["fact"], ["harm"]), "denial_rating.motivation": ("external", "intrinsic"),
    "denial_rating.pressures": (["court"], ["work"]), "denial_rating.grade": (2, 1),
    "decision.verdict": ("suitable", "not_suitable"), "decision.reason_code": ("own_request", "no_contact"),
    "decision.frozen": ({}, {"a": 1}), "decision.suggested": ("suitable", "not_suitable"),
    "risk_result.results": ({"ogrs3": 75}, {"ogrs3": 74}), "risk_result.level": ("low", "high"),
    "risk_result.sources_used": (["his_own"], []),
    "red_event.kind": ("new_violence", "threat_to_children"), "red_event.source_class": ("his_own", "police"),
    "red_event.told": ([], []), "hold.kind": ("health", "legal"),
    "session.status": ("planned", "held"), "session.kind": ("one_to_one", "one_to_one"),
    "session.moved_because": ([], []), "session.is_placeholder": (False, False),
    "member.left_reason": ("own_request", "no_contact"),
    "mark.code": ("ATTC", "ATSH"), "mark.task": ("yes", "no"), "mark.reason": ("mark.reason", "x"),
    "mark.time_out": ({"came_back": True, "follow_up": "mark.time_out"}, None),
    "one_to_one.answers": ({"skills": "one_to_one.answers"}, {}), "goal_review.achievement": (1.0, 0.5),
    "three_way_review.attendees": ([{"role": "officer", "name": "three_way_review.attendees"}], []),
    "three_way_review.views": ({"client": "three_way_review.views"}, {}),
    "three_way_review.outstanding": (["three_way_review.outstanding"], []),
    "measure_entry.measure": ("core10", "other"), "measure_entry.stage": ("start", "exit"),
    "measure_entry.scores": ({"item_1": 3}, {"item_1": 2}), "substance_screen.result": ("clear", "possible"),
    "meeting_item.level_before": ("low", "high"), "meeting_item.level_after": ("low", "high"),
    "enquiry.asked": ("first", "again"), "enquiry.ended": ("comes", "open"),
    "responsibility_review.outcome": ("in_part", "blames_only_others"),
    "motivation_rung.rung": ("external", "intrinsic"),
    "motivation_rung.pressures": (["court"], ["work"]), "note_tags.tags": (["hope"], ["meaning"]),
    "report.report_type": ("progress", "concern"), "report.sections": ({"summary": "report.sections"}, {}),
    "disclosure.what": ("sheet.goals", "sheet.file"), "disclosure.basis": ("consent", "court_order"),
    "access_request.items": ([], []), "access_request.state": ("given", "given"),
}  # fmt: skip
"""What stands in a column of codes, maps or lists, and what else may; any other text has its own mark, its name."""


def unsaid(metadata: MetaData, side: ModuleType) -> list[str]:
    """Columns of which nobody has said whose they are."""
    every = [(one.name, column.name) for one in metadata.sorted_tables for column in one.columns]
    return [f"{table}.{column}" for table, column in every if not side.whose(table, column)]


@pytest.mark.parametrize("side", SIDES)
def test_every_column_of_both_databases_says_whose_it_is_and_how_long_it_is_kept(side: str) -> None:
    said, base = SIDES[side]

    assert unsaid(said.METADATA, said) == []
    kept = {one.class_.__tablename__: said.kept_as(one.class_) for one in base.registry.mappers}
    assert {name: how for name, how in kept.items() if how not in RETENTION_CLASSES} == {}


def test_a_new_column_without_a_class_is_named() -> None:
    planted = MetaData()
    Table("case", planted, Column("id", Integer), Column("shoe_size", Integer))
    Table("shoe", planted, Column("version", Integer), Column("colour", Text))

    assert unsaid(planted, his) == ["case.shoe_size", "shoe.colour"]
    assert unsaid(planted, hers) == ["case.shoe_size", "shoe.colour"]


def test_nothing_is_said_of_a_column_that_is_not_there() -> None:
    real = {one.name: {column.name for column in one.columns} for one in his.METADATA.sorted_tables}
    said = {table: {name for names in of.values() for name in names.split()} for table, of in his.COLUMNS.items()}

    gone = {table: names - real.get(table, set()) for table, names in said.items()}

    assert {table: names for table, names in gone.items() if names} == {}
    assert set(real) == set(said)


class Filled:
    """One man with a row in every table that hangs on him, and a mark of its own in every text of it."""

    def __init__(self, work: Work) -> None:
        self.work, self.case = work, ""
        self.rows: dict[str, Any] = {}
        for table in Base.metadata.sorted_tables:
            mapped = _mapped(table.name)
            if (table.name in HANGING or "case_id" in table.columns) and hasattr(mapped, "RETENTION"):
                self.rows[table.name] = self._row(mapped, table)
                self.case = self.case or (self.rows["case"].id if "case" in self.rows else "")
        self.evening = self._row(Session, Base.metadata.tables["session"], case_id=None, number=9)

    def _row(self, mapped: Any, table: Table, **others: object) -> Any:
        values = {
            _key(f"{table.name}.{one.name}"): self._value(f"{table.name}.{one.name}", one)
            for one in table.columns
            if one.name not in ("id", "version")
        }
        row = mapped(**{**values, **others})
        self.work.session.add(row)
        self.work.session.flush()
        return row

    def _value(self, name: str, column: Column[Any]) -> object:
        for key in column.foreign_keys:
            row = self.rows.get(key.column.table.name)
            return row.id if row is not None else None
        if column.name == "case_id":
            return self.case
        return SAID[name][0] if name in SAID else plain(column, name)


def plain(column: Column[Any], name: str, *, other: bool = False) -> object:
    """What stands in a column of this type; `other`: something else that may."""
    made: tuple[tuple[type, object, object], ...] = (
        (Id, SOMEBODY, SECOND),
        (Moment, datetime.combine(day_of(name), time(10), UTC), datetime.combine(OTHER_DAY, time(10), UTC)),
        (Boolean, False, True), (Integer, 3, 4), (Float, 1.0, 0.5), (Date, day_of(name), OTHER_DAY),
        (String, name, f"other {name}"), (LargeBinary, b"1", b"2"),
    )  # fmt: skip
    found = (then if other else first for of, first, then in made if isinstance(column.type, of))
    return next(found, ["x"] if other else [])


def day_of(name: str) -> date:
    """The day that stands in this column alone."""
    return FIRST_DAY + timedelta(days=DAYS.index(name)) if name in DAYS else OTHER_DAY


def _mapped(table: str) -> Any:
    return next(one.class_ for one in Base.registry.mappers if one.class_.__tablename__ == table)


def _column(name: str) -> Column[Any]:
    table, column = name.split(".")
    found: Column[Any] = Base.metadata.tables[table].columns[column]
    return found


def _key(name: str) -> str:
    return str(_mapped(name.split(".", maxsplit=1)[0]).__mapper__.get_property_by_column(_column(name)).key)


@pytest.fixture
def filled(office: Office) -> Iterator[tuple[Filled, ProgrammeSeat]]:
    with office.programme.work() as work:
        seat = office.desk("priya").seat
        assert isinstance(seat, ProgrammeSeat)
        yield Filled(work), seat
        work.session.rollback()


def his_file(one: Filled, seat: ProgrammeSeat) -> str:
    """All that would be listed for his own file."""
    held = held_about(one.work, seat, one.work.session.get_one(Case, one.case))
    return "\n".join(f"{item.on} {item.text}" for item in held)


def marks_of(name: str) -> tuple[str, ...]:
    """By what this column is known, if something of its own stands there: its name, or its day in either spelling."""
    if name in SAID:
        return ()
    if name in DAYS:
        return day_of(name).isoformat(), day_words(day_of(name))
    return (name,) if isinstance(_column(name).type, String | Text) else ()


def columns_of(one: Filled, wanted: set[Whose]) -> list[str]:
    """Columns of these classes in the rows of the man that point at no other row."""
    every = (f"{table}.{column}" for table in one.rows for column in Base.metadata.tables[table].columns.keys())  # noqa: SIM118  a collection of columns gives them, not their names
    return [name for name in every if his.whose(*name.split(".")) in wanted and not _column(name).foreign_keys]


def changed(one: Filled, *names: str) -> list[tuple[Any, str, object]]:
    """Set each of these columns to something else; gives what stood there."""
    before = []
    for name in names:
        key, row = _key(name), one.rows[name.split(".")[0]]
        before.append((row, key, getattr(row, key)))
        setattr(row, key, SAID[name][1] if name in SAID else plain(_column(name), name, other=True))
    return before


def test_his_file_says_each_word_that_is_his_and_no_other(filled: tuple[Filled, ProgrammeSeat]) -> None:
    one, seat = filled

    text = his_file(one, seat)

    marked = [name for name in columns_of(one, set(Whose)) if marks_of(name)]
    said = {name for name in marked if any(re.search(rf"(?<!\d){re.escape(mark)}", text) for mark in marks_of(name))}
    assert said ^ {name for name in marked if his.whose(*name.split(".")) in IN_HIS_FILE} == set()
    assert len(marked) > 250


def test_his_numbers_and_codes_change_his_file_and_the_office_s_do_not(
    filled: tuple[Filled, ProgrammeSeat],
) -> None:
    one, seat = filled
    text = his_file(one, seat)

    unread = []
    for name in columns_of(one, IN_HIS_FILE):
        if not marks_of(name):
            before = changed(one, name)
            unread += [name] if his_file(one, seat) == text else []
            for row, key, was in before:
                setattr(row, key, was)
    assert unread == []
    assert his_file(one, seat) == text
    changed(one, *columns_of(one, set(Whose) - IN_HIS_FILE - {Whose.KEY}))

    assert his_file(one, seat) == text


def test_what_is_his_goes_with_him_and_of_his_papers_the_log_alone_stays_a_year(
    filled: tuple[Filled, ProgrammeSeat],
) -> None:
    one, _seat = filled
    session, evening = one.work.session, one.evening.id

    counts = delete_case(one.work, session.get_one(Case, one.case), OTHER_DAY)

    goes = {"case", "shared", "incident", "crossing"}
    left = {
        name for name, row in one.rows.items()
        if his.kept_as(type(row)) in goes and session.get(type(row), row.id, populate_existing=True) is not None
    }  # fmt: skip
    assert left == set()
    assert session.get(Session, evening) is None, "his group had ended and he was the last of it"
    assert session.scalars(select(Client.id)).all() == []
    assert counts["session"] == 2
    assert set(session.scalars(select(KeptDisclosure)).one().said) >= {"recipient", "basis"}
