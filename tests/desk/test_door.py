"""The door of every act: right, reach, promise, history, second person (architecture.md section 5)."""

from datetime import datetime

import pytest
from sqlalchemy import Boolean, String, func, select, text, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.core.errors import Damaged, InvalidInput, Missing, NotAllowed, Stale
from app.core.shapes import Draft, Row
from app.desk.act import BrokenPromise, Kind, act
from app.desk.catalogue import acts_of, describe, perform, read_draft
from app.desk.seat import Desk, Noun
from app.programme.rights import Right
from app.store.work import Work, snapshot
from models.base.tables import Kept, later, metadata
from models.programme.base import History, Seen
from models.programme.client import Client
from tests.offices import Office, both_engines


class Named(Draft):
    name: str
    second: str | None = None


class Renamed(Draft):
    client: str
    name: str
    version: int


class ClientRow(Row):
    id: str
    name: str


class Clients(Noun):
    """Acts made for these tests."""

    @act("client.add", Right.RECEIVE_REFERRAL)
    def add(self, work: Work, draft: Named) -> ClientRow:
        """Keep a client."""
        client = work.add(Client(given_name=draft.name, family_name="Test"))
        work.changed("client", client.id)
        if draft.name == "Nobody":
            raise NotAllowed("Nobody may not be kept.")
        return ClientRow(id=client.id, name=client.given_name)

    @act("client.rename", Right.RECEIVE_REFERRAL)
    def rename(self, work: Work, draft: Renamed) -> ClientRow:
        """Change a name, unless somebody saved first."""
        changed = work.session.execute(
            update(Client)
            .where(Client.id == draft.client, Client.version == draft.version)
            .values(given_name=draft.name, version=draft.version + 1)
            .execution_options(synchronize_session=False)
        )
        if changed.rowcount == 0:
            raise Stale
        return ClientRow(id=draft.client, name=draft.name)

    @act("client.show", Right.READ_CASE, kind=Kind.OPEN)
    def show(self, work: Work, draft: Named) -> ClientRow:
        """Show a client."""
        client = work.get(Client, draft.name)
        return ClientRow(id=client.id, name=client.given_name)

    @act("client.peek", Right.READ_CASE, kind=Kind.OPEN)
    def peek(self, work: Work, draft: Named) -> ClientRow:
        """A reading act that writes: our bug."""
        client = work.get(Client, draft.name)
        client.known_as = "changed"
        work.session.flush()
        return ClientRow(id=client.id, name=client.given_name)

    @act("client.second", Right.DECIDE)
    def with_second(self, _work: Work, draft: Named) -> ClientRow:
        """An act that needs two people."""
        other = self.seat.second(draft.second, Right.COUNTERSIGN)
        return ClientRow(id=other.id, name=other.label)

    @act("client.own", Right.WRITE_CASE, about="name")
    def own(self, _work: Work, draft: Named) -> ClientRow:
        """An act on a record that must be one's own."""
        return ClientRow(id=draft.name, name="")


class TestDesk(Desk):
    __test__ = False
    clients: Clients


@pytest.fixture
def desk(office: Office) -> TestDesk:
    return TestDesk(office.desk("priya").seat)


def events(desk: TestDesk) -> int:
    with desk.seat.store.work(reading=True) as work:
        return work.session.execute(select(func.count()).select_from(History)).scalar_one()


@both_engines
class TestOnBothEngines:
    def test_a_done_act_is_kept_told_and_signed(self, desk: TestDesk) -> None:
        told: list[object] = []
        desk.seat.changes.subscribe(told.extend)

        row = desk.clients.add(Named(name="Bo"))

        assert desk.clients.show(Named(name=row.id)).name == "Bo"
        assert [fact.kind for fact in told] == ["client"]
        assert events(desk) == 2
        with desk.seat.open_work() as work:
            assert desk.seat.ledger.verify(work).seq == 2

    def test_a_refused_act_leaves_nothing_but_its_refusal_in_the_history(self, desk: TestDesk) -> None:
        with pytest.raises(NotAllowed):
            desk.clients.add(Named(name="Nobody"))

        with desk.seat.store.work(reading=True) as work:
            assert work.session.execute(select(func.count()).select_from(Client)).scalar_one() == 0
            assert work.session.execute(select(func.count()).select_from(Seen)).scalar_one() == 0
        assert events(desk) == 1

    def test_a_row_changed_behind_our_back_is_never_shown(self, desk: TestDesk) -> None:
        row = desk.clients.add(Named(name="Bo"))
        with desk.seat.store.work() as work:
            work.session.execute(text("UPDATE client SET given_name = 'Mallory'"))

        with pytest.raises(Damaged):
            desk.clients.show(Named(name=row.id))

    def test_a_row_put_in_from_outside_is_never_shown(self, desk: TestDesk) -> None:
        with desk.seat.store.work() as work:
            client = Client(given_name="Planted", family_name="Row")
            work.session.add(client)

        with pytest.raises(Damaged):
            desk.clients.show(Named(name=client.id))

    def test_a_history_with_a_missing_newest_event_is_noticed(self, desk: TestDesk) -> None:
        desk.clients.add(Named(name="Bo"))
        desk.clients.add(Named(name="Cy"))
        with desk.seat.store.work() as work:
            work.session.execute(text("DELETE FROM history WHERE seq = 2"))

        with pytest.raises(Damaged), desk.seat.open_work() as work:
            desk.seat.ledger.verify(work)

    def test_who_saves_second_is_told(self, desk: TestDesk) -> None:
        row = desk.clients.add(Named(name="Bo"))
        desk.clients.rename(Renamed(client=row.id, name="Bob", version=1))

        with pytest.raises(Stale):
            desk.clients.rename(Renamed(client=row.id, name="Rob", version=1))


