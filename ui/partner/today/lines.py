"""The columns of what came in, the rows of what is to be done now, and one item opened."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal

from app.bridge.clearances import ClearanceLine
from app.bridge.inbox import InboxItem, InboxLine
from app.bridge.news import NewsLate, UpdateLine
from app.bridge.team import TeamPage
from app.bridge.trustees import TrusteesPage
from app.core.language import _, ngettext
from app.partner.contacts import DueLine
from app.partner.listed import PartnerLine
from app.partner.spoken import relation_words
from ui.kit.buttons import KeyButton
from ui.kit.dates import clock, short_day
from ui.kit.layouts import Flow, empty, vertical
from ui.kit.paged_model import Column
from ui.kit.rows import FactRow, Task
from ui.kit.tokens import SPACE_2, Tone
from ui.kit.widgets import Card, facts, words

ICONS = {
    "details": "user-plus", "details_refused": "user-question", "absent": "user-x", "red_event": "alert-triangle",
    "stopped": "ban", "excluded": "ban", "clearance_asked": "shield-check", "report": "file-text",
    "new_partner": "home", "subject_access": "file-text",
}  # fmt: skip


def when_words(row: InboxLine, zone: ZoneInfo) -> str:
    """When it came."""
    at = row.at.astimezone(zone)
    return f"{short_day(at.date())} {clock(at)}"


def chip_words(row: InboxLine) -> str:
    """New, urgent, late, or who took it in."""
    if row.taken:
        return _("Read: {name}").format(name=row.taken)
    if row.is_late:
        return _("Late")
    return _("Urgent") if row.urgent else _("New")


def chip_tone(row: InboxLine) -> Tone:
    """Only an urgent one that nobody read is loud."""
    if row.taken:
        return Tone.MUTE
    return Tone.STOP if row.urgent or row.is_late else Tone.INFO


def inbox_columns(zone: ZoneInfo) -> tuple[Column[InboxLine], ...]:
    """Case, what, when, state."""
    return (
        Column(_("Case"), lambda row: row.reference, strong=True),
        Column(_("What"), lambda row: row.words),
        Column(_("When"), lambda row: when_words(row, zone)),
        Column(_("State"), chip_words, tone=chip_tone),
    )


def inbox_task(row: InboxLine, zone: ZoneInfo) -> Task:
    """Something that came in and nobody read yet."""
    chip = _("Urgent") if row.urgent else ""
    return Task(
        f"item:{row.item}", facts(row.reference, row.words), when_words(row, zone), ICONS.get(row.kind, "inbox"),
        _("Read"), chip=chip, tone=Tone.STOP,
    )  # fmt: skip


def late_task(row: NewsLate, zone: ZoneInfo) -> Task:
    """What nobody took in in time: it reaches the lead (RED-2)."""
    came = row.came_at.astimezone(zone)
    return Task(
        f"item:{row.item}", facts(row.reference, row.words),
        _("Nobody took it in. It came {moment}").format(moment=f"{short_day(came.date())} {clock(came)}"),
        "alert-triangle", _("Read"), chip=_("Late"), tone=Tone.STOP,
    )  # fmt: skip


def marac_tasks(rows: tuple[UpdateLine, ...], zone: ZoneInfo) -> list[Task]:
    """A red event within the Marac year asks for a decision, one row a record (NEV-12)."""
    found = {}
    for row in rows:
        if row.asks_marac:
            came = row.came_at.astimezone(zone)
            below = facts(row.reference, row.words, f"{short_day(came.date())} {clock(came)}")
            title = _("Marac year: decide for {number}").format(number=row.number)
            found[row.partner] = Task(
                f"safety:{row.partner}", title, below, "flag", _("Decide"), chip=_("Urgent"), tone=Tone.STOP
            )
    return list(found.values())


def tell_tasks(rows: tuple[UpdateLine, ...]) -> list[Task]:
    """What she is still to be told of him, one row a record (PRT-7)."""
    news: dict[str, list[UpdateLine]] = {}
    for row in rows:
        if row.is_to_tell:
            news.setdefault(row.partner, []).append(row)
    found = []
    for partner, some in news.items():
        is_late = any(one.is_late for one in some)
        below = facts(*dict.fromkeys(one.words for one in some))
        if any(one.is_in_doubt for one in some):
            below = _("What she wants to hear does not open. Tell her nothing before it is mended.")
        title = _("Tell {number}").format(number=some[0].number)
        chip, tone = (_("Late"), Tone.WARN) if is_late else (_("Today"), Tone.INFO)
        found.append(Task(f"updates:{partner}", title, below, "message", _("Tell her"), chip=chip, tone=tone))
    return found


def number_of(row: DueLine) -> str:
    """Her number; a damaged record may have lost it."""
    return row.number or _("A record")


def safe_task(row: DueLine, zone: ZoneInfo) -> Task:
    """Somebody whose safe time is open now."""
    until = clock(row.safe_until.astimezone(zone)) if row.safe_until else ""
    below = _("Agreed for {day}").format(day=short_day(row.due_on)) if row.due_on else _("No date was agreed")
    below = _("A contact with her does not open: what was agreed is not known") if row.damaged else below
    title = _("Contact {number}: safe until {time}") if until else _("Contact {number}: safe now")
    return Task(
        f"contact:{row.partner}", title.format(number=row.number, time=until), below, "phone", _("Start contact"),
        chip=_("safe now"), tone=Tone.OK,
    )  # fmt: skip


def asked_tasks(rows: tuple[ClearanceLine, ...], zone: ZoneInfo) -> list[Task]:
    """Reports to check, one row each; cases that wait for their mark, one row for all."""
    waiting = [row for row in rows if row.state == "waiting"]
    found = []
    for row in (one for one in waiting if one.subject == "report"):
        at = row.run_at.astimezone(zone)
        below = _("Its run: {moment}").format(moment=f"{short_day(at.date())} {clock(at)}")
        title = _("Check a report about {case}").format(case=row.reference)
        found.append(Task("report_checks:", title, below, "file-text", _("Check")))
    if cases := sum(one.subject == "case" for one in waiting):
        said = ngettext("Mark {count} case for its run", "Mark {count} cases for their runs", cases)
        found.append(
            Task("clearances:", said.format(count=cases), _("The same step for every case"), "shield-check", _("Open"))
        )
    return found


def delete_tasks(count: int) -> list[Task]:
    """Records whose time is over: last of all, and not every day (RET-3)."""
    said = ngettext("{count} record has been kept long enough", "{count} records have been kept long enough", count)
    below = _("By her own class, never by his")
    return [Task("retention:", said.format(count=count), below, "trash", _("Look"))] if count else []


def team_tasks(team: TeamPage, trustees: TrusteesPage) -> list[Task]:
    """Who waits for an officer's word, and keys that no two trustees could open yet (SEC-4, SEC-25)."""
    found = []
    for row in team.officers:
        if row.step == "asks" and not row.problem:
            title = _("Compare the number: {name} wants to join").format(name=row.label)
            found.append(Task(f"team:{row.user}", title, row.role_words, "user-plus", _("Compare")))
        elif row.step == "enrolled" and (row.may_approve or row.needs_trustee):
            title = _("Compare and approve: {name}").format(name=row.label)
            found.append(Task(f"team:{row.user}", title, row.role_words, "shield-check", _("Approve")))
    if trustees.is_enough and not trustees.is_laid_down:
        title, below = _("Lay the newest keys down for the trustees"), _("Until then a lost password loses them.")
        found.append(Task("trustees:", title, below, "key", _("Open"), chip=_("Urgent"), tone=Tone.STOP))
    return found


