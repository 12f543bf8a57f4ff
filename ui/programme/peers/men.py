"""Shows the men of a peer group: since when, the last twelve meetings as letters, and a man's steps and talk (F13)."""

from functools import partial

from PySide6.QtCore import Signal

from app.core.language import _, ngettext
from app.core.shapes import CaseId
from app.domain.codes import MARKS, MarkCode, mark_words
from app.domain.peer import ReviewOutcome, outcome_words
from app.programme.desk import ProgrammeDesk
from app.programme.peers.groups import AwayMan, PeerMan, StripMark
from app.programme.peers.steps import StepChosen, StepsAsked, StepsShown
from app.programme.peers.talks import TalkHeld, TalkSaved
from ui.kit.buttons import KeyButton
from ui.kit.choice import Option
from ui.kit.dates import day, short_day
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Flow
from ui.kit.paged_model import Align, Column
from ui.kit.rows import ActionRow, AttendanceStrip, Mark
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Screen


def men_columns() -> tuple[Column[PeerMan], ...]:
    """Name, what is next with him, since when, how many meetings; the rest stands beside the list."""
    return (
        Column(_("Participant"), lambda row: row.name, strong=True),
        Column(_("Now"), now_words, tone=now_tone),
        Column(_("Since"), lambda row: short_day(row.since)),
        Column(_("Meetings"), lambda row: str(row.meetings), Align.RIGHT),
    )


def now_words(row: PeerMan) -> str:
    """What is next with him; being stood down is one sentence for every reason."""
    if row.talk:
        return row.talk
    if row.takes_part:
        return _("Takes part")
    return _("Not yet: by {day}").format(day=short_day(row.entry_due)) if row.entry_due else _("Not yet")


def now_tone(row: PeerMan) -> Tone:
    """A talk that is due stands out; taking part is plain."""
    return Tone.WARN if row.talk else Tone.OK if row.takes_part else Tone.INFO


def strip_mark(cell: StripMark) -> Mark:
    """One meeting of the strip; a time-out used is neutral, and no meeting before he came is missing (PEER-6)."""
    number = f"{cell.on.day}"
    if not cell.code:
        return Mark(number, "–" if cell.before else "", _("not yet a member") if cell.before else "", Tone.MUTE)
    code = MarkCode(cell.code)
    if cell.time_out:
        return Mark(number, _("T"), _("{mark}, a time-out used").format(mark=mark_words(code)), Tone.INFO)
    if code is MarkCode.ATTC and cell.late:
        return Mark(number, _("L"), _("Late"), Tone.WARN)
    letters = {
        MarkCode.ATTC: (_("P"), Tone.OK),
        MarkCode.AFTC: (_("N"), Tone.WARN),
        MarkCode.UAAB: (_("U"), Tone.STOP),
        MarkCode.ATSH: (_("S"), Tone.WARN),
        MarkCode.ATSS: (_("S"), Tone.MUTE),
    }
    letter, tone = letters.get(code, (_("E") if MARKS[code].counts_in_runs else _("X"), Tone.MUTE))
    return Mark(number, letter, mark_words(code), tone)


def talk_form() -> FormSpec:
    """How the talk about responsibility came out (PEER-5)."""
    outcomes = tuple(Option(one.value, outcome_words(one)) for one in ReviewOutcome)
    return FormSpec(
        TalkHeld,
        (
            Field("outcome", _("The talk"), Kind.CHOICE, required=True, choices=outcomes),
            Field("note", _("In a few words"), Kind.LINES, lines=2),
        ),
    )