def test_a_role_without_the_right_is_refused(office: Office) -> None:
    desk = TestDesk(office.desk("una").seat)

    with pytest.raises(NotAllowed):
        desk.clients.add(Named(name="Bo"))


def test_not_yours_and_not_there_are_the_same_words(desk: TestDesk, office: Office) -> None:
    row = desk.clients.add(Named(name="Bo"))

    with pytest.raises(Missing) as not_there:
        desk.clients.show(Named(name="ff" * 16))
    with pytest.raises(Missing) as not_yours:
        desk.clients.own(Named(name=row.id))

    assert str(not_there.value) == str(not_yours.value)


def test_a_reading_act_that_writes_is_our_bug_and_changes_nothing(desk: TestDesk) -> None:
    row = desk.clients.add(Named(name="Bo"))

    with pytest.raises(BrokenPromise):
        desk.clients.peek(Named(name=row.id))

    assert desk.clients.show(Named(name=row.id)).name == "Bo"


@pytest.mark.parametrize(
    ("second", "standing_by"),
    [(None, ("sam",)), ("priya", ("priya",)), ("sam", ()), ("una", ("una",))],
    ids=["nobody", "herself", "password did not match", "not entitled"],
)
def test_a_second_name_must_be_another_entitled_person(
    office: Office, second: str | None, standing_by: tuple[str, ...]
) -> None:
    desk = TestDesk(office.desk("priya", seconds=standing_by).seat)

    with pytest.raises(NotAllowed):
        desk.clients.with_second(Named(name="x", second=second))


def test_a_second_name_is_taken(office: Office) -> None:
    desk = TestDesk(office.desk("priya", seconds=("sam",)).seat)

    assert desk.clients.with_second(Named(name="x", second="sam")).name == "Sam Lee"


def test_json_goes_through_the_same_door(desk: TestDesk) -> None:
    assert perform(desk, "client.add", {"name": "Bo"}).name == "Bo"
    with pytest.raises(InvalidInput):
        perform(desk, "client.add", {"name": "Bo", "colour": "red"})
    with pytest.raises(InvalidInput):
        perform(desk, "client.paint", {})


def test_a_moment_may_be_written_without_seconds() -> None:
    class Meeting(Draft):
        at: datetime
        until: datetime | None = None
        words: str = ""

    read = read_draft({"at": "2026-03-02T09:00", "until": "2026-03-02T10:00", "words": "2026-03-02T09:00"}, Meeting)

    assert isinstance(read, Meeting)
    assert (read.at.hour, read.words) == (9, "2026-03-02T09:00")


def test_the_catalogue_lists_every_act_with_its_schemas() -> None:
    listed = {line["name"]: line for line in describe(TestDesk)}

    assert set(listed) == set(acts_of(TestDesk))
    assert listed["client.add"]["purpose"] == "Keep a client."
    assert "name" in str(listed["client.add"]["input"])


class LaterBase(DeclarativeBase):
    metadata = metadata()


class Widened(Kept, LaterBase):
    """A table that got a column after it was released."""

    __tablename__ = "widened"
    RETENTION = "case"

    name: Mapped[str] = mapped_column(String(20))
    nickname: Mapped[str | None] = mapped_column(String(20), info=later())
    is_open: Mapped[bool] = mapped_column(Boolean, info=later(True))


def test_a_row_from_before_a_column_came_keeps_its_digest_until_the_column_says_something() -> None:
    """SEC-17: a migration that widens a table leaves every old row's digest true."""
    old = Widened(id="ab" * 16, version=1, name="Daniel", nickname=None, is_open=True)
    new = Widened(id="ab" * 16, version=2, name="Daniel", nickname="Dan", is_open=False)

    assert snapshot(old).columns == {"name": "Daniel"}
    assert snapshot(new).columns == {"name": "Daniel", "nickname": "Dan", "is_open": False}
