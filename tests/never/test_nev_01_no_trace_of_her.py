"""NEV-1: nothing of hers, not even that she is in contact, stands in anything the programme side makes or shows."""

import logging

import pytest

from app.core import log
from app.desk.catalogue import perform
from app.start.opening import programme_reception
from app.start.partner_opening import partner_reception
from tests.never.hunt import Hunt, told
from tests.never.lived import Lived, in_records
from tests.never.logs import everything_logged
from tests.never.marked import HERS, HIM, HUNT, NUMBER, READERS, WORD, mark, programme_acts, read_all, readings
from tests.start.profiles import PASSWORDS

pytestmark = pytest.mark.xdist_group("lived")
ABOUT_HER = (
    "partner.show",
    "contact.list",
    "contact.card",
    "safety.show",
    "update.show",
    "child.list",
    "partner.measures",
    "her_file.show",
)


class TestHerMarks:
    """The hunt is worth something only when the marks are really there."""

    def test_they_are_found_at_her_own_desk(self, lived_copy: Lived) -> None:
        with partner_reception(lived_copy.profile, PASSWORDS, lived_copy.ends) as office:
            desk = office.take_seat("maya")
            (line,) = perform(desk, "partner.list", {})
            partner = {"partner": line.partner}
            shown = [perform(desk, act, partner) for act in ABOUT_HER]
            shown += [
                perform(desk, "release.show", {"release": one.release}) for one in perform(desk, "release.list", {})
            ]
            shown += [
                perform(desk, "meeting.both", {"meeting": one.meeting}) for one in perform(desk, "meeting.days", {})
            ]
            named = [perform(desk, "partner.find", {"words": mark(name)}) for name in ("given", "family")]
            items = [perform(desk, "inbox.take", {"item": one.item}) for one in perform(desk, "inbox.list", {})]

        assert all(named), "by each of her names she is found"
        tags = ("note", "chosen", "notes", "else", "never", "she says")
        for tag in (
            *tags,
            "dash version",
            "judgement",
            "dash reason",
            "marac",
            "incident",
            "priority",
            "steps",
            "original",
            "release note",
            "agreed to",
            "declined",
            "withdrawn",
            "updates way",
            "told words",
            "child said",
            "safeguarding",
            "measure words",
            "annex risk",
            "left out",
            "what remains",
        ):
            assert Hunt(mark(tag)).in_text("her desk", f"{shown} {items}"), tag
        assert Hunt(f"{WORD}sheet").in_text("her desk", str(items))
        assert Hunt(NUMBER).in_text("her desk", str(items))


class TestFiles:
    """Everything that lies on the disk."""

    def test_no_file_of_the_office_and_no_paper_holds_a_mark(self, lived: Lived) -> None:
        found = HUNT.in_folder(lived.folder)

        assert not found, told(found)
        assert HIM.in_bytes("opened.pdf", (lived.folder / "papers" / "opened.pdf").read_bytes())
        assert not HIM.in_folder(lived.profile.folder), "his records are sealed too"
        assert {path.name for path in lived.profile.folder.iterdir()} >= {
            "programme.db", "partner.db", "programme.keyslots.json", "partner.keyslots.json", "profile.json", "device",
        }  # fmt: skip

    def test_the_log_beside_the_database_holds_no_mark_while_both_desks_write(self, lived_copy: Lived) -> None:
        with (
            programme_reception(lived_copy.profile, PASSWORDS, lived_copy.ends) as his,
            partner_reception(lived_copy.profile, PASSWORDS, lived_copy.ends) as hers,
        ):
            case = lived_copy.subjects["case"][0]
            given = {"case": case, "people": [HERS], "corrects_earlier": True}
            perform(his.take_seat("priya"), "referral.pass_partner_details", given)
            officer = hers.take_seat("maya")
            for line in perform(officer, "inbox.list", {}):
                perform(officer, "inbox.take", {"item": line.item})
            beside = [one for one in lived_copy.profile.folder.iterdir() if one.name.endswith(("-wal", "-shm"))]
            found = HUNT.in_folder(lived_copy.profile.folder)

        assert {one.name for one in beside} >= {"programme.db-wal", "partner.db-wal"}
        assert not found, told(found)

    def test_a_leak_in_any_file_of_the_office_would_be_found(self, lived_copy: Lived) -> None:
        folder = lived_copy.profile.folder
        (folder / "backups").mkdir(exist_ok=True)
        for place in ("profile.json", "programme.keyslots.json", "programme.db", "backups/copy.db", "handrail.lock"):
            with (folder / place).open("ab") as file:
                file.write(f"{WORD} {NUMBER}8".encode("utf-16-le"))

        assert len({one.place for one in HUNT.in_folder(folder)}) == 5


