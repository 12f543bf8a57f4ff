"""What crosses is sealed, taken in once, and read back by nobody on his side (E7, SEC-23, SEC-24)."""

import pytest
from sqlalchemy import select

from app.bridge.inbox import ItemTaken
from app.core.errors import Damaged, Missing
from app.core.shapes import Nothing
from app.programme.notices import NoticeKind, seal
from models.partner.team import Taken
from models.programme.base import History
from models.programme.crossing import BoxItem
from tests.bridge.samples import HER_NAME, HER_NUMBER, a_case, details_passed
from tests.offices import Office, both_engines


@both_engines
class TestOnBothEngines:
    def test_what_he_said_reaches_the_safety_team_and_nobody_else(self, office: Office) -> None:
        details_passed(office, a_case(office))

        lines = office.partner_desk().inbox.list(Nothing())
        item = office.partner_desk().inbox.take(ItemTaken(item=lines[0].item))

        assert [line.kind for line in lines] == ["details"]
        assert item.people[0]["phone"] == HER_NUMBER
        with office.programme.work(reading=True) as work:
            for row in work.session.execute(select(BoxItem)).scalars():
                assert HER_NAME.encode() not in row.row

    def test_taking_twice_changes_nothing_and_leaves_no_trace_on_his_side(self, office: Office) -> None:
        details_passed(office, a_case(office))
        desk = office.partner_desk()
        with office.programme.work(reading=True) as work:
            before = work.session.execute(select(History.seq)).scalars().all()
        line = desk.inbox.list(Nothing())[0]

        desk.inbox.take(ItemTaken(item=line.item))
        desk.inbox.take(ItemTaken(item=line.item))

        with office.partner.work(reading=True) as work:
            assert len(work.session.execute(select(Taken)).scalars().all()) == 1
        with office.programme.work(reading=True) as work:
            assert work.session.execute(select(History.seq)).scalars().all() == before
        assert desk.inbox.list(Nothing())[0].taken == "Maya Okafor"


def test_an_item_that_is_not_there_is_nothing(office: Office) -> None:
    with pytest.raises(Missing):
        office.partner_desk().inbox.take(ItemTaken(item="ab" * 16))


def test_an_item_swapped_in_the_database_is_not_shown(office: Office) -> None:
    details_passed(office, a_case(office))
    line = office.partner_desk().inbox.list(Nothing())[0]
    with office.programme.work() as work:
        row = work.session.execute(select(BoxItem)).scalar_one()
        row.row = row.row[:-70] + b"\x00" + row.row[-69:]

    with pytest.raises(Damaged):
        office.partner_desk().inbox.take(ItemTaken(item=line.item))


def test_an_absence_is_told_in_words_and_not_in_codes(office: Office) -> None:
    seat = office.desk("priya").seat
    with seat.open_work() as work:
        told = {"code": "UAAB", "on": "2026-11-02", "to": "not_suitable", "urgent": True}
        seal(work, seat, NoticeKind.ABSENT, a_case(office), told)
        seat.ledger.append(work, "test.absent", seat.clock.now())
    desk = office.partner_desk()

    item = desk.inbox.take(ItemTaken(item=desk.inbox.list(Nothing())[0].item))

    assert {one.words for one in item.details} == {"Absent, not acceptable", "2 November 2026", "Not suitable", "yes"}
