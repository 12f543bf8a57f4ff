"""Links her record to one more case of his, or ends a link with a reason; several of each are usual (PRT-1)."""

from collections.abc import Callable, Sequence
from typing import Annotated

from PySide6.QtCore import Signal

from app.bridge.his_cases import HisCase, HisLine
from app.core.language import _
from app.core.shapes import Draft, Meta
from app.partner.partners import LinkRecord
from app.partner.spoken import relation_words
from ui.kit.buttons import KeyButton
from ui.kit.choice import Option
from ui.kit.editors import keep_private
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.widgets import Card, facts, words
from ui.partner.partners.columns import link_form

Cases = tuple[tuple[LinkRecord, HisCase | None], ...]


class LinkEnded(Draft):
    """Which link holds no more, and why."""

    link: str
    reason: Annotated[str, Meta(min_length=3, max_length=500)]


class LinksCard(Card):
    """Two short forms that are made anew when his cases or her links change, unless something is typed."""

    linked = Signal(object)
    ended = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("Link to another case"))
        self._known: object = None
        self._kept: dict[str, object] = {}
        self.form: Form | None = None
        self.end_form: Form | None = None
        self.link, self.end = KeyButton(_("Link this case"), small=True), KeyButton(_("End this link"), small=True)
        self.ending = words(_("End a link"), "strong")
        self.link.clicked.connect(lambda _on: self._give(self.form, self.linked.emit))
        self.end.clicked.connect(lambda _on: self._give(self.end_form, self.ended.emit))

    def show_links(self, every: Sequence[HisLine], cases: Cases) -> None:
        """Offer every case to link to, and every link that still holds to be ended."""
        holding = [(link, case) for link, case in cases if link.until is None]
        known = (tuple(every), tuple((link.id, link.relation) for link, _case in holding))
        if self.is_edited() or (self.form is not None and known == self._known):
            return
        self._known = known
        for old in (self.form, self.end_form):
            if old is not None:
                old.hide()
                old.deleteLater()
        self.form = Form(link_form(tuple(every)), name=_("Link to another case"))
        choices = [
            Option(link.id, facts(case.reference if case else _("Case gone"), relation_words(link.relation)))
            for link, case in holding
        ]
        self.end_form = Form(end_form(choices), name=_("End a link"), has_keys=False)
        for part in (self.form, self.link, self.ending, self.end_form, self.end):
            self.add(part)
        for form in (self.form, self.end_form):
            keep_private(form)
        for part in (self.ending, self.end_form, self.end):
            part.setVisible(bool(choices))
        self.restore(self._kept)

    def _give(self, form: Form | None, give: Callable[[object], None]) -> None:
        draft = form.draft() if form is not None else None
        if draft is not None:
            give(draft)

    def show_problems(self, problems: dict[str, str], *, is_ending: bool) -> None:
        """Words beside the fields of the form that was refused."""
        form = self.end_form if is_ending else self.form
        if form is not None:
            form.show_problems(problems)

    def clear(self) -> None:
        """Empty both forms."""
        for form in (self.form, self.end_form):
            if form is not None:
                form.clear()

    def is_edited(self) -> bool:
        """True while something typed is not saved."""
        return any(form is not None and form.is_edited() for form in (self.form, self.end_form))

    def kept(self) -> dict[str, object]:
        """What was typed into both."""
        if not self.is_edited() or self.form is None or self.end_form is None:
            return {}
        return {**self.form.values(), **{f"end.{name}": value for name, value in self.end_form.values().items()}}

    def restore(self, kept: dict[str, object]) -> None:
        """Show again what was typed; it waits until the forms are made."""
        self._kept = {} if self.form is not None else dict(kept)
        for name, value in kept.items():
            form = self.end_form if name.startswith("end.") else self.form
            if form is not None:
                form.editor(name.removeprefix("end.")).fill(value)


def end_form(choices: Sequence[Option]) -> FormSpec:
    """Which link, and why it holds no more; what was before stays."""
    return FormSpec(
        LinkEnded,
        (
            Field("link", _("Lin&k"), Kind.CHOICE, required=True, choices=choices),
            Field("reason", _("Wh&y it ends"), required=True),
        ),
    )
