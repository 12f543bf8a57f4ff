"""NEV-1: nothing of hers, not even that she is in contact, stands in anything the programme side makes or shows."""

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.bridge.desk import BridgeDesk
from app.core import log
from app.desk.catalogue import describe, perform
from app.start.opening import programme_reception
from app.start.partner_opening import partner_reception
from app.start.programme import screens
from app.start.programme_window import ProgrammeWindow
from tests.never.hunt import Hunt, Sighting, told
from tests.never.marked import (
    ANNEX,
    CHILD,
    CONTACT,
    DASH,
    HER_PLAN,
    HERS,
    HUNT,
    MARAC,
    MEASURE,
    NUMBER,
    OPENED,
    PLAN,
    PROMPTS,
    READERS,
    RELEASE,
    REVEAL,
    TOLD,
    UPDATES,
    WORD,
    Lived,
    everything_logged,
    in_records,
    mark,
    programme_acts,
    read_all,
    readings,
)  # fmt: skip
from tests.never.windows import everything_said, outside, sign_in, visit, wait, windows
from tests.start.profiles import PASSWORDS
from tests.start.test_windows import no_making
from tests.ui.show import themed
from ui.shell.palette import Palette

pytestmark = pytest.mark.xdist_group("lived")
HIM = Hunt("Okoro", "Daniel O.")
"""The same hunt for the man himself: where he must be found, it proves that the hunt looked in the right place."""
ABOUT_HER = (
    "partner.show",
    "contact.list",
    "contact.card",
    "safety.show",
    "update.show",
    "child.list",
    "partner.measures",
)
TYPED = ("", "qu", "zal", "07700", "partner", "daniel")


def texts(said: Iterator[tuple[str, str]]) -> dict[str, set[str]]:
    """What was said, by place."""
    found: dict[str, set[str]] = {}
    for place, text in said:
        found.setdefault(place, set()).add(text)
    return found


def hunted(hunt: Hunt, said: dict[str, set[str]]) -> list[Sighting]:
    """What a hunt finds in texts by place."""
    return [one for place, some in said.items() for one in hunt.in_value(place, sorted(some))]


class TestHerMarks:
    """The hunt is worth something only when the marks are really there."""

    def test_every_text_that_her_desk_takes_in_has_its_mark(self) -> None:
        marked = {
            "partner.open": {*OPENED, "link", "item"}, "safe_plan.set": {"partner", *PLAN},
            "safe_plan.show_number": {"partner", *REVEAL}, "contact.record": {"partner", *CONTACT},
            "dash.record": {"partner", *DASH}, "marac.record": {"partner", *MARAC},
            "safety_plan.set": {"partner", *HER_PLAN},
            "legal_hold.set": {"partner", "reason"},
            "legal_hold.end": {"partner", "reason", "second"},
            "partner.erase": {"partner", "reason", "second"},
            "clearance.hold": {"case", "group", "reason"}, "report.hold": {"report", "reason"},
            "meeting.annex": {"meeting", "case", *ANNEX},
            "child.record": {"partner", "child", *CHILD}, "child.show_place": {"partner", "child", "reason"},
            "partner.measure": {"partner", *MEASURE}, "partner.unlink": {"partner", "link", "reason"},
            "partner.set_updates": {"partner", *UPDATES}, "partner.update_told": {"partner", "items", *TOLD},
            "release.propose": {"case", *RELEASE}, "release.decline": {"release", "reason"},
            "release.withdraw": {"release", "reason"},
        }  # fmt: skip
        no_text = {
            "contact.record": {"how_safe", "rules_confirmed", "message_left"},
            "kit.confirm": {"groups"},
            "backup.make": {"to"},
            "backup.prove": {"file"},
            "backup.restore": {"file", "second"},
            "backup.evidence": {"to"},
            "retention.delete": {"records", "second"},
            "access_log.export": {"to_folder", "why"},
            "figures.release": {"quarter"},
            "settings.set": {"values"},
            "figures.write": {"recipient", "why", "to_folder"},
            "partner.restrict": {"named"},
            "safe_plan.set": {"never_times", "interpreter", "expires_on", "read_back"},
            "child.record": {"referred_on"},
            "partner.unlink": {"until"},
            "release.propose": {"caution", "do_not_raise"},
            "release.approve": {*PROMPTS, "trustee"},
            **{f"team.{step}": {"person", "safety_number"} for step in ("enrol", "approve", "turn_away")},
            "team.approve": {"person", "safety_number", "trustee"},
            "team.remove": {"user", "loses_records"},
            "team.trustee": {"label", "groups"},
            "team.end_trustee": {"user"},
        }
        plain = {"partner", "case", "group", "report", "item", "link", "release"}
        for entry in describe(BridgeDesk):
            if entry["kind"] == "change":
                fields = set(entry["input"]["$defs"][entry["input"]["$ref"].rpartition("/")[2]]["properties"])
                known = marked.get(entry["name"], plain) | no_text.get(entry["name"], set())
                assert fields <= known, f"{entry['name']} takes in something that the hunt does not look for"

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
            items = [perform(desk, "inbox.take", {"item": one.item}) for one in perform(desk, "inbox.list", {})]

        tags = ("note", "chosen", "notes", "else", "never", "she says", "given", "family")
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


