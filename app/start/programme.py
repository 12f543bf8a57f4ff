"""Is the program `handrail`: the programme desk's screens and window, and its command line."""

import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from app.core.language import _
from app.core.paths import Profile
from app.start import programme_commands as bodies
from app.start.commands import Command, acts_command, run, script_command
from app.start.people.newcomer import join_command
from app.start.profile import harden
from app.start.programme_bench import bench_command
from app.start.storage.command import backup, backup_arguments
from app.start.tour import tour_command

if TYPE_CHECKING:
    from app.programme.desk import ProgrammeDesk
    from ui.shell.screen import ScreenSpec

PROGRAM = "handrail"
CASEWORK, MANAGERS = frozenset({"facilitator", "manager"}), frozenset({"manager"})
PEERS = frozenset({"peer_worker"})
WRITERS = frozenset({"manager", "administrator"})


def main(words: Sequence[str] | None = None) -> int:
    """Run one command, or open the window."""
    harden()
    given = sys.argv[1:] if words is None else list(words)
    if given == [bodies.READ_SHEET]:
        return bodies.read_sheet()
    return run(PROGRAM, commands(), words, window)


def commands() -> tuple[Command, ...]:
    """Every word this program knows."""
    return (
        acts_command(bodies.desk),
        script_command(bodies.desk, bodies.reception),
        Command("init", _("Make a new office without a window."), bodies.init_arguments, bodies.init),
        Command(
            "demo",
            _("Open the demonstration office, made when it is not there: invented people only."),
            bodies.demo_arguments,
            bodies.demo,
        ),
        join_command("programme"),
        Command("import", _("Take in an office's own sheet."), bodies.import_arguments, bodies.take_in),
        Command(
            "backup",
            _("Make a backup of this desk's records and prove it, or prove one that lies there."),
            backup_arguments,
            lambda given: backup(given, bodies.reception),
        ),
        Command(
            "restore",
            _("Put a backup in place of this desk's records, with a second person."),
            bodies.restore_arguments,
            bodies.restore,
        ),
        Command("pack", _("Check a programme pack."), bodies.pack_arguments, bodies.check_pack),
        Command(
            "migrate",
            _("Bring the records to this version's shape; a copy is kept."),
            bodies.migrate_arguments,
            bodies.migrate,
        ),
        tour_command(screens),
        bench_command(window, screens),
    )


def window(profile: Profile) -> int:
    """Paint first: the window shows while everything else is loaded in a job (architecture.md section 4)."""
    from app.start.application import application
    from app.start.programme_window import Making, ProgrammeWindow
    from ui.kit.tokens import Accent

    app = application(Accent.TEAL)
    making = Making(bodies.make_office, bodies.make_demonstration)
    running = ProgrammeWindow(profile, screens, making)
    running.show()
    code = app.exec()
    running.close()
    return code


def screens() -> "tuple[ScreenSpec[ProgrammeDesk], ...]":
    """Every screen of this desk in the order of the rail; a new one is one import and one line below."""
    return (*_way_in(), *_meetings(), *_men(), *_packs(), *_people(), *_files(), *_own_login())


def _way_in() -> "tuple[ScreenSpec[ProgrammeDesk], ...]":
    """Today, and what leads to a place."""
    from ui.programme.referrals.intake import ReferralScreen
    from ui.programme.referrals.screen import ReferralsScreen
    from ui.programme.screening.screen import ScreeningScreen
    from ui.programme.screening.second_rating import SecondRatingScreen
    from ui.programme.today.screen import TodayScreen
    from ui.programme.waiting.screen import WaitingScreen
    from ui.shell.screen import ScreenSpec

    below_referrals = partial(ScreenSpec, in_rail=False, roles=CASEWORK, belongs_to="referrals")
    return (
        ScreenSpec("today", _("Today"), "home", TodayScreen),
        ScreenSpec("referrals", _("Referrals"), "inbox", ReferralsScreen, roles=CASEWORK),
        below_referrals("referral", _("New referral"), "inbox", ReferralScreen),
        below_referrals("screening", _("Screening"), "list-check", ScreeningScreen),
        below_referrals("second_rating", _("Second rating of denial"), "list-check", SecondRatingScreen),
        ScreenSpec("waiting", _("Waiting list"), "list-details", WaitingScreen, roles=CASEWORK, rail_roles=MANAGERS),
    )