def label_words(label: str) -> str:
    """A label of what crossed, in words; an unknown one is shown as it came, never dropped (SEC-24)."""
    known = {
        "session": _("Session"),
        "on": _("On"),
        "date": _("Date"),
        "code": _("Mark"),
        "group": _("Group"),
        "reason": _("Reason"),
        "kind": _("Kind"),
        "what": _("What"),
        "words": _("Words"),
        "text": _("Text"),
        "author": _("Author"),
        "report": _("Report"),
        "state": _("State"),
        "count": _("Count"),
        "source": _("Source"),
        "at": _("When"),
    }
    if label in known:
        return known[label]
    said = relation_words(label)
    return said if said != label else label.replace("_", " ").capitalize()


class ItemCard(Card):
    """One item that came in, read, with where it leads; his numbers stay out of it."""

    wanted = Signal(str, str)

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__(_("Opened"))
        self._zone = zone
        self._lines = vertical(gap=SPACE_2)
        self.body.addLayout(self._lines)
        self.hide()

    def show_item(self, item: InboxItem, records: tuple[PartnerLine, ...]) -> None:
        """Show what it says; records linked to its case are one press away."""
        empty(self._lines)
        at = item.at.astimezone(self._zone)
        self._lines.addWidget(words(facts(item.reference, item.words), "strong"))
        urgent = _("Urgent") if item.urgent else ""
        self._lines.addWidget(words(facts(f"{short_day(at.date())}, {clock(at)}", urgent), "small"))
        for one in item.details:
            self._lines.addWidget(FactRow("info-circle", label_words(one.label), one.words, strong_first=False))
        for person in item.people:
            name = " ".join(person[part] for part in ("given_name", "family_name") if person.get(part))
            self._lines.addWidget(FactRow("user", name, label_words(person.get("relation", "other"))))
        if buttons := self._buttons(item, records):
            self._lines.addWidget(Flow(*buttons))
        self.show()

    def _buttons(self, item: InboxItem, records: tuple[PartnerLine, ...]) -> list[KeyButton]:
        linked = [one for one in records if item.case in one.cases]
        leads: list[tuple[str, str, str]] = [
            ("partner", one.partner, _("Open {number}").format(number=one.number)) for one in linked
        ]
        if item.people:
            leads.append(("partner_new", item.item, _("Open a new record")))
        if item.kind == "subject_access":
            leads.append(("own_words", item.case, _("His own words for him")))
        if item.kind == "report":
            leads.append(("report_checks", "", _("Check the report")))
        return [self._button(*lead) for lead in leads]

    def _button(self, key: str, subject: str, said: str) -> KeyButton:
        button = KeyButton(said, small=True)
        button.clicked.connect(lambda _on: self.wanted.emit(key, subject))
        return button
