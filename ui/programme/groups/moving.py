"""Is the part beside a plan that moves a session, says it was not held, or names who stands in (P11, F4, SCH-27)."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal

from app.core.errors import InvalidInput, Stale
from app.core.language import _, ngettext
from app.core.shapes import SessionId, convert, to_builtins
from app.programme.desk import ProgrammeDesk
from app.programme.group_list import PlaceChoice
from app.programme.group_rows import FacilitatorRow
from app.programme.owed import SessionNotHeld
from app.programme.planned import SessionRow
from app.programme.planning.cover import CoverWanted, FreeRow, SessionCovered
from app.programme.sessions import MoveSaved, MoveShown, MoveTried
from ui.kit.buttons import KeyButton
from ui.kit.choice import Option
from ui.kit.dates import clock, full_day, short_day
from ui.kit.dialogs import BeforeAfter, Change
from ui.kit.editors import ChoiceEditor
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Section
from ui.kit.layouts import Flow
from ui.kit.widgets import Card, words
from ui.programme.asking import starts_at_of
from ui.shell.screen import Screen

ONLY, LATER = "only", "later"
FIELDS = {"starts_at": "on", "instead_of": "away"}


def move_form() -> FormSpec:
    """Where the session goes, whether the later ones follow, another room, and who stands in (SCH-20, SCH-27)."""
    scope = (Option(ONLY, _("Only this one")), Option(LATER, _("This and later")))
    return FormSpec(
        MoveTried,
        (
            Field("on", _("New day"), Kind.DATE, required=True),
            Field("at", _("Starts at"), Kind.TIME, required=True),
            Field("scope", _("Which sessions"), Kind.SEGMENTS, required=True, choices=scope),
            Field("place", _("Another room"), Kind.CHOICE, hint=_("The same room")),
            Field("reason", _("Why")),
            Section(_("Who stands in")),
            Field("cover", _("Cover"), Kind.CHOICE, hint=_("Nobody")),
            Field("away", _("Instead of"), Kind.CHOICE, hint=_("Beside the group's own people")),
        ),
        extra=frozenset({"on", "at", "scope", "away"}),
    )


class SessionCard(Card):
    """What can be done with the session that is chosen in the plan: move it, name cover, say that it was not held."""

    closed = Signal()

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        super().__init__()
        self._screen = screen
        self._row: SessionRow | None = None
        self.title = words("", "h2")
        self.form = Form(move_form(), _("Move this session"))
        self.see = KeyButton(_("See what moves"))
        self.cover = KeyButton(_("Save cover only"), small=True)
        self.not_held = KeyButton(_("It was not held"), small=True)
        self.close_it = KeyButton(_("Leave as it is"), "Esc", small=True)
        for part in (self.title, self.form, Flow(self.see, self.cover, self.not_held, self.close_it)):
            self.add(part)
        self.see.clicked.connect(lambda: self._preview(""))
        self.cover.clicked.connect(self._save_cover)
        self.not_held.clicked.connect(self._say_not_held)
        self.close_it.clicked.connect(self.closed)
        self.body.addStretch(1)

    def offer_places(self, places: Sequence[PlaceChoice]) -> None:
        """The rooms of this office."""
        self._choice("place").offer([Option(one.code, one.name) for one in places])

    def show_session(self, row: SessionRow, own: Sequence[FacilitatorRow], *, is_begun: bool, offer: str = "") -> None:
        """Show a session of the plan; one that has begun can be noted as not held. `offer`: where it could go."""
        self._row = row
        on = full_day(row.starts_at.date()) if row.starts_at else ""
        self.title.setText(_("Move {session}").format(session=row.title))
        self.setAccessibleName(_("{session}, {day}").format(session=row.title, day=on))
        at = clock(row.starts_at) if row.starts_at else None
        day, _t, hour = offer.partition("T")
        filled = {"on": day or None, "at": hour or at, "scope": LATER if day else None}
        self._choice("away").offer([Option(one.user, one.label) for one in own])
        self.form.fill({**filled, "place": None, "reason": None, "cover": None, "away": None})
        self.form.show_problems({})
        self.not_held.setVisible(is_begun and row.status == "planned" and not row.has_register)
        if row.session is not None:
            wanted = CoverWanted(session=SessionId(row.session))
            self._screen.read(partial(self._screen.desk.covers.free, wanted), self._offer_cover, "cover")

    def ask_cover(self) -> None:
        """Put the keyboard where cover is named."""
        self.form.editor("cover").setFocus()

    def is_edited(self) -> bool:
        """True while something about the session is typed and not saved."""
        return self._row is not None and self.form.is_edited()

    def kept(self) -> dict[str, object]:
        """Which session it is, and what was typed about it."""
        return {"session": str(self._row.session) if self._row else "", "values": self.form.values()}

    def restore(self, values: Mapping[str, object]) -> None:
        """Show again what was typed about the session that is shown; it counts as typed."""
        for name, value in values.items():
            self.form.editor(name).fill(value)

    def forget(self) -> None:
        """Nothing is typed about any session now."""
        self._row = None

    def _choice(self, name: str) -> ChoiceEditor:
        editor = self.form.editor(name)
        if not isinstance(editor, ChoiceEditor):
            raise TypeError(name)
        return editor

    def _offer_cover(self, rows: tuple[FreeRow, ...]) -> None:
        busy = _("{name} (not free)")
        names = [Option(row.user, busy.format(name=row.label) if row.against else row.label) for row in rows]
        self._choice("cover").offer(names)

    def _draft(self) -> MoveTried | None:
        values = self.form.values()
        session = self._row.session if self._row else ""
        cover = (values["cover"],) if values.get("cover") else ()
        later = values.get("scope") == LATER
        return self.form.draft_as(
            MoveTried, session=session, starts_at=starts_at_of(self.form), later_too=later, cover=cover
        )

    def _preview(self, note: str) -> None:
        draft = self._draft()
        if draft is not None:
            act = partial(self._screen.desk.sessions.preview_move, draft)
            self._screen.change(act, partial(self._show_changes, draft, note), self._refused)

    def _show_changes(self, draft: MoveTried, note: str, shown: MoveShown) -> None:
        act = ngettext("Move this session", "Move these {count} sessions", shown.changed).format(count=shown.changed)
        card = BeforeAfter(
            self._screen, _("What this moves"), changes(shown.before, shown.after), act, [*_lines(note), *notes(shown)]
        )
        card.accepted.connect(partial(self._move, draft, shown.preview))
        card.open()

    def _move(self, draft: MoveTried, preview: str) -> None:
        saved = convert({**to_builtins(draft), "preview": preview}, MoveSaved)
        done = partial(self._saved, _("Moved. Booked 1-2-1s and catch-ups stay where they are."))
        self._screen.change(partial(self._screen.desk.sessions.move, saved), done, self._not_moved)

    def _not_moved(self, error: Exception) -> None:
        """When somebody was first, the change is seen again as it would be now (P11, SCH-18)."""
        if isinstance(error, Stale):
            self._preview(str(error))
        else:
            self._refused(error)

    def _saved(self, said: str, _row: object) -> None:
        self.closed.emit()
        self._screen.toast(said)
        self._screen.refresh()

    def _save_cover(self) -> None:
        if self._row is None or self._row.session is None:
            return
        values = self.form.values()
        given = {"cover": [values["cover"]] if values.get("cover") else [], "reason": values.get("reason")}
        away = {"instead_of": [values["away"]] if values.get("away") else []}
        draft = convert({"session": self._row.session, **given, **away}, SessionCovered)
        said = _("Cover is named.") if draft.cover else _("The group's own people run it.")
        self._run(partial(self._screen.desk.covers.set_cover, draft), said)

    def _say_not_held(self) -> None:
        reason = str(self.form.values().get("reason", "")).strip()
        if not reason:
            self.form.show_problems({"reason": _("Write why it was not held.")})
        elif self._row is not None and self._row.session is not None:
            draft = SessionNotHeld(session=SessionId(self._row.session), reason=reason)
            said = _("Noted as not held. Nobody is marked for it.")
            self._run(partial(self._screen.desk.owed.not_held, draft), said)

    def _run(self, act: Callable[[], object], said: str) -> None:
        self._screen.change(act, partial(self._saved, said), self._refused)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.form.show_problems({FIELDS.get(name, name): text for name, text in error.problems.items()})
        else:
            self._screen.show_problem(error)


def changes(before: Sequence[SessionRow], after: Sequence[SessionRow]) -> list[Change]:
    """Each session that changes, before and after, with the reason."""
    return [
        Change(f"{at}", new.title, _when(old), _when(new), "; ".join(one.words for one in new.moved_because))
        for at, (old, new) in enumerate(zip(before, after, strict=False))
    ]


def notes(shown: MoveShown) -> list[str]:
    """What to see before it is saved: warnings, letters, people, rooms, orders that are too short (F4)."""
    told: Mapping[str, tuple[str, ...]] = {
        _("People: {names}"): shown.people,
        _("Rooms: {names}"): shown.rooms,
    }
    return [
        *shown.warnings,
        *shown.orders,
        *(line.format(names=", ".join(names)) for line, names in told.items() if names),
        *shown.letters,
    ]


def _lines(note: str) -> list[str]:
    return [note] if note else []


def _when(row: SessionRow) -> str:
    return f"{short_day(row.starts_at.date())}, {clock(row.starts_at)}" if row.starts_at else _("various times")
