"""Every row of the table of failures, on real files, by the words that a person reads (security.md section 12)."""

import json
import shutil
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from app.core.errors import Damaged, NotAllowed
from app.core.paths import Profile
from app.crypto import kdf
from app.desk.catalogue import perform
from app.start.opening import ProgrammeOffice
from app.start.partner import screens as her_screens
from app.start.partner_opening import PartnerOffice
from app.start.partner_window import PartnerWindow
from app.start.programme_window import ProgrammeWindow
from tests.house.floors import TOP
from tests.start.test_command_line import REFERRAL
from tests.start.test_windows import no_making, screens, sign_in
from tests.ui.programme_screens import shown_words
from tests.ui.show import themed
from ui.kit.tokens import Accent

# Each row of the table, and the tests that read its words; those of this file first.
ROWS = {
    "envelope, commitment, tag or context fails": (
        "test_an_envelope_that_was_altered", "test_a_damaged_record_is_said_on_every_page_of_her_desk",
        "test_whatever_is_damaged_every_list_opens_and_the_other_woman_can_be_called",
    ),
    "digest differs from the chain": ("test_a_record_changed_behind_the_program_is_not_shown",),
    "chain broken, or head behind our mark": ("test_records_behind_what_was_seen", "test_an_officers_desk_over_older"),
    "roster invalid, shorter, other key": (
        "test_a_list_of_staff_shorter_than_what_was_seen_stops_everything",
        "test_a_shorter_list_of_staff_stops_her_desk_and_says_both_its_ends",
    ),
    "fewer tombstones than the mark": ("test_ret_7_what_was_erased_after_the_backup_stays_erased",),
    "backup's maker unknown or not entitled": ("test_a_backup_that_somebody_else_signed_in_a_makers_name",),
    "slot MAC wrong, bounds exceeded, gen older": (
        "test_a_slot_whose_mac_does_not_fit_is_refused", "test_a_cost_outside_its_bounds_is_refused_before_any_work",
        "test_an_older_sign_in_file", "test_a_torn_sign_in_file_offers_its_copy_which_is_checked_alike",
    ),
    "unknown version, suite or field": ("test_records_of_a_newer_version_are_not_touched",),
    "disk full": (
        "test_a_full_disk_keeps_what_was_saved_and_says_so",
        "test_whatever_breaks_at_a_step_nothing_acknowledged_is_lost",
        "test_whatever_breaks_at_her_desk_nothing_acknowledged_is_lost",
    ),
    "connection lost at commit": (
        "test_what_was_saved_before_the_line_broke_is_told_as_saved",
        "test_what_was_not_saved_is_told_as_not_saved_and_is_not_tried_blindly",
        "test_where_nobody_can_be_asked_it_is_not_told_as_not_saved",
    ),
    "clock before last event - 5 min or > 48 h after": ("test_a_clock_that_is_ten_years_off",),
    "keychain entry gone": ("test_a_computer_that_lost_the_mark_asks_for_the_kit",),
    "partner database missing while the roster has a team": ("test_his_desk_works_on_while_the_teams_records",),
    "self-test fails": ("test_a_program_that_computes_something_else",),
}  # fmt: skip


def test_every_row_of_the_table_has_its_test() -> None:
    every = "\n".join(file.read_text("utf-8") for file in (TOP / "tests").rglob("test_*.py"))

    assert [name for names in ROWS.values() for name in names if f"def {name}" not in every] == []


@pytest.fixture
def profile(cheaply: Path, tmp_path: Path) -> Profile:
    shutil.copytree(cheaply, tmp_path / "profile")
    return Profile(tmp_path / "profile")


def worked_on(office: ProgrammeOffice | PartnerOffice, login: str, side: str) -> bytes:
    """The records as they lay before this person's last day; returned so that a test can put them back."""
    office.sign_in(login, f"pw-{login}")
    office.close()
    file = office.profile.database(side)
    old = file.read_bytes()
    office.sign_in(login, f"pw-{login}")
    office.close()
    return old


def put(profile: Profile, side: str, content: bytes) -> None:
    """Lay a database in place, without what was written beside another."""
    for end in ("-wal", "-shm"):
        profile.database(side).with_name(f"{side}.db{end}").unlink(missing_ok=True)
    profile.database(side).write_bytes(content)


