"""Signs people in at both desks and takes away, one by one, what a sign-in must not do without."""

import json
import time

import pytest
from sqlalchemy import text

from app.core.errors import AppError, Damaged, InvalidInput, Locked, Missing, Newer, NotAllowed, Unavailable
from app.core.paths import Profile
from app.core.shapes import new_id
from app.crypto.keyring.keyslots import KeyslotFile
from app.desk.catalogue import perform
from app.domain.roles import Role
from app.start import remembered
from app.start.commands import moment
from app.start.opening import ProgrammeOffice, VerifiedSeconds
from app.start.partner_opening import PartnerOffice
from app.start.profile import PROGRAMME, held_open, read_about
from app.store.engine import embedded
from app.store.work import Store


def programme_key(profile: Profile) -> bytes:
    """The key of the programme database, as the manager's own slot gives it."""
    inst = read_about(profile).inst
    slots = KeyslotFile.read(profile.keyslots("programme"))
    from app.crypto.keyring.devices import device_files

    user = slots.user_of("jo")
    assert user is not None
    return slots.open_slot("jo", "pw-jo", device_files(profile.folder).secret(inst, user)).db_key.value


def change(profile: Profile, *statements: str) -> None:
    """What somebody with the key and a tool for databases could do behind the program's back."""
    store = Store(embedded(profile.database("programme"), programme_key(profile), guarded_memory=False), "programme")
    with store.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    store.close()


def refusal(office: ProgrammeOffice | PartnerOffice, login: str, password: str) -> tuple[type[AppError], str, float]:
    """What a sign-in that must fail says, and how long it took."""
    begun = time.perf_counter()
    with pytest.raises(AppError) as told:
        office.sign_in(login, password)
    office.close()
    return type(told.value), str(told.value), time.perf_counter() - begun


def test_a_facilitator_sits_down_with_her_own_name_and_role(profile: Profile) -> None:
    office = ProgrammeOffice(profile)

    desk = office.sign_in("Priya", "pw-priya")

    assert (desk.seat.person.login, desk.seat.person.label) == ("priya", "Priya Nair")
    assert desk.seat.person.roles == {Role.FACILITATOR}
    office.close()


def test_a_wrong_password_an_unknown_name_and_an_officer_hear_one_sentence(profile: Profile) -> None:
    office = ProgrammeOffice(profile)

    heard = [
        refusal(office, "priya", "wrong"),
        refusal(office, "nobody", "pw-priya"),
        refusal(office, "maya", "pw-maya"),
    ]

    assert {(kind, words) for kind, words, _took in heard} == {(Locked, "That did not match.")}
    assert min(took for _kind, _words, took in heard) > 0.15, "every refusal costs one real derivation"


def test_an_officer_opens_both_databases_and_holds_the_key_of_the_box(profile: Profile) -> None:
    office = PartnerOffice(profile)

    desk = office.sign_in("maya", "pw-maya")

    assert desk.seat.person.roles == {Role.SAFETY_OFFICER}
    assert set(desk.seat.vault.box_keys) == {1}
    office.close()


def test_a_facilitator_cannot_sign_in_at_the_partner_desk(profile: Profile) -> None:
    assert refusal(PartnerOffice(profile), "priya", "pw-priya")[:2] == (Locked, "That did not match.")


def test_an_office_without_a_team_has_no_partner_desk(profile: Profile) -> None:
    profile.keyslots("partner").unlink()

    assert refusal(PartnerOffice(profile), "maya", "pw-maya")[0] is Missing


def test_the_second_person_counts_once_and_for_two_minutes(profile: Profile) -> None:
    office = ProgrammeOffice(profile)
    office.sign_in("priya", "pw-priya")
    seconds = VerifiedSeconds(office)

    with pytest.raises(Locked):
        seconds.offer("jo", "wrong")
    assert seconds.take("jo") is None
    seconds.offer("jo", "pw-jo")
    person = seconds.take("Jo")

    assert person is not None
    assert person.login == "jo"
    assert seconds.take("jo") is None
    office.close()


