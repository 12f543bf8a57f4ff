"""Asks what a new group needs, shows every date it would have, and opens it exactly as shown (P10, F2, SCH-18)."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.errors import InvalidInput, Stale
from app.core.language import _, ngettext
from app.core.shapes import Nothing, convert, to_builtins
from app.programme.desk import ProgrammeDesk
from app.programme.group_list import GroupChoices
from app.programme.groups import GroupMade, GroupPreview
from app.programme.planning.new_group import GroupOpened, GroupPlanned
from ui.kit.bands import Banner, announce
from ui.kit.buttons import KeyButton
from ui.kit.dates import day, full_day, weekdays
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Problems, Section, Values, options
from ui.kit.layouts import Column, Flow, SideBySide, vertical
from ui.kit.month_grid import DayKey
from ui.kit.pathway import Step, StepState, WorkSteps
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.programme.groups.ending import language_field
from ui.programme.groups.months import Calendar, look_of
from ui.programme.groups.mover import Edit, Mover
from ui.programme.groups.plan import SESSION, SKIPPED, PlanLine, PlanTable, plan_lines
from ui.shell.screen import Context, Crumb, Screen

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EXTRA = frozenset({"weekdays", "start", "start_2", "minutes", "lead", "others"})
FIELD_OF = {"slots": "weekdays", "facilitators": "lead", "closures": "starts_on"}
STEPS = (("programme", "code"), ("weekdays", "start"), ("starts_on", "lead"))


def new_group_form(choices: GroupChoices) -> FormSpec:
    """What is asked, in the order of the steps; a second time only for a second day (SCH-2)."""
    people = {str(one.user): one.label for one in choices.people}
    led_by_peers = {one.code for one in choices.programmes if one.needs_clinical_partner}
    named = dict(zip(DAYS, weekdays(), strict=True))
    return FormSpec(
        GroupPlanned,
        (
            Section(_("Programme")),
            Field(
                "programme",
                _("&Programme"),
                Kind.CHOICE,
                required=True,
                choices=options({one.code: one.title for one in choices.programmes}),
            ),
            Field("code", _("&Name of the group"), required=True, hint=_("Monday evening")),
            Field(
                "clinical_partner",
                _("Clinical partner"),
                help=_("Every group of peer support has one by name."),
                when=lambda values: values.get("programme") in led_by_peers,
            ),
            Section(_("Days, time, place")),
            Field("weekdays", _("Meets on"), Kind.TICKS, required=True, choices=options(named)),
            Field("start", _("&Starts at"), Kind.TIME, required=True, hint="18:30"),
            Field(
                "start_2",
                _("Second day starts at"),
                Kind.TIME,
                help=_("Leave it blank when it is the same."),
                when=lambda values: len(_texts(values.get("weekdays"))) > 1,
            ),
            Field("minutes", _("&Minutes"), Kind.NUMBER, help=_("Leave it blank for the length of the programme.")),
            Field(
                "place",
                _("Place"),
                Kind.CHOICE,
                hint=_("No place named"),
                choices=options({one.code: one.name for one in choices.places}),
            ),
            Section(_("Start and staff")),
            Field("starts_on", _("&First day"), Kind.DATE, required=True, hint=_("7 December 2026")),
            Field("lead", _("Leads the group"), Kind.CHOICE, choices=options(people)),
            Field("others", _("Works with"), Kind.TICKS, choices=options(people)),
            Field("cover", _("Stands in when they are busy"), Kind.TICKS, choices=options(people)),
            Field("seats", _("S&eats"), Kind.NUMBER, help=_("Leave it blank for as many as the programme allows.")),
            language_field(_("L&anguage")),
        ),
        check=lasts,
        extra=EXTRA,
    )


def lasts(values: Values) -> Problems:
    """A length of nought is said where it is typed (SCH-2)."""
    is_none = str(values.get("minutes", 1)) == "0"
    return {"minutes": _("A session lasts at least one minute.")} if is_none else {}


def slots_typed(values: Mapping[str, object]) -> list[dict[str, object]]:
    """The weekly times as the act takes them."""
    times = [values.get("start"), values.get("start_2") or values.get("start")]
    chosen = _texts(values.get("weekdays"))
    return [
        {"weekday": one, "start": times[min(at, 1)], "minutes": values.get("minutes")} for at, one in enumerate(chosen)
    ]


def staff_typed(values: Mapping[str, object]) -> list[str]:
    """Who runs it, the leader first (SCH-38)."""
    lead = [str(values["lead"])] if values.get("lead") else []
    return [*lead, *(one for one in _texts(values.get("others")) if one not in lead)]


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else []


def planned_words(choices: GroupChoices | None, planned: GroupPlanned, place: str) -> str:
    """Programme, times, place and staff in one line."""
    titles = {one.code: one.title for one in choices.programmes} if choices else {}
    people = {str(one.user): one.label for one in choices.people} if choices else {}
    names = dict(zip(DAYS, weekdays(), strict=True))
    times = ", ".join(
        _("{weekday} {start}").format(weekday=names[slot.weekday], start=slot.start) for slot in planned.slots
    )
    staff = ", ".join(people.get(one, "") for one in planned.facilitators)
    return facts(titles.get(planned.programme, ""), times, place, staff)


def place_name(choices: GroupChoices | None, code: str | None) -> str:
    """What a place is called."""
    places = choices.places if choices else ()
    return next((one.name for one in places if one.code == code), "")


class NewGroupScreen(Screen[ProgrammeDesk]):
    """First the form, then every date; nothing is stored before "Create group"."""

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("New group"))
        self.form: Form | None = None
        self._choices: GroupChoices | None = None
        self._planned: GroupPlanned | None = None
        self._shown: GroupPreview | None = None
        self._edits: list[Edit] = []
        self._typed: dict[str, object] = {}
        self.steps = WorkSteps(())
        self.sheet = Card()
        self.preview = _PreviewPart()
        self.preview.hide()
        self.body.addWidget(self.steps)
        self.body.addWidget(self.sheet)
        self.body.addWidget(self.preview, 1)
        self.body.addStretch(0)
        self.undo = self.plain(_("Undo"), "Ctrl+Z", "arrow-back-up")
        self.undo.hide()
        self.next = self.primary(_("Check the dates"), "Ctrl+Enter")
        self._wire()

    def _wire(self) -> None:
        self.next.clicked.connect(self._go_on)
        self.undo.clicked.connect(self._undo)
        self.preview.table.skip_wanted.connect(self._skip)
        self.preview.skip.clicked.connect(lambda: self._skip(self.preview.table.chosen_id()))
        self.preview.table.move_wanted.connect(self.preview.ask_move)
        self.preview.move_it.clicked.connect(lambda: self.preview.ask_move(self.preview.table.chosen_id()))
        self.preview.mover.wanted.connect(self._edit)
        self.preview.change.clicked.connect(self._back_to_form)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        if self.form is None:
            self.read(partial(self.desk.groups.choices, Nothing()), self._ask)
        elif self._shown is None:
            self._show_form()

    def _ask(self, choices: GroupChoices) -> None:
        self._choices = choices
        self.form = Form(new_group_form(choices), _("New group"))
        self.form.edited.connect(self._show_steps)
        self.sheet.add(self.form)
        self.form.show()
        if self._typed:
            self.form.fill(self._typed)
        self._show_form()

    def _show_form(self) -> None:
        self._shown = None
        self.preview.hide()
        self.sheet.show()
        self.undo.hide()
        self.next.say(_("Check the dates"))
        about = _("Nothing is stored before you have seen every date.")
        self.set_title(_("New group"), about, (Crumb(_("Groups"), "groups"), Crumb(_("New group"))))
        self._show_steps()
        if self.form is not None:
            self.form.editor("programme").setFocus()

    def _show_steps(self) -> None:
        values = self.form.values() if self.form else {}
        names = (_("Programme"), _("Days, time, place"), _("Start and staff"), _("Preview"), _("Create"))
        done = [all(values.get(name) for name in step) for step in STEPS]
        here = len(STEPS) if self._shown is not None else next((at for at, is_in in enumerate(done) if not is_in), 2)
        states = [
            StepState.NOW if at == here else StepState.DONE if at < len(done) and done[at] else StepState.LATER
            for at in range(len(names))
        ]
        self.steps.show_steps([Step(name, "", state) for name, state in zip(names, states, strict=True)])

    def _go_on(self) -> None:
        if self._shown is None:
            self._edits = []
            self._ask_preview()
        elif self._planned is not None:
            draft = convert({**to_builtins(self._planned), "preview": self._shown.preview}, GroupOpened)
            self.change(partial(self.desk.groups.open, draft), self._made, self._refused)

    def _ask_preview(self) -> None:
        if self.form is None:
            return
        values = self.form.values()
        closed = [
            {"from": one.skips, "to": one.skips, "reason": _("This group does not meet")}
            for one in self._edits
            if one.skips
        ]
        moves = [one.moves for one in self._edits if one.moves]
        draft = self.form.draft_as(
            GroupPlanned, slots=slots_typed(values), facilitators=staff_typed(values), closures=closed, moves=moves
        )
        if draft is not None:
            self.change(partial(self.desk.groups.preview, draft), partial(self._show_preview, draft), self._refused)

    def _show_preview(self, planned: GroupPlanned, shown: GroupPreview) -> None:
        self._planned, self._shown = planned, shown
        place = place_name(self._choices, planned.place)
        self.preview.show_plan(shown, place)
        self.sheet.hide()
        self.preview.show()
        self.undo.setVisible(bool(self._edits))
        self.next.say(_("Create group"))
        crumbs = (Crumb(_("Groups"), "groups"), Crumb(_("New group")))
        self.set_title(
            _("Check the dates before you create the group"), planned_words(self._choices, planned, place), crumbs
        )
        self._show_steps()
        self.preview.table.setFocus()
        announce(self, self.preview.ending.text())

    def _skip(self, id_: str) -> None:
        line = self.preview.table.line()
        if line is not None and line.id == id_ and line.on is not None and line.kind != SKIPPED:
            self._edit(Edit(skips=line.on.isoformat()))

    def _edit(self, edit: Edit) -> None:
        """One more change by hand; one that cannot be is taken off again."""
        self._edits.append(edit)
        self._ask_preview()

    def _undo(self) -> None:
        if self._edits:
            self._edits.pop()
            self._ask_preview()

    def _back_to_form(self) -> None:
        self._edits = []
        self._show_form()

    def _made(self, made: GroupMade) -> None:
        if self.form is not None:
            self.form.clear()
        self._show_form()
        self.toast(_("The group is created."))
        self.go("group", made.group)

    def _refused(self, error: Exception) -> None:
        if self._shown is not None and isinstance(error, Stale):
            self._ask_preview()
        if isinstance(error, InvalidInput) and "moves" in error.problems and self._edits:
            self._edits.pop()
            self.preview.mover.refuse(error.problems["moves"])
        elif isinstance(error, InvalidInput) and self.form is not None:
            self._show_form()
            self.form.show_problems({FIELD_OF.get(name, name): text for name, text in error.problems.items()})
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        return self.form is not None and self.form.is_edited()

    def kept(self) -> dict[str, object]:
        return self.form.values() if self.form is not None and self.is_edited() else {}

    def restore(self, kept: Values) -> None:
        self._typed = dict(kept)
        if self.form is not None:
            self.form.fill(kept)

    def first_focus(self) -> QWidget:
        return self.form.editor("programme") if self.form is not None and self._shown is None else self.preview.table

    def panes(self) -> list[QWidget]:
        return [self.preview] if self._shown is not None else [self.sheet]


class _PreviewPart(QWidget):
    """Every date at the left, the same as months at the right, what to do with the chosen line below."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: GroupPreview | None = None
        self.table = PlanTable(_("Planned sessions"), with_state=True)
        self.warnings = Banner("", "", Tone.WARN)
        self.chosen = words("", "small", wraps=False)
        self.skip = KeyButton(_("Skip this date"), "Delete")
        self.move_it = KeyButton(_("Move it"), "M")
        self.mover = Mover()
        self.taken = words("", "problem")
        self.taken.hide()
        self.change = KeyButton(_("Change days, time or place"))
        self.ending = words("", "h2")
        self.count = words("", "small")
        calendar = Calendar()
        self.months = calendar.months
        for part in (words(_("Ends"), "small"), self.ending, self.count):
            calendar.add(part)
        calendar.add(
            Flow(
                DayKey(lambda: look_of(SESSION)), words(_("session"), "small"),
                DayKey(lambda: look_of(SKIPPED)), words(_("skipped"), "small"),
            )
        )  # fmt: skip
        left = Column(self.warnings, is_filled=True)
        left.box.addWidget(self.table, 1)
        left.box.addWidget(Flow(self.chosen, self.skip, self.move_it, self.change))
        left.box.addWidget(self.taken)
        left.box.addWidget(
            words(_("1-2-1s and the review show when they can be held; their time is agreed with each man."), "small")
        )
        self.right = QStackedWidget()
        self.right.addWidget(calendar)
        self.right.addWidget(self.mover)
        vertical(self).addWidget(SideBySide(left, self.right, shares=(7, 4)))
        self.mover.opened.connect(lambda: self.right.setCurrentWidget(self.mover))
        self.mover.closed.connect(self.close_mover)
        self.table.row_changed.connect(self._tell)
        self.months.day_chosen.connect(self.table.choose_day)

    def ask_move(self, id_: str) -> None:
        """M on a date of the plan: where it goes instead (F2)."""
        sessions = self._shown.sessions if self._shown else ()
        row = next((one for at, one in enumerate(sessions) if id_ == f"planned {at}"), None)
        if row is not None and row.starts_at is not None and not row.placeholder:
            self.mover.ask(row)

    def close_mover(self) -> None:
        """The months again, and the keyboard back in the plan."""
        if self.right.currentWidget() is self.mover:
            self.right.setCurrentIndex(0)
            self.table.setFocus()

    def show_plan(self, shown: GroupPreview, place: str) -> None:
        """Show a preview."""
        self._shown, lines = shown, plan_lines(shown.sessions, place)
        self.table.show_lines(lines)
        self.months.show_plan(lines)
        taken = sum(bool(one.clash) for one in shown.sessions)
        said = ngettext("{count} date meets another session.", "{count} dates meet other sessions.", taken)
        head = said.format(count=taken) if taken else _("Before you go on")
        self.warnings.say(head, "\n".join(shown.warnings), Tone.STOP if taken else Tone.WARN)
        self.warnings.setVisible(bool(shown.warnings or taken))
        self.close_mover()
        met = [row for row in shown.sessions if row.kind == "group"]
        hours = sum(row.minutes for row in met) / 60
        skipped = sum(line.kind == SKIPPED for line in lines)
        self.ending.setText(day(shown.ends_on) if shown.ends_on else _("No last day"))
        self.count.setText(
            facts(
                ngettext("{count} group session", "{count} group sessions", len(met)).format(count=len(met)),
                _("{hours} hours").format(hours=f"{hours:g}"),
                ngettext("{count} date skipped", "{count} dates skipped", skipped).format(count=skipped),
            )
        )
        self._tell("")

    def _tell(self, _id: str) -> None:
        line: PlanLine | None = self.table.line()
        self.months.show_chosen(line.on if line else None)
        self.skip.setEnabled(line is not None and line.on is not None and line.kind != SKIPPED)
        said = _("{what}, {day}, is chosen") if line and line.on else ""
        told = said.format(what=line.what, day=full_day(line.on)) if line and line.on else ""
        self.chosen.setText(told)
        self.taken.setText(line.clash if line else "")
        self.taken.setVisible(bool(line and line.clash))
        self.move_it.setEnabled(self.skip.isEnabled())
