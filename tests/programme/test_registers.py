"""Registers: append-only, counted in the room, and told to the safety team in the same moment."""

from datetime import datetime

import pytest

from app.core.errors import InvalidInput, Missing, NotAllowed, Stale
from app.desk.catalogue import perform
from app.programme.desk import ProgrammeDesk
from tests.offices import Office, both_engines
from tests.programme.flows import a_group, cleared, waiting

FIRST_EVENING = datetime(2026, 11, 24, 21, 0)  # local, after the first group session


def first_session(desk: ProgrammeDesk, group: str) -> str:
    """The first group session of the plan."""
    shown = perform(desk, "group.show", {"group": group})
    return next(one.session for one in shown.sessions if one.kind == "group")


def placed(office: Office, count: int = 1, *, with_clearance: bool = True) -> tuple[str, list[str]]:
    """A group with so many men in it, the clock after its first session."""
    desk = office.desk("priya")
    group = a_group(desk)
    names = ("Adam", "Ben", "Carl", "Dean")[:count]
    cases = [waiting(desk, given_name=name, external_reference=f"X31000{n}") for n, name in enumerate(names)]
    for case in cases:
        perform(desk, "group.allocate", {"group": group, "case": case})
    if with_clearance:
        cleared(office, *((case, group) for case in cases))
    office.clock.move_to(FIRST_EVENING)
    return group, cases


def inbox(office: Office) -> list[tuple[str, str]]:
    """What reached the safety team, by kind and case."""
    return [(line.kind, line.case) for line in perform(office.partner_desk("maya"), "inbox.list", {})]


@both_engines
class TestTaking:
    def test_a_register_is_saved_and_the_absence_is_in_the_safety_teams_inbox(self, office: Office) -> None:
        group, (adam, ben) = placed(office, 2)
        desk = office.desk("priya")
        session = first_session(desk, group)

        marks = [{"case": adam, "code": "ATTC", "minutes": 150}, {"case": ben, "code": "UAAB", "reason": "no reason given"}]
        saved = perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 1})
        shown = perform(desk, "register.open", {"session": session})

        assert (saved.recorded, saved.not_recorded) == (2, ())
        assert {row.case: row.mark.code for row in shown.rows} == {adam: "ATTC", ben: "UAAB"}
        assert [one.case for one in saved.started] == [adam]
        assert ("absent", ben) in inbox(office)
        assert ("started", adam) in inbox(office)
        assert perform(desk, "case.show", {"case": adam}).state == "on_programme"
