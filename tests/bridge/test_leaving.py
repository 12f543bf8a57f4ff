"""An officer leaves: the team's keys change, every old row follows; a break at any step is gone on from (T12)."""

from datetime import date

import pytest
from sqlalchemy import select, update

from app.bridge.desk import BridgeDesk
from app.bridge.entry import keys_of_box, team_grants
from app.core.errors import Damaged, NotAllowed
from app.core.shapes import new_id, to_builtins
from app.crypto.envelope import Key, key_of
from app.crypto.keyring.grants import open_grant
from app.crypto.kit import key_id_of
from app.desk.catalogue import perform
from app.desk.ledger import Ledger
from app.partner import rotation
from app.partner.partners import PartnerRecord
from app.partner.seat import Opened, partner_seat
from app.partner.team import give_team_keys
from app.partner.vault import Vault
from app.programme.seat import TABLES
from models.base.sealed import Sealed, TeamSealed
from models.partner.base import Base
from models.partner.partner import Partner, PartnerKey
from models.partner.team import TeamKey
from models.programme.base import Roster as RosterRow
from tests.bridge.samples import a_case, a_plan, details_passed, her_record
from tests.offices import DEV, INST, Office, both_engines


def keys_of(office: Office, login: str) -> list[Key]:
    """Every version of the team's key that this officer can open, with nothing but her own keys and the stores."""
    user, roster = office.people[login].id, office.roster_now()
    wanted = {"kind": "safety", "key_id": key_id_of("safety", INST)}
    rows = team_grants(office.partner, user)
    found = {key.version: key for key in (open_grant(row, office.seeds[login], roster, **wanted) for row in rows)}
    return [found[version] for version in sorted(found)]


def granted(office: Office) -> None:
    """Both officers hold version 1 as a grant, as the founding of a team leaves it."""
    seat = office.partner_desk("maya").seat
    with seat.store.work() as work:
        for login in ("maya", "wendy"):
            person = office.roster_now().person_at(office.people[login].id)
            assert person is not None
            give_team_keys(work, seat, office.roster_now(), person)
        box = TeamKey(id=new_id(), version=1)
        box.doc = seat.vault.seal_plain(seat.vault.team, box, office.team_private)
        work.add(box)
        seat.ledger.append(work, "team.found", seat.clock.now())


def unlocked(office: Office, login: str) -> BridgeDesk:
    """A fresh unlock: whatever was only in memory is gone, the keys come from the grants."""
    *older, key = keys_of(office, login)
    vault = Vault(INST, key, {}, tuple(older))
    vault.box_keys = keys_of_box(office.partner, vault, office.roster_now())
    person, seed = office.people[login], office.seeds[login]
    his = Ledger(TABLES, RosterRow, inst=INST, dev=DEV, user=person.id, seed=seed)
    opened = Opened(office.partner, office.programme, vault, his, office.roster_now)
    seat = partner_seat(opened, person, seed, dev=DEV, clock=office.clock)
    seat.sign_in_files, seat.recovery_file = office.her_tray, office.laid_down
    return BridgeDesk(seat)


@pytest.fixture
def team(office: Office) -> Office:
    """A team of two with a record, a plan, a link and something in the box; Wendy is about to leave."""
    granted(office)
    case = a_case(office)
    details_passed(office, case)
    partner = her_record(office, case)
    office.partner_desk().safe_plans.set(a_plan(partner, date(2026, 11, 2)))
    her_record(office, a_case(office, "Ewan"), given_name="Yara")
    office.her_tray.slots.update({"maya": office.people["maya"].id, "wendy": office.people["wendy"].id})
    return office


def rows_of(office: Office, kind: type) -> list[Sealed]:
    with office.partner.work(reading=True) as work:
        tables = [one.class_ for one in Base.registry.mappers if issubclass(one.class_, kind)]
        return [row for table in tables for row in work.session.scalars(select(table))]


def versions(office: Office, kind: type) -> set[int]:
    """Under which key versions the rows are sealed."""
    return {key_of(bytes(row.doc))[1] for row in rows_of(office, kind)}


def leave(office: Office, login: str = "wendy") -> None:
    perform(unlocked(office, "maya"), "team.remove", {"user": office.people[login].id})


def finished(desk: BridgeDesk, most: int = 20) -> list[int]:
    """Rotate to the end; gives how much was left after each step."""
    left = []
    for _step in range(most):
        row = perform(desk, "team.rotate", {})
        left.append(row.percent_left)
        if row.is_done:
            return left
    raise AssertionError("it never ended")


