"""Lists one's peer groups and shows one: its men, its meetings and themes, and who is away for now (P8, F13)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.core.shapes import CaseId, GroupId, Nothing
from app.domain.peer import Chime, chime_words
from app.programme.desk import ProgrammeDesk
from app.programme.peers.groups import MeetingRow, PeerGroupAsked, PeerGroupLine, PeerGroupPage, PeerMan
from app.programme.peers.welcome import PeerReturned, Welcomed
from ui.kit.bands import Banner
from ui.kit.card_table import CardTable
from ui.kit.dates import clock, day, short_day, weekdays
from ui.kit.layouts import Column as Below
from ui.kit.layouts import SideBySide
from ui.kit.paged_model import Align, Column
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts
from ui.programme.peers.clinical import ClinicalCard
from ui.programme.peers.men import AwayCard, ManCard, men_columns
from ui.shell.screen import Context, Crumb, Screen

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_MEN, MOST_MEETINGS = 10, 6


def group_columns() -> tuple[Column[PeerGroupLine], ...]:
    """Name, next meeting, men, what is owed, place, clinical partner."""
    return (
        Column(_("Group"), lambda line: line.code, strong=True),
        Column(_("Next meeting"), _next_words),
        Column(_("Men"), lambda line: str(line.members), Align.RIGHT),
        Column(_("Registers"), _owed_words, tone=lambda line: Tone.WARN if line.owed else Tone.MUTE),
        Column(_("Place"), lambda line: line.place or _("No place named")),
        Column(_("Clinical partner"), lambda line: line.clinical_partner or _("Not named"), small=True),
    )


def _next_words(line: PeerGroupLine) -> str:
    if line.next_at is None:
        return _("None planned")
    return _("{day}, {time}").format(day=short_day(line.next_at.date()), time=clock(line.next_at))


def _owed_words(line: PeerGroupLine) -> str:
    owed = ngettext("{count} is owed", "{count} are owed", line.owed).format(count=line.owed)
    return owed if line.owed else _("None owed")


def meeting_columns() -> tuple[Column[MeetingRow], ...]:
    """Day, themes of the group, tags, register."""
    return (
        Column(_("Meeting"), lambda row: short_day(row.on), strong=True),
        Column(_("Spoken of"), lambda row: ", ".join(row.themes) or _("Nothing written"), width=300),
        Column(_("What helped"), lambda row: ", ".join(chime_words(Chime(tag)) for tag in row.tags), small=True),
        Column(_("Register"), _register_words, tone=lambda row: Tone.WARN if row.is_owed else Tone.MUTE),
    )


def _register_words(row: MeetingRow) -> str:
    if row.status == "not_held":
        return _("Not held")
    return _("Owed") if row.is_owed else _("Taken")


class MyGroupsScreen(Screen[ProgrammeDesk]):
    """The peer groups one works with; Enter opens one."""

    cares_for = frozenset({"group", "register"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("My groups"))
        self.table: DataTable[PeerGroupLine] = DataTable(group_columns(), _("My groups"))
        self.body.addWidget(self.table, 1)
        self.table.row_chosen.connect(partial(self.go, "my_group"))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.read(partial(self.desk.peer_groups.list, Nothing()), self._show)

    def _show(self, lines: tuple[PeerGroupLine, ...]) -> None:
        if not lines:
            self.show_empty(_("No group is yours yet. A manager names who runs a group."))
            return
        self.show_content()
        count = len(lines)
        self.set_title(_("My groups"), ngettext("{count} group", "{count} groups", count).format(count=count))
        self.table.show_rows(lines, lambda line: line.group)

    def first_focus(self) -> QWidget:
        return self.table


class MyGroupScreen(Screen[ProgrammeDesk]):
    """One peer group: Ctrl+N takes a new man in, Ctrl+R opens the register that is due."""

    cares_for = frozenset({"group", "register", "case", "evening", "enquiry"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Group"))
        self._page: PeerGroupPage | None = None
        self.notice = Banner("", "", Tone.WARN)
        self.notice.hide()
        self.men: CardTable[PeerMan] = CardTable(men_columns(), _("Men of this group"), most=MOST_MEN)
        self.meetings: CardTable[MeetingRow] = CardTable(meeting_columns(), _("The last meetings"), most=MOST_MEETINGS)
        self.man = ManCard(self)
        self.away = AwayCard()
        men, evenings = Card(_("Men of this group"), margin=12), Card(_("The last meetings"), margin=12)
        men.add(self.men)
        evenings.add(self.meetings)
        self.body.addWidget(self.notice)
        self.clinical = ClinicalCard(self)
        right = Below(self.man, self.clinical)
        self.body.addWidget(SideBySide(Below(men, evenings, self.away), right, shares=(3, 2)), 1)
        self.requests = self.plain(_("Requests"), "Ctrl+E", "phone")
        self.new_man = self.plain(_("New man"), "Ctrl+N", "user-plus")
        self.record = self.primary(_("Record register"), "Ctrl+R")
        self._wire()

    def _wire(self) -> None:
        self.record.clicked.connect(self._record)
        self.new_man.clicked.connect(lambda: self.go("welcome", self.subject))
        self.requests.clicked.connect(lambda: self.go("requests", self.subject))
        self.men.row_changed.connect(self._tell_man)
        self.meetings.row_chosen.connect(partial(self.go, "evening"))
        self.man.saved.connect(self.refresh)
        self.clinical.saved.connect(self.refresh)
        self.away.wanted.connect(self._welcome_back)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        asked = PeerGroupAsked(group=GroupId(subject or ""))
        self.read(partial(self.desk.peer_groups.show, asked), self._show)

    def _show(self, page: PeerGroupPage) -> None:
        self._page = page
        self.show_content()
        about = page.about
        names = dict(zip(DAYS, weekdays(), strict=True))
        slots = ", ".join(f"{names[one.weekday]} {one.start}" for one in about.slots)
        partner = _("clinical partner: {name}").format(name=about.clinical_partner or _("not named"))
        up = "my_groups" if self.ctx.person.role == "peer_worker" else "groups"
        crumbs = (Crumb(_("My groups") if up == "my_groups" else _("Groups"), up), Crumb(about.code))
        self.set_title(about.code, facts(slots, about.place, ", ".join(about.staff), partner), crumbs)
        self.men.show_rows(page.men, lambda row: row.case)
        self.meetings.show_rows(tuple(reversed(page.meetings)), lambda row: row.session)
        self.away.show_men(page.away)
        self.record.setEnabled(page.due_session is not None)
        self.clinical.show_group(about)
        self._show_notice(page)
        self._tell_man(self.men.chosen_id())

    def _show_notice(self, page: PeerGroupPage) -> None:
        talks = [row.talk for row in page.men if row.talk]
        owed = [day(row.on) for row in page.meetings if row.is_owed]
        lines = [_("Register not taken: {days}.").format(days=", ".join(owed))] if owed else []
        lines += talks
        self.notice.say(lines[0] if lines else "", "\n".join(lines[1:]), Tone.WARN)
        self.notice.setVisible(bool(lines))

    def _tell_man(self, id_: str) -> None:
        page = self._page
        if page is not None:
            self.man.show_man(next((row for row in page.men if row.case == id_), None), page.steps)

    def _record(self) -> None:
        if self._page is not None and self._page.due_session is not None:
            self.go("register", str(self._page.due_session))

    def _welcome_back(self, case: str) -> None:
        draft = PeerReturned(group=GroupId(self.subject or ""), case=CaseId(case))
        self.change(partial(self.desk.welcomes.welcome_back, draft), self._came_back)

    def _came_back(self, _welcomed: Welcomed) -> None:
        self.toast(_("He is back in the group. He takes part once safety clearance is given."))
        self.refresh()

    def is_edited(self) -> bool:
        return self.man.talk.is_edited() or self.clinical.form.is_edited()

    def first_focus(self) -> QWidget:
        return self.men

    def panes(self) -> list[QWidget]:
        return [self.men, self.meetings, self.man, self.clinical]
