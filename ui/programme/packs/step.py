"""Records something about a version, or moves it on: starts a pilot, holds its review, revises or retires it (6.4)."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import convert
from app.domain.pack_life import record_words
from app.programme.desk import ProgrammeDesk
from app.programme.packs.packs import PackAsked, PackRecorded, PackStateSet
from app.programme.packs.rows import AskedRow, PackPage
from ui.kit.choice import Option, SegmentedChoice
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Flow
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Context, Crumb, Screen

ONLY = "record"
OF_A_REVIEW = (
    "last_review",
    "review_date",
    "clinical_partner",
    "what_happened",
    "dropouts",
    "harms",
    "evidence_to_go_on",
)
SHORT = ("clinical_partner", "evaluation_partner", "new_version")
PREFIX = "recorded."


def field_of(key: str, label: str, *, required: bool) -> Field:
    """How one thing is asked for."""
    kind = Kind.DATE if key == "review_date" else Kind.TEXT if key in SHORT else Kind.LINES
    return Field(key, label, kind, required=required, lines=2)


class PackStepScreen(Screen[ProgrammeDesk]):
    """One step in the life of a version. The subject is its code and version."""

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Record or move on"))
        self._page: PackPage | None = None
        self.form: Form | None = None
        self.kind: SegmentedChoice | None = None
        self.card = Card()
        self._hint = words("", "small")
        self.card.add(self._hint)
        self._choice, self._room = QVBoxLayout(), QVBoxLayout()
        self.card.body.addLayout(self._room)
        self.body.addLayout(self._choice)
        self.body.addWidget(self.card)
        self.body.addStretch(1)
        self.save = self.primary(_("Save"), "Ctrl+S")
        self.save.clicked.connect(self._save)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        code, _gap, version = (subject or "").partition(" ")
        if not version:
            self.show_empty(_("Choose a programme first."))
            return
        self.read(partial(self.desk.packs.show, PackAsked(code=code, version=version)), self._show)

    def _show(self, page: PackPage) -> None:
        self._page = page
        self.show_content()
        self.set_title(
            _("Record or move on: {title}").format(title=page.title),
            facts(_("version {version}").format(version=page.version), page.state_words),
            (Crumb(_("Packs"), "packs"), Crumb(page.code, "pack", page.code), Crumb(_("Record"))),
        )
        options = [Option(ONLY, _("Record only"))]
        options += [Option(step.state, _("Becomes: {state}").format(state=step.words)) for step in page.steps]
        if self.kind is not None:
            self.kind.hide()
            self.kind.deleteLater()
        has_one_way = len(page.steps) == 1
        self.kind = SegmentedChoice(_("What happens"), options, page.steps[0].state if has_one_way else ONLY)
        self.kind.chosen.connect(lambda _kind: self._put_form())
        self._choice.addWidget(Flow(self.kind))
        self._put_form()

    def _put_form(self) -> None:
        page, kind = self._page, self.kind
        if page is None or kind is None:
            return
        if self.form is not None:
            self.form.hide()
            self._room.removeWidget(self.form)
            self.form.deleteLater()
        step = next((one for one in page.steps if one.state == kind.value()), None)
        labels = record_words()
        asked = step.asked if step else tuple(AskedRow(key=key, label=labels[key]) for key in OF_A_REVIEW)
        rows = [field_of(one.key, one.label, required=step is not None) for one in asked]
        spec = FormSpec(PackRecorded, rows, extra=frozenset(one.key for one in asked))
        self.form = Form(spec, _("What is recorded"))
        self._room.addWidget(self.form)
        self.form.fill({one.key: one.said for one in asked if one.said})
        self._hint.setText(
            _("All of this is recorded before the programme goes on. It stays with this version for good.")
            if step
            else _("Fill in what there is to say. The state stays as it is.")
        )

    def _save(self) -> None:
        page, form, kind = self._page, self.form, self.kind
        if page is None or form is None or kind is None:
            return
        said = {name: str(value) for name, value in form.values().items()}
        plain = {"code": page.code, "version": page.version, "recorded": said}
        if form.draft(**plain) is None:
            return
        if kind.value() == ONLY:
            self.change(partial(self.desk.packs.record, convert(plain, PackRecorded)), self._saved, self._refused)
            return
        draft = convert(plain | {"state": kind.value(), "seen": page.state}, PackStateSet)
        self.change(partial(self.desk.packs.set_state, draft), self._saved, self._refused)

    def _saved(self, page: PackPage) -> None:
        self.toast(_("Saved."))
        self._put_form()
        self.go("pack", f"{page.code} {page.version}")

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and self.form is not None:
            self.form.show_problems({name.removeprefix(PREFIX): text for name, text in error.problems.items()})
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        """True while something typed is not saved."""
        return self.form is not None and self.form.is_edited()

    def kept(self) -> dict[str, object]:
        """The step and what was typed."""
        if self.form is None or self.kind is None or not self.is_edited():
            return {}
        return {"kind": self.kind.value(), **self.form.values()}

    def restore(self, kept: dict[str, object]) -> None:
        """Show again what a lock kept."""
        if self.kind is None:
            return
        self.kind.set_value(str(kept.get("kind", ONLY)))
        self._put_form()
        if self.form is not None:
            for name, value in kept.items():
                if name != "kind":
                    self.form.editor(name).fill(value)

    def first_focus(self) -> QWidget | None:
        """The choice of what happens."""
        return self.kind

    def panes(self) -> list[QWidget]:
        """The choice, then the form."""
        return [self.kind or self.card, self.card]
