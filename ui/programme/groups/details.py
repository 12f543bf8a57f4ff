"""Is the part of a group's page on how it is set up: change its times, start, room or people, end it, take its file."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput, Stale
from app.core.language import _, ngettext
from app.core.shapes import Nothing, convert, to_builtins
from app.programme.desk import ProgrammeDesk
from app.programme.group_list import GroupChoices
from app.programme.group_rows import GroupRow
from app.programme.replanning import ChangeSaved, ChangeShown, ChangeTried
from ui.kit.buttons import KeyButton
from ui.kit.dates import day, weekdays
from ui.kit.dialogs import BeforeAfter
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Section, options
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide, vertical
from ui.kit.rows import FactRow
from ui.kit.widgets import Card, facts
from ui.programme.groups.ending import EndingCard, FileCard, LanguageCard
from ui.programme.groups.moving import changes
from ui.programme.groups.new import DAYS, lasts, slots_typed, staff_typed
from ui.shell.screen import Screen

TIMES = ("weekdays", "start", "start_2", "minutes")
FIELD_OF = {"slots": "weekdays", "facilitators": "lead", "keep_sessions": "starts_on", "closures": "starts_on"}
EXTRA = frozenset({*TIMES, "lead", "others"})


def change_form(choices: GroupChoices) -> FormSpec:
    """What can be another from now on; what has begun keeps what it had (SCH-12, SCH-25)."""
    people = {str(one.user): one.label for one in choices.people}
    named = dict(zip(DAYS, weekdays(), strict=True))
    return FormSpec(
        ChangeTried,
        (
            Section(_("Days, time, place")),
            Field("weekdays", _("Meets on"), Kind.TICKS, choices=options(named)),
            Field("start", _("Starts at"), Kind.TIME),
            Field(
                "start_2",
                _("Second day starts at"),
                Kind.TIME,
                help=_("Leave it blank when it is the same."),
                when=lambda values: len(_texts(values.get("weekdays"))) > 1,
            ),
            Field("minutes", _("Minutes"), Kind.NUMBER, help=_("Leave it blank for the length of the programme.")),
            Field("place", _("Place"), Kind.CHOICE, choices=options({one.code: one.name for one in choices.places})),
            Section(_("Start and staff")),
            Field("starts_on", _("First day"), Kind.DATE),
            Field(
                "keep_sessions",
                _("Move only the talks before the first meeting"),
                Kind.TICK,
                help=_("The sessions of the group stay where they are."),
            ),
            Field("lead", _("Leads the group"), Kind.CHOICE, choices=options(people)),
            Field("others", _("Works with"), Kind.TICKS, choices=options(people)),
            Field("cover", _("Stands in when they are busy"), Kind.TICKS, choices=options(people)),
            Field("reason", _("Why")),
        ),
        check=lasts,
        extra=EXTRA,
    )


class DetailsPart(QWidget):
    """The facts at the left; at the right what can be changed, each change seen before it is saved (P9, SCH-18)."""

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        super().__init__()
        self._screen = screen
        self._group: GroupRow | None = None
        self._filled: Mapping[str, object] = {}
        self.form: Form | None = None
        self.facts = Card(_("How this group is set up"))
        self.change = Card(_("Change it from now on"))
        self.see = KeyButton(_("See what changes"))
        self.ending, self.file, self.language = EndingCard(screen), FileCard(screen), LanguageCard(screen)
        self._build()

    def _build(self) -> None:
        self.change.add(Flow(self.see))
        box = vertical(self)
        box.setContentsMargins(0, 12, 0, 0)
        box.addWidget(
            SideBySide(Below(self.facts, self.language, self.file, self.ending), Below(self.change), shares=(1, 1))
        )
        self.see.clicked.connect(lambda: self._preview(""))

    def show_group(self, group: GroupRow, rows: Sequence[tuple[str, str, str]], *, may_resume: bool) -> None:
        """Show a group; `rows` are its facts."""
        self._group = group
        for old in self.facts.findChildren(FactRow):
            self.facts.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        for icon, caption, value in rows:
            self.facts.add(FactRow(icon, caption, value, strong_first=False))
        self.change.setVisible(group.ended_on is None)
        self.ending.show_group(group, may_resume=may_resume)
        self.file.group = group.group
        self.language.show_group(group)
        if self.form is not None and not self.form.is_edited():
            self._fill()

    def show_choices(self, choices: GroupChoices) -> None:
        """What a group can be given instead."""
        if self.form is None:
            self.form = Form(change_form(choices), _("Change the group"), has_keys=False)
            self.change.body.insertWidget(1, self.form)
            self.form.show()
            self._fill()

    def _fill(self) -> None:
        group, form = self._group, self.form
        if group is None or form is None:
            return
        starts = [slot.start for slot in group.slots]
        form.fill(
            {
                "weekdays": [slot.weekday for slot in group.slots],
                "start": starts[0] if starts else None,
                "start_2": starts[1] if len(set(starts)) > 1 else None,
                "minutes": group.slots[0].minutes if group.slots else None,
                "place": group.place or None,
                "starts_on": group.starts_on.isoformat(),
                "keep_sessions": None,
                "lead": next((str(one.user) for one in group.facilitators if one.lead), None),
                "others": [str(one.user) for one in group.facilitators if not one.lead],
                "cover": None,
                "reason": None,
            }
        )
        self._filled = form.values()

    def _draft(self) -> ChangeTried | None:
        """Only what differs from what the group has: the rest is left alone."""
        if self.form is None or self._group is None:
            return None
        values, was = self.form.values(), self._filled
        given: dict[str, object] = {"group": self._group.group, "slots": None, "facilitators": None}
        if any(values.get(name) != was.get(name) for name in TIMES):
            given["slots"] = slots_typed(values)
        if staff_typed(values) != staff_typed(was):
            given["facilitators"] = staff_typed(values)
        given |= {name: None for name in ("starts_on", "place") if values.get(name) == was.get(name)}
        return self.form.draft_as(ChangeTried, **given)

    def _preview(self, note: str) -> None:
        draft = self._draft()
        if draft is not None:
            act = partial(self._screen.desk.replanning.preview_change, draft)
            self._screen.change(act, partial(self._show, draft, note), self._refused)

    def _show(self, draft: ChangeTried, note: str, shown: ChangeShown) -> None:
        act = ngettext("Change {count} session", "Change {count} sessions", shown.changed).format(count=shown.changed)
        told = [*([note] if note else []), *shown.warnings, *shown.letters]
        if not shown.changed:
            act = _("Change the group")
            told.append(_("No date changes. What has begun keeps the room and the people it had."))
        card = BeforeAfter(self._screen, _("What this changes"), changes(shown.before, shown.after), act, told)
        card.accepted.connect(partial(self._save, draft, shown.preview))
        card.open()

    def _save(self, draft: ChangeTried, preview: str) -> None:
        saved = convert({**to_builtins(draft), "preview": preview}, ChangeSaved)
        self._screen.change(partial(self._screen.desk.replanning.change, saved), self._changed, self._not_saved)

    def _changed(self, _shown: ChangeShown) -> None:
        self._fill()
        self._done(_("The group is changed."))

    def _not_saved(self, error: Exception) -> None:
        if isinstance(error, Stale):
            self._preview(str(error))
        else:
            self._refused(error)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and self.form is not None:
            self.form.show_problems({FIELD_OF.get(name, name): text for name, text in error.problems.items()})
        else:
            self._screen.show_problem(error)

    def _done(self, said: str) -> None:
        self._screen.toast(said)
        self._screen.refresh()


def ended_words(group: GroupRow) -> str:
    """Where the group stands; why and when it ended."""
    return facts(group.state_words, day(group.ended_on) if group.ended_on else "", group.ended_reason)


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else []


def choices_wanted(screen: Screen[ProgrammeDesk]) -> Callable[[], GroupChoices]:
    """The question what a group can be made of."""
    return partial(screen.desk.groups.choices, Nothing())
