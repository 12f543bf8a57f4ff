"""Is the page of one evening: themes of the group, what helped whom, and who took which part (F13)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import SessionId, convert
from app.domain.peer import Chime, chime_words
from app.programme.desk import ProgrammeDesk
from app.programme.peers.evenings import EveningAsked, EveningGiven, EveningRow, NoteTagged, ThemesSpoken
from ui.kit.choice import Option
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Column as Below
from ui.kit.layouts import SideBySide
from ui.kit.sharing import Veil
from ui.kit.widgets import Card, words
from ui.shell.screen import Context, Crumb, FormScreen

PART, NOTE = "part_", "note_"


def tags() -> tuple[Option, ...]:
    """What helps a man on (domain.md 13.6)."""
    return tuple(Option(one.value, chime_words(one)) for one in Chime)


def themes_form() -> FormSpec:
    """What was spoken of, one theme a line, and the tags."""
    return FormSpec(
        ThemesSpoken,
        (
            Field("spoken", _("Spoken of"), Kind.LINES, lines=6, help=_("One theme a line, and no names.")),
            Field("tags", _("What helped"), Kind.TICKS, choices=tags()),
        ),
        extra=frozenset({"spoken"}),
    )


def roles_form(shown: EveningRow) -> FormSpec:
    """Who took which part of the evening."""
    people = tuple(Option(one.key, one.name) for one in shown.people)
    return FormSpec(
        EveningGiven,
        (
            *(Field(f"{PART}{at}", role.words, Kind.CHOICE, choices=people) for at, role in enumerate(shown.roles)),
            Field("stopped_reason", _("Stopped by the guard: why"), Kind.LINES, lines=2),
        ),
        extra=frozenset(f"{PART}{at}" for at in range(len(shown.roles))),
    )


def notes_form(shown: EveningRow) -> FormSpec:
    """What helped in the note of each man."""
    names = [f"{NOTE}{at}" for at in range(len(shown.notes))]
    fields = [Field(name, one.name, Kind.TICKS, choices=tags()) for name, one in zip(names, shown.notes, strict=True)]
    return FormSpec(NoteTagged, fields, extra=frozenset(names))


class EveningScreen(FormScreen[ProgrammeDesk]):
    """Themes and notes at the left, parts of the evening at the right; Ctrl+S saves all of them."""

    cares_for = frozenset({"evening"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("The evening"))
        self._shown: EveningRow | None = None
        self.form = Form(themes_form(), _("Themes of the evening"))
        self.themes = Card(_("Themes of the evening"))
        self.themes.add(self.form)
        self.parts = Card(_("Who took which part"))
        self.parts.add(words(_("The process guard watches time and tension and may stop the meeting."), "small"))
        self.roles: Form | None = None
        self.notes: Form | None = None
        self.men = Card(_("What helped each man"))
        self.men.add(words(_("Tags on the notes of this evening. Notes are written from the register."), "small"))
        self.body.addWidget(SideBySide(Below(self.themes, Veil(self.men)), Below(self.parts), shares=(3, 2)), 1)
        self.save = self.primary(_("Save evening"), "Ctrl+S")
        self.save.clicked.connect(self._save)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        asked = EveningAsked(session=SessionId(subject or ""))
        self.read(partial(self.desk.evenings.show, asked), self._show)

    def _show(self, shown: EveningRow) -> None:
        self._shown = shown
        self.show_content()
        up = "my_groups" if self.ctx.person.role == "peer_worker" else "groups"
        words_of = _("My groups") if up == "my_groups" else _("Groups")
        self.set_title(_("The evening"), "", (Crumb(words_of, up), Crumb(_("The evening"))))
        self.form.fill({"spoken": "\n".join(shown.themes), "tags": list(shown.tags)})
        self.parts.setVisible(bool(shown.roles))
        self._put_roles(shown)
        self._put_notes(shown)

    def _put_notes(self, shown: EveningRow) -> None:
        self.men.setVisible(bool(shown.notes))
        self.notes = self._replaced(self.men, self.notes, Form(notes_form(shown), self.men.accessibleName(), False))
        self.notes.fill({f"{NOTE}{at}": list(one.tags) for at, one in enumerate(shown.notes)})

    def _put_roles(self, shown: EveningRow) -> None:
        form = Form(roles_form(shown), _("Who took which part"), has_keys=False)
        self.roles = self._replaced(self.parts, self.roles, form)
        self.roles.fill({f"{PART}{at}": role.key or None for at, role in enumerate(shown.roles)})
        self.roles.fill({"stopped_reason": shown.stopped_reason or None})

    @staticmethod
    def _replaced(card: Card, old: Form | None, new: Form) -> Form:
        if old is not None:
            card.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        card.add(new)
        return new

    def _save(self) -> None:
        shown = self._shown
        if shown is None:
            return
        try:
            act = partial(self._all, shown.session, self._themes(shown), self._roles(shown), self._tagged(shown))
        except InvalidInput as refused:
            self._refused(refused)
            return
        self.change(act, self._saved, self._refused)

    def _themes(self, shown: EveningRow) -> ThemesSpoken | None:
        """What is written at the left; nothing when it is as it was. Raises InvalidInput."""
        if not self.form.is_edited():
            return None
        values = self.form.values()
        themes = [line.strip() for line in str(values.get("spoken") or "").splitlines() if line.strip()]
        given = {"session": shown.session, "themes": themes, "tags": values.get("tags") or []}
        return convert(given, ThemesSpoken)

    def _tagged(self, shown: EveningRow) -> list[NoteTagged]:
        """The notes whose tags differ from what stands."""
        values = self.notes.values() if self.notes is not None else {}
        found = []
        for at, one in enumerate(shown.notes):
            ticked = values.get(f"{NOTE}{at}") or []
            if ticked != list(one.tags):
                found.append(convert({"session": shown.session, "case": one.case, "tags": ticked}, NoteTagged))
        return found

    def _roles(self, shown: EveningRow) -> EveningGiven | None:
        """What is chosen at the right; nothing when it is as it was."""
        if self.roles is None or not self.roles.is_edited():
            return None
        values, staff = self.roles.values(), {one.key for one in shown.people if one.is_staff}
        roles = []
        for at, role in enumerate(shown.roles):
            key = values.get(f"{PART}{at}")
            if key:
                roles.append({"part": role.part, "user" if key in staff else "case": str(key)})
        given = {"session": shown.session, "roles": roles, "stopped_reason": values.get("stopped_reason")}
        return convert(given, EveningGiven)

    def _all(
        self, session: SessionId, themes: ThemesSpoken | None, roles: EveningGiven | None, tagged: list[NoteTagged]
    ) -> EveningRow:
        for one in tagged:
            self.desk.evenings.tag(one)
        if themes is not None:
            self.desk.evenings.themes(themes)
        if roles is not None:
            self.desk.evenings.record(roles)
        return self.desk.evenings.show(EveningAsked(session=session))

    def _saved(self, shown: EveningRow) -> None:
        self.toast(_("Saved."))
        self._show(shown)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and "roles" in error.problems and self.roles is not None:
            self.roles.show_problems({"stopped_reason": error.problems["roles"]})
        elif isinstance(error, InvalidInput):
            self.form.show_problems({"spoken": " ".join(dict.fromkeys(error.problems.values()))})
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        return any(form.is_edited() for form in self._forms())

    def kept(self) -> dict[str, object]:
        """What was typed in any of the three forms."""
        if not self.is_edited():
            return {}
        return {name: value for form in self._forms() for name, value in form.values().items()}

    def restore(self, kept: dict[str, object]) -> None:
        """Show again what was typed, each word in its form."""
        for form in self._forms():
            for field in form.spec.fields:
                if field.name in kept:
                    form.editor(field.name).fill(kept[field.name])

    def _forms(self) -> list[Form]:
        return [form for form in (self.form, self.roles, self.notes) if form is not None]

    def first_focus(self) -> QWidget:
        return self.form.editor("spoken")

    def panes(self) -> list[QWidget]:
        return [self.themes, self.men, self.parts]