def test_the_partner_process_cannot_write_his_records(profile: Profile) -> None:
    office = PartnerOffice(profile)
    office.sign_in("maya", "pw-maya")
    assert office.his is not None

    for statement in (
        "UPDATE account SET label = 'x'",
        "DELETE FROM account",
        "DROP TABLE account",
        "ATTACH ':memory:' AS other",
    ):
        with pytest.raises(Exception, match=r"not authorized|within a transaction"), office.his.work() as work:
            work.session.execute(text(statement))
    with office.his.work(reading=True) as work:
        assert work.session.execute(text("SELECT count(*) FROM account WHERE label = 'x'")).scalar() == 0
    office.close()


@pytest.mark.parametrize(
    ("field", "value"), [("m_kib", 64 * 1024 * 1024), ("m_kib", 8), ("t", 1), ("t", 99), ("p", 200), ("p", 0)]
)
def test_a_cost_outside_its_bounds_is_refused_before_any_work(profile: Profile, field: str, value: int) -> None:
    slots = profile.keyslots("programme")
    plain = json.loads(slots.read_text("ascii"))
    for slot in plain["slots"]:
        if slot["pw"]:
            slot["pw"]["kdf"][field] = value
    slots.write_text(json.dumps(plain, sort_keys=True, separators=(",", ":")), "ascii")

    kind, words, took = refusal(ProgrammeOffice(profile), "priya", "pw-priya")

    assert kind is Damaged
    assert "sign-in file" in words
    assert took < 2


def test_a_slot_whose_mac_does_not_fit_is_refused(profile: Profile) -> None:
    slots = profile.keyslots("programme")
    plain = json.loads(slots.read_text("ascii"))
    for slot in plain["slots"]:
        slot["mac"] = "00" * 32
    slots.write_text(json.dumps(plain, sort_keys=True, separators=(",", ":")), "ascii")

    assert refusal(ProgrammeOffice(profile), "priya", "pw-priya")[0] is Damaged


def test_an_unreadable_sign_in_file_is_refused_whole(profile: Profile) -> None:
    profile.keyslots("programme").write_bytes(b"\x00" * 4096)

    assert refusal(ProgrammeOffice(profile), "priya", "pw-priya")[0] is Damaged


def test_a_computer_that_lost_the_mark_asks_for_the_kit(profile: Profile) -> None:
    for mark in profile.device.glob("*.mark"):
        mark.unlink()

    kind, words, _took = refusal(ProgrammeOffice(profile), "priya", "pw-priya")

    assert kind is Locked
    assert "kit" in words


def test_a_device_secret_that_others_can_read_is_not_used(profile: Profile) -> None:
    for secret in profile.device.glob("*.secret"):
        secret.chmod(0o644)

    assert refusal(ProgrammeOffice(profile), "priya", "pw-priya")[0] is Damaged


def test_a_list_of_staff_shorter_than_what_was_seen_stops_everything(profile: Profile) -> None:
    office = ProgrammeOffice(profile)
    office.sign_in("priya", "pw-priya")
    office.close()
    change(profile, "DELETE FROM roster WHERE seq = (SELECT max(seq) FROM roster)")

    kind, words, _took = refusal(ProgrammeOffice(profile), "priya", "pw-priya")

    assert kind is Damaged
    assert "list of staff" in words


def test_a_history_cut_short_is_noticed_at_the_next_sign_in(profile: Profile) -> None:
    office = ProgrammeOffice(profile)
    office.sign_in("priya", "pw-priya")
    office.close()
    change(profile, "DELETE FROM history WHERE seq = (SELECT max(seq) FROM history)")

    assert office.sign_in("priya", "pw-priya").seat.read_only
    office.close()


