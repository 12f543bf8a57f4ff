"""Calendar files of a group, a facilitator and a room: what moves keeps its event, and nobody's name stands in them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from app.core.errors import InvalidInput
from app.desk.catalogue import perform
from models.programme.account import Place
from tests.offices import Office
from tests.programme.flows import a_group, a_referral
from tests.programme.test_planning import rooms
from tests.programme.test_registers import first_session, placed


def test_a_file_names_nobody_and_follows_what_moves(office: Office, tmp_path: Path) -> None:
    """SCH-28, WRD-2: the same session is the same event; a move or a cancelled date counts its changes."""
    rooms(office)
    desk = office.desk("priya")
    group = a_group(desk, place="room-2")
    before = perform(desk, "calendar.export", {"group": group, "to_folder": str(tmp_path)})
    session = first_session(desk, group)
    move = {"session": session, "starts_at": "2026-11-25T18:30", "reason": "Hall closed"}
    perform(desk, "session.move", {**move, "preview": perform(desk, "session.preview_move", move).preview})
    office.clock.move_to(datetime(2026, 12, 1, 22, tzinfo=UTC))
    second = perform(desk, "group.show", {"group": group}).sessions[3].session
    perform(desk, "session.not_held", {"session": second, "reason": "Snow"})

    after = perform(desk, "calendar.export", {"group": group})

    old, new = (
        {str(one["uid"]): one for one in Calendar.from_ical(file.content).walk("VEVENT")} for file in (before, after)
    )
    assert Path(before.file).read_bytes() == before.content
    assert (before.sessions, after.sessions, after.cancelled) == (24, 23, 1)
    uid = f"{session}@handrail"
    assert (old[uid].decoded("dtstart"), new[uid].decoded("dtstart")) == (
        datetime(2026, 11, 24, 18, 30, tzinfo=UTC),
        datetime(2026, 11, 25, 18, 30, tzinfo=UTC),
    )
    assert int(new[uid]["sequence"]) > int(old[uid]["sequence"])
    assert str(new[f"{second}@handrail"]["status"]) == "CANCELLED"
    summer = next(one for one in new.values() if one.decoded("dtstart").month == 4)
    assert summer.decoded("dtstart").hour == 17
    assert (str(old[uid]["summary"]), str(old[uid]["location"])) == ("Evening programme, TUE-1, 1 of 24", "Room 2")


def test_a_facilitators_file_holds_their_contacts_without_a_name(office: Office) -> None:
    """WRD-2: neither a man, nor a worker, nor the programme's full name stands in it."""
    with office.programme.work() as work:
        work.add(Place(code="bbr-room", name="Building Better Relationships room", region="ENG-WLS"))
    _group, (adam,) = placed(office)
    desk = office.desk("priya")
    perform(desk, "one_to_one.book", {"case": adam, "key": "pre_group", "starts_at": "2026-12-02T10:00"})
    a_group(desk, code="building better relationships A", place="bbr-room", facilitators=["jo"], starts_on="2026-12-08")

    his = perform(desk, "calendar.export", {"facilitator": "priya"}).content.decode()
    room = perform(desk, "calendar.export", {"place": "bbr-room"}).content.decode()

    assert "SUMMARY:Evening programme\\, 1-2-1" in his
    for name in ("Adam", str(a_referral()["family_name"]), "Priya", "Building Better", "Foundation", "P-0001"):
        assert name.casefold() not in (his + room).casefold()
    for wrong in ({}, {"facilitator": "priya", "place": "bbr-room"}):
        with pytest.raises(InvalidInput, match="Choose one group"):
            perform(desk, "calendar.export", wrong)
