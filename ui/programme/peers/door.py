"""Takes a new man in at the door of a peer group in half a minute: eight keys besides names (F13, PEER-1 to 4)."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import GroupId, convert
from app.programme.desk import ProgrammeDesk
from app.programme.peers.groups import DoorQuestion, PeerGroupAsked, PeerGroupPage
from app.programme.peers.welcome import PeerWelcomed, Welcomed
from ui.kit.choice import Option
from ui.kit.dates import day
from ui.kit.editors import SegmentsEditor
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Column as Below
from ui.kit.layouts import SideBySide
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, words
from ui.shell.screen import Context, Crumb, FormScreen

ASKED = "asked_"


def heard() -> tuple[Option, ...]:
    """How he heard of us, one key each."""
    return (
        Option("friend", _("Friend"), _("F friend")[0]),
        Option("member", _("Member"), _("M member")[0]),
        Option("service", _("Service"), _("S service")[0]),
        Option("internet", _("Internet"), _("I internet")[0]),
        Option("other", _("Other"), _("O other")[0]),
    )


def door_form(questions: tuple[DoorQuestion, ...]) -> FormSpec:
    """What is asked at the door: the programme's own questions between how he heard and the agreements."""
    answers = (
        Option("no", _("No"), _("N"), Tone.PLAIN),
        Option("yes", _("Yes"), _("Y"), Tone.PLAIN),
    )
    return FormSpec(
        PeerWelcomed,
        (
            Field("first_name", _("First name"), required=True),
            Field("heard_from", _("How he heard of us"), Kind.SEGMENTS, choices=heard()),
            *(Field(f"{ASKED}{one.key}", one.words, Kind.SEGMENTS, choices=answers) for one in questions),
            Field(
                "agreements_signed",
                _("Agreements"),
                Kind.TICK,
                required=True,
                hint=_("Told beforehand, and signed by him"),
            ),
            Field("messaging_explained", _("Messaging"), Kind.TICK, hint=_("The risks of a messaging group explained")),
        ),
        extra=frozenset(f"{ASKED}{one.key}" for one in questions),
    )


class WelcomeScreen(FormScreen[ProgrammeDesk]):
    """A new man: a single key answers and moves on, Enter takes him in."""

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("New man"))
        self._questions: tuple[DoorQuestion, ...] = ()
        self._made_for = ""
        self.sheet = Card()
        self.form = Form(door_form(()), _("New man"))
        self.sheet.add(self.form)
        self.rules = Card(_("The agreements"))
        self.next = words("", "strong")
        self.told = words("", "body")
        self.version = words("", "small")
        for part in (self.told, self.version, self.next):
            self.rules.add(part)
        later = words(_("Consent, partner details and safety clearance follow before he starts."), "small")
        self.rules.add(later)
        self.body.addWidget(SideBySide(Below(self.sheet), Below(self.rules), shares=(3, 2), stacks_under=1000), 1)
        self.save = self.primary(_("Welcome him"), "Ctrl+S")
        self.save.clicked.connect(self._save)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        asked = PeerGroupAsked(group=GroupId(subject or ""))
        self.read(partial(self.desk.peer_groups.show, asked), self._show)

    def _show(self, page: PeerGroupPage) -> None:
        self.show_content()
        crumbs = (Crumb(page.about.code, "my_group", page.about.group), Crumb(_("New man")))
        self.set_title(_("New man"), page.about.code, crumbs)
        self.told.setText("\n".join(page.agreements))
        self.version.setText(_("Version {version}").format(version=page.agreements_version))
        meeting = day(page.about.next_at.date()) if page.about.next_at else _("none planned")
        self.next.setText(_("Next meeting: {day}").format(day=meeting))
        if page.questions != self._questions or self._made_for != self.subject:
            self._questions, self._made_for = page.questions, str(self.subject)
            self._put_form()
        self.form.editor("first_name").setFocus()

    def _put_form(self) -> None:
        old, self.form = self.form, Form(door_form(self._questions), _("New man"))
        self.sheet.body.removeWidget(old)
        old.hide()
        old.deleteLater()
        self.sheet.add(self.form)
        self.form.show()
        for name in ("heard_from", *(f"{ASKED}{one.key}" for one in self._questions)):
            editor = self.form.editor(name)
            if isinstance(editor, SegmentsEditor):
                editor.choice.stepped.connect(lambda by: self.focusNextPrevChild(by > 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes him in, wherever the keyboard is in the form."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and event.modifiers() in {
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        }:
            self._save()
            return
        super().keyPressEvent(event)

    def _save(self) -> None:
        values = self.form.values()
        answers = {one.key: values[f"{ASKED}{one.key}"] for one in self._questions if values.get(f"{ASKED}{one.key}")}
        draft = self.form.draft_as(PeerWelcomed, group=self.subject or "", answers=answers)
        if draft is None:
            return
        said = next((one.words for one in heard() if one.value == draft.heard_from), draft.heard_from)
        named = convert(
            {
                "group": draft.group,
                "first_name": draft.first_name,
                "answers": answers,
                "agreements_signed": draft.agreements_signed,
                "messaging_explained": draft.messaging_explained,
                "heard_from": said,
            },
            PeerWelcomed,
        )
        self.change(partial(self.desk.welcomes.welcome, named), self._welcomed, self._refused)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            problems = {name.replace("answers.", ASKED): text for name, text in error.problems.items()}
            self.form.show_problems(problems)
        else:
            self.show_problem(error)

    def _welcomed(self, saved: Welcomed) -> None:
        self.form.clear()
        self.toast(_("He is in. First meeting by {day}.").format(day=day(saved.entry_due)))
        self.go("my_group", self.subject)

    def first_focus(self) -> QWidget:
        return self.form.editor("first_name")

    def panes(self) -> list[QWidget]:
        return [self.sheet, self.rules]
