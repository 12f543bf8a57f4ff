"""Shows one group: its plan, who is in it, who could come in, and how it was set up (P9)."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from app.core.language import _, ngettext
from app.core.shapes import GroupId
from app.programme.desk import ProgrammeDesk
from app.programme.group_list import GroupChoices
from app.programme.group_rows import GroupRow
from app.programme.groups import GroupAsked
from app.programme.placing import CandidatesWanted
from app.programme.planned import SessionRow, SlotRow
from ui.kit.bands import Banner
from ui.kit.dates import day, weekdays
from ui.kit.layouts import SideBySide, vertical
from ui.kit.tokens import Tone
from ui.kit.widgets import facts
from ui.programme.groups.candidates import CandidatesPart
from ui.programme.groups.continuity import ContinuityPart
from ui.programme.groups.details import DetailsPart, choices_wanted, ended_words
from ui.programme.groups.listing import PLANNERS
from ui.programme.groups.months import Calendar
from ui.programme.groups.moving import SessionCard
from ui.programme.groups.new import DAYS
from ui.programme.groups.people import Offers, PeoplePart, scrolled
from ui.programme.groups.plan import SESSION, PlanTable, plan_lines, region_words
from ui.programme.groups.registers import RegistersPart
from ui.shell.screen import Context, Crumb, Screen


def slot_words(slots: Sequence[SlotRow]) -> str:
    """Monday 18:30, Thursday 10:00."""
    names = dict(zip(DAYS, weekdays(), strict=True))
    return ", ".join(_("{weekday} {start}").format(weekday=names[one.weekday], start=one.start) for one in slots)


class GroupScreen(Screen[ProgrammeDesk]):
    """One group in five parts: plan, people, candidates, who held it, details (P9).

    `places` makes the card of a man's places.
    """

    cares_for = frozenset({"group", "register", "session", "case"})

    def __init__(self, ctx: Context[ProgrammeDesk], places: Offers) -> None:
        super().__init__(ctx, _("Group"))
        self._group: GroupRow | None = None
        self._due: SessionRow | None = None
        self._wanted = ""
        self._kept_move: dict[str, object] = {}
        self.owed = Banner("", "", Tone.WARN)
        self.owed.hide()
        self.tabs = QTabWidget()
        self.tabs.tabBar().setAccessibleName(_("Parts of this group"))
        self.plan = PlanTable(_("Sessions of this group"), with_state=True)
        self.people = PeoplePart(self, places)
        self.candidates = CandidatesPart(self)
        self.continuity, self.registers = ContinuityPart(self), RegistersPart(self)
        self.session = SessionCard(self)
        self.details = DetailsPart(self)
        for part, title in (
            (self._plan_part(), _("Plan")),
            (self.registers, _("Register")),
            (self.people, _("People")),
            (self.candidates, _("Candidates")),
            (self.continuity, _("Who held it")),
            (scrolled(self.details), _("Details")),
        ):
            self.tabs.addTab(part, title)
        self.body.addWidget(self.owed)
        self.body.addWidget(self.tabs, 1)
        self.evenings = self.plain(_("Men and meetings"), "Ctrl+E", "users")
        self.evenings.hide()
        self.move_it = self.plain(_("Move a session"), "M", "calendar-time")
        self.record = self.primary(_("Record register"), "Ctrl+R")
        self._wire()

    def _plan_part(self) -> QWidget:
        calendar = Calendar()
        self.months = calendar.months
        around = QWidget()
        box = vertical(around)
        box.setContentsMargins(0, 12, 0, 0)
        self.right = QStackedWidget()
        self.right.addWidget(calendar)
        self.right.addWidget(scrolled(self.session))
        box.addWidget(SideBySide(self.plan, self.right, shares=(7, 4)))
        return around

    def _wire(self) -> None:
        self.record.clicked.connect(self._record)
        self.evenings.clicked.connect(lambda: self.go("my_group", self.subject))
        self.plan.row_chosen.connect(self._open_session)
        self.plan.row_changed.connect(self._tell_line)
        self.months.day_chosen.connect(self.plan.choose_day)
        self.people.changed.connect(self.refresh)
        self.candidates.table.row_chosen.connect(partial(self.go, "case"))
        self.candidates.placed.connect(self.refresh)
        self.candidates.refused.connect(self.refresh)
        for part in (self.continuity, self.registers):
            part.session_wanted.connect(partial(self.go, "register"))
        self.plan.move_wanted.connect(self._move)
        self.session.closed.connect(self._close_move)
        self.move_it.clicked.connect(lambda: self._move(self.plan.chosen_id()))

    def open(self, subject: str | None = None) -> None:
        group_id, _slash, self._wanted = (subject or "").partition("/")
        super().open(group_id)
        group = GroupId(group_id)
        self.read(partial(self.desk.groups.show, GroupAsked(group=group)), self._show)
        if self.ctx.person.role in PLANNERS:
            self.read(choices_wanted(self), self._offer, "choices")
        self.continuity.ask(group)
        wanted = partial(self.desk.placings.candidates, CandidatesWanted(group=group))
        self.read(wanted, partial(self.candidates.show_candidates, group), "waiting")

    def _show(self, group: GroupRow) -> None:
        self._group = group
        self.show_content()
        self._due = _session_due(group, self.ctx.clock.now())
        staff = ", ".join(one.label for one in group.facilitators)
        about = facts(group.title, slot_words(group.slots), group.place_name, staff)
        self.set_title(group.code, about, (Crumb(_("Groups"), "groups"), Crumb(group.code)))
        lines = plan_lines(group.sessions, group.place_name, region_words(group.region))
        self.plan.show_lines(lines)
        self.months.show_plan(lines)
        self.people.show_men(group.group, group.members, group.away)
        self.tabs.setTabVisible(self.tabs.indexOf(self.registers), group.is_mine)
        if group.is_mine:
            self.registers.ask(group.group)
        self._show_owed(group)
        self._show_details(group)
        self.evenings.setVisible(group.is_peer_group)
        self.record.setEnabled(self._due is not None)
        if self._kept_move:
            self._show_kept_move()
        elif self._wanted:
            self._go_to(self._wanted)
        elif self._due is not None:
            self.plan.choose(str(self._due.session))

    def _offer(self, choices: GroupChoices) -> None:
        self.details.show_choices(choices)
        self.session.offer_places(choices.places)

    def _go_to(self, wanted: str) -> None:
        """A session that was named from elsewhere: its move, with a time it could go to, or who stands in (SCH-16)."""
        session, _slash, offer = wanted.partition("/")
        self._wanted = ""
        self.plan.choose(session)
        self._move(session, "" if offer == "cover" else offer)
        if offer == "cover":
            self.session.ask_cover()

    def _show_owed(self, group: GroupRow) -> None:
        today = self.ctx.clock.today()
        owed = [
            day(row.starts_at.date())
            for row in group.sessions
            if row.kind == "group" and row.starts_at and row.starts_at.date() < today
            if not row.has_register and row.status == "planned"
        ]
        words = ngettext(
            "Register not taken: {days}. It is owed.", "Registers not taken: {days}. They are owed.", len(owed)
        )
        self.owed.say(words.format(days=", ".join(owed)), "\n".join(group.warnings), Tone.WARN)
        if not owed and group.warnings:
            self.owed.say(_("Look at this"), "\n".join(group.warnings), Tone.WARN)
        self.owed.setVisible(bool(owed or group.warnings))

    def _show_details(self, group: GroupRow) -> None:
        ends = day(group.ends_on) if group.ends_on else _("No last day: it goes on")
        seats = _("{taken} of {all} taken").format(taken=group.seats - group.free_seats, all=group.seats)
        rows = (
            (
                "package",
                _("Programme"),
                _("{title}, version {version}").format(title=group.title, version=group.version),
            ),
            ("calendar", _("Meets"), slot_words(group.slots)),
            ("building", _("Place"), group.place_name or _("No place named")),
            ("calendar-time", _("First and last day"), facts(day(group.starts_on), ends)),
            *_partner(group),
            ("users", _("Staff"), ", ".join(one.label for one in group.facilitators) or _("Nobody named yet")),
            ("user-plus", _("Seats"), seats),
            ("message", _("Language"), group.language or _("Nobody has said")),
            ("info-circle", _("State"), ended_words(group)),
        )
        self.details.show_group(group, rows, may_resume=self.ctx.person.role == "manager")

    def _open_session(self, id_: str) -> None:
        line = self.plan.line()
        if line is not None and line.kind == SESSION:
            self.go("register", id_)

    def _move(self, id_: str, offer: str = "") -> None:
        """M on a row: where it goes; the change is seen before it is saved (F4)."""
        sessions = self._group.sessions if self._group else ()
        row = next((one for one in sessions if one.session == id_ and one.kind == "group"), None)
        if row is not None:
            self.tabs.setCurrentIndex(0)
            is_begun = bool(row.starts_at and row.starts_at <= self.ctx.clock.now())
            own = self._group.facilitators if self._group else ()
            self.session.show_session(row, own, is_begun=is_begun, offer=offer)
            self.right.setCurrentIndex(1)
            self.session.form.editor("on").setFocus()

    def _show_kept_move(self) -> None:
        """What was typed about a session before the lock, on that session (UX-7)."""
        session, values = str(self._kept_move.get("session", "")), self._kept_move.get("values")
        self._kept_move = {}
        self.plan.choose(session)
        self._move(session)
        if isinstance(values, dict):
            self.session.restore(values)

    def _close_move(self) -> None:
        self.session.forget()
        self.right.setCurrentIndex(0)
        self.plan.setFocus()

    def _tell_line(self, _id: str) -> None:
        line = self.plan.line()
        self.months.show_chosen(line.on if line else None)

    def _record(self) -> None:
        if self._due is not None:
            self.go("register", str(self._due.session))

    def is_edited(self) -> bool:
        return bool(self.people.kept()) or self.candidates.is_edited() or self.session.is_edited()

    def kept(self) -> dict[str, object]:
        place = {"place": self.candidates.kept()} if self.candidates.is_edited() else {}
        move = {"move": self.session.kept()} if self.session.is_edited() else {}
        return self.people.kept() | place | move

    def restore(self, kept: dict[str, object]) -> None:
        place, move = kept.get("place"), kept.get("move")
        if isinstance(move, dict):
            self._kept_move = move
            self.refresh()
        if isinstance(place, dict):
            self.tabs.setCurrentWidget(self.candidates)
            self.candidates.restore(place)
            self.refresh()
        if {"leaves", "moves"} & set(kept) and self.subject:
            self.tabs.setCurrentWidget(self.people)
            self.people.restore(kept, self.subject)

    def first_focus(self) -> QWidget:
        return self.plan

    def panes(self) -> list[QWidget]:
        return [self.tabs.tabBar(), self.tabs]


def _session_due(group: GroupRow, now: datetime) -> SessionRow | None:
    """The oldest session that has begun and has no register; else the newest that has one."""
    begun = [row for row in group.sessions if row.kind == "group" and row.starts_at and row.starts_at <= now]
    owed = [row for row in begun if not row.has_register and row.status == "planned"]
    return next(iter(owed), begun[-1] if begun else None)


def _partner(group: GroupRow) -> list[tuple[str, str, str]]:
    """The clinical partner stands beside the staff of a peer group (PEER-9)."""
    named = group.clinical_partner or _("Nobody named yet")
    return [("certificate", _("Clinical partner"), named)] if group.is_peer_group else []
