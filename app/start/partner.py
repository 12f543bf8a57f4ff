"""Is the program `handrail-partner`: the partner desk's screens and window, and its command line."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core.language import _
from app.core.paths import Profile
from app.start import partner_commands as bodies
from app.start.commands import Command, acts_command, run, script_command
from app.start.partner_bench import bench_command
from app.start.partner_commands import tour_command
from app.start.people.newcomer import join_command
from app.start.profile import harden
from app.start.storage.command import backup, backup_arguments

if TYPE_CHECKING:
    from app.bridge.desk import BridgeDesk
    from ui.shell.screen import ScreenSpec

PROGRAM = "handrail-partner"


def main(words: Sequence[str] | None = None) -> int:
    """Run one command, or open the window."""
    harden()
    return run(PROGRAM, commands(), words, window)


def commands() -> tuple[Command, ...]:
    """Every word this program knows."""
    return (
        acts_command(bodies.desk),
        script_command(bodies.desk, bodies.reception),
        Command(
            "backup",
            _("Make a backup of both desks' records and prove it, or prove one that lies there."),
            backup_arguments,
            lambda given: backup(given, bodies.reception),
        ),
        Command(
            "restore",
            _("Put a backup in place of the safety team's records, with a trustee."),
            bodies.restore_arguments,
            bodies.restore,
        ),
        Command(
            "recover",
            _("Give an officer who lost password and kit new keys, with two trustees' codes."),
            bodies.recover_arguments,
            bodies.recover,
        ),
        join_command("partner"),
        Command("init", _("Make the safety team's half of a new office."), bodies.init_arguments, bodies.init),
        Command("demo", _("Do the safety team's part of an invented office."), bodies.demo_arguments, bodies.demo),
        Command(
            "migrate",
            _("Bring the records to this version's shape; a copy is kept."),
            bodies.migrate_arguments,
            bodies.migrate,
        ),
        tour_command(screens),
        bench_command(screens),
    )


def window(profile: Profile) -> int:
    """Paint first: the window shows while everything else is loaded in a job (architecture.md section 4)."""
    from app.start import partner_window
    from app.start.application import application
    from ui.kit.tokens import Accent

    return partner_window.run(application(Accent.PLUM), profile, screens)


def screens() -> "tuple[ScreenSpec[BridgeDesk], ...]":
    """Every screen of this desk in the order of the rail; a new one is one import and one line."""
    from ui.partner.access_log.screen import AccessLogScreen
    from ui.partner.clearances.reports import ReportChecksScreen
    from ui.partner.clearances.screen import ClearancesScreen
    from ui.partner.erasure.screen import HerRetentionScreen
    from ui.partner.meetings.screen import MeetingsScreen
    from ui.partner.outcomes.screen import OutcomesScreen
    from ui.partner.outcomes.sheet import FiguresScreen
    from ui.partner.partners.lists import DueScreen, PartnersScreen
    from ui.partner.releases.new import NewReleaseScreen
    from ui.partner.releases.screen import ReleasesScreen
    from ui.partner.settings.screen import HerSettingsScreen
    from ui.partner.team.own_keys import HerPasswordScreen, OwnKeysScreen
    from ui.partner.team.screen import TeamScreen
    from ui.partner.team.trustees import TrusteesScreen
    from ui.partner.today.screen import TodayScreen
    from ui.partner.vault.screen import HerBackupsScreen, VaultScreen
    from ui.shell.own_login import KitScreen
    from ui.shell.screen import ScreenSpec

    return (
        ScreenSpec("today", _("Today"), "home", TodayScreen),
        ScreenSpec("due", _("Contacts due"), "phone", DueScreen),
        ScreenSpec("partners", _("Partner records"), "address-book", PartnersScreen),
        ScreenSpec("clearances", _("Clearances"), "shield-check", ClearancesScreen),
        ScreenSpec("releases", _("Releases"), "mail", ReleasesScreen),
        ScreenSpec("meetings", _("Meetings"), "users", MeetingsScreen),
        ScreenSpec("outcomes", _("Outcomes"), "chart-bar", OutcomesScreen),
        ScreenSpec("figures", _("Sheet of a quarter"), "file-text", FiguresScreen, False, belongs_to="outcomes"),
        ScreenSpec("access_log", _("Access log"), "history", AccessLogScreen),
        ScreenSpec("team", _("Team and keys"), "key", TeamScreen),
        ScreenSpec("trustees", _("Trustees"), "key", TrusteesScreen, in_rail=False, belongs_to="team"),
        *_about_her(),
        ScreenSpec(
            "report_checks", _("Report checks"), "file-text", ReportChecksScreen, in_rail=False, belongs_to="clearances"
        ),
        ScreenSpec("retention", _("Keeping and deleting"), "trash", HerRetentionScreen, in_rail=False, in_palette=True),
        ScreenSpec("backups", _("Backups"), "database", HerBackupsScreen, in_rail=False, in_palette=True),
        ScreenSpec("release_new", _("New release"), "mail", NewReleaseScreen, in_rail=False, belongs_to="releases"),
        ScreenSpec("settings", _("Settings of the team"), "settings", HerSettingsScreen, False, in_palette=True),
        ScreenSpec("vault", _("Check the records"), "shield-check", VaultScreen, in_rail=False, in_palette=True),
        ScreenSpec("kit", _("Recovery kit"), "key", KitScreen, in_rail=False, in_palette=True),
        ScreenSpec("password", _("Change my password"), "key", HerPasswordScreen, in_rail=False, in_palette=True),
        ScreenSpec("own_keys", _("New keys of my own"), "key", OwnKeysScreen, in_rail=False, in_palette=True),
    )


def _about_her() -> "tuple[ScreenSpec[BridgeDesk], ...]":
    """The pages that open from one record."""
    from ui.partner.children.screen import ChildrenScreen
    from ui.partner.contact.screen import ContactScreen
    from ui.partner.erasure.screen import ErasureScreen
    from ui.partner.measures.screen import HerMeasuresScreen
    from ui.partner.papers.own_words import OwnWordsScreen
    from ui.partner.papers.screen import HerFileScreen
    from ui.partner.partners.new import NewPartnerScreen
    from ui.partner.partners.page import PartnerScreen
    from ui.partner.plan.screen import PlanScreen
    from ui.partner.restriction.screen import RestrictionScreen
    from ui.partner.safety.screen import SafetyScreen
    from ui.partner.updates.screen import UpdatesScreen
    from ui.shell.screen import ScreenSpec

    return (
        ScreenSpec("contact", _("Contact"), "phone", ContactScreen, in_rail=False, belongs_to="due"),
        ScreenSpec("partner", _("Record"), "user", PartnerScreen, in_rail=False, belongs_to="partners"),
        ScreenSpec("partner_new", _("New record"), "user-plus", NewPartnerScreen, in_rail=False, belongs_to="partners"),
        ScreenSpec("plan", _("Safe-contact plan"), "calendar-time", PlanScreen, in_rail=False, belongs_to="partners"),
        ScreenSpec("children", _("Children"), "home", ChildrenScreen, in_rail=False, belongs_to="partners"),
        ScreenSpec(
            "her_measures", _("Her view over time"), "chart-bar", HerMeasuresScreen, in_rail=False,
            belongs_to="partners",
        ),
        ScreenSpec("updates", _("What she is told"), "message", UpdatesScreen, in_rail=False, belongs_to="partners"),
        ScreenSpec("erasure", _("Erase or hold"), "trash", ErasureScreen, in_rail=False, belongs_to="partners"),
        ScreenSpec("restriction", _("Named officers"), "lock", RestrictionScreen, in_rail=False, belongs_to="partners"),
        ScreenSpec("safety", _("Safety"), "shield-lock", SafetyScreen, in_rail=False, belongs_to="partners"),
        ScreenSpec("her_file", _("Her own file"), "file-text", HerFileScreen, in_rail=False, belongs_to="partners"),
        ScreenSpec("own_words", _("His own words"), "message", OwnWordsScreen, in_rail=False, belongs_to="today"),
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
