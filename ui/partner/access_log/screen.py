"""Lists who looked at and changed what at this desk, with the reason of every showing (W15)."""

from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QFileDialog, QWidget

from app.bridge.desk import BridgeDesk
from app.core.language import _, ngettext
from app.core.shapes import PartnerId
from app.partner.access_log import ALARM, MOST, AccessRow, LogTaken, LogWanted, LogWritten
from ui.kit.buttons import KeyButton
from ui.kit.dates import clock, short_day
from ui.kit.editors import keep_private
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec
from ui.kit.layouts import Flow
from ui.kit.paged_model import Column
from ui.kit.table import DataTable
from ui.kit.widgets import Card, facts
from ui.shell.screen import Context, Crumb, FormScreen


class AccessLogScreen(FormScreen[BridgeDesk]):
    """The newest entries; opened with a record, its entries alone. Looking here is no entry of its own."""

    cares_for = frozenset({"partner", "contact", "inbox", "clearance", "release"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Access log"))
        self.check = self.primary(_("Check the log"), "Ctrl+Enter", "shield-check")
        self.every = self.plain(_("All records"), "Ctrl+Shift+X", "x")
        self.table: DataTable[AccessRow] = DataTable(columns(ctx.clock.zone), _("Access log"))
        self.body.addWidget(self.table, 1)
        self.form = Form(out_form(), _("Take the log out"), has_keys=False)
        self.browse = KeyButton(_("Choose a folder"), small=True)
        self.take = KeyButton(_("Write the list there"), small=True)
        keep_private(self.form)
        out = Card(_("Take the log out"), note=_("who, what and when; the reasons stay here"))
        out.add(self.form)
        out.add(Flow(self.browse, self.take))
        self.body.addWidget(out)
        self._wire()

    def _wire(self) -> None:
        self.check.clicked.connect(lambda _on: self.go("vault"))
        self.every.clicked.connect(lambda _on: self.open(None))
        self.browse.clicked.connect(lambda _on: self._choose_folder())
        self.take.clicked.connect(lambda _on: self._take_out())

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

    def _choose_folder(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, _("Choose a folder")):
            self.form.editor("to_folder").fill(folder)

    def _take_out(self) -> None:
        wanted = {"partner": self.subject} if self.subject else {}
        draft = self.form.draft_as(LogTaken, **wanted)
        if draft is not None:
            self.change(partial(self.desk.access_logs.export, draft), self._written, self._refused)

    def _written(self, made: LogWritten) -> None:
        self.form.clear()
        self.toast(_("Written: {file}").format(file=made.file))
        self.refresh()

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> list[QWidget]:
        return [self.table, self.form, self.check]


def out_form() -> FormSpec:
    """Where the list goes, and why; the why stands sealed in this log."""
    return FormSpec(
        LogTaken,
        (
            Field("to_folder", _("Folder"), required=True, help=_("On this computer or a stick; it must be there.")),
            Field("why", _("Why"), required=True, help=_("For whom, and on what ground. Kept sealed in this log.")),
        ),
    )


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
        ALARM: _("Damaged entry"),
        "access_log.export": _("Took the log out"),
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
        **_paper_words(),
        **_team_words(),
        **_list_words(),
    }.get(act, act.replace(".", ": ").replace("_", " "))


def _paper_words() -> dict[str, str]:
    """What was done about settings, figures and papers."""
    return {
        "her_file.show": _("Looked at her own file"),
        "her_file.prepare": _("Took in that she asks for her file"),
        "her_file.decide": _("Decided an item of her file"),
        "her_file.sign": _("Signed her file"),
        "her_file.give": _("Gave her file to her"),
        "own_words.show": _("Looked at his own words"),
        "own_words.prepare": _("Decided about his own words"),
        "settings.set": _("Changed settings of the team"),
        "figures.prepare": _("Looked at the sheet of a quarter"),
        "figures.release": _("Asked for the release of a sheet"),
        "figures.write": _("Wrote a sheet as a paper"),
    }


def _team_words() -> dict[str, str]:
    """What was done about the team, its keys and what it keeps."""
    return {
        "team.enrol": _("Enrolled an officer"),
        "team.approve": _("Approved an officer"),
        "team.turn_away": _("Turned a newcomer away"),
        "team.remove": _("Let an officer go"),
        "team.rotate": _("Changed the keys"),
        "team.renew": _("Began to change the team's keys"),
        "own_keys.change": _("Asked for new keys of their own"),
        "own_keys.changed": _("Got new keys of their own"),
        "team.recover": _("Got new keys by two trustees' codes"),
        "team.recovered": _("Signed in after two trustees' codes"),
        "kit.used": _("Signed in after using a kit"),
        "team.trustee": _("Appointed a trustee"),
        "team.end_trustee": _("Ended a trustee"),
        "team.lay_down": _("Laid keys down for the trustees"),
        "team.show": _("Looked at the team"),
        "team.progress": _("Looked at the change of keys"),
        "team.trustees": _("Looked at the trustees"),
        "erasure.show": _("Looked at what erasing takes"),
        "partner.erase": _("Erased a record"),
        "legal_hold.set": _("Set a hold"),
        "legal_hold.end": _("Ended a hold"),
        "backup.make": _("Made a backup"),
        "backup.prove": _("Proved a backup"),
        "backup.restore": _("Restored a backup"),
        "backup.evidence": _("Saved the evidence"),
        "kit.confirm": _("Confirmed a kit"),
        "password.change": _("Changed a password"),
        "vault.verify": _("Checked the records"),
        "vault.damage": _("Looked for what does not open"),
    }


def _list_words() -> dict[str, str]:
    """Lists leave an entry only when they meet something damaged."""
    return {
        "partner.list": _("Listed the records"),
        "partner.find": _("Looked for a record"),
        "contact.due": _("Listed whom to contact"),
        "contact.calls": _("Listed whom to contact"),
        "contact.clocks": _("Listed by when she hears from us"),
        "contact.in_danger": _("Listed contacts in danger"),
        "inbox.list": _("Listed what came in"),
        "news.late": _("Listed late news"),
        "update.due": _("Listed what is to be told"),
        "clearance.list": _("Listed clearances"),
        "release.list": _("Listed releases"),
        "release.readers": _("Listed readers"),
        "meeting.days": _("Listed meetings"),
        "his_case.list": _("Listed his cases"),
        "her_outcomes.show": _("Looked at the outcomes"),
        "retention.list": _("Listed what is kept long enough"),
        "settings.show": _("Looked at the settings"),
        "access_log.show": _("Looked at this log"),
        "backup.list": _("Listed the backups"),
    }