def test_records_behind_what_was_seen_are_read_and_not_written_and_the_evidence_is_saved(
    profile: Profile, tmp_path: Path
) -> None:
    office = ProgrammeOffice(profile)
    put(profile, "programme", worked_on(office, "jo", "programme"))
    before = profile.database("programme").read_bytes()

    desk = office.sign_in("jo", "pw-jo")

    assert "older than what this computer saw" in desk.seat.read_only
    assert perform(desk, "case.list", {}).total == 0
    with pytest.raises(NotAllowed) as refused:
        perform(desk, "referral.receive", REFERRAL)
    assert refused.value.reasons == ("Nothing is saved at this desk now.", desk.seat.read_only)
    saved = perform(desk, "backup.evidence", {"to": str(tmp_path)})
    office.keep_mark(desk)
    office.close()
    told = json.loads((Path(saved.folder) / "evidence.json").read_text("utf-8"))
    assert told["found"]["programme"]["seq"] < told["seen"]["programme"]["seq"]
    assert told["said"] == desk.seat.read_only
    assert {"programme.db", "programme.keyslots.json"} <= set(told["sha256"]) == set(saved.files)
    copy = (Path(saved.folder) / "programme.db").read_bytes()
    assert sha256(copy).hexdigest() == told["sha256"]["programme.db"]
    assert profile.database("programme").read_bytes() == before == copy, "not one byte was written"
    assert office.sign_in("jo", "pw-jo").seat.read_only, "what was seen is remembered, not forgotten by looking"
    office.close()


def test_a_backup_is_put_back_from_a_desk_that_is_only_read(profile: Profile) -> None:
    """The way on from there (SEC-15): two people, an agreement, and each is told."""
    office = ProgrammeOffice(profile)
    desk = office.sign_in("jo", "pw-jo")
    (made,) = perform(desk, "backup.make", {})
    office.close()
    put(profile, "programme", worked_on(office, "jo", "programme"))
    desk = office.sign_in("jo", "pw-jo")
    assert desk.seat.read_only
    desk.seat.confirm("priya", "pw-priya")

    perform(desk, "backup.restore", {"file": made.file, "second": "priya"})
    office.close()
    office.have_seen("jo", "pw-jo")
    desk = office.sign_in("jo", "pw-jo")

    assert not desk.seat.read_only
    assert perform(desk, "referral.receive", REFERRAL).reference == "P-0001"
    office.close()


@pytest.mark.parametrize("side", ["partner", "programme"])
def test_an_officers_desk_over_older_records_is_read_too_and_makes_no_run(profile: Profile, side: str) -> None:
    office = PartnerOffice(profile)
    at_his = ProgrammeOffice(profile)
    older = worked_on(office, "maya", side) if side == "partner" else worked_on(at_his, "jo", side)
    office.sign_in("maya", "pw-maya")
    office.close()
    put(profile, side, older)
    before = [profile.database(one).read_bytes() for one in ("partner", "programme")]

    desk = office.sign_in("maya", "pw-maya")

    assert "older than what this computer saw" in desk.seat.read_only
    assert perform(desk, "partner.list", {}) == ()
    for name, given in (("clearance.run", {}), ("partner.open", OPENED), ("team.rotate", {})):
        with pytest.raises(NotAllowed, match="Nothing is saved at this desk now"):
            perform(desk, name, given)
    office.close()
    assert [profile.database(one).read_bytes() for one in ("partner", "programme")] == before


OPENED = {"given_name": "Yara", "link": {"case": "ab" * 16, "relation": "partner"}}


@pytest.mark.parametrize("side", ["programme", "partner"])
def test_a_desk_that_is_only_read_says_so_on_every_page(qtbot: QtBot, profile: Profile, side: str) -> None:
    office = ProgrammeOffice(profile) if side == "programme" else PartnerOffice(profile)
    login = "jo" if side == "programme" else "maya"
    put(profile, side, worked_on(office, login, side))
    with themed(Accent.TEAL if side == "programme" else Accent.PLUM):
        running = (
            ProgrammeWindow(profile, screens, no_making())
            if side == "programme"
            else PartnerWindow(profile, screens, leave=lambda: None)
        )
        running.show()
        assert running.window is not None

        sign_in(qtbot, running, login, f"pw-{login}")
        told = shown_words(running.window)
        running.window.lock()
        running.close()

    assert "Read only: nothing is saved at this desk. These records are older than what this computer saw" in told


def button(qtbot: QtBot, root: QWidget, name: str) -> QAbstractButton:
    """The button of this name that can be pressed, once there is one."""

    def ready() -> list[QAbstractButton]:
        every = root.findChildren(QAbstractButton)
        return [one for one in every if one.accessibleName() == name and one.isVisibleTo(root) and one.isEnabled()]

    qtbot.waitUntil(lambda: bool(ready()), timeout=20_000)
    return ready()[0]


