"""Lays out the register of one session and shows who is expected, what is marked, and what was typed (P12)."""

from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.changes import Changed
from app.core.language import _, ngettext
from app.core.shapes import LINE_LENGTH, SessionId
from app.domain.roles import Role
from app.programme.desk import ProgrammeDesk
from app.programme.register_rows import RegisterShown
from app.programme.registers import SessionAsked
from ui.kit.bands import Banner, announce
from ui.kit.buttons import KeyButton
from ui.kit.dates import clock, full_day
from ui.kit.layouts import SideBySide, vertical
from ui.kit.tokens import Tone
from ui.kit.widgets import facts, words
from ui.programme.register.cells import HeadCount, Legend
from ui.programme.register.clash import Clash
from ui.programme.register.evening import EveningBar, PhoneBanner
from ui.programme.register.grid import RegisterGrid
from ui.programme.register.marks import Ask, Typed, begun, is_typed, kept_line, restored
from ui.programme.register.panel import MarkPanel
from ui.shell.screen import Context, Crumb, Screen


class RegisterPage(Screen[ProgrammeDesk]):
    """What the register shows: title, marks, head count, and what is still to do."""

    cares_for = frozenset({"register"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Register"))
        self._shown: RegisterShown | None = None
        self._is_finishing = False
        self._restored: dict[str, dict[str, object]] = {}
        self._beside: dict[str, object] = {}
        self.clashes: dict[str, Clash] = {}
        self._evening_kept: dict[str, object] = {}
        self.legend = Legend()
        self.notice = Banner("", "", Tone.INFO)
        self.notice.hide()
        self.take_reason = QLineEdit()
        self.take_reason.setMaxLength(LINE_LENGTH)
        self.take_reason.setAccessibleName(_("Why you take this register"))
        self.take_reason.setPlaceholderText(_("You do not run this group. Write why you take its register."))
        self.take_reason.hide()
        self.grid = RegisterGrid()
        self.panel = MarkPanel()
        self.panel.hide()
        self.foot, self.about_evening = HeadCount(), EveningBar()
        self.phone = PhoneBanner()
        self.undo = KeyButton(_("It was held after all"), icon="arrow-back-up")
        self.compare = KeyButton(_("Compare and choose"), icon="users")
        for button in (self.undo, self.compare):
            button.hide()
            self.notice.add(button)
        self.kept_words = words("", "small")
        middle = SideBySide(self.grid, self.panel, shares=(3, 2), stacks_under=900)
        below = vertical(gap=8)
        below.addWidget(self.about_evening)
        below.addWidget(self.foot)
        below.addWidget(self.kept_words)
        for part in (self.legend, self.phone, self.notice, self.take_reason):
            self.body.addWidget(part)
        self.body.addWidget(middle, 1)
        self.body.addLayout(below)
        self.concern = self.plain(_("Concern"), "Alt+C", "flag")
        self.evening = self.plain(_("Themes"), "Ctrl+E", "notes")
        self.evening.hide()
        self.sheet = self.plain(_("Sign-in sheet"), icon="printer")
        self.save = self.primary(_("Save register"), "Ctrl+S")

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self._forget()
        super().open(subject)
        self.read(partial(self.desk.registers.open, SessionAsked(session=SessionId(subject or ""))), self._show)

    def _forget(self) -> None:
        self._is_finishing = False
        self._restored, self._beside, self._evening_kept, self.clashes = {}, {}, {}, {}
        self.foot.count.clear()
        self.foot.reason.clear()
        self.take_reason.clear()
        self.about_evening.clear()
        self._hide_panel()
        self.grid.show_lines(())

    def _show(self, shown: RegisterShown) -> None:
        self._shown = shown
        self.show_content()
        self._show_title(shown)
        self.evening.setVisible(shown.is_peer_group)
        self.sheet.setVisible(self.ctx.person.role != Role.PEER_WORKER.value)
        if not shown.rows:
            self.show_empty(_("Nobody is expected in this session."))
            return
        lines = self._merged(shown)
        if shown.head_count is not None and not self.foot.count.text():
            self.foot.count.setText(str(shown.head_count))
            self.foot.reason.setText(shown.head_count_reason)
        self.grid.show_lines(lines)
        self.grid.setEnabled(shown.can_be_taken)
        self.save.setEnabled(shown.can_be_taken)
        self.take_reason.setVisible(shown.needs_reason_to_take)
        self.about_evening.show_evening(shown.holders, shown.about.minutes, shown.actual_minutes)
        self.about_evening.restore(self._evening_kept)
        self.about_evening.setVisible(shown.can_be_taken and not self.panel.isVisible())
        self._evening_kept = {}
        self.phone.show_due(shown.phone)
        self._tell_standing(shown)
        self._count()
        self._reopen()
        if not self.panel.isVisible():
            self.grid.setFocus()

    def _merged(self, shown: RegisterShown) -> list[Typed]:
        """What is saved and what is typed, man by man; where both say otherwise nothing is lost (ATT-14)."""
        mine = self._restored | {case: kept_line(clash.mine) for case, clash in self.clashes.items()}
        mine |= {str(line.row.case): kept_line(line) for line in self.grid.lines if is_typed(line)}
        self._restored, lines, clashes = {}, [], {}
        for row in shown.rows:
            case, saved = str(row.case), begun(row)
            typed = restored(saved if row.mark is None else Typed(row), mine[case]) if case in mine else saved
            lines.append(typed if row.mark is None else saved)
            clash = Clash(saved, typed)
            if row.mark is not None and case in mine and clash.parts(shown.actual_minutes or shown.about.minutes):
                clashes[case] = clash
        self.clashes = clashes
        return lines

    def _reopen(self) -> None:
        """Show again a correction or a note that was being written when the screen locked."""
        case = str(self._beside.get("case", ""))
        line = next((one for one in self.grid.lines if str(one.row.case) == case and one.is_saved), None)
        if self._shown is None or line is None:
            return
        part, values = str(self._beside.get("part")), self._beside.get("values")
        self.grid.choose(case)
        if part == "correction":
            self.panel.show_correction(self, self._shown.session, line, self.about_evening.length())
        else:
            self.panel.show_written(self, self._shown.session, line)
        self.panel.restore(part, values if isinstance(values, dict) else {})
        self._show_panel()
        self._beside = {}

    def _show_panel(self) -> None:
        """Give the panel the room: what is asked about the whole evening waits until it is left."""
        self.panel.show()
        self.about_evening.hide()
        self.legend.setVisible(not self.panel.is_of_saved())
        self.notice.hide()

    def _hide_panel(self) -> None:
        self.panel.hide()
        self.legend.show()
        self.about_evening.setVisible(self._shown is not None and self._shown.can_be_taken)

    def _show_title(self, shown: RegisterShown) -> None:
        about = shown.about
        times = ""
        if about.starts_at and about.ends_at:
            hours = _("{start} to {end}").format(start=clock(about.starts_at), end=clock(about.ends_at))
            times = f"{full_day(about.starts_at.date())}, {hours}"
        crumbs = (*way_here(shown, self.ctx.person.role), Crumb(_("Register")))
        words_of = _("{block}, session {number} of {count}")
        title = words_of.format(block=about.block, number=about.number, count=shown.of) if shown.of > 1 else about.title
        self.set_title(title, facts(times, shown.place, ", ".join(shown.staff)), crumbs)

    def _tell_standing(self, shown: RegisterShown) -> None:
        saved = sum(1 for row in shown.rows if row.mark is not None)
        stood = [row.short or row.name for row in shown.rows if row.stood_down and row.mark is None]
        taken_back = [one.words for one in shown.about.moved_because if one.kind == "not_held"]
        self.undo.setVisible(shown.about.status == "not_held")
        self.compare.setVisible(bool(self.clashes))
        self.notice.setVisible(bool(shown.why_not or saved or stood or taken_back or self.clashes))
        if self.clashes:
            count = len(self.clashes)
            told = ngettext("{count} man was marked otherwise.", "{count} men were marked otherwise.", count)
            kept = _("Someone else saved first. What you typed is kept until you choose.")
            self.notice.say(told.format(count=count), kept, Tone.WARN)
        elif shown.why_not:
            self.notice.say(shown.why_not, shown.about.not_held_reason, Tone.WARN)
        elif saved:
            heading = ngettext("{count} mark is saved.", "{count} marks are saved.", saved).format(count=saved)
            how = _("Enter writes the note. F2 or a digit corrects a saved mark, with a reason.")
            self.notice.say(heading, how, Tone.INFO)
        elif stood:
            names = ", ".join(stood)
            self.notice.say(_("Stood down for now: {names}.").format(names=names), _("Enter shows why."), Tone.INFO)
        elif taken_back:
            self.notice.say(taken_back[-1], "", Tone.INFO)

    def _show_question(self, ask: Ask | None) -> None:
        if ask is None:
            self.legend.show_keys()
        else:
            self.legend.show_question(ask)

    def _say(self, text: str) -> None:
        self.notice.say(text, "", Tone.WARN)
        self.notice.show()
        announce(self, text)

    def _count(self) -> None:
        self.foot.show_counts(self.grid.lines, self._is_finishing)
        left = sum(1 for one in self.grid.lines if not one.code)
        still = ngettext("{count} man is still not recorded.", "{count} men are still not recorded.", left)
        keeps = _("What you typed is kept if the screen locks. Notes can wait until tomorrow.")
        self.kept_words.setText(facts(keeps, still.format(count=left) if left else ""))

    def on_changed(self, changed: frozenset[Changed]) -> None:
        """Somebody else saved this register: take in their marks, keep what is typed here (ATT-14)."""
        is_about_it = any(fact.kind in self.cares_for and fact.id == self.subject for fact in changed)
        if self._shown is not None and is_about_it and not self.grid.is_asking():
            self.refresh()

    def is_edited(self) -> bool:
        rows = self._shown.rows if self._shown else ()
        before = {str(row.case): begun(row) for row in rows}
        return (
            bool(self.clashes)
            or self.about_evening.is_edited
            or bool(self.panel.kept())
            or any(line != before.get(str(line.row.case), line) for line in self.grid.lines)
        )

    def kept(self) -> dict[str, object]:
        if not self.is_edited():
            return {}
        lines = [kept_line(line) for line in self.grid.lines if is_typed(line)]
        lines += [kept_line(clash.mine) for clash in self.clashes.values()]
        counted = {"head_count": self.foot.count.text(), "why": self.foot.reason.text()}
        return {"marks": lines, **counted, "beside": self.panel.kept(), "evening": self.about_evening.kept()}

    def restore(self, kept: dict[str, object]) -> None:
        marks = kept.get("marks")
        self._restored = {str(one["case"]): one for one in marks} if isinstance(marks, list) else {}
        evening, beside = kept.get("evening"), kept.get("beside")
        self._evening_kept = evening if isinstance(evening, dict) else {}
        self.about_evening.restore(self._evening_kept)
        self._beside = beside if isinstance(beside, dict) else {}
        self.foot.count.setText(str(kept.get("head_count", "")))
        self.foot.reason.setText(str(kept.get("why", "")))
        if self._shown is not None:
            self.grid.show_lines(self._merged(self._shown))
            self._tell_standing(self._shown)
        self._count()
        self._reopen()

    def first_focus(self) -> QWidget:
        return self.grid

    def panes(self) -> list[QWidget]:
        below = [self.about_evening, self.foot]
        return [self.grid, self.panel, *below] if self.panel.isVisible() else [self.grid, *below]


def way_here(shown: RegisterShown, role: str) -> tuple[Crumb, Crumb]:
    """The way here: a peer worker comes from own groups, and a peer group has its own page (F13)."""
    is_peer_worker = role == Role.PEER_WORKER.value
    up = Crumb(_("My groups"), "my_groups") if is_peer_worker else Crumb(_("Groups"), "groups")
    page = "my_group" if is_peer_worker or shown.is_peer_group else "group"
    return up, Crumb(shown.group_code, page, shown.group)
