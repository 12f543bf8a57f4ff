"""NEV-1: hundreds of acts at both desks leave no mark of hers anywhere, and a planted leak of each kind is found."""

import logging
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QLabel, QListView

from app.bridge.desk import BridgeDesk
from app.core.paths import Profile
from app.desk.catalogue import perform
from app.programme.details import DetailsGiven
from models.programme.tables import METADATA
from tests.never.fields import changes, fields_of, shapes_read_from_envelopes
from tests.never.hunt import Hunt, Sighting, leaves, told
from tests.never.lived import Lived
from tests.never.logs import everything_logged
from tests.never.marked import (
    ANNEX,
    CHILD,
    CONTACT,
    DASH,
    HER_PLAN,
    HERS,
    HIM,
    HUNT,
    INCIDENT,
    MARAC,
    MEASURE,
    NUMBER,
    OPENED,
    OTHER_WOMAN,
    PLAN,
    RELEASE,
    REVEAL,
    TOLD,
    UPDATES,
    WORD,
    mark,
    open_office,
)  # fmt: skip
from tests.never.week import Week, opened_backups, papers_leave
from tests.never.windows import everything_said, outside

pytestmark = pytest.mark.xdist_group("lived")
ACTS, LEAKS = 300, 15
ENDINGS = {".pdf", ".csv", ".xlsx", ".ics", ".hrb"}
LEAK = f"{WORD} {NUMBER}8"
NEUTRAL_GIVEN = {
    "at", "case", "child", "file", "group", "groups[]", "item", "items[]", "label", "link", "link.case", "meeting",
    "named[]", "partner", "person", "readers[]", "records[]", "release", "report", "safety_number", "scores[]",
    "second", "text", "to", "to_folder", "trustee", "user", "values[]", "values[][]",
}  # fmt: skip
"""Ids, logins, folders, codes and numbers; and the `text` of a release, the one thing of hers that is let across."""
NEUTRAL_SEALED = {
    "about", "approved_at", "approver", "approver_label", "asked_at", "at", "author", "author_sig", "basis",
    "began_at", "box_key", "by", "by_label", "case", "caution", "child", "cursor", "decision", "do_not_raise",
    "doc_sha256", "due_on", "expires", "given", "how_safe", "id", "item", "items[]", "kind", "leaver",
    "leaver_label", "made_at", "meeting", "mode", "news[]", "next_on", "not_before", "on", "opened_on",
    "outcome", "partner", "purpose", "quarter", "readers[]", "ready_at", "relation", "row",
    "rules_confirmed", "run_at", "scores[]", "second", "second_label", "sent_at", "set_at", "set_by", "sha256",
    "sheet.language", "sheet.logo.pixels", "sheet.office", "sheet.said[].words", "sheet.service[].words",
    "signed_by", "since", "state", "statement", "stored", "subject", "taken_at", "taken_by", "taken_by_label", "text",
    "until", "user", "values[]", "values[][]", "waits_for[]", "withdrawal", "withdrawal_sent_at", "withdrawn_at",
    "worker", "worker_label",
}  # fmt: skip
WAYS = {("ContactRecord", "way"), ("SafetyRecord", "file.way"), ("SafetyRecord", "told.way")}
"""Ids, days, codes, names of staff, counts and signed bytes: what the program itself puts beside her words."""