@contextmanager
def at_his_desk(qtbot: QtBot, lived: Lived, login: str) -> Iterator[ProgrammeWindow]:
    """The real window of the programme desk with this person signed in."""
    with themed():
        running = ProgrammeWindow(lived.profile, screens, no_making(), lived.ends)
        running.show()
        assert running.window is not None
        try:
            sign_in(qtbot, running, login)
            yield running
        finally:
            running.close()


def palette_says(running: ProgrammeWindow, typed: str) -> dict[str, set[str]]:
    """Everything that stands in the window while these letters are in the palette."""
    assert running.window is not None
    running.window.open_palette()
    palette = running.window.findChildren(Palette)[-1]
    search = palette.findChild(QLineEdit)
    assert search is not None
    QTest.keyClicks(search, typed)
    said = texts(everything_said())
    QTest.keyClick(search, Qt.Key.Key_Escape)
    return said


class TestWindows:
    """Every screen of the programme desk, its palette, and what it leaves outside."""

    @pytest.mark.parametrize("login", READERS)
    def test_no_screen_says_a_mark_in_any_text_tip_list_or_accessible_word(
        self, qtbot: QtBot, lived_copy: Lived, login: str
    ) -> None:
        said: dict[str, set[str]] = {}
        titles: set[str] = set()
        known: dict[str, set[str]] = {}

        def look(screen: str) -> None:
            titles.update(window.windowTitle() for window in windows() if window.isVisible())
            before = known.setdefault(re.split("[ ,]", screen)[0], set())
            for place, some in texts(everything_said()).items():
                if new := some - before:
                    said.setdefault(f"{screen}: {place}", set()).update(new)
                    before |= new

        with at_his_desk(qtbot, lived_copy, login) as running:
            visited = visit(qtbot, running, lived_copy.subjects, look)
            for typed in TYPED:
                said[f"palette {typed!r}"] = {one for some in palette_says(running, typed).values() for one in some}
            said["outside"] = {f"{place} {text}" for place, text in outside()}
            wait(qtbot, running)

        found = hunted(HUNT, said)
        assert not found, told(found)
        assert set(visited) == {one.key for one in screens() if not one.roles or ROLE[login] in one.roles}
        assert titles == {"Handrail"}
        assert {re.split("[: ,]", place)[0] for place in (one.place for one in hunted(HIM, said))} >= {
            "cases",
            "case",
        }

    def test_a_leak_in_any_part_of_a_window_would_be_found(self, qtbot: QtBot) -> None:
        label = QLabel("Nothing")
        qtbot.addWidget(label)
        label.setObjectName("planted")
        ways: dict[str, Any] = {
            "text": label.setText, "title": label.setWindowTitle, "tool tip": label.setToolTip,
            "status": label.setStatusTip, "help": label.setWhatsThis, "accessible name": label.setAccessibleName,
            "accessible description": label.setAccessibleDescription,
            "property": lambda text: label.setProperty("note", text),
        }  # fmt: skip
        for way, plant in ways.items():
            plant(f"{WORD} {NUMBER}8")
            assert hunted(HUNT, texts(everything_said())), way
            plant("")
            assert not hunted(HUNT, texts(everything_said())), way

    def test_a_leak_in_a_list_the_clipboard_or_the_settings_would_be_found(self, qtbot: QtBot, tmp_path: Path) -> None:
        from PySide6.QtGui import QStandardItem, QStandardItemModel
        from PySide6.QtWidgets import QListView

        view, model = QListView(), QStandardItemModel()
        qtbot.addWidget(view)
        item = QStandardItem("Nothing")
        model.appendRow(item)
        view.setModel(model)
        item.setData(f"{NUMBER}8", Qt.ItemDataRole.UserRole + 3)
        assert hunted(HUNT, texts(everything_said()))
        item.setData(None, Qt.ItemDataRole.UserRole + 3)
        assert not hunted(HUNT, texts(everything_said()))

        QApplication.clipboard().setText(mark("copied"))
        assert hunted(HUNT, texts(outside()))
        QApplication.clipboard().clear()
        settings = QSettings()
        settings.setValue("recent", mark("recent"))
        settings.sync()
        assert hunted(HUNT, texts(outside()))
        settings.clear()
        settings.sync()
        assert not hunted(HUNT, texts(outside()))

    def test_nothing_is_left_in_the_home_or_the_surroundings(self, lived: Lived, no_home: Path) -> None:
        found = HUNT.in_folder(no_home) + HUNT.in_value("environment", dict(os.environ))

        assert not found, told(found)
        (no_home / "recent.xbel").write_text(mark("recent"), "utf-8")
        assert HUNT.in_folder(no_home)
        (no_home / "recent.xbel").unlink()


ROLE = {"priya": "facilitator", "jo": "manager"}