@both_engines
def test_when_an_officer_left_nothing_is_under_a_key_she_had_and_the_others_read_everything(team: Office) -> None:
    old = keys_of(team, "wendy")
    before = team.roster_now().team_key_at()
    assert before is not None
    leave(team)

    left = finished(unlocked(team, "maya"))

    assert left[0] == left[1] == 100
    assert left[-1] == 0
    assert versions(team, TeamSealed) == {2}
    assert versions(team, Sealed) == {2}
    assert [key.version for key in keys_of(team, "maya")] == [1, 2]
    assert keys_of(team, "wendy") == old, "no grant of the new key is hers"
    roster = team.roster_now()
    assert not roster.is_safety(team.people["wendy"].id)
    now = roster.team_key_at()
    assert now is not None
    assert (now.ver, now.pk != before.pk) == (2, True)
    assert set(team.her_tray.slots) == {"maya"}
    maya = unlocked(team, "maya")
    assert {line.number for line in perform(maya, "partner.list", {})} == {"S-0001", "S-0002"}
    assert perform(maya, "inbox.list", {}), "what was sealed to the old box still opens"
    with maya.seat.store.work(reading=True) as work:
        maya.seat.ledger.verify(work)
    assert perform(team.desk("jo"), "audit.verify", {}).ok


def test_her_old_key_opens_no_row_that_is_left(team: Office) -> None:
    """T12, the closure of what she can reach: her own seed, every grant, every row."""
    (old,) = keys_of(team, "wendy")
    leave(team)
    finished(unlocked(team, "maya"))
    hers = Vault(INST, old, {})

    with team.partner.work(reading=True) as work:
        for row in rows_of(team, TeamSealed):
            with pytest.raises(Damaged):
                hers.open_for_team(row)  # type: ignore[arg-type]
        for row in rows_of(team, Sealed):
            with pytest.raises(Damaged):
                hers.look_into(work, row)


def test_from_the_first_step_no_new_row_is_under_the_old_key(team: Office) -> None:
    maya = unlocked(team, "maya")
    perform(maya, "team.remove", {"user": team.people["wendy"].id})

    partner = perform(
        maya, "partner.open", {"given_name": "Amy", "link": {"case": a_case(team, "Bo"), "relation": "partner"}}
    ).partner

    with team.partner.work(reading=True) as work:
        wrap = work.session.get(PartnerKey, partner)
        assert wrap is not None
        assert key_of(bytes(wrap.doc)) == (key_id_of("safety", INST), 2)


class Broken(Exception):
    """The current went."""


def breaking(monkeypatch: pytest.MonkeyPatch, name: str, *, is_after: bool) -> None:
    """One step of the rotation breaks, before its transaction is committed, once."""
    whole = getattr(rotation, name)

    def broken(*given: object, **named: object) -> object:
        if is_after:
            whole(*given, **named)
        raise Broken

    for module in ("app.partner.rotation", "app.bridge.leaving"):
        monkeypatch.setattr(f"{module}.{name}", broken)