class TestTheWeek:
    """What was done, and what it left."""

    def test_it_is_hundreds_of_acts_on_both_desks(self, lived: Lived) -> None:
        assert sum(lived.done.values()) >= ACTS, lived.done
        assert min(lived.done.values()) >= ACTS / 4
        assert len(lived.kinds) >= 50

    def test_every_field_of_hers_takes_in_a_mark(self, lived: Lived) -> None:
        """Derived from the acts as they are declared: a new field without a mark is named here."""
        acts = {**dict(changes(BridgeDesk)), "referral.pass_partner_details": fields_of(DetailsGiven)}
        asked = {(act, path) for act, paths in acts.items() for path in paths if path not in NEUTRAL_GIVEN}
        marked = {(act, path) for act, paths in lived.taken.given.items() for path in paths if has_mark(paths[path])}

        assert sorted(asked - marked) == []
        assert len(asked) > 70

    def test_every_field_of_every_kind_of_record_of_hers_was_sealed_with_a_mark(self, lived: Lived) -> None:
        """Derived from the shapes that the code reads out of envelopes: a new kind or field is named here."""
        kinds = shapes_read_from_envelopes()
        asked = {(name, path) for name, shape in kinds.items() for path in fields_of(shape)}
        asked = {(name, path) for name, path in asked if not {path, path.rpartition(".")[2]} & NEUTRAL_SEALED} - WAYS
        marked = {(name, path) for name, paths in lived.taken.sealed.items() for path in paths if has_mark(paths[path])}

        assert kinds.keys() >= {"PartnerRecord", "SafetyRecord", "ReleaseRecord"}
        assert sorted(asked - marked) == []
        assert len(asked) > 50

    def test_the_marks_of_her_story_are_each_their_own(self) -> None:
        every = (HERS, OPENED, PLAN, CONTACT, DASH, MARAC, HER_PLAN, INCIDENT, UPDATES, TOLD, ANNEX, CHILD, MEASURE,
                 RELEASE, REVEAL, OTHER_WOMAN)  # fmt: skip
        marks = [str(one) for fields in every for one in leaves(list(fields.values())) if is_marked(str(one))]

        assert len(marks) == len(set(marks)) > 50

    def test_her_own_file_is_locked_and_only_she_reads_it(self, lived: Lived) -> None:
        """What was put into her hands is full of marks; the same file as it lies holds none, see the next test."""
        assert {one.place for one in lived.in_her_hands} >= {"her own file, opened > page 1"}

    def test_no_file_that_left_holds_a_mark_in_any_encoding(self, lived: Lived) -> None:
        papers = lived.folder / "papers"
        found = HUNT.in_folder(papers)

        assert not found, told(found)
        assert {path.suffix for path in papers.iterdir()} >= ENDINGS
        of_him = {path.suffix for path in papers.iterdir() if HIM.in_bytes(path.name, path.read_bytes())}
        assert of_him >= {".pdf", ".csv", ".xlsx"}, "the hunt reads these forms, for he stands in them"

    def test_a_backup_opened_with_its_key_holds_no_mark(self, lived: Lived) -> None:
        """SEC-57: hers too, because every row in it is sealed once more (SEC-2)."""
        names = {place.split("-")[0] for place in lived.in_backups}

        assert names == {"programme", "partner"}
        assert len(lived.in_backups) > 60
        found = [one for some in lived.in_backups.values() for one in some]
        assert not found, told(found)

    def test_what_she_said_this_week_is_at_her_own_desk(self, lived_copy: Lived) -> None:
        with open_office(lived_copy.profile, lived_copy.ends) as office:
            desk = office.partner_desk("maya")
            (line,) = perform(desk, "partner.list", {})
            acts = ("contact.list", "child.list", "safety.show", "partner.show")
            shown = [perform(desk, act, {"partner": line.partner}) for act in acts]

        for tag in ("notes day 2", "said day 2", "marac day 3"):
            assert Hunt(mark(tag)).in_text("her desk", str(shown)), tag

    def test_no_argument_and_nothing_in_the_surroundings_holds_a_mark(self, lived: Lived) -> None:
        assert lived.done
        assert not HUNT.in_value("arguments", sys.argv)
        assert not HUNT.in_value("surroundings", dict(os.environ))


def has_mark(texts: set[str]) -> bool:
    """Whether a mark stands in one of these."""
    return any(WORD in one or NUMBER in one for one in texts)


def is_marked(text: str) -> bool:
    """Whether this is one of the marks."""
    return text.startswith((WORD, NUMBER))


@dataclass
class Leaky:
    """The office after her name was typed into his record: what his desk then wrote and said; an empty folder."""

    profile: Path
    papers: Path
    folder: Path
    answers: list[object] = field(default_factory=list)
    rows: dict[str, list[Sighting]] = field(default_factory=dict)
    backups: list[Sighting] = field(default_factory=list)
    log: str = ""


@pytest.fixture(scope="module")
def leaky(lived: Lived, tmp_path_factory: pytest.TempPathFactory) -> Leaky:
    """Her name retyped into his record, and every paper of his made again."""
    folder = tmp_path_factory.mktemp("leaky")
    shutil.copytree(lived.profile.folder, folder / "profile")
    made = Leaky(folder / "profile", folder / "papers", folder / "free")
    made.papers.mkdir()
    made.folder.mkdir()
    with everything_logged() as log, open_office(Profile(made.profile), lived.ends) as office:
        desk, week = office.desk("priya"), Week(office, lived.subjects, made.papers)
        for case in lived.subjects["case"]:
            fields = {"given_name": LEAK, "family_name": LEAK, "known_as": LEAK}
            perform(desk, "client.correct", {"case": case, "fields": fields, "reason": "He said so"})
        group = lived.subjects["group"][0]
        perform(office.desk("jo"), "settings.set", {"key": "paper.discreet_label", "value": LEAK[:40]})
        papers_leave(week)
        perform(office.desk("jo"), "backup.make", {"to": str(made.papers)})
        made.backups = [
            one for place, rows in opened_backups(office, made.papers) for one in HUNT.in_value(place, rows)
        ]
        made.answers = [perform(desk, "group.show", {"group": group}), perform(desk, "case.list", {})]
        with desk.seat.open_work(reading=True) as work:
            made.rows = {"programme.db": HUNT.in_database("programme.db", work.session, METADATA)}
    made.log = "\n".join(line for line in log.lines if WORD in line)
    return made


def of_form(leaky: Leaky, ending: str, begins: str = "") -> list[Sighting]:
    """What is found in the files of one form that his desk wrote."""
    files = [path for path in leaky.papers.iterdir() if path.suffix == ending and path.name.startswith(begins)]
    assert files, ending
    return [one for path in files for one in HUNT.in_bytes(path.name, path.read_bytes())]


