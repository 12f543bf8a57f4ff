"""Takes a man out of his group: where he goes and why, and everything it does before it is done (CASE-4 to 6)."""

from functools import partial

from PySide6.QtCore import Signal

from app.core.errors import InvalidInput, Stale
from app.core.language import _, ngettext
from app.core.shapes import CaseId, replaced
from app.domain.moves import CaseState
from app.programme.case_moves import CaseMoved
from app.programme.desk import ProgrammeDesk
from app.programme.moves.changes import MoveLooked
from app.programme.moves.preview import MovePreview
from app.programme.placing import CaseLeaves
from ui.kit.bands import Banner, announce
from ui.kit.buttons import KeyButton
from ui.kit.choice import Option
from ui.kit.editors import ChoiceEditor
from ui.kit.effects import EffectsCard
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Flow
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, words
from ui.programme.asking import show_move, with_second
from ui.shell.screen import Screen


def leave_form() -> FormSpec:
    """The new state, and what the table of moves asks beside it (CASE-6, CASE-7)."""
    kept = _("It stays in his history. Nothing that came in confidence from somebody else.")
    return FormSpec(
        CaseLeaves,
        (
            Field("to", _("Where he goes"), Kind.CHOICE, required=True),
            Field("reason_code", _("Reason"), Kind.CHOICE),
            Field("review_on", _("Look again on"), Kind.DATE),
            Field("note", _("In one sentence"), help=kept),
        ),
    )


class LeaveCard(Card):
    """One man who leaves: nothing is done before what it does was read; what was typed outlives a refusal."""

    left = Signal()
    closed = Signal()

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        super().__init__(_("He leaves the group"))
        self._screen = screen
        self._case, self._group, self._to = "", "", ""
        self._seen: MovePreview | None = None
        self.who = words("", "strong")
        self.stale = Banner("", "", Tone.WARN)
        self.form = Form(leave_form(), _("He leaves the group"), has_keys=False)
        self.effects = EffectsCard()
        self.act = KeyButton(_("Take him out"), "Ctrl+Enter")
        self.stay = KeyButton(_("Leave as it is"), "Esc", small=True)
        for part in (self.who, self.stale, self.form, self.effects, Flow(self.act, self.stay)):
            self.add(part)
        self.body.addStretch(1)
        self.stale.hide()
        self._wire()

    def _wire(self) -> None:
        self.form.edited.connect(self._follow)
        self.act.clicked.connect(self._save)
        self.stay.clicked.connect(self._close)

    def ask(self, case: str, group: str, name: str) -> None:
        """Ask where one man goes; another man begins with an empty form."""
        if case != self._case:
            self._forget()
        self._case, self._group = case, group
        self.who.setText(name)
        self._look()
        self.form.editor("to").setFocus()

    def is_edited(self) -> bool:
        """True while something chosen or typed is not saved."""
        return self.form.is_edited()

    def kept(self) -> dict[str, object]:
        """Who leaves, and what was typed about it."""
        return {**self.form.values(), "case": self._case, "name": self.who.text()}

    def restore(self, kept: dict[str, object], group: str) -> None:
        """Show again what a lock kept."""
        self.ask(str(kept["case"]), group, str(kept["name"]))
        self.form.fill(kept)

    def _forget(self) -> None:
        self._seen, self._to = None, ""
        self.stale.hide()
        self.effects.forget()
        self.form.clear()
        self._ask_what_is_needed()

    def _close(self) -> None:
        self._case = ""
        self._forget()
        self.closed.emit()

    def _follow(self) -> None:
        """Another state was chosen: look at what that would do."""
        chosen = str(self.form.values().get("to") or "")
        if chosen != self._to and self._case:
            self._to = chosen
            self._look()

    def _look(self) -> None:
        asked = MoveLooked(case=CaseId(self._case), way="leave", to=CaseState(self._to) if self._to else None)
        act = partial(self._screen.desk.case_changes.preview_move, asked)
        self._screen.read(act, partial(self._show, self._case, self._to), "leave")

    def _show(self, case: str, to: str, seen: MovePreview) -> None:
        if (case, to) != (self._case, self._to):
            return
        self._seen = seen
        self._choice("to").offer([Option(one.to, one.words) for one in seen.targets])
        self._choice("reason_code").offer([Option(one.code, one.words) for one in seen.needs.reasons])
        self._ask_what_is_needed()
        if to:
            show_move(self.effects, seen)
        else:
            self.effects.forget()

    def _choice(self, name: str) -> ChoiceEditor:
        editor = self.form.editor(name)
        if not isinstance(editor, ChoiceEditor):
            raise TypeError(name)
        return editor

    def _ask_what_is_needed(self) -> None:
        needs = self._seen.needs if self._seen is not None and self._to else None
        self.form.ask("reason_code", bool(needs and needs.reason))
        self.form.ask("review_on", bool(needs and needs.review_on))

    def _save(self) -> None:
        given = {"case": self._case, "group": self._group, "seen": self._seen.seen if self._seen else None}
        draft = self.form.draft_as(CaseLeaves, **given)
        if draft is None or self._seen is None:
            return
        if self._seen.needs.second:
            words_of = next((one.words for one in self._seen.targets if one.to == draft.to), "")
            what = _("Leaves the group: “{state}”").format(state=words_of)
            with_second(self._screen, what, partial(self._leave_with, draft), self._done)
        else:
            self._screen.change(partial(self._screen.desk.placings.leave, draft), self._done, self._refused)

    def _leave_with(self, draft: CaseLeaves, second: str) -> CaseMoved:
        return self._screen.desk.placings.leave(replaced(draft, second=second))

    def _done(self, moved: CaseMoved) -> None:
        count = moved.dropped_sessions
        said = ngettext(
            "He has left {group}. {count} session ahead is dropped.",
            "He has left {group}. {count} sessions ahead are dropped.",
            count,
        )
        self._screen.toast(said.format(group=moved.left_group or "", count=count))
        self._case = ""
        self._forget()
        self.left.emit()

    def _refused(self, error: Exception) -> None:
        """Beside the field, or with what it does as the case stands now; what was typed stays (CASE-2)."""
        if isinstance(error, InvalidInput):
            self.form.show_problems(error.problems)
        elif isinstance(error, Stale):
            self.stale.say(_("Someone else saved first."), str(error), Tone.WARN)
            self.stale.show()
            announce(self, str(error))
            self._look()
        else:
            self._screen.show_problem(error)
