"""Takes away the power and the disk in the middle of saving: what was acknowledged stands, and nothing stands half."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from app.core.errors import Damaged, Unavailable
from app.core.paths import Profile
from app.crypto.statements import EMPTY
from app.desk.catalogue import perform
from app.programme.desk import ProgrammeDesk
from app.start.opening import ProgrammeOffice
from tests.house.floors import TOP
from tests.start.profiles import PASSWORDS, quiet
from tests.start.test_command_line import REFERRAL

KILLED_AFTER = (1, 4)
DIFFERENT = REFERRAL | {"duplicate_answer": "different_person"}


def many(count: int) -> list[dict[str, object]]:
    """A script that saves one referral after another."""
    return [
        {
            "as": "priya",
            "do": "referral.receive",
            "with": REFERRAL | {"external_reference": f"NG{n}", "duplicate_answer": "different_person"},
        }
        for n in range(count)
    ]


def references(office: ProgrammeOffice) -> list[str]:
    """Every case that stands."""
    assert office.store is not None
    with office.store.work(reading=True) as work:
        rows = work.session.execute(text('SELECT number FROM "case" ORDER BY number'))
        return [f"P-{row[0]:04d}" for row in rows]


def chain_holds(office: ProgrammeOffice) -> bool:
    """Whether every link, signature and head of the whole history is right."""
    assert office.store is not None
    desk = office.sign_in("jo", "pw-jo")
    with office.store.work(reading=True) as work:
        desk.seat.ledger.verify(work, after=EMPTY)
        return work.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"


@pytest.mark.parametrize("lines", KILLED_AFTER)
def test_a_process_killed_while_saving_loses_nothing_it_acknowledged(
    profile: Profile, tmp_path: Path, lines: int
) -> None:
    script = tmp_path / "script.json"
    script.write_text(
        json.dumps({"format": "handrail-script/1", "clock": "2026-03-02T09:00", "steps": many(200)}), "utf-8"
    )
    passwords = tmp_path / "passwords.json"
    passwords.write_text(json.dumps(PASSWORDS), "utf-8")
    code = "import sys; from app.start.programme import main; sys.exit(main())"
    words = ["script", str(script), "--profile", str(profile.folder), "--passwords", str(passwords)]

    with subprocess.Popen(
        [sys.executable, "-c", code, *words], cwd=TOP, stdout=subprocess.PIPE, env=quiet()
    ) as running:
        assert running.stdout is not None
        acknowledged = [json.loads(running.stdout.readline())["result"]["reference"] for _line in range(lines)]
        running.kill()
        rest = running.stdout.read().decode("utf-8", "replace").splitlines()
    acknowledged += [json.loads(line)["result"]["reference"] for line in rest if line.endswith("}")]

    office = ProgrammeOffice(profile)
    office.sign_in("priya", "pw-priya")
    found = references(office)
    assert set(acknowledged) <= set(found)
    assert len(found) <= len(acknowledged) + 1
    assert chain_holds(office)
    office.close()


def fill(desk: ProgrammeDesk, saved: list[str]) -> None:
    """Save referrals until something refuses."""
    for number in range(400):
        draft = DIFFERENT | {"external_reference": f"NG{number}", "reason": "x" * 2000}
        saved.append(perform(desk, "referral.receive", draft).reference)


def test_a_full_disk_keeps_what_was_saved_and_says_so(profile: Profile) -> None:
    office = ProgrammeOffice(profile)
    desk = office.sign_in("priya", "pw-priya")
    assert office.store is not None
    engine = office.store.engine
    engine.dispose()

    def small_disk(raw: object, _record: object) -> None:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[attr-defined]
        raw.execute(f"PRAGMA max_page_count = {pages + 6}")  # type: ignore[attr-defined]

    event.listen(engine, "connect", small_disk)
    saved: list[str] = []
    with pytest.raises(Unavailable, match="The disk is full") as told:
        fill(desk, saved)
    event.remove(engine, "connect", small_disk)
    engine.dispose()

    assert saved
    assert "Your draft is kept" in str(told.value)
    assert references(office) == sorted(saved)
    assert perform(desk, "referral.receive", DIFFERENT | {"external_reference": "NG-after"}).reference
    assert chain_holds(office)
    office.close()


def test_a_disk_that_fails_while_one_saves_keeps_what_was_saved_and_says_so(profile: Profile) -> None:
    office = ProgrammeOffice(profile)
    desk = office.sign_in("priya", "pw-priya")
    first = perform(desk, "referral.receive", REFERRAL).reference
    assert office.store is not None

    def gone(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("INSERT"):
            failed = sqlcipher.OperationalError("disk I/O error")
            raise DBAPIError.instance(statement, None, failed, sqlcipher.Error)

    event.listen(office.store.engine, "before_cursor_execute", gone)
    with pytest.raises(Unavailable, match="The disk does not answer"):
        perform(desk, "referral.receive", DIFFERENT)
    event.remove(office.store.engine, "before_cursor_execute", gone)

    assert references(office) == [first]
    office.close()


def test_a_record_changed_behind_the_program_is_not_shown(profile: Profile) -> None:
    office = ProgrammeOffice(profile)
    desk = office.sign_in("priya", "pw-priya")
    case = perform(desk, "referral.receive", REFERRAL).case
    assert office.store is not None
    with office.store.engine.begin() as connection:
        connection.execute(text("UPDATE \"case\" SET programme = 'other'"))

    with pytest.raises(Damaged, match="changed outside the program"):
        perform(desk, "screening.show", {"case": case})
    office.close()
