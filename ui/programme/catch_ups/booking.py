"""Shows one missed content: the others who owe it too, and when, where and with whom it is made up (P13, SCH-33)."""

from collections.abc import Mapping, Sequence

from app.core.language import _, ngettext
from app.programme.catch_ups import CatchUpBooked, CatchUpCancelled, CatchUpLeft, CatchUpLine
from app.programme.group_list import GroupChoices
from ui.kit.buttons import KeyButton, TickBox
from ui.kit.dates import clock, day
from ui.kit.editors import ChoiceEditor
from ui.kit.form import Form
from ui.kit.form_spec import options
from ui.kit.layouts import Column, Flow, tab_before
from ui.kit.widgets import Card, facts, words
from ui.programme.asking import starts_at_of
from ui.programme.catch_ups.columns import about, booking_form, cancelling_form, id_of


class BookingPanel(Card):
    """The man the keyboard is at, who could come too, and the form; of a booked one, how it is cancelled."""

    def __init__(self) -> None:
        super().__init__()
        self._row: CatchUpLine | None = None
        self._rooms: Mapping[str, str] = {}
        self.heading, self.below = words("", "h2"), words("", "small")
        self.form = Form(booking_form(), _("Book a catch-up"))
        self.why = Form(cancelling_form(), _("Cancel a catch-up"), has_keys=False)
        self.together = Column(gap=8, is_filled=True)
        self.others: dict[str, TickBox] = {}
        self.all = KeyButton(_("All of them"), "Alt+A", small=True)
        self.too = words("", "strong")
        self.cancel = KeyButton(_("Cancel this catch-up"), "", "calendar-off")
        self.stays_away = KeyButton(_("Only he does not come"), "", "user-x")
        self.acts = Flow(self.cancel, self.stays_away)
        self.all.clicked.connect(self._tick_all)
        for part in (self.heading, self.below, self.too, self.together, self.all, self.form, self.why, self.acts):
            self.add(part)
        self.body.addStretch(1)

    def offer(self, choices: GroupChoices, rooms: Mapping[str, str]) -> None:
        """The rooms of this office, and who could hold it."""
        self._rooms = rooms
        people: dict[str, str] = {one.user: one.label for one in choices.people}
        for name, found in (("place", rooms), ("facilitator", people)):
            editor = self.form.editor(name)
            if isinstance(editor, ChoiceEditor):
                editor.offer(options(found))
        if self._row is not None and not self.form.is_edited():
            self._fill(self._row)

    def show_row(self, row: CatchUpLine, others: Sequence[CatchUpLine]) -> None:
        """Another man or content; what was typed about the one before is not carried over."""
        self._row = row
        is_booked = row.booked is not None
        self.heading.setText(_("{name}, {title}").format(name=row.name, title=row.title))
        self.below.setText(facts(about(row), self._booked_words(row, others)) if is_booked else about(row))
        self._show_others([] if is_booked else others)
        self.form.setVisible(not is_booked)
        self.why.setVisible(is_booked)
        self.acts.setVisible(is_booked)
        self.stays_away.setVisible(is_booked and bool(others))
        self.why.clear()
        self.form.show_problems({})
        self._fill(row)

    def is_about(self, row: CatchUpLine) -> bool:
        """Whether this man and content is what is shown now."""
        return self._row is not None and id_of(self._row) == id_of(row)

    def forget(self) -> None:
        """What was typed belongs to nobody any more."""
        self._row = None

    def chosen_too(self) -> list[str]:
        """The men who share it with him."""
        return [case for case, tick in self.others.items() if tick.isChecked()]

    def is_edited(self) -> bool:
        """True while something was typed or ticked that is not saved."""
        return self.form.is_edited() or self.why.is_edited() or bool(self.chosen_too())

    def values(self) -> dict[str, object]:
        """What was typed and ticked."""
        return {"form": self.form.values(), "why": self.why.values(), "with": self.chosen_too()}

    def restore(self, kept: Mapping[str, object]) -> None:
        """Show again what was typed and ticked."""
        for form, name in ((self.form, "form"), (self.why, "why")):
            typed = kept.get(name)
            for field, value in typed.items() if isinstance(typed, dict) else ():
                form.editor(field).fill(value)
        ticked = kept.get("with")
        for case in ticked if isinstance(ticked, list) else ():
            if case in self.others:
                self.others[case].setChecked(True)

    def booking(self) -> CatchUpBooked | None:
        """What is to be booked, or None after saying what is missing."""
        if self._row is None:
            return None
        row = self._row
        return self.form.draft_as(
            CatchUpBooked,
            case=row.case,
            sessions_covered=[row.session],
            starts_at=starts_at_of(self.form),
            **{"with": self.chosen_too()},
        )

    def cancelling(self) -> CatchUpCancelled | None:
        """What is cancelled and why."""
        return self.why.draft_as(CatchUpCancelled, session=self._row.booked) if self._row else None

    def leaving(self) -> CatchUpLeft | None:
        """Who does not come and why; the others do."""
        cancelled = self.cancelling()
        if cancelled is None or self._row is None:
            return None
        return CatchUpLeft(session=cancelled.session, case=self._row.case, reason=cancelled.reason)

    def refuse(self, problems: Mapping[str, str]) -> None:
        """Beside the fields; a time that is taken stands at the time."""
        names = {"starts_at": "at"}
        form = self.form if self.form.isVisibleTo(self) else self.why
        form.show_problems({names.get(name, name): text for name, text in problems.items()})

    def _fill(self, row: CatchUpLine) -> None:
        at = row.suggested_at
        self.form.fill(
            {
                "on": at.date().isoformat() if at else None,
                "at": clock(at) if at else None,
                "minutes": row.minutes,
                "place": row.place if row.place in self._rooms else None,
                "facilitator": None,
                "reason": None,
            }
        )

    @staticmethod
    def _booked_words(row: CatchUpLine, others: Sequence[CatchUpLine]) -> str:
        if row.booked_at is None:
            return ""
        at = _("booked for {day}, {time}").format(day=day(row.booked_at.date()), time=clock(row.booked_at))
        names = ", ".join(dict.fromkeys(one.name for one in others))
        return facts(at, _("with {names}").format(names=names) if names else "")

    def _show_others(self, others: Sequence[CatchUpLine]) -> None:
        for tick in self.others.values():
            self.together.box.removeWidget(tick)
            tick.hide()
            tick.deleteLater()
        self.others = {}
        for one in others:
            tick = TickBox(facts(one.name, one.reference, one.group_code))
            self.others[one.case] = tick
            self.together.box.addWidget(tick)
        tab_before(self.all, tuple(self.others.values()))
        said = ngettext("{count} more man owes the same", "{count} more men owe the same", len(others))
        self.too.setText(said.format(count=len(others)))
        for part in (self.too, self.together):
            part.setVisible(bool(others))
        self.all.setVisible(len(others) > 1)

    def _tick_all(self) -> None:
        is_on = len(self.chosen_too()) < len(self.others)
        for tick in self.others.values():
            tick.setChecked(is_on)
