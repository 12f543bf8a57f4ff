"""Says what stands in the delivery log, and what is asked when a copy went wrong (RET-1, REP-11)."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.core.language import _
from app.programme.left.incidents import IncidentClosed, IncidentRecorded, IncidentRow, kind_words
from app.programme.left.words import bases, what_words
from app.programme.report_rows import DisclosureRow
from app.programme.rules.issue import channels
from ui.kit.dates import clock, here, short_day
from ui.kit.form_spec import Field, FormSpec, Kind, options
from ui.kit.paged_model import Column
from ui.kit.tokens import Tone
from ui.kit.widgets import words

TOP = Qt.AlignmentFlag.AlignTop


def left_columns(troubled: dict[str, IncidentRow]) -> tuple[Column[DisclosureRow], ...]:
    """Who got what of whom, when, and whether all is well with it; `troubled` may come later."""
    return (
        Column(_("Reader"), lambda row: row.recipient, strong=True, width=170),
        Column(_("What"), lambda row: what_words(row.what), width=200),
        Column(_("Case"), lambda row: row.reference, width=80),
        Column(_("When"), lambda row: short_day(here(row.at).date()), width=110),
        Column(_("State"), lambda row: state_words(row, troubled), width=140, tone=lambda row: tone_of(row, troubled)),
    )


def state_words(row: DisclosureRow, troubled: dict[str, IncidentRow]) -> str:
    """With its reader, taken back, or gone wrong."""
    incident = troubled.get(row.disclosure)
    if incident is not None:
        return _("Went wrong") if incident.closed_at is None else _("Went wrong, closed")
    return _("Taken back") if row.taken_back else _("Given out")


def tone_of(row: DisclosureRow, troubled: dict[str, IncidentRow]) -> Tone:
    """Red while a clock runs."""
    incident = troubled.get(row.disclosure)
    if incident is not None and incident.closed_at is None:
        return Tone.STOP
    return Tone.WARN if row.taken_back else Tone.MUTE


def details(row: DisclosureRow) -> tuple[tuple[str, str], ...]:
    """Everything the log says of one copy (RET-1)."""
    at = here(row.at)
    return (
        (_("Reader"), row.recipient),
        (_("What"), what_words(row.what)),
        (_("Left"), f"{short_day(at.date())} {clock(at)}"),
        (_("Lawful basis"), bases().get(row.basis, row.basis)),
        (_("Why it was needed"), row.necessity),
        (_("How it went"), channels().get(row.channel, row.channel)),
        (_("Proof of sending"), row.proof or _("None noted")),
        (_("Approved by"), row.approver),
        (_("Given out by"), row.by),
        (_("Copy"), str(row.copy_number)),
        (_("Fingerprint"), row.sha256_delivered[:16]),
    )


def wrong_form() -> FormSpec:
    """What went wrong, when it was noticed, and who has been told."""
    return FormSpec(
        IncidentRecorded,
        (
            Field("kind", _("What went wrong"), Kind.CHOICE, required=True, choices=options(kind_words())),
            Field("what", _("What happened"), Kind.LINES, required=True),
            Field("on", _("Noticed on"), Kind.DATE, required=True),
            Field("at", _("At"), Kind.TIME, required=True, help=_("The 72 hours run from here.")),
            Field("told", _("Who has been told"), help=_("Names, with a comma between them.")),
        ),
        extra=frozenset({"on", "at", "told"}),
    )


def close_form() -> FormSpec:
    """How it ended."""
    ways = {"reported": _("Reported to the authority"), "not_needed": _("Not reported: no need")}
    return FormSpec(
        IncidentClosed,
        (
            Field("reported", _("Reported"), Kind.CHOICE, required=True, choices=options(ways)),
            Field("decision", _("What was decided, and what changes"), Kind.LINES, required=True),
        ),
    )


class CopyLines(QWidget):
    """A line of the log, a label and a value below one another."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show these."""
        for old in self.findChildren(QLabel):
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        for at, (label, value) in enumerate(lines):
            self._grid.addWidget(words(label, "small", wraps=False), at, 0, TOP)
            self._grid.addWidget(words(value), at, 1, TOP)
