"""What is asked of a man for a while is kept as long as it is asked and no longer (P8)."""

from datetime import timedelta

from sqlalchemy import select

from app.desk.catalogue import perform
from app.programme.days.kept import Due
from app.programme.settling.settle import settle
from models.programme.group import Session
from tests.offices import Office
from tests.programme.flows import a_group, waiting
from tests.programme.peer_flows import a_peer_group, came_to, may_start, welcomed
from tests.programme.test_crowd import practice
from tests.programme.test_due_days import kept, told, unlisted


def test_who_is_to_come_in_is_kept_until_he_has_come(office: Office) -> None:
    """PEER-2: by when he comes stands on Today by the day that is kept, as the office says how long he may take."""
    seat, group = practice(office), a_peer_group(office)
    case = welcomed(office, group)
    settle(seat)
    asked = kept(office)[case, Due.ENTRY]
    rows = [row for row in perform(office.desk("pete"), "today.show", {}).rows if row.act == "peer.entries_due"]
    perform(office.desk("ada"), "settings.set", {"key": "peer.entry_days", "value": 20})
    settle(seat)
    later = kept(office)[case, Due.ENTRY]

    may_start(office, group, case)
    came_to(office, group, case, 1)
    settle(seat)

    assert [row.due.date() for row in rows] == [asked]
    assert later > asked
    assert (case, Due.ENTRY) not in kept(office)
    assert unlisted(office, seat, frozenset()) == []


def test_a_letter_and_a_report_run_out_though_nobody_does_anything(office: Office) -> None:
    """P8: on the day after the last one the man is looked at again, and nothing of him is kept any more."""
    desk, seat = office.desk("jo"), practice(office)
    group, case = a_group(desk), waiting(desk)
    perform(desk, "group.allocate", {"group": group, "case": case})
    settle(seat)
    first = {kind: day for (_case, kind), day in kept(office).items() if _case == case}
    began = office.clock.today()

    told_on = []
    for days in (28, 29, 60, 61):
        office.clock.move_to(office.clock.now() + (began + timedelta(days=days) - office.clock.today()))
        rows = {row.act for row in perform(desk, "today.show", {}).rows}
        told_on.append(("letter.issue" in rows, "report.draft" in rows))
        settle(seat)

    assert (first[Due.LETTER], first[Due.REPORT]) == (began, began)
    assert first[Due.UNTIL] == began + timedelta(days=28)
    assert told_on == [(True, True), (False, True), (False, True), (False, False)]
    assert {kind for _case, kind in kept(office)} & {Due.LETTER, Due.REPORT, Due.UNTIL} == set()


def test_a_session_that_is_told_to_end_later_asks_for_the_report_of_who_has_left_since(office: Office) -> None:
    """P8: what is changed of a session outdates the men who were there, also those who have left the group."""
    desk, seat = office.desk("jo"), practice(office)
    group, case = a_group(desk), waiting(desk)
    perform(desk, "group.allocate", {"group": group, "case": case})
    with office.programme.work(reading=True) as work:
        ahead = select(Session).where(Session.group_id == group, Session.starts_at.is_not(None))
        session = work.session.scalars(ahead.order_by(Session.starts_at)).first()
    assert session is not None
    assert session.ends_at is not None
    office.clock.move_to(session.ends_at + timedelta(hours=1))
    perform(desk, "case.move", {"case": case, "to": "back_to_referrer", "reason_code": "recall"})
    settle(seat)
    assert told(office, seat)[1] == frozenset()

    perform(desk, "session.not_held", {"session": session.id, "reason": "The hall was locked"})

    assert case in told(office, seat)[1]
