"""Lists who looked at and changed what at this desk, with the reason of every showing (W15)."""

from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.core.language import _, ngettext
from app.core.shapes import PartnerId
from app.partner.access_log import MOST, AccessRow, LogWanted
from ui.kit.dates import clock, short_day
from ui.kit.paged_model import Column
from ui.kit.table import DataTable
from ui.kit.widgets import facts
from ui.shell.screen import Context, Crumb, Screen


class AccessLogScreen(Screen[BridgeDesk]):
    """The newest entries; opened with a record, its entries alone. Looking here is no entry of its own."""

    cares_for = frozenset({"partner", "contact", "inbox", "clearance", "release"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Access log"))
        self.check = self.primary(_("Check the log"), "Ctrl+Enter", "shield-check")
        self.every = self.plain(_("All records"), "Ctrl+Shift+X", "x")
        self.table: DataTable[AccessRow] = DataTable(columns(ctx.clock.zone), _("Access log"))
        self.body.addWidget(self.table, 1)
        self._wire()

    def _wire(self) -> None:
        self.check.clicked.connect(lambda _on: self.go("vault"))
        self.every.clicked.connect(lambda _on: self.open(None))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.every.setVisible(subject is not None)
        wanted = LogWanted(partner=PartnerId(subject) if subject else None)
        self.read(partial(self.desk.access_logs.show, wanted), self._show)

    def _show(self, rows: tuple[AccessRow, ...]) -> None:
        if not rows:
            self.show_empty(_("No views in this period."))
            return
        self.show_content()
        count = ngettext("{count} entry", "{count} entries", len(rows)).format(count=len(rows))
        newest = _("the newest {most}").format(most=MOST) if len(rows) >= MOST else ""
        number = rows[0].number if self.subject else ""
        crumbs = (Crumb(_("Access log"), "access_log"), Crumb(number)) if number else ()
        self.set_title(_("Access log"), facts(number, count, newest, _("sealed, and read here alone")), crumbs)
        self.table.show_rows(rows, lambda row: f"{row.seq}")

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> list[QWidget]:
        return [self.table, self.check]


def columns(zone: ZoneInfo) -> tuple[Column[AccessRow], ...]:
    """When, who, what, which record, why."""
    return (
        Column(_("When"), lambda row: moment(row, zone), strong=True),
        Column(_("Who"), lambda row: row.by),
        Column(_("What"), lambda row: act_words(row.act)),
        Column(_("Record"), lambda row: row.number),
        Column(_("Why"), lambda row: _("Refused") if row.is_refused else row.reason, small=True),
    )


def moment(row: AccessRow, zone: ZoneInfo) -> str:
    """Day and time where the office is."""
    at = row.at.astimezone(zone)
    return f"{short_day(at.date())} {clock(at)}"


def act_words(act: str) -> str:
    """What was done; an act without words of its own is shown by its name, never dropped."""
    return {
        "desk.open": _("Signed in"),
        "partner.open": _("Opened a record"),
        "partner.show": _("Looked at her record"),
        "retention.delete": _("Deleted a list of records"),
        "partner.restrict": _("Kept a record for named officers"),
        "partner.unrestrict": _("Opened a record to the team"),
        "restriction.show": _("Looked at who opens a record"),
        "partner.link": _("Linked a case"),
        "partner.unlink": _("Ended a link"),
        "partner.set_updates": _("Kept what she wants to hear"),
        "partner.update_told": _("Recorded what she was told"),
        "partner.measure": _("Recorded her view"),
        "partner.measures": _("Looked at her view over time"),
        "update.show": _("Looked at what she is told"),
        "safe_plan.set": _("Set the safe-contact plan"),
        "safe_plan.show": _("Looked at the safe-contact plan"),
        "safe_plan.show_number": _("Showed her number"),
        "contact.card": _("Read the rules before a call"),
        "contact.record": _("Recorded a contact"),
        "contact.list": _("Looked at her contacts"),
        "contact.not_reached": _("Counted her as not reached"),
        "dash.record": _("Recorded a DASH result"),
        "marac.record": _("Recorded a step of Marac"),
        "safety_plan.set": _("Set her safety plan"),
        "safety.show": _("Looked at her safety"),
        "child.record": _("Recorded a child"),
        "child.list": _("Looked at her children"),
        "child.show_place": _("Showed a child’s address and school"),
        "inbox.take": _("Took in what came"),
        "clearance.give": _("Marked a case ready"),
        "clearance.hold": _("Held a case"),
        "clearance.run": _("Made a run"),
        "clearance.delivered": _("Delivered a run"),
        "report.waiting": _("Took in reports"),
        "report.check": _("Checked a report"),
        "report.clear": _("Cleared a report"),
        "report.hold": _("Held a report"),
        "release.propose": _("Asked for a release"),
        "release.approve": _("Approved a release"),
        "release.decline": _("Declined a release"),
        "release.withdraw": _("Withdrew a release"),
        "release.show": _("Looked at a release"),
        "meeting.annex": _("Wrote our half of a meeting"),
        "meeting.both": _("Looked at a meeting"),
        "his_case.show": _("Looked at his case"),
    }.get(act, act.replace(".", ": ").replace("_", " "))
