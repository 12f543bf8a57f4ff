"""A second program, written from the security design alone, reads all that this one keeps, and this one reads its.

What the page does not say it could not know; so whoever changes a byte of a format changes the page first.
"""

import ast
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import Damaged
from app.core.paths import Profile as Folder
from app.desk.catalogue import perform
from app.start.opening import ProgrammeOffice
from app.start.own_login import KitTyped, way_back
from app.start.partner_opening import PartnerOffice
from tests.crypto.second import Refused, Seed, code_of, kit_text, safety_number, sha, shared_key_id
from tests.crypto.second_files import Profile, backed_up, connected
from tests.crypto.second_reader import Reader
from tests.crypto.second_signed import By, Roster, Row, grant
from tests.crypto.second_writer import Writer, new_id
from tests.house.floors import TOP
from tests.never.lived import Lived
from tests.never.marked import mark
from tests.start.profiles import PASSWORDS
from tests.start.trustees import JO, MAYA, Codes, came_back, typed, with_trustees

pytestmark = pytest.mark.xdist_group("lived")
CODE = bytes(range(20))
NOW = "2026-12-20T10:00:00Z"
NOOR = ("noor", "a password of her own")


@dataclass
class Lying:
    """An office as it lies on the disk, with everything in it, and what its people know by heart or on paper."""

    folder: Path
    papers: Path
    codes: Codes
    seeds: dict[str, tuple[str, bytes]]

    def reader(self, folder: Path | None = None) -> Reader:
        user, bundle = self.seeds["maya"]
        return Reader(folder or self.folder, "maya", seed=Seed(bundle), user=user)

    def somebody(self, login: str, folder: Path | None = None) -> Profile:
        found = Profile(folder or self.folder, login)
        found.user, found.seed = self.seeds[login][0], Seed(self.seeds[login][1])
        return found


@pytest.fixture(scope="module")
def lying(lived: Lived, tmp_path_factory: pytest.TempPathFactory) -> Lying:
    """The office that lived the story, with three trustees; each seed opened once, by password and device secret."""
    folder = tmp_path_factory.mktemp("second") / "profile"
    shutil.copytree(lived.profile.folder, folder)
    codes = with_trustees(Folder(folder), JO, MAYA)
    seeds = {}
    for login in ("maya", "wendy", "jo", "priya"):
        opened = Profile(folder, login).unlock(
            "partner" if login in ("maya", "wendy") else "programme", PASSWORDS[login]
        )
        seeds[login] = (opened.user, opened.seed.bundle)
    return Lying(folder, lived.folder / "papers", codes, seeds)


@pytest.fixture
def reader(lying: Lying) -> Any:
    one = lying.reader()
    yield one
    one.close()


