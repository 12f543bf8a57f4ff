"""The lead changes a setting of the team for all cases; what does not fit stands beside its field (W16)."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.offices import Office
from tests.ui.accessibility import check_screen
from tests.ui.her_desk import CTRL, her_window, press, spoken
from ui.partner.settings.screen import HerSettingsScreen


def test_only_what_was_changed_is_saved_and_a_wrong_one_is_named(qtbot: QtBot, office: Office) -> None:
    with her_window(office, login="wendy", role="safety_lead") as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("settings")
        screen = signed.window.screen
        assert isinstance(screen, HerSettingsScreen)
        assert check_screen(signed.window, screen) == []

        screen.form.editor("clearance_case_runs").fill("noon")
        press(signed.window, Qt.Key.Key_S, CTRL)
        assert "Write it as in: tue 12:00, fri 12:00" in spoken(signed.window)
        screen.form.editor("clearance_case_runs").fill("wed 09:00")
        screen.form.editor("plan_expires_days").fill("30")
        press(signed.window, Qt.Key.Key_S, CTRL)

        (newest, *_older) = perform(office.partner_desk("wendy"), "access_log.show", {})
        assert newest.reason == "clearance.case_runs: wed 09:00, plan.expires_days: 30"
        screen.form.editor("her_view_t0").fill("Intake")
        screen.form.editor("lock_partner_minutes").fill("5")
        press(signed.window, Qt.Key.Key_S, CTRL)
        (newest, *_older) = perform(office.partner_desk("wendy"), "access_log.show", {})
        assert newest.reason == "her_view.t0: Intake, lock.partner_minutes: 5"
        assert not screen.is_edited()


def test_an_officer_reads_and_cannot_save(qtbot: QtBot, office: Office) -> None:
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("settings")
        screen = signed.window.screen
        assert isinstance(screen, HerSettingsScreen)

        assert not screen.save.isVisibleTo(screen)