def test_yesterdays_whole_database_is_only_read_where_today_was_seen(
    profile: Profile, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kept = tmp_path_factory.mktemp("yesterday") / "programme.db"
    kept.write_bytes(profile.database("programme").read_bytes())
    office = ProgrammeOffice(profile)
    office.sign_in("priya", "pw-priya")
    office.close()
    profile.database("programme").write_bytes(kept.read_bytes())

    assert "older" in office.sign_in("priya", "pw-priya").seat.read_only
    office.close()


def test_records_of_a_newer_version_are_not_touched(profile: Profile) -> None:
    change(profile, "UPDATE alembic_version SET version_num = '2031_01_01_later'")
    before = profile.database("programme").read_bytes()

    kind, words, _took = refusal(ProgrammeOffice(profile), "priya", "pw-priya")

    assert kind is Newer
    assert "newer version" in words
    assert profile.database("programme").read_bytes() == before


def test_a_practice_office_cannot_be_turned_into_a_live_one(profile: Profile) -> None:
    about = json.loads(profile.about.read_text("utf-8"))
    profile.about.write_text(json.dumps(about | {"practice": False}), "utf-8")

    assert refusal(ProgrammeOffice(profile), "priya", "pw-priya")[0] is Damaged
    assert refusal(PartnerOffice(profile), "maya", "pw-maya")[0] is Damaged


def test_a_broken_page_of_the_database_says_damaged(profile: Profile) -> None:
    file = profile.database("programme")
    whole = bytearray(file.read_bytes())
    whole[100:200] = bytes(100)
    file.write_bytes(whole)

    assert refusal(ProgrammeOffice(profile), "priya", "pw-priya")[0] is Damaged


def test_one_program_at_a_time_holds_an_office_open(profile: Profile) -> None:
    again = held_open(profile, PROGRAMME)
    with held_open(profile, PROGRAMME), pytest.raises(Unavailable, match="already open on this computer"):
        again.__enter__()
    with held_open(profile, PROGRAMME):
        pass


def test_a_live_office_is_not_dated_by_a_script(profile: Profile) -> None:
    about = json.loads(profile.about.read_text("utf-8"))
    profile.about.write_text(json.dumps(about | {"practice": False}), "utf-8")

    with pytest.raises(NotAllowed, match="clock"):
        ProgrammeOffice(profile, moment("2026-03-02T09:00"))


def test_a_profile_file_that_is_no_profile_is_damaged(profile: Profile) -> None:
    profile.about.write_text("{}", "utf-8")

    with pytest.raises(Damaged) as told:
        read_about(profile)
    assert not isinstance(told.value, InvalidInput)


def test_what_an_officers_computer_keeps_of_her_log_is_never_believed_against_it(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T6: taken away, spoiled or an older one, it makes a sign-in slower; a row taken from the records is missed."""
    monkeypatch.setattr(remembered, "KEPT_EVERY", 1)
    states: list[bytes] = []
    for _turn in range(2):
        office = PartnerOffice(profile)
        desk = office.sign_in("maya", "pw-maya")
        (file,) = (profile.folder / "gist").iterdir()
        states.append(file.read_bytes())
        user, her = desk.vaults.seat.person.id, office.her
        assert her is not None
        if len(states) == 1:
            link = {"case": new_id(), "relation": "partner"}
            perform(desk, "partner.open", {"given_name": "Amy", "link": link})
        else:
            with her.engine.begin() as raw:
                raw.exec_driver_sql("DELETE FROM partner")
        office.close()
    assert (file.name, len(set(states))) == (user, 2)

    for lying in (states[0], states[1][:-1], None):
        file.unlink(missing_ok=True)
        if lying is not None:
            file.write_bytes(lying)
        office = PartnerOffice(profile)
        desk = office.sign_in("maya", "pw-maya")
        assert [one.what for one in perform(desk, "vault.damage", {})] == [("the record itself",)]
        office.close()
