"""The criteria of a screening as rows that are answered with one key each, and what an answer stands on."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.core.shapes import convert
from app.domain import labels
from app.programme.screening import AnswerGiven
from app.programme.screening_rows import CriterionRow, ScreeningPage
from ui.kit import theme
from ui.kit.choice import SegmentedChoice
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Values, options, outcomes
from ui.kit.layouts import horizontal, vertical
from ui.kit.tokens import SPACE_3, Tone
from ui.kit.widgets import Card, Chip, Icon, KeyLegend, facts, line, words

TONES = {"met": Tone.OK, "not_met": Tone.STOP, "unknown": Tone.INFO}
NAMED_AT_MOST = 2
OPPOSITE = {"yes": "no", "no": "yes"}


def basis_form() -> FormSpec:
    """What one answer stands on: its words, its day where the rule asks for one, and who says so (SCR-10)."""
    return FormSpec(
        AnswerGiven,
        (
            Field("note", _("What it stands on"), hint=_("In his words, or the paper and its date")),
            Field("on", _("On which day"), Kind.PARTIAL_DATE),
            Field("source", _("Who says so"), Kind.CHOICE, choices=options(labels.evidence_sources())),
        ),
    )


class FocusedChoice(SegmentedChoice):
    """Says when the keyboard comes, so that the page can show what this answer stands on."""

    focused = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()


class CriterionLine(QWidget):
    """One criterion: number, words, reason with source, and the answer; a recorded fact shows as a chip."""

    def __init__(self, number: int, row: CriterionRow) -> None:
        super().__init__()
        self.row = row
        box = horizontal(self, gap=SPACE_3)
        place = words(str(number), "small", wraps=False)
        place.setMinimumWidth(theme.current().px(16))
        box.addWidget(place)
        lines = vertical(gap=0)
        lines.addWidget(words(row.text, "strong"))
        self._reason = words("", "small")
        lines.addWidget(self._reason)
        box.addLayout(lines, 1)
        self.choice: FocusedChoice | None = None
        if row.met_by:
            self.choice = FocusedChoice(row.text, outcomes())
            box.addWidget(self.choice)
        else:
            self._chip = Chip("", Tone.MUTE)
            box.addWidget(self._chip)

    def show_row(self, row: CriterionRow, value: str) -> None:
        """The outcome as judged, or the answer not saved yet."""
        self.row = row
        said = words_of_outcome(row.outcome)
        reason = row.reason.removeprefix(f"{row.text}:").strip()
        self._reason.setText(facts(reason[:1].upper() + reason[1:], row.note, row.source))
        if self.choice is not None:
            self.choice.set_value(value)
        else:
            self._chip.say(said, TONES[row.outcome])


def words_of_outcome(outcome: str) -> str:
    """Met, not met, not known."""
    return next(option.words for option in outcomes() if option.value == outcome)


class CriteriaCard(Card):
    """All criteria in the pack's order; Y, N and K mark and move down."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(_("Criteria"))
        self._lines: dict[str, CriterionLine] = {}
        self._pending: dict[str, Values] = {}
        self._here = ""
        self._pack = words("", "small")
        for option in outcomes():
            self.add_to_head(KeyLegend(option.key, option.words.lower()))
        self._list = vertical(gap=5)
        self.body.addLayout(self._list)
        self.add(line())
        self._about = words("", "strong")
        self.basis = Form(basis_form(), _("What the answer stands on"))
        self.basis.edited.connect(self._keep_basis)
        self.add(self._about)
        self.add(self.basis)
        self.body.addStretch(1)
        self.add(self._pack)

    def add_to_head(self, widget: QWidget) -> None:
        """Put something at the right of the title."""
        if self.head is not None:
            self.head.addWidget(widget)

    def show_page(self, page: ScreeningPage) -> None:
        """Show the criteria as judged, with what is not saved yet on top."""
        if [row.key for row in page.criteria] != list(self._lines):
            self._build(page)
        for row in page.criteria:
            self._lines[row.key].show_row(row, self._value(row))
        note = _("Pack {version}. Not known never counts as met or not met. A person decides.")
        self._pack.setText(note.format(version=page.pack_version))
        if not self._here:
            self._come_to(next((key for key, one in self._lines.items() if one.choice), ""))
        else:
            self._show_basis()

    def _build(self, page: ScreeningPage) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._lines, self._here = {}, ""
        for number, row in enumerate(page.criteria, start=1):
            one = CriterionLine(number, row)
            self._list.addWidget(line())
            self._list.addWidget(one)
            self._lines[row.key] = one
            if one.choice is not None:
                one.choice.chosen.connect(partial(self._answer, row.key))
                one.choice.stepped.connect(partial(self._step, row.key))
                one.choice.focused.connect(partial(self._come_to, row.key))

    def _value(self, row: CriterionRow) -> str:
        pending = self._pending.get(row.key, {}).get("outcome")
        if pending is not None:
            return str(pending)
        return {row.met_by: "met", OPPOSITE.get(row.met_by): "not_met", "unknown": "unknown"}.get(row.answer, "")

    def _answer(self, key: str, outcome: str) -> None:
        self._pending.setdefault(key, {})["outcome"] = outcome
        self.changed.emit()

    def _step(self, key: str, by: int) -> None:
        answered = [name for name, one in self._lines.items() if one.choice is not None]
        at = max(0, min(len(answered) - 1, answered.index(key) + by))
        if (choice := self._lines[answered[at]].choice) is not None:
            choice.setFocus()

    def _come_to(self, key: str) -> None:
        self._here = key
        self._show_basis()

    def _show_basis(self) -> None:
        one = self._lines.get(self._here)
        self._about.setVisible(one is not None)
        self.basis.setVisible(one is not None)
        if one is None:
            return
        row = one.row
        self._about.setText(row.text)
        stored: Values = {"note": row.note or None, "on": row.on or None, "source": row.source_class or None}
        shown = stored | self._pending.get(self._here, {})
        self.basis.ask("on", row.asks_date)
        self.basis.fill({name: shown[name] for name in ("note", "on", "source")})

    def _keep_basis(self) -> None:
        if not self._here or not self.basis.is_edited():
            return
        values = self.basis.values()
        kept = self._pending.setdefault(self._here, {})
        for name in ("note", "on", "source"):
            kept[name] = values.get(name)
        self.changed.emit()

    @property
    def pending(self) -> Mapping[str, Values]:
        """What was answered here and is not saved."""
        return self._pending

    def restore(self, pending: Mapping[str, Values]) -> None:
        """Lay answers that are not saved over the page."""
        self._pending = {key: dict(values) for key, values in pending.items()}

    def answers(self) -> dict[str, AnswerGiven]:
        """The answers to save; a note without an answer stands beside "not known"."""
        found = {}
        for key, values in self._pending.items():
            row = self._lines[key].row
            outcome = values.get("outcome") or self._value(row) or "unknown"
            answer = {"met": row.met_by, "not_met": OPPOSITE.get(row.met_by, "no")}.get(str(outcome), "unknown")
            basis = {name: values.get(name) for name in ("note", "on")}
            if "note" not in values:
                basis = {"note": row.note or None, "on": row.on or None}
            source = values.get("source") or row.source_class or None
            plain = {"answer": answer, **basis, **({"source": source} if source else {})}
            found[key] = convert(plain, AnswerGiven)
        return found

    def first_open(self) -> QWidget | None:
        """The first criterion nobody has answered; else the first that is answered here."""
        choices = [one.choice for one in self._lines.values() if one.choice is not None]
        return next((choice for choice in choices if not choice.value()), choices[0] if choices else None)