def test_a_damaged_record_is_said_on_every_page_of_her_desk_and_leads_to_what_does_not_open(
    qtbot: QtBot, profile: Profile
) -> None:
    his, office = ProgrammeOffice(profile), PartnerOffice(profile)
    case = perform(his.sign_in("priya", "pw-priya"), "referral.receive", REFERRAL).case
    his.close()
    desk = office.sign_in("maya", "pw-maya")
    for name in ("Yara", "Amy"):
        perform(desk, "partner.open", {"given_name": name, "link": {"case": case, "relation": "partner"}})
    assert office.her is not None
    with office.her.engine.begin() as connection:
        connection.execute(text("UPDATE partner SET doc = substr(doc, 1, 200) WHERE rowid = 1"))
    office.close()
    with themed(Accent.PLUM):
        running = PartnerWindow(profile, her_screens, leave=lambda: None)
        running.show()
        sign_in(qtbot, running, "maya", "pw-maya")
        leads = button(qtbot, running.window, "Check the records")
        told = shown_words(running.window)
        leads.click()
        button(qtbot, running.window, "Check now").click()
        qtbot.waitUntil(lambda: "the record itself" in shown_words(running.window), timeout=20_000)
        listed = shown_words(running.window)
        running.window.lock()
        running.close()

    assert "Do not rely on it, and tell your manager now. The rest can be used." in told
    assert "A record whose number cannot be read" in listed


def test_a_clock_that_is_ten_years_off_is_asked_about_and_work_goes_on(profile: Profile) -> None:
    ProgrammeOffice(profile).sign_in("jo", "pw-jo")
    office = ProgrammeOffice(profile)
    for years in (-10, 10):
        office.clock = type(office.clock)()
        now = office.clock.now()
        office.clock.now = lambda at=now + timedelta(days=3652 * years // 10 * 10): at  # type: ignore[method-assign]

        desk = office.sign_in("jo", "pw-jo")

        assert desk.seat.clock_doubt.startswith("This computer says it is ")
        assert desk.seat.clock_doubt.endswith("Is the clock right?")
        assert str((now + timedelta(days=3652 * years // 10 * 10)).year) in desk.seat.clock_doubt
        assert not desk.seat.read_only
        assert perform(desk, "case.list", {}).total == 0
        office.close()


@pytest.mark.parametrize("kind", ["BLOB", "TEXT"])
def test_an_envelope_that_was_altered_is_said_to_be_so_and_the_others_are_usable(profile: Profile, kind: str) -> None:
    his, office = ProgrammeOffice(profile), PartnerOffice(profile)
    case = perform(his.sign_in("priya", "pw-priya"), "referral.receive", REFERRAL).case
    his.close()
    desk = office.sign_in("maya", "pw-maya")
    first, other = (
        perform(desk, "partner.open", {"given_name": name, "link": {"case": case, "relation": "partner"}}).partner
        for name in ("Yara", "Amy")
    )
    assert office.her is not None
    with office.her.engine.begin() as connection:
        found = {"id": bytes.fromhex(first)}
        doc = bytes(connection.execute(text("SELECT doc FROM partner WHERE id = :id"), found).scalar_one())
        flipped = doc[:-1] + bytes([doc[-1] ^ 1])
        flip = "UPDATE partner SET doc = CAST(:doc AS KIND) WHERE id = :id"
        connection.execute(text(flip.replace("KIND", kind)), found | {"doc": flipped})

    with pytest.raises(Damaged) as told:
        perform(desk, "partner.show", {"partner": first})

    assert "Do not rely on it. Tell your manager now." in str(told.value)
    assert perform(desk, "partner.show", {"partner": other}).name == "Amy"
    with office.her.work(reading=True) as work:
        desk.seat.ledger.verify(work)
    if kind == "BLOB":
        newest = perform(desk, "access_log.show", {"limit": 2})
        assert [(row.act, row.reason) for row in newest][-1] == ("partner.show", "Damaged or altered"), "an alarm"
        lines = perform(desk, "partner.list", {})
        assert {(line.name, line.state) for line in lines} == {("", "damaged"), ("Amy", "new")}, "none is left out"
    office.close()


def test_his_desk_works_on_while_the_teams_records_are_missing(profile: Profile) -> None:
    profile.database("partner").unlink()

    with pytest.raises(Damaged, match="The safety team's records are missing from this computer"):
        PartnerOffice(profile).sign_in("maya", "pw-maya")
    office = ProgrammeOffice(profile)
    assert perform(office.sign_in("priya", "pw-priya"), "referral.receive", REFERRAL).reference == "P-0001"
    office.close()


@pytest.mark.parametrize("office", [ProgrammeOffice, PartnerOffice])
def test_a_program_that_computes_something_else_lets_nobody_in(
    profile: Profile, office: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kdf, "_aes_gcm_works", lambda: False)

    with pytest.raises(Damaged, match="own safety check failed"):
        office(profile).sign_in("maya", "pw-maya")