@pytest.mark.parametrize("step", ["keep", "rewrap", "renew_some"])
@pytest.mark.parametrize("is_after", [False, True])
def test_a_break_at_any_step_is_gone_on_from_by_whoever_unlocks_next(
    team: Office, step: str, is_after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T15: `keep` breaks between his database and hers; the others within hers."""
    leave(team)
    monkeypatch.setattr(rotation.renew_some, "__defaults__", (1,))
    with monkeypatch.context() as patch:
        breaking(patch, step, is_after=is_after)
        with pytest.raises(Broken):
            finished(unlocked(team, "maya"))

    finished(unlocked(team, "maya"))

    assert versions(team, TeamSealed) == {2}
    assert versions(team, Sealed) == {2}
    roster = team.roster_now()
    key = roster.team_key_at()
    assert key is not None
    assert key.ver == 2, "published once"
    assert {line.number for line in perform(unlocked(team, "maya"), "partner.list", {})} == {"S-0001", "S-0002"}


def test_a_break_within_the_first_step_changes_nothing(team: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    maya = unlocked(team, "maya")
    with monkeypatch.context() as patch:
        breaking(patch, "begin", is_after=True)
        with pytest.raises(Broken):
            perform(maya, "team.remove", {"user": team.people["wendy"].id})

    assert [key.version for key in keys_of(team, "maya")] == [1]
    assert maya.seat.vault.team.version == 1, "nothing is sealed under a key that nobody keeps"
    assert perform(maya, "team.progress", {}).is_done
    assert her_record(team, a_case(team, "Bo"), given_name="Amy")


def test_the_last_batch_is_not_done_before_it_is(team: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never “done” below a hundred."""
    monkeypatch.setattr(rotation.renew_some, "__defaults__", (1,))
    leave(team)
    maya = unlocked(team, "maya")

    steps = [perform(maya, "team.rotate", {}) for _ in range(5)]

    assert [(one.percent_left, one.is_done) for one in steps] == [
        (100, False), (100, False), (50, False), (0, False), (0, True),
    ]  # fmt: skip


def test_an_older_row_put_back_is_not_made_to_pass_by_sealing_it_anew(team: Office) -> None:
    """T6, SEC-17: yesterday's row under a log that knows today's stays refused."""
    maya = unlocked(team, "maya")
    with team.partner.work(reading=True) as work:
        row = work.session.scalars(select(Partner)).first()
        assert row is not None
        id_, old = row.id, bytes(row.doc)
    with maya.seat.open_work() as work:
        row = work.get(Partner, id_)
        maya.seat.vault.change(work, row, maya.seat.vault.read(work, row, PartnerRecord))
        maya.seat.ledger.append(work, "test.change", maya.seat.clock.now())
    with team.partner.work() as work:
        work.session.execute(update(Partner).where(Partner.id == id_).values(doc=old, version=1))
    leave(team)
    maya = unlocked(team, "maya")

    finished(maya)

    with pytest.raises(Damaged):
        perform(maya, "partner.show", {"partner": id_})
    with team.partner.work(reading=True) as work:
        row = work.session.get(Partner, id_)
        assert row is not None
        assert bytes(row.doc) == old, "it stays as it was found"


def test_nobody_lets_herself_go_and_one_change_is_finished_before_the_next(team: Office) -> None:
    maya = unlocked(team, "maya")
    with pytest.raises(NotAllowed, match="themselves"):
        perform(maya, "team.remove", {"user": team.people["maya"].id})
    with pytest.raises(NotAllowed, match="Nobody of the team"):
        perform(maya, "team.remove", {"user": team.people["jo"].id})
    leave(team)

    with pytest.raises(NotAllowed, match="still being changed"):
        perform(unlocked(team, "maya"), "team.remove", {"user": team.people["wendy"].id})


def test_a_record_that_was_damaged_before_stays_so_and_holds_up_no_other(team: Office) -> None:
    with team.partner.work() as work:
        row = work.session.scalars(select(Partner)).first()
        assert row is not None
        row.doc = bytes(row.doc)[:-1] + bytes([bytes(row.doc)[-1] ^ 1])
    leave(team)

    maya = unlocked(team, "maya")
    finished(maya)

    found = 0
    with maya.seat.store.work(reading=True) as work:
        for one in work.session.scalars(select(Partner)):
            try:
                maya.seat.vault.read(work, one, PartnerRecord)
                found += 1
            except Damaged:
                continue
    assert found == 1
    assert to_builtins(perform(maya, "team.progress", {}))["is_done"]


@both_engines
def test_the_teams_keys_are_changed_though_nobody_leaves_when_somebody_may_know_them(team: Office) -> None:
    """Section 8: new keys for everything, and whoever was of the team still is."""
    old = keys_of(team, "wendy")
    perform(unlocked(team, "maya"), "team.renew", {})
    with pytest.raises(NotAllowed, match="being changed already"):
        perform(unlocked(team, "wendy"), "team.renew", {})

    finished(unlocked(team, "wendy"))

    assert versions(team, TeamSealed) == versions(team, Sealed) == {2}
    assert [key.version for key in keys_of(team, "wendy")] == [1, 2]
    roster = team.roster_now()
    assert roster.is_safety(team.people["wendy"].id)
    assert set(team.her_tray.slots) == {"maya", "wendy"}
    assert {line.number for line in perform(unlocked(team, "wendy"), "partner.list", {})} == {"S-0001", "S-0002"}
    told = [row.act for row in perform(unlocked(team, "wendy"), "access_log.show", {})]
    assert {"team.renew", "team.rotate", "partner.open"} <= set(told), "the log reads on, before the change and after"
    known = Vault(INST, old[-1], {})
    with team.partner.work(reading=True) as work:
        for row in rows_of(team, TeamSealed):
            with pytest.raises(Damaged):
                known.open_for_team(row)  # type: ignore[arg-type]
        assert work.session is not None


@pytest.mark.parametrize("step", ["keep", "rewrap", "renew_some"])
def test_a_break_in_a_change_that_nobody_left_for_is_gone_on_from(
    team: Office, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    perform(unlocked(team, "maya"), "team.renew", {})
    with monkeypatch.context() as patch:
        breaking(patch, step, is_after=True)
        with pytest.raises(Broken):
            finished(unlocked(team, "maya"))

    finished(unlocked(team, "wendy"))

    assert versions(team, TeamSealed) == versions(team, Sealed) == {2}
    assert len([one for one in team.roster_now().people if one.active and one.is_safety]) == 2