def test_it_knows_nothing_of_the_product() -> None:
    for file in (TOP / "tests" / "crypto").glob("second*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            assert not [one for one in names if one.split(".")[0] in {"app", "models", "ui", "reports"}], file.name
            assert not [one for one in names if one.startswith("tests.") and ".second" not in one], file.name


class TestItReads:
    """Everything that lies there, with one officer's password, device secret and nothing else."""

    def test_every_row_of_hers_and_of_the_team(self, reader: Reader) -> None:
        found = reader.records()

        assert {table for table, rows in found.items() if rows} == set(found)
        (her,) = found["partner"].values()
        assert (her["given_name"], her["workplace"]) == (mark("given"), mark("workplace"))
        assert mark("notes") in {one["notes"] for one in found["contact"].values()}
        assert mark("reveal") in {one["reason"] for one in found["reveal"].values()}

    def test_both_logs_and_that_every_row_is_as_they_left_it(self, reader: Reader) -> None:
        for db, rows in reader.as_they_are().items():
            said = reader.last_words(db)
            assert {one: digest for one, digest in rows.items() if said.get(one) != digest} == {}
            assert len(rows) > 20
        acts = {event["act"] for event in reader.log("partner")}
        assert acts >= {"partner.open", "contact.record", "partner.erase", "team.trustee"}
        assert {event["act"] for event in reader.log("programme")} >= {"referral.receive", "safety"}

    def test_all_that_crossed_and_what_was_erased(self, reader: Reader, lived: Lived) -> None:
        found = reader.crossed()

        assert {body["kind"] for _said, body in found["box"]} >= {"details", "clearance_asked", "report"}
        assert {one["subject"] for one in found["clearances"]} == {"case", "report"}
        assert "Plan his 1-2-1s without asking about the holidays." in {text for _said, text in found["releases"]}
        assert [(one["table"], one["reason"]) for one in reader.erased()] == [("partner", "erased")]

    def test_the_list_of_staff_and_the_mark(self, reader: Reader) -> None:
        people = reader.people.now.people
        mark_kept = reader.mark()

        assert {one["label"] for one in people.values()} >= {"Jo Adeyemi", "Maya Okafor", "Chair"}
        assert mark_kept["heads"]["roster"] == {"seq": reader.people.seq, "hash": reader.people.hash}
        assert (mark_kept["user"], mark_kept["tombs"]) == (reader.user, {"partner": 1})

    def test_two_papers_open_every_key_and_one_opens_none(self, reader: Reader, lying: Lying) -> None:
        first, second, third = lying.codes.values()

        for two in ((first, second), (second, third), (third, first)):
            found = reader.by_trustees(*two)
            assert {kind for kind, _id, _version in found} == {"programme", "partnerdb", "safety", "partner", "backup"}
            assert found["safety", shared_key_id("safety", reader.inst), reader.newest.version] == reader.newest.value
        assert reader.by_trustees(first) == {}

    def test_backups_of_both_databases(self, reader: Reader, lying: Lying, tmp_path: Path) -> None:
        tables = {}
        for db, login in (("partner", "maya"), ("programme", "jo")):
            file = sorted(lying.papers.glob(f"{db}-*.hrb"))[0]
            user, bundle = lying.seeds[login]
            header, inner, content = backed_up(file.read_bytes(), reader.people, user, Seed(bundle))
            (tmp_path / db).write_bytes(content)
            raw = connected(tmp_path / db, bytes.fromhex(inner["db_key"]))
            tables[db] = {one: raw.execute(f'SELECT count(*) FROM "{one}"').fetchone()[0] for one in inner["rows"]}  # noqa: S608  names from the backup
            raw.close()
            assert (header["db"], tables[db]) == (db, inner["rows"])
        assert tables["partner"]["partner"] == 1

    def test_it_refuses_what_is_altered(self, reader: Reader) -> None:
        altered = {"contact": "doc", "audit": "sig", "clearance": "statement", "box_item": "row"}
        for table, column in altered.items():
            raw = reader.hers if table in ("contact", "audit") else reader.his
            first = f"SELECT {column} FROM {table} WHERE rowid = (SELECT min(rowid) FROM {table})"  # noqa: S608  names from above
            (held,) = raw.execute(first).fetchone()
            flip = f"UPDATE {table} SET {column} = ? WHERE rowid = (SELECT min(rowid) FROM {table})"  # noqa: S608  as above
            raw.execute("BEGIN")
            raw.execute(flip, (bytes([*held[:-1], held[-1] ^ 1]),))
            with pytest.raises(Refused):
                _ = reader.records(), reader.log("partner"), reader.crossed()
            raw.execute("ROLLBACK")


@pytest.fixture
def written(lying: Lying, tmp_path: Path) -> Any:
    """A copy of the office into which the second program wrote one of everything."""
    folder = tmp_path / "profile"
    shutil.copytree(lying.folder, folder)
    reader = lying.reader(folder)
    dev = json.loads((folder / "profile.json").read_text("utf-8"))["dev"]
    yield Writer(reader, NOW, dev)
    reader.close()


def write_everything(pen: Writer, lying: Lying, papers: Path) -> dict[str, str]:
    """One of everything; gives what the tests ask for by name."""
    reader, folder = pen.reader, pen.reader.folder
    jo, priya, wendy = (lying.somebody(login, folder) for login in ("jo", "priya", "wendy"))
    inst, records, keys = reader.inst, reader.records(), reader.partner_keys()
    ((her, body),) = records["partner"].items()
    version = reader.hers.execute("SELECT version FROM partner").fetchone()[0]
    contact, link = (next(iter(records[table].values())) for table in ("contact", "link"))
    changed = {**body, "note": "Written by a second program."}
    pen.write("partner", "partner.note", [pen.sealed("partner", her, version + 1, her, keys[her], changed)])
    spoke = {**contact, "notes": "Spoke, said the second program."}
    pen.write("partner", "contact.record", [pen.sealed("contact", new_id(), 1, her, keys[her], spoke)])
    other = {**body, "given_name": "Zora", "chosen_name": None, "number": 77, "phone": "07700 900177"}
    pen.open_record(other, link)
    pen.erase(pen.open_record({**other, "given_name": "Nobody"}, link))
    pen.grant_again(wendy.user)
    approver = By(inst, wendy.user, wendy.seed, reader.people.seq)
    pen.release_to(priya.user, approver, link["case"], "Plan his sessions in the morning.", "2027-06-01T00:00:00Z")
    pen.drop(By(inst, priya.user, priya.seed, reader.people.seq), link["case"],
             {"kind": "red_event", "data": {"what": "He shouted at the door."}})  # fmt: skip
    pen.clear(link["case"], "ab" * 16)
    pen.enrol(By(inst, jo.user, jo.seed, reader.people.seq), NOOR[0], "Noor Second", NOOR[1])
    pen.make_kit(priya, PASSWORDS["priya"], CODE)
    pen.lay_down()
    (schema,) = reader.hers.execute("SELECT version_num FROM alembic_version").fetchone()
    to = {reader.user: reader.seed.x25519}
    backups = {db: str(pen.back_up(db, papers, "1.0.0", schema, to)) for db in ("partner",)}
    pen.keep_mark()
    return {"her": her, "case": link["case"], "code": kit_text(CODE), **backups}


@pytest.mark.usefixtures("quick")
def test_this_program_reads_everything_that_the_other_wrote(written: Writer, lying: Lying, tmp_path: Path) -> None:
    told = write_everything(written, lying, tmp_path)
    folder = Folder(written.reader.folder)
    team, office = PartnerOffice(folder), ProgrammeOffice(folder)

    desk = team.sign_in(*MAYA)
    checked = perform(desk, "vault.verify", {})
    about = {"partner": told["her"]}
    notes = {one.notes for one in perform(desk, "contact.list", about)}
    names = {one.name for one in perform(desk, "partner.list", {})}
    items = [one for one in perform(desk, "inbox.list", {}) if one.kind == "red_event" and one.at.year == 2026]
    proved = perform(desk, "backup.prove", {"file": told["partner"]})

    assert (desk.seat.read_only, checked.ok, checked.erased) == ("", True, 2), checked.first_problem
    assert perform(desk, "partner.show", about).note == "Written by a second program."
    assert "Spoke, said the second program." in notes
    assert "Zora" in str(names)
    assert "Nobody" not in str(names)
    assert NOW[:10] in {str(one.at.date()) for one in items}
    assert (proved.db, proved.by) == ("partner", "Maya Okafor")
    number = desk.seat.own_login.make_kit().safety_number
    known = written.reader.people.now.people
    assert number == safety_number(written.reader.inst, known[written.reader.user]), "as it stands on her kit"
    team.close()

    wendy = team.sign_in("wendy", PASSWORDS["wendy"])
    assert perform(wendy, "partner.show", about).name == mark("chosen"), "by the key that was granted to her anew"
    team.close()
    noor = office.sign_in(*NOOR)
    assert perform(noor, "case.list", {}).total == 0, "a facilitator without cases"
    office.close()
    jo = office.sign_in(*JO)
    assert perform(jo, "audit.verify", {}).ok
    office.close()
    back = way_back(office.place, office.tries, KitTyped("priya", told["code"], "", "three brown dogs on a wall"))
    back.finish(tuple(back.kit.code.split()[at] for at in back.kit.asked))
    priya = office.sign_in("priya", "three brown dogs on a wall")
    read = perform(priya, "staff_only.open", {"case": told["case"]})
    assert "Plan his sessions in the morning." in {one.text for one in read.releases}
    office.close()


@pytest.mark.usefixtures("derived_once")
def test_two_trustees_lead_an_officer_back_by_the_set_that_the_other_program_laid_down(
    written: Writer, lying: Lying
) -> None:
    written.lay_down()
    written.keep_mark()
    folder = Folder(written.reader.folder)
    chair, *_others = lying.codes.values()
    assert code_of(chair) == code_of(chair.lower().replace(" ", "-")), "typed as people type"

    team = came_back(folder, typed(lying.codes))
    shown = perform(team.sign_in("maya", "four plain words here"), "partner.list", {})
    team.close()

    assert {one.name for one in shown} == {mark("chosen")}


def named(owner: Profile, label: str, *roles: str) -> dict[str, object]:
    return {"user": owner.user, "label": label, "x25519": owner.seed.x25519.hex(), "ed25519": owner.seed.ed25519.hex(),
            "roles": list(roles)}  # fmt: skip


def an_officer_of_his_own_making(pen: Writer, insider: Profile) -> None:
    """A facilitator writes somebody of theirs into the list of staff as a safety officer."""
    own = Profile(insider.folder, "ines")
    own.user, own.seed = new_id(), Seed(os.urandom(64))
    by = By(insider.inst, insider.user, insider.seed, pen.reader.people.seq)
    put_roster(pen, [pen.reader.people.next("add", named(own, "Ines Roth", "safety_officer"), by, NOW)])


def a_list_of_staff_of_their_own(pen: Writer, insider: Profile) -> None:
    """The whole list is begun anew, with the same people and themselves as the first manager; each signature holds."""
    by = By(insider.inst, insider.user, insider.seed, 0)
    pen.reader.his.execute("DELETE FROM roster")
    forged = Roster(insider.inst)
    links = [forged.next("genesis", named(insider, "Priya Nair", "facilitator", "manager"), by, NOW)]
    forged.read(links)
    put_roster(pen, links)


def put_roster(pen: Writer, links: list[Row]) -> None:
    for seq, data, sig in links:
        pen.reader.his.execute("INSERT INTO roster VALUES (?, ?, ?)", (seq, data, sig))
        told = (seq, sha("handrail/roster/v1", data).hex())
        pen.reader.his.execute("UPDATE chain_head SET seq = ?, hash = ? WHERE chain = 'roster'", told)


def a_key_of_the_teams_from_a_stranger(pen: Writer, insider: Profile) -> None:
    """Maya is granted a “team's key” that the insider knows, so that all she writes is open to them."""
    known = replace(pen.reader.newest, version=pen.reader.newest.version + 1)
    person = pen.reader.people.now.people[pen.reader.user]
    row = grant("safety", known, person, By(insider.inst, insider.user, insider.seed, pen.reader.people.seq))
    pen.reader.hers.execute("UPDATE team_grant SET row = ? WHERE user_id = ?", (row, bytes.fromhex(pen.reader.user)))


ATTACKS = (an_officer_of_his_own_making, a_list_of_staff_of_their_own, a_key_of_the_teams_from_a_stranger)


@pytest.mark.usefixtures("derived_once")
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_insider_with_the_files_and_the_formats_stops_the_desk_before_anything_is_shown(
    attack: Callable[[Writer, Profile], None], written: Writer, lying: Lying
) -> None:
    """T6, T7: what they wrote is well formed to the byte; only the right to write it is missing."""
    attack(written, lying.somebody("priya", written.reader.folder))
    written.reader.close()

    with pytest.raises(Damaged):
        PartnerOffice(Folder(written.reader.folder)).sign_in(*MAYA)
    if attack is not a_key_of_the_teams_from_a_stranger:
        with pytest.raises(Damaged):
            ProgrammeOffice(Folder(written.reader.folder)).sign_in(*JO)
