"""Keeps the way in: a kit that is typed back opens, a changed password opens, the old ones do not, guessing is slow."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.core.clock import FrozenClock, zone_of
from app.core.errors import AppError, Damaged, InvalidInput, Locked, NotAllowed
from app.core.paths import Profile
from app.core.shapes import Nothing
from app.crypto.keyring.keyslots import KeyslotFile
from app.crypto.kit import code_bytes
from app.desk.own_login import KitGroups
from app.desk.seat import Kit
from app.start.opening import ProgrammeOffice
from app.start.own_login import KitTyped, way_back
from app.start.partner_opening import PartnerOffice

NEW = "seven green lamps in a row"
LATER = "three brown dogs on a wall"
SIDES = [(ProgrammeOffice, "priya"), (PartnerOffice, "maya")]
Office = ProgrammeOffice | PartnerOffice
pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def profile(cheaply: Path, tmp_path: Path) -> Profile:
    shutil.copytree(cheaply, tmp_path / "profile")
    return Profile(tmp_path / "profile")


def asked_back(kit: Kit) -> tuple[str, ...]:
    """What a person reads off the paper."""
    groups = kit.code.split()
    return tuple(groups[at].lower() for at in kit.asked)


def with_kit(office: Office, login: str) -> Kit:
    """A kit made and confirmed by somebody who is signed in."""
    desk = office.sign_in(login, f"pw-{login}")
    kit = desk.seat.own_login.make_kit()
    desk.seat.own_login.offer(f"pw-{login}")
    desk.own_logins.confirm_kit(KitGroups(groups=asked_back(kit)))
    return kit


def opens(make: type[Office], profile: Profile, login: str, password: str) -> bool:
    """Whether a fresh start of the program lets this password in."""
    office = make(profile)
    try:
        office.sign_in(login, password)
    except Locked:
        return False
    finally:
        office.close()
    return True


def refused(office: Office, typed: KitTyped) -> AppError:
    with pytest.raises(AppError) as told:
        way_back(office.place, office.tries, typed)
    return told.value


@pytest.mark.parametrize(("make", "login"), SIDES)
def test_a_kit_that_was_typed_back_leads_in_once_after_a_forgotten_password(
    make: type[Office], login: str, profile: Profile
) -> None:
    office = make(profile)
    kit = with_kit(office, login)
    office.close()
    typed = KitTyped(login, kit.code.lower().replace(" ", "-"), "", NEW)

    back = way_back(office.place, office.tries, typed)
    assert opens(make, profile, login, f"pw-{login}"), "nothing changes before the next kit was typed back"
    with pytest.raises(InvalidInput):
        back.finish(("0000", "0000"))
    back.finish(asked_back(back.kit))

    assert opens(make, profile, login, NEW)
    assert not opens(make, profile, login, f"pw-{login}")
    assert isinstance(refused(office, typed), Locked), "a kit is used once"
    again = way_back(office.place, office.tries, KitTyped(login, back.kit.code, "", LATER))
    again.finish(asked_back(again.kit))
    assert opens(make, profile, login, LATER)


@pytest.mark.parametrize(("make", "login"), SIDES)
def test_a_computer_that_lost_everything_asks_for_the_device_secret_of_the_kit(
    make: type[Office], login: str, profile: Profile
) -> None:
    office = make(profile)
    kit = with_kit(office, login)
    office.close()
    for kept in profile.device.glob(f"{kit.user_id}.*"):
        kept.unlink()

    without = refused(office, KitTyped(login, kit.code, "", NEW))
    misread = refused(office, KitTyped(login, kit.code, kit.device_secret[:-1] + "U", NEW))
    back = way_back(office.place, office.tries, KitTyped(login, kit.code, kit.device_secret, NEW))
    back.finish(asked_back(back.kit))

    for told in (without, misread):
        assert isinstance(told, InvalidInput)
        assert set(told.problems) == {"device_secret"}
    assert opens(make, profile, login, NEW)


def test_a_kit_opens_nothing_before_it_is_typed_back(profile: Profile) -> None:
    office = ProgrammeOffice(profile)
    desk = office.sign_in("priya", "pw-priya")
    kit = desk.seat.own_login.make_kit()

    desk.seat.own_login.offer("pw-priya")
    with pytest.raises(InvalidInput, match="do not match"):
        desk.own_logins.confirm_kit(KitGroups(groups=("AAAA", "BBBB")))
    desk.seat.own_login.offer("wrong")
    with pytest.raises(InvalidInput, match="did not match"):
        desk.own_logins.confirm_kit(KitGroups(groups=asked_back(kit)))
    with pytest.raises(NotAllowed):
        desk.own_logins.confirm_kit(KitGroups(groups=asked_back(kit)))

    assert not desk.seat.own_login.has_kit()
    assert desk.seat.own_login.make_kit() == kit, "the kit on the paper stays the kit on the page"
    assert isinstance(refused(office, KitTyped("priya", kit.code, "", NEW)), Locked)
    office.close()


def test_the_day_of_a_confirmed_kit_stands_beside_the_name(profile: Profile) -> None:
    office = ProgrammeOffice(profile)
    with_kit(office, "priya")

    assert office.store is not None
    with office.store.work(reading=True) as work:
        kept = work.session.execute(text("SELECT login, kit_confirmed_on IS NULL FROM account")).all()
    assert {row[0] for row in kept if not row[1]} == {"priya"}
    office.close()


@pytest.mark.parametrize(("make", "login"), SIDES)
def test_a_changed_password_opens_and_the_old_one_does_not(make: type[Office], login: str, profile: Profile) -> None:
    office = make(profile)
    kit = with_kit(office, login)
    desk = office.sign_in(login, f"pw-{login}")

    desk.seat.own_login.offer(f"pw-{login}", NEW)
    changed = desk.own_logins.change_password(Nothing())

    office.close()
    assert changed.gen == 3
    assert opens(make, profile, login, NEW)
    assert not opens(make, profile, login, f"pw-{login}")
    back = way_back(office.place, office.tries, KitTyped(login, kit.code, "", LATER))
    assert back.opened.gen == 3, "a password change leaves the kit"


@pytest.mark.parametrize(
    ("typed", "field"), [(("wrong", NEW), "password"), (("pw-priya", "short"), "new"), ((NEW, NEW), "new")]
)
def test_a_password_is_not_changed_without_the_old_one_or_for_a_weak_one(
    profile: Profile, typed: tuple[str, str], field: str
) -> None:
    office = ProgrammeOffice(profile)
    desk = office.sign_in("priya", "pw-priya")
    before = profile.keyslots("programme").read_bytes()

    desk.seat.own_login.offer(*typed)
    with pytest.raises(InvalidInput) as told:
        desk.own_logins.change_password(Nothing())

    assert set(told.value.problems) == {field}
    assert profile.keyslots("programme").read_bytes() == before
    office.close()


def test_a_password_change_cut_anywhere_leaves_a_way_in(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_cut(_remembered: object, _heads: object, _gens: object) -> None:
        raise KeyboardInterrupt

    office = ProgrammeOffice(profile)
    desk = office.sign_in("priya", "pw-priya")
    desk.seat.own_login.offer("pw-priya", NEW)
    with monkeypatch.context() as cut:
        cut.setattr("app.start.own_login.Remembered.keep", power_cut)
        with pytest.raises(KeyboardInterrupt):
            desk.own_logins.change_password(Nothing())
    office.close()

    assert [opens(ProgrammeOffice, profile, "priya", word) for word in (NEW, "pw-priya")] == [True, False]


def test_an_older_sign_in_file_is_refused_after_a_password_change_also_with_the_kit(profile: Profile) -> None:
    office = ProgrammeOffice(profile)
    kit = with_kit(office, "priya")
    older = profile.keyslots("programme").read_bytes()
    desk = office.sign_in("priya", "pw-priya")
    desk.seat.own_login.offer("pw-priya", NEW)
    desk.own_logins.change_password(Nothing())
    office.close()

    profile.keyslots("programme").write_bytes(older)

    with pytest.raises(Damaged, match="older sign-in file"):
        ProgrammeOffice(profile).sign_in("priya", "pw-priya")
    assert isinstance(refused(office, KitTyped("priya", kit.code, "", NEW)), Damaged)


def test_each_wrong_try_costs_a_second_and_the_tenth_closes_sign_in_for_everybody(
    profile: Profile, quick: list[float]
) -> None:
    office = ProgrammeOffice(profile)
    clock = FrozenClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC), zone_of("ENG-WLS"))
    office.tries.clock = clock

    heard = []
    for number in range(10):
        with pytest.raises(Locked) as told:
            office.sign_in("nobody" if number % 2 else "priya", "wrong")
        heard.append(str(told.value))
    with pytest.raises(Locked, match="from 09:15"):
        office.sign_in("priya", "pw-priya")
    clock.move_to(clock.now() + timedelta(minutes=15))
    desk = office.sign_in("priya", "pw-priya")

    assert set(heard) == {"That did not match."}
    assert quick == [1.0] * 10
    assert desk.seat.person.login == "priya"
    office.close()


def test_the_count_outlives_the_program_and_ends_with_a_right_password(profile: Profile) -> None:
    for _try in range(9):
        office = ProgrammeOffice(profile)
        with pytest.raises(Locked):
            office.sign_in("priya", "wrong")
        office.close()
    assert opens(ProgrammeOffice, profile, "priya", "pw-priya")

    assert not opens(ProgrammeOffice, profile, "priya", "wrong")
    assert opens(ProgrammeOffice, profile, "priya", "pw-priya")


def test_a_wrong_code_and_a_name_that_is_not_there_hear_the_same(profile: Profile, quick: list[float]) -> None:
    office = ProgrammeOffice(profile)
    kit = with_kit(office, "priya")
    other = with_kit(office, "jo")

    told = [
        refused(office, KitTyped("priya", other.code, "", NEW)),
        refused(office, KitTyped("nobody", kit.code, "", NEW)),
        refused(office, KitTyped("maya", kit.code, "", NEW)),
    ]

    assert [(type(one), str(one)) for one in told] == [(Locked, "That did not match.")] * 3
    assert quick == [1.0] * 3
    office.close()


def test_no_file_of_the_office_holds_the_code_or_the_new_password(profile: Profile) -> None:
    office = ProgrammeOffice(profile)
    kit = with_kit(office, "priya")
    desk = office.sign_in("priya", "pw-priya")
    desk.seat.own_login.offer("pw-priya", NEW)
    desk.own_logins.change_password(Nothing())
    office.close()

    for path in (one for one in profile.folder.rglob("*") if one.is_file()):
        held = path.read_bytes()
        assert NEW.encode() not in held
        assert code_bytes(kit.code) not in held
        assert kit.code.replace(" ", "").encode() not in held.replace(b" ", b"")
    assert "pw-priya" not in repr(desk.seat.own_login)
    assert kit.code not in repr(kit)


def test_the_sign_in_file_counts_every_change(profile: Profile) -> None:
    office = ProgrammeOffice(profile)
    with_kit(office, "priya")
    office.close()

    slots = KeyslotFile.read(profile.keyslots("programme"))
    (slot,) = [one for one in slots.slots if one.user == slots.user_of("priya")]
    assert slot.kit is not None
    assert (slot.gen, slot.kit.gen) == (2, 2)