class ManCard(Card):
    """The man the keyboard is at: his strip, his steps, and the talk about responsibility."""

    saved = Signal()

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        super().__init__(_("One man"))
        self._screen = screen
        self._man: PeerMan | None = None
        self._steps: tuple[str, ...] = ()
        self.who = words("", "h2")
        self.since = words("", "small")
        self.strip = AttendanceStrip()
        self.taken = words("", "small")
        self.talk = Form(talk_form(), _("Talk about responsibility"), has_keys=False)
        self.keep_talk = KeyButton(_("Save the talk"), icon="message")
        self.step = Form(step_form(()), _("Step he chose"), has_keys=False)
        self.keep_step = KeyButton(_("Record the step"), icon="check")
        self.page = KeyButton(_("Open his page"), icon="user")
        for part in (self.who, self.since, self.strip, self.taken, self.step, Flow(self.keep_step)):
            self.add(part)
        for part in (self.talk, Flow(self.keep_talk, self.page)):
            self.add(part)
        self.page.setVisible(screen.ctx.person.role != "peer_worker")
        self.keep_talk.clicked.connect(self._talk)
        self.keep_step.clicked.connect(self._step)
        self.page.clicked.connect(self._open)

    def show_man(self, man: PeerMan | None, steps: tuple[str, ...]) -> None:
        """Show another man; the step form follows the programme."""
        is_other = man is None or self._man is None or man.case != self._man.case
        self._man = man
        self.setVisible(man is not None)
        if man is None:
            return
        if steps != self._steps:
            self._put_steps(steps)
        self.who.setText(man.name)
        outs = ngettext("{count} time-out used", "{count} time-outs used", man.time_outs).format(count=man.time_outs)
        came = ngettext("{count} meeting", "{count} meetings", man.meetings).format(count=man.meetings)
        talked = _("talked on {day}").format(day=day(man.talked_on)) if man.talked_on else ""
        since = _("member since {day}").format(day=day(man.since))
        self.since.setText(facts(since, came, outs if man.time_outs else "", talked))
        self.strip.show_marks([strip_mark(cell) for cell in man.strip])
        self.strip.setVisible(bool(man.strip))
        if is_other:
            self.talk.clear()
            self.step.clear()
        self._show_steps()

    def _put_steps(self, steps: tuple[str, ...]) -> None:
        self._steps = steps
        at = self.body.indexOf(self.step)
        old, self.step = self.step, Form(step_form(steps), _("Step he chose"), has_keys=False)
        self.body.removeWidget(old)
        old.hide()
        old.deleteLater()
        self.body.insertWidget(at, self.step)
        self.step.show()

    def _show_steps(self) -> None:
        has_steps = bool(self._steps) and self._man is not None
        for part in (self.step, self.keep_step, self.taken):
            part.setVisible(has_steps)
        if has_steps and self._man is not None:
            asked = StepsAsked(case=self._man.case)
            self._screen.read(partial(self._screen.desk.steps.show, asked), self._tell_steps, "steps")

    def _tell_steps(self, shown: StepsShown) -> None:
        if self._man is not None and shown.case == self._man.case:
            done = " → ".join(shown.taken)
            self.taken.setText(_("Steps he took: {steps}").format(steps=done) if done else _("No step taken yet."))

    def _talk(self) -> None:
        draft = self.talk.draft_as(TalkHeld, case=self._man.case) if self._man else None
        if draft is not None:
            self._screen.change(partial(self._screen.desk.talks.review, draft), self._talked)

    def _talked(self, saved: TalkSaved) -> None:
        self.talk.clear()
        later = _("Saved. A facilitator and a manager decide whether he stays.")
        self._screen.toast(later if saved.to_be_ended else _("Saved."))
        self.saved.emit()

    def _step(self) -> None:
        number = self.step.values().get("step")
        if self._man is None or number is None:
            self.step.show_problems({"step": _("Choose the step he took.")})
            return
        draft = StepChosen(case=CaseId(self._man.case), step=int(str(number)))
        self._screen.change(partial(self._screen.desk.steps.record, draft), self._stepped)

    def _stepped(self, _shown: StepsShown) -> None:
        self.step.clear()
        self._screen.toast(_("Saved."))
        self.saved.emit()

    def _open(self) -> None:
        if self._man is not None:
            self._screen.go("case", self._man.case)


def step_form(steps: tuple[str, ...]) -> FormSpec:
    """The steps of the programme; any of them, again, in whatever order."""
    named = tuple(Option(str(number), f"{number}. {title}") for number, title in enumerate(steps, 1))
    return FormSpec(StepChosen, (Field("step", _("Step he chose"), Kind.CHOICE, choices=named),))


class AwayCard(Card):
    """Who is away for now, each with the one button that brings him back (PEER-7)."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Away for now"))
        self._rows: list[ActionRow] = []
        self.add(words(_("His history stays. He needs no new intake; safety clearance is asked again."), "small"))
        self.hide()

    def show_men(self, men: tuple[AwayMan, ...]) -> None:
        """Show who is away."""
        for old in self._rows:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = []
        for man in men:
            row = ActionRow(man.name, _("since {day}").format(day=day(man.since)), _("Welcome back"))
            row.acted.connect(partial(self.wanted.emit, man.case))
            self._rows.append(row)
            self.add(row)
        self.setVisible(bool(men))