def _meetings() -> "tuple[ScreenSpec[ProgrammeDesk], ...]":
    """Groups with their registers, and the peer worker's desk."""
    from ui.programme.catch_ups.screen import CatchUpsScreen
    from ui.programme.groups.listing import GroupsScreen
    from ui.programme.groups.new import NewGroupScreen
    from ui.programme.groups.screen import GroupScreen
    from ui.programme.owed.screen import OwedScreen
    from ui.programme.peers.door import WelcomeScreen
    from ui.programme.peers.evening import EveningScreen
    from ui.programme.peers.requests import RequestsScreen
    from ui.programme.peers.screen import MyGroupScreen, MyGroupsScreen
    from ui.programme.register.screen import RegisterScreen
    from ui.programme.supervision.screen import SupervisionScreen
    from ui.programme.waiting.offering import OfferPanel
    from ui.shell.screen import ScreenSpec

    below_groups = partial(ScreenSpec, in_rail=False, roles=CASEWORK, belongs_to="groups")
    below_peers = partial(ScreenSpec, in_rail=False, roles=CASEWORK | PEERS, belongs_to="my_groups")
    return (
        ScreenSpec("groups", _("Groups"), "users-group", GroupsScreen, roles=CASEWORK),
        below_groups("group", _("Group"), "users-group", partial(GroupScreen, places=OfferPanel)),
        below_groups("new_group", _("New group"), "plus", NewGroupScreen),
        below_groups("owed", _("What is owed"), "notes", OwedScreen, in_palette=True),
        below_groups("catch_ups", _("Catch-ups"), "calendar-plus", CatchUpsScreen, in_palette=True),
        ScreenSpec("register", _("Register"), "clipboard-check", RegisterScreen, False, CASEWORK | PEERS, "groups"),
        ScreenSpec("my_groups", _("My groups"), "users-group", MyGroupsScreen, roles=PEERS),
        below_peers("my_group", _("Peer group"), "users-group", MyGroupScreen),
        below_peers("welcome", _("New man"), "user-plus", WelcomeScreen),
        below_peers("requests", _("Requests for contact"), "phone", RequestsScreen),
        below_peers("evening", _("The evening"), "notes", EveningScreen),
        ScreenSpec("supervision", _("Supervision"), "users", SupervisionScreen, False, CASEWORK, in_palette=True),
    )


def _men() -> "tuple[ScreenSpec[ProgrammeDesk], ...]":
    """Participants, what is done with one of them, and reports."""
    from ui.programme.access.screen import AccessScreen
    from ui.programme.case.change import CaseChangeScreen
    from ui.programme.case.letters import LettersScreen
    from ui.programme.case.measure_screen import MeasureScreen
    from ui.programme.case.motivation import MotivationScreen
    from ui.programme.case.risk import RiskScreen
    from ui.programme.case.screen import CaseScreen
    from ui.programme.case.substance import SubstanceScreen
    from ui.programme.cases.screen import CasesScreen, found_cases
    from ui.programme.exports.screen import ExportsScreen
    from ui.programme.left.screen import LeftScreen
    from ui.programme.meetings.meeting import MeetingScreen
    from ui.programme.meetings.screen import MeetingsScreen
    from ui.programme.outcomes.behind import BehindScreen
    from ui.programme.outcomes.screen import OutcomesScreen
    from ui.programme.post.screen import PostScreen
    from ui.programme.reports.batch import BatchScreen
    from ui.programme.reports.editor import ReportScreen
    from ui.programme.reports.screen import ReportsScreen
    from ui.programme.review.screen import ContactScreen, ReviewScreen
    from ui.programme.schedule.screen import ScheduleScreen
    from ui.programme.sheets.screen import SheetScreen
    from ui.programme.staff_only.screen import ServiceFiguresScreen, StaffOnlyScreen
    from ui.shell.screen import ScreenSpec

    below_reports = partial(ScreenSpec, in_rail=False, roles=CASEWORK, belongs_to="reports")
    below_cases = partial(ScreenSpec, in_rail=False, roles=CASEWORK, belongs_to="cases")
    return (
        ScreenSpec("cases", _("Participants"), "user", CasesScreen, roles=CASEWORK),
        below_cases("case", _("Participant"), "user", CaseScreen, find=found_cases),
        below_cases("case_change", _("Change a case"), "pencil", CaseChangeScreen),
        below_cases("letters", _("Correcting letters"), "mail", LettersScreen),
        below_cases("access", _("His request for his file"), "user", AccessScreen),
        below_cases("review", _("1-2-1 and review"), "message", ReviewScreen),
        below_cases("contact", _("1-2-1 and review"), "message", ContactScreen),
        below_cases("measure", _("Questionnaires"), "clipboard-check", MeasureScreen),
        below_cases("motivation", _("Wish to change"), "arrow-forward-up", MotivationScreen),
        below_cases("substance", _("Substance screen"), "clipboard-check", SubstanceScreen),
        below_cases("risk", _("Risk and safety"), "alert-triangle", RiskScreen),
        below_cases("staff_only", _("Staff-only notes"), "eye-off", StaffOnlyScreen),
        ScreenSpec(
            "figures", _("Figures of the service"), "chart-bar", ServiceFiguresScreen, False, MANAGERS, in_palette=True
        ),
        ScreenSpec("schedule", _("Schedule"), "calendar", ScheduleScreen, roles=CASEWORK | {"administrator"}),
        ScreenSpec("meetings", _("Meetings"), "users", MeetingsScreen, roles=CASEWORK),
        ScreenSpec("meeting", _("Meeting"), "users", MeetingScreen, False, CASEWORK, "meetings"),
        ScreenSpec("reports", _("Reports"), "file-text", ReportsScreen, roles=CASEWORK),
        below_reports("report", _("Report"), "file-text", ReportScreen),
        below_reports("report_batch", _("Many reports at once"), "file-text", BatchScreen, in_palette=True),
        ScreenSpec("outcomes", _("Outcomes"), "chart-bar", OutcomesScreen, roles=CASEWORK, rail_roles=MANAGERS),
        ScreenSpec("outcomes_cases", _("Behind a number"), "chart-bar", BehindScreen, False, CASEWORK, "outcomes"),
        below_reports("left", _("What has left the building"), "history", LeftScreen, in_palette=True),
        below_reports("exports", _("Lists and figures"), "download", ExportsScreen, in_palette=True),
        below_reports("sheet", _("Sheet"), "printer", SheetScreen),
        below_reports("post", _("Letters"), "mail", PostScreen, in_palette=True),
    )


