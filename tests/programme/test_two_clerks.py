"""Two clerks at the same moment: exactly one wins, the other is told, and nothing stands twice (CASE-2, CASE-4)."""

from sqlalchemy import func, select

from app.desk.catalogue import perform
from models.programme.case import CaseEvent, Hold
from models.programme.group import Member
from tests.offices import Office, both_engines
from tests.programme.flows import a_group, waiting
from tests.programme.test_moves import HOLD, nearly
from tests.programme.test_places import both_at_once
from tests.programme.test_waiting import another


def rows(office: Office, table: type, **of: object) -> int:
    """How many rows of it stand."""
    with office.programme.work() as work:
        return int(work.session.scalar(select(func.count()).select_from(table).filter_by(**of)) or 0)


@both_engines
def test_a_hold_is_laid_once_and_lifted_once(office: Office) -> None:
    """CASE-10: one open hold of a kind; who comes second is told so and changes nothing."""
    case = waiting(office.desk("priya"))
    clerks = [office.desk("jo"), office.desk("mo")]
    lifted = {"case": case, "kind": "health", "reason": "Well again"}

    laid = both_at_once(*(lambda desk=desk: perform(desk, "case.hold", {"case": case, **HOLD}) for desk in clerks))
    standing = rows(office, Hold, case_id=case, lifted_on=None)
    ended = both_at_once(*(lambda desk=desk: perform(desk, "case.lift_hold", lifted) for desk in clerks))

    for told in (laid, ended):
        assert sum(words == "" for words in told) == 1
        assert max(told, key=len) != ""
    assert standing == 1
    assert rows(office, Hold, case_id=case) == 1
    assert rows(office, Hold, case_id=case, lifted_on=None) == 0
    assert [rows(office, CaseEvent, case_id=case, kind=kind) for kind in ("held", "hold_lifted")] == [1, 1]


@both_engines
def test_a_seat_that_was_not_kept_goes_to_one_of_the_two_who_want_it(office: Office) -> None:
    """CASE-10: his hold is lifted at the moment in which his seat is given away: one of both, never both."""
    desk = office.desk("priya")
    group, first, second = a_group(desk, seats=1), waiting(desk), another(desk, "Ben")
    perform(desk, "group.allocate", {"group": group, "case": first})
    perform(desk, "case.hold", {"case": first, **HOLD})
    clerks = [office.desk("jo"), office.desk("mo")]

    told = both_at_once(
        lambda: perform(clerks[0], "case.lift_hold", {"case": first, "kind": "health", "reason": "Well again"}),
        lambda: perform(clerks[1], "group.allocate", {"group": group, "case": second}),
    )

    assert sum(words == "" for words in told) == 1, told
    has_come_back = rows(office, Hold, case_id=first, lifted_on=None) == 0
    assert has_come_back != (rows(office, Member, case_id=second, left_at=None) == 1)


@both_engines
def test_a_completion_is_undone_once(office: Office) -> None:
    """CASE-9: his place returns once, and the other is told that he is on the programme again."""
    _group, adam = nearly(office)
    perform(office.desk("priya"), "case.move", {"case": adam, "to": "completed"})
    clerks = [office.desk("jo", ("mo",)), office.desk("mo", ("jo",))]
    seconds = ["mo", "jo"]

    told = both_at_once(
        *(
            lambda desk=desk, second=second: perform(
                desk, "case.undo_completion", {"case": adam, "reason": "Wrong man", "second": second}
            )
            for desk, second in zip(clerks, seconds, strict=True)
        )
    )

    assert sum(words == "" for words in told) == 1, told
    assert perform(office.desk("priya"), "case.show", {"case": adam}).state == "on_programme"
    assert rows(office, Member, case_id=adam, left_at=None) == 1
    assert rows(office, CaseEvent, case_id=adam, kind="move", from_state="completed") == 1
