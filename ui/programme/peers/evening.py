"""Is the page of one evening: themes of the group, what helped, and who took which part (F13)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import SessionId, convert
from app.domain.peer import Chime, chime_words
from app.programme.desk import ProgrammeDesk
from app.programme.peers.evenings import EveningAsked, EveningGiven, EveningRow, ThemesSpoken
from ui.kit.choice import Option
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Column as Below
from ui.kit.layouts import SideBySide
from ui.kit.widgets import Card, words
from ui.shell.screen import Context, Crumb, FormScreen

PART = "part_"


def themes_form() -> FormSpec:
    """What was spoken of, one theme a line, and the tags."""
    tags = tuple(Option(one.value, chime_words(one)) for one in Chime)
    return FormSpec(
        ThemesSpoken,
        (
            Field("spoken", _("Spoken of"), Kind.LINES, lines=6, help=_("One theme a line, and no names.")),
            Field("tags", _("What helped"), Kind.TICKS, choices=tags),
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


class EveningScreen(FormScreen[ProgrammeDesk]):
    """Themes at the left, parts of the evening at the right; Ctrl+S saves both."""

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
        self.body.addWidget(SideBySide(Below(self.themes), Below(self.parts), shares=(3, 2)), 1)
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

    def _put_roles(self, shown: EveningRow) -> None:
        if self.roles is not None:
            self.parts.body.removeWidget(self.roles)
            self.roles.hide()
            self.roles.deleteLater()
        self.roles = Form(roles_form(shown), _("Who took which part"), has_keys=False)
        self.parts.add(self.roles)
        self.roles.fill({f"{PART}{at}": role.key or None for at, role in enumerate(shown.roles)})
        self.roles.fill({"stopped_reason": shown.stopped_reason or None})

    def _save(self) -> None:
        shown = self._shown
        if shown is None:
            return
        values = self.form.values()
        themes = [line.strip() for line in str(values.get("spoken") or "").splitlines() if line.strip()]
        given = {"session": shown.session, "themes": themes, "tags": values.get("tags") or []}
        try:
            draft = convert(given, ThemesSpoken)
        except InvalidInput as refused:
            self._refused(refused)
            return
        self.change(partial(self._both, draft, self._roles(shown)), self._saved, self._refused)

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

    def _both(self, themes: ThemesSpoken, roles: EveningGiven | None) -> EveningRow:
        saved = self.desk.evenings.themes(themes)
        return saved if roles is None else self.desk.evenings.record(roles)

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
        return self.form.is_edited() or (self.roles is not None and self.roles.is_edited())

    def first_focus(self) -> QWidget:
        return self.form.editor("spoken")

    def panes(self) -> list[QWidget]:
        return [self.themes, self.parts]