class GateMark(QWidget):
    """A gate in its words: an icon and a short line, the same for every case."""

    def __init__(self, is_passed: bool, text: str) -> None:
        super().__init__()
        row = horizontal(self, gap=6)
        row.addWidget(Icon("circle-check" if is_passed else "circle", "primary" if is_passed else "ink_3", 16))
        row.addWidget(words(text, "small", wraps=False))


def because(page: ScreeningPage) -> str:
    """The suggestion's ground in one line: how many met, what is not, what is not known."""
    met = sum(row.outcome == "met" for row in page.criteria)
    parts = [ngettext("{count} met.", "{count} met.", met).format(count=met)]
    failed = [row.text for row in page.criteria if row.outcome == "not_met"]
    if failed:
        parts.append(_("Not met: {what}.").format(what="; ".join(failed)))
    unknown = [row.text for row in page.criteria if row.outcome == "unknown"]
    if 0 < len(unknown) <= NAMED_AT_MOST:
        parts.append(_("Not known: {what}.").format(what="; ".join(unknown)))
    elif unknown:
        parts.append(ngettext("{count} not known.", "{count} not known.", len(unknown)).format(count=len(unknown)))
    if page.missing:
        count = len(page.missing)
        missing = ngettext("{count} required answer is missing.", "{count} required answers are missing.", count)
        parts.append(missing.format(count=count) + " " + _("Deciding now needs a reason and a second person."))
    return " ".join(parts)


class ReferralCard(Card):
    """What came with the referral, beside the criteria."""

    def __init__(self) -> None:
        super().__init__(_("Referral form"))
        self._from = words("", "small")
        self._reason = words("")
        self.add(self._from)
        self.add(self._reason)
        self.hide()

    def show_page(self, page: ScreeningPage) -> None:
        """Show who sent him, when and why."""
        who = labels.sources().get(page.source, page.source)
        self._from.setText(facts(who, page.organisation))
        self._reason.setText(page.reason or _("No reason was written."))