def appended(leaky: Leaky, name: str) -> list[Sighting]:
    """A leak written behind a file of the profile, as a program with a fault would."""
    file = leaky.folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    source = leaky.profile / name
    file.write_bytes((source.read_bytes() if source.is_file() else b"") + LEAK.encode("utf-16-le"))
    return HUNT.in_folder(leaky.folder)


def in_metadata(leaky: Leaky) -> list[Sighting]:
    """A clean paper with a title that tells."""
    clean = pikepdf.new()
    clean.add_blank_page()
    clean.docinfo["/Title"] = LEAK
    clean.save(leaky.folder / "Report.pdf")
    return HUNT.in_folder(leaky.folder)


def in_a_log(_leaky: Leaky) -> list[Sighting]:
    with everything_logged() as kept:
        logging.getLogger("handrail").debug("row %r", (LEAK,))
    return HUNT.in_text("log", "\n".join(kept.lines))


def in_a_window(plant: Callable[[QLabel], object]) -> Callable[[Leaky], list[Sighting]]:
    """A label of a window that says too much, in one of the ways a window says something."""

    def planted(_leaky: Leaky) -> list[Sighting]:
        label = QLabel("Nothing")
        plant(label)
        found = HUNT.in_value("window", [text for place, text in everything_said() if "QLabel" in place])
        label.deleteLater()
        return found

    return planted


def in_a_list(_leaky: Leaky) -> list[Sighting]:
    shown, model = QListView(), QStandardItemModel()
    model.appendRow(QStandardItem(LEAK))
    shown.setModel(model)
    found = HUNT.in_value("list", [text for place, text in everything_said() if place.startswith("list of")])
    shown.deleteLater()
    return found


def on_the_clipboard(_leaky: Leaky) -> list[Sighting]:
    QApplication.clipboard().setText(LEAK)
    found = HUNT.in_value("clipboard", [text for _place, text in outside()])
    QApplication.clipboard().clear()
    return found


def in_the_settings(_leaky: Leaky) -> list[Sighting]:
    settings = QSettings()
    settings.setValue("recent", LEAK)
    found = HUNT.in_value("settings", [text for _place, text in outside()])
    settings.clear()
    return found


def in_a_name(leaky: Leaky) -> list[Sighting]:
    (leaky.folder / f"Letter {mark('given')}.pdf").write_bytes(b"")
    return HUNT.in_folder(leaky.folder)


LEAKS_OF_EACH_KIND: dict[str, Callable[[Leaky], list[Sighting]]] = {
    "a row of his records": lambda leaky: leaky.rows["programme.db"],
    "a backup opened with its key": lambda leaky: leaky.backups,
    "what an act answers": lambda leaky: HUNT.in_text("answers", str(leaky.answers)),
    "the log of a library": lambda leaky: HUNT.in_text("log", leaky.log),
    "the log of the program": in_a_log,
    "a letter": lambda leaky: of_form(leaky, ".pdf", "Letter"),
    "a report": lambda leaky: of_form(leaky, ".pdf", "Report"),
    "a list as text": lambda leaky: of_form(leaky, ".csv"),
    "a spreadsheet": lambda leaky: of_form(leaky, ".xlsx"),
    "a calendar": lambda leaky: of_form(leaky, ".ics"),
    "the metadata of a paper": in_metadata,
    "his database": lambda leaky: appended(leaky, "programme.db"),
    "her database": lambda leaky: appended(leaky, "partner.db"),
    "what lies beside a database": lambda leaky: appended(leaky, "programme.db-wal"),
    "a file of keys": lambda leaky: appended(leaky, "programme.keyslots.json"),
    "a draft": lambda leaky: appended(leaky, "drafts/programme/ab12"),
    "a scratch file": lambda leaky: appended(leaky, "handrail-scratch-1/copy.db"),
    "the files used last": lambda leaky: appended(leaky, "recently-used.xbel"),
    "the name of a file": in_a_name,
    "a setting of the computer": in_the_settings,
    "the clipboard": on_the_clipboard,
    "a word in a window": in_a_window(lambda label: label.setText(LEAK)),
    "the title of a window": in_a_window(lambda label: label.setWindowTitle(LEAK)),
    "a tip in a window": in_a_window(lambda label: label.setToolTip(LEAK)),
    "a word for a screen reader": in_a_window(lambda label: label.setAccessibleName(LEAK)),
    "a list in a window": in_a_list,
    "an argument": lambda _leaky: HUNT.in_value("arguments", [*sys.argv, f"--name={LEAK}"]),
    "the surroundings": lambda _leaky: HUNT.in_value("surroundings", {**os.environ, "NAME": LEAK}),
}


def test_there_is_a_planted_leak_of_every_kind() -> None:
    assert len(LEAKS_OF_EACH_KIND) >= LEAKS


@pytest.mark.parametrize("kind", LEAKS_OF_EACH_KIND)
def test_a_planted_leak_is_found(kind: str, leaky: Leaky, qapp: QApplication) -> None:
    assert qapp
    found = LEAKS_OF_EACH_KIND[kind](leaky)

    shutil.rmtree(leaky.folder)
    leaky.folder.mkdir()
    assert found, kind
    assert not HUNT.in_folder(leaky.folder)