def _packs() -> "tuple[ScreenSpec[ProgrammeDesk], ...]":
    """Programmes: read by whoever runs them, written and moved on by managers and administrators."""
    from ui.programme.packs.compare import PackCompareScreen
    from ui.programme.packs.editor import PackEditScreen
    from ui.programme.packs.screen import PackScreen, PacksScreen
    from ui.programme.packs.step import PackStepScreen
    from ui.shell.screen import ScreenSpec

    readers = CASEWORK | WRITERS
    below_packs = partial(ScreenSpec, in_rail=False, belongs_to="packs")
    return (
        ScreenSpec("packs", _("Packs"), "package", PacksScreen, roles=readers, rail_roles=WRITERS),
        below_packs("pack", _("Programme"), "package", PackScreen, roles=readers),
        below_packs("pack_compare", _("Compare versions"), "package", PackCompareScreen, roles=readers),
        below_packs("pack_edit", _("Write a programme"), "pencil", PackEditScreen, roles=WRITERS),
        below_packs("pack_step", _("Record or move on"), "history", PackStepScreen, roles=WRITERS),
    )


def _files() -> "tuple[ScreenSpec[ProgrammeDesk], ...]":
    """The files the records lie in; an administrator has no other place to be."""
    from ui.programme.documents.screen import DocumentsScreen
    from ui.shell.backups import BackupsScreen
    from ui.shell.screen import ScreenSpec

    keepers = frozenset({"administrator"})
    from ui.programme.keeping.screen import HisRetentionScreen, LegalHoldScreen

    kept = (
        ScreenSpec(
            "retention", _("Keeping and deleting"), "trash", HisRetentionScreen, False, MANAGERS, in_palette=True
        ),
        ScreenSpec("legal_hold", _("Hold a record"), "lock", LegalHoldScreen, False, MANAGERS, "retention"),
    )
    papers = ScreenSpec(
        "documents", _("Papers of this office"), "settings", DocumentsScreen, False, WRITERS, in_palette=True
    )
    from ui.programme.settings.screen import SettingsScreen

    settings = ScreenSpec("settings", _("Settings"), "settings", SettingsScreen, roles=WRITERS, rail_roles=keepers)
    return (
        *kept,
        papers,
        settings,
        ScreenSpec("backups", _("Backups"), "database", BackupsScreen, roles=WRITERS, rail_roles=keepers),
    )


def _people() -> "tuple[ScreenSpec[ProgrammeDesk], ...]":
    """Who works here: let in and let go by managers, prepared by administrators too."""
    from ui.programme.people.joining import NewcomerScreen
    from ui.programme.people.leaving import LeavingScreen
    from ui.programme.people.screen import PeopleScreen
    from ui.shell.screen import ScreenSpec

    below_people = partial(ScreenSpec, in_rail=False, belongs_to="people")
    return (
        ScreenSpec("people", _("People"), "users", PeopleScreen, roles=WRITERS, rail_roles=WRITERS),
        below_people("newcomer", _("New colleague"), "user-plus", NewcomerScreen, roles=WRITERS),
        below_people("leaving", _("Let somebody go"), "door-exit", LeavingScreen, roles=MANAGERS),
    )


def _own_login() -> "tuple[ScreenSpec[ProgrammeDesk], ...]":
    """What everybody does with their own login."""
    from ui.shell.own_login import KitScreen, PasswordScreen
    from ui.shell.screen import ScreenSpec

    return (
        ScreenSpec("kit", _("Recovery kit"), "key", KitScreen, in_rail=False, in_palette=True),
        ScreenSpec("password", _("Change my password"), "key", PasswordScreen, in_rail=False, in_palette=True),
    )


if __name__ == "__main__":
    sys.exit(main())