class TestRecords:
    """His database, opened with his key: every column of every table, the signed log included."""

    def test_no_table_holds_a_mark(self, lived_copy: Lived) -> None:
        found = in_records(lived_copy)

        assert not found, told(found)

    def test_a_leak_in_his_records_would_be_found_wherever_it_goes(self, lived_copy: Lived) -> None:
        """One retyped word: the hunt meets it in the tables and in what both people are told."""
        case = lived_copy.subjects["case"][1]
        with programme_reception(lived_copy.profile, PASSWORDS, lived_copy.ends) as office:
            desk = office.take_seat("priya")
            perform(desk, "client.correct", {"case": case, "fields": {"family_name": mark("retyped")}})
            given = {"case": case, "sections": {"summary": f"Her number is {NUMBER}8."}}
            report = perform(desk, "report.draft", given).report
            shown = {one: HUNT.in_value(one, told_of) for one, told_of in read_all(desk, lived_copy.subjects).items()}
            paper = perform(desk, "report.show", {"report": report})

        assert {one.place.split(".")[-1] for one in in_records(lived_copy)} >= {"client", "report"}
        assert {act for act, found in shown.items() if found} >= {"case.list", "case.show", "report.list"}
        assert HUNT.in_text("paper", str(paper))

    @pytest.mark.parametrize("login", READERS)
    def test_no_act_tells_a_mark(self, lived_copy: Lived, login: str) -> None:
        with (
            everything_logged() as lines,
            programme_reception(lived_copy.profile, PASSWORDS, lived_copy.ends) as office,
        ):
            answers = read_all(office.take_seat(login), lived_copy.subjects)

        found = HUNT.in_value(login, answers) + HUNT.in_text("log", "\n".join(lines.lines))
        assert not found, told(found)
        assert set(answers) == programme_acts()
        assert HIM.in_value(login, answers["case.list"])
        refused_whole = {name for name, some in answers.items() if not any("ok" in one for one in some)}
        of_a_manager = {
            "backup.list", "people.leaving", "people.show", "people.waiting", "retention.list", "legal_hold.show",
            "figures.show",
        }  # fmt: skip
        not_his = {"priya": of_a_manager}.get(login, set())
        hunted = refused_whole - not_his
        assert hunted <= {"audit.verify", "pack.copy"}, "an act that only refuses shows nothing to hunt in"


class TestOutput:
    """What is said on the command line and in logs."""

    def test_no_line_of_any_command_holds_a_mark(self, lived: Lived) -> None:
        found = HUNT.in_value("said", lived.spoken)

        assert not found, told(found)
        assert set(lived.spoken) == {"import", "script"}
        assert HIM.in_text("script", lived.spoken["script"])
        acts = {name for name, _given in readings(lived.subjects)}
        assert all(f'"{act}"' in lived.spoken["script"] for act in acts)

    def test_no_log_line_down_to_the_last_detail_holds_a_mark(self, lived: Lived) -> None:
        found = HUNT.in_text("log", lived.log)

        assert not found, told(found)
        assert "sqlalchemy" in lived.log
        assert "desk.open" in lived.log

    def test_a_leak_in_a_log_would_be_found(self) -> None:
        with everything_logged() as kept:
            log.LOGGER.debug("%s", f"{WORD} rang")
            logging.getLogger("sqlalchemy.engine").debug("row %r", (f"{NUMBER}8",))
            log.event("partner.called", f"{WORD} rang")

        found = HUNT.in_text("log", "\n".join(kept.lines))
        assert len(kept.lines) == 3
        assert "partner.called ?" in kept.lines[2], "the log of the program itself lets no word through"
        assert len(HUNT.in_text("log", kept.lines[0])) >= 1 <= len(HUNT.in_text("log", kept.lines[1]))
        assert not HUNT.in_text("log", kept.lines[2])
        assert found
