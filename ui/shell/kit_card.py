"""Shows a recovery kit, prints it on paper and never into a file, and asks two groups of its code back (UX-18)."""

from collections.abc import Sequence

import segno
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QHideEvent, QPainter, QPaintEvent
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Draft
from app.desk.seat import Kit
from ui.kit import theme
from ui.kit.buttons import KeyButton, TickBox
from ui.kit.dates import day
from ui.kit.editors import TextEditor
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Flow, horizontal, vertical
from ui.kit.tokens import SPACE_3, SPACE_4, SPACE_5
from ui.kit.widgets import Card, words

WIDTH, QR_SIDE, QUIET, ON_A_LINE = 760, 184, 2, 5
NOT_PAPER = (
    "pdf", "xps", "onenote", "fax", "document writer", "image writer", "save as", "to file", "postscript", "cloud",
    "send to", "snagit", "paperport",
)  # fmt: skip
PRINTED = (18.0, 11.0, 16.0)


class TypedBack(Draft):
    """Two groups of the code, and the password where the page asks for it."""

    first: str
    second: str
    password: str = ""


def secret(name: str, label: str, help_line: str = "") -> Field:
    """A field that hides what is typed."""
    return Field(name, label, Kind.SECRET, help=help_line, required=True)


class HiddenCode(TickBox):
    """Below a field that hides a code: shows it while this is ticked, to whoever types it and nobody after them.

    Whatever is typed elsewhere on the page hides it again; a page that one leaves keeps no code (SEC-48).
    """

    def __init__(self, form: Form, name: str) -> None:
        super().__init__(_("Show what I type"))
        editor = form.editor(name)
        assert isinstance(editor, TextEditor)  # noqa: S101  a code is one line
        self._edit = editor.edit
        self.setAccessibleName(f"{self.text()}: {editor.field.label}")
        self.toggled.connect(self._show)
        for other in form.findChildren(QLineEdit):
            if other is not self._edit:
                other.textEdited.connect(lambda _text: self.setChecked(False))
        if (box := editor.layout()) is not None:
            box.addWidget(self)

    def _show(self, is_shown: bool) -> None:
        self._edit.setEchoMode(QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password)

    def hideEvent(self, event: QHideEvent) -> None:
        """The page is left: gone with what was typed. A window that is only out of sight keeps it."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._edit.clear()
            self.setChecked(False)


class QrCode(QWidget):
    """A text as a square that a telephone or scanner reads; black on white in every theme, or it does not scan."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__()
        self._rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = theme.current().px(QR_SIDE)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_square(painter, QRectF(self.rect()), self._rows)
        painter.end()


def paint_square(painter: QPainter, room: QRectF, rows: Sequence[bytes]) -> None:
    """The modules of a code, with the quiet edge it needs."""
    painter.fillRect(room, Qt.GlobalColor.white)
    step = int(room.width() // (len(rows) + 2 * QUIET))
    edge = int((room.width() - step * len(rows)) / 2)
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                left, top = int(room.left()) + edge + x * step, int(room.top()) + edge + y * step
                painter.fillRect(left, top, step, step, Qt.GlobalColor.black)


def in_two_lines(groups: str) -> str:
    """Groups of digits as they are copied by hand: five, then the rest."""
    parts = groups.split()
    return "\n".join(" ".join(some) for some in (parts[:ON_A_LINE], parts[ON_A_LINE:]) if some)


def lines_of(kit: Kit) -> tuple[tuple[str, str], ...]:
    """What stands on the kit, in reading order: caption and value. A trustee has no computer to keep a secret for."""
    device = () if kit.is_for_trustee else ((_("Device secret"), kit.device_secret),)
    return (
        (_("Code"), kit.code),
        *device,
        (_("Safety number"), kit.safety_number),
        (_("Office"), kit.office_id),
        (_("Person"), kit.user_id),
        (_("Made on"), day(kit.day)),
    )


def title_of(kit: Kit) -> str:
    """Whose paper it is, and what it opens."""
    told = _("Code of the trustee {owner}") if kit.is_for_trustee else _("Recovery kit of {owner}")
    return told.format(owner=kit.owner)


def in_large(kit: Kit) -> int:
    """How many lines, from the first, are read out or typed: they stand large."""
    return 2 if kit.is_for_trustee else 3


def is_paper(*names: str) -> bool:
    """Whether a printer of these names puts ink on paper; one that writes files is refused (UX-18)."""
    told = " ".join(names).lower()
    return bool(told.strip()) and not any(word in told for word in NOT_PAPER)


def paper_printers() -> tuple[str, ...]:
    """The printers of this computer that print on paper."""
    found = [QPrinterInfo.printerInfo(name) for name in QPrinterInfo.availablePrinterNames()]
    return tuple(
        one.printerName() for one in found if is_paper(one.printerName(), one.makeAndModel(), one.description())
    )


def print_kit(kit: Kit, name: str) -> bool:
    """Print one page on this printer; false when it would have become a file."""
    printer = QPrinter(QPrinterInfo.printerInfo(name))
    if printer.outputFormat() is not QPrinter.OutputFormat.NativeFormat or printer.outputFileName():
        return False
    printer.setDocName("Handrail")
    painter = QPainter(printer)
    paint_kit(painter, printer.pageRect(QPrinter.Unit.DevicePixel), kit, printer.resolution())
    return painter.end()


def paint_kit(painter: QPainter, room: QRectF, kit: Kit, dots: int) -> None:
    """The kit on a page, black on white; `dots` is the printer's resolution."""
    title, small, large = (font_of(points, points != PRINTED[1]) for points in PRINTED)
    edge, at = dots * 0.6, room.top() + dots * 0.6
    width = room.width() - 2 * edge
    flags = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap)

    def put(text: str, font: QFont, gap: float) -> None:
        nonlocal at
        painter.setFont(font)
        space = QRectF(room.left() + edge, at, width, room.height())
        at = painter.boundingRect(space, flags, text).bottom() + gap * dots
        painter.drawText(space, flags, text)

    put("Handrail", title, 0.05)
    put(title_of(kit), large, 0.3)
    for number, (caption, value) in enumerate(lines_of(kit)):
        put(caption, small, 0.02)
        put(value, large if number < in_large(kit) else small, 0.22)
    if kit.is_for_trustee:
        put(_("Any two trustees' codes together open the office's keys again, one alone does not."), small, 0.1)
        put(
            _("Keep this page where only you reach it, away from the office. Say so when it is lost."),
            small,
            0,
        )
        return
    side = 1.6 * dots
    rows = [bytes(row) for row in segno.make(kit.device_secret, error="m", micro=False).matrix]
    paint_square(painter, QRectF(room.left() + edge, at, side, side), rows)
    at += side + 0.2 * dots
    put(_("The square holds the device secret. Keep this page away from the office."), small, 0)


def font_of(points: float, is_bold: bool) -> QFont:
    """A face for paper."""
    font = QFont(theme.current().font("body", is_bold))
    font.setPointSizeF(points)
    return font


class KitCard(QWidget):
    """Shows a kit, prints it on paper, and asks two groups of its code back."""

    def __init__(self, kit: Kit, asks_password: bool) -> None:
        super().__init__()
        self._kit = kit
        self.setMaximumWidth(theme.current().px(WIDTH))
        box = vertical(self, gap=SPACE_4)
        box.addWidget(self._shown(kit))
        groups = [
            Field(name, asked_words(at), required=True) for name, at in zip(("first", "second"), kit.asked, strict=True)
        ]
        password = [secret("password", _("Your password"))] if asks_password else []
        spec = FormSpec(TypedBack, (*groups, *password))
        self.form = Form(spec, _("Type two groups back"))
        card = Card(_("Type two groups back"))
        card.add(self.form)
        box.addWidget(card)

    def _shown(self, kit: Kit) -> Card:
        card = Card(title_of(kit))
        row = horizontal(gap=SPACE_5)
        lines = vertical(gap=SPACE_3)
        for number, (caption, value) in enumerate(lines_of(kit)[: in_large(kit)]):
            lines.addWidget(words(caption, "small"))
            shown = words(in_two_lines(value), "h2" if number == 0 else "strong", wraps=False)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            lines.addWidget(shown)
        for caption, value in lines_of(kit)[in_large(kit) :]:
            lines.addWidget(words(f"{caption} {value}", "small", wraps=False))
        row.addLayout(lines, 1)
        if not kit.is_for_trustee:
            square = QrCode(kit.device_secret, _("The device secret as a square to scan"))
            row.addWidget(square, 0, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(row)
        self.printing = Flow()
        button = KeyButton(_("Print on paper"), icon="printer")
        button.clicked.connect(self.offer_printers)
        self.printing.add(button)
        card.add(self.printing)
        self.told = words(_("Or write it down instead: it is the same."), "small")
        card.add(self.told)
        return card

    def offer_printers(self, _on: bool = False) -> None:
        """One real printer prints at once; of several one is chosen; without any it is written by hand."""
        names = paper_printers()
        if not names:
            self.told.setText(_("No printer that prints on paper was found. Write it down instead: it is the same."))
        elif len(names) == 1:
            self._print(names[0])
        else:
            self.told.setText(_("On which printer?"))
            for name in names:
                button = KeyButton(name, icon="printer")
                button.clicked.connect(lambda _checked=False, chosen=name: self._print(chosen))
                self.printing.add(button)

    def _print(self, name: str) -> None:
        done = print_kit(self._kit, name)
        said = _("Sent to the printer. Take it from there now.") if done else _("Not printed. Write it down instead.")
        self.told.setText(said)

    def typed(self) -> TypedBack | None:
        """What was typed back, or None after saying what is missing."""
        return self.form.draft_as(TypedBack)

    def refuse(self, error: Exception) -> bool:
        """Say it beside the field it belongs to; false when it belongs to none here."""
        if not isinstance(error, InvalidInput):
            return False
        place = {"groups": "first"}
        self.form.show_problems({place.get(name, name): told for name, told in error.problems.items()})
        return True


def asked_words(at: int) -> str:
    """Which group is asked, counted as people count."""
    return _("Group {number} of the code").format(number=at + 1)


class TrusteeTyped(Draft):
    """The code of a trustee who stands by."""

    code: str


def trustee_form(help_line: str) -> Form:
    """One field; it stands beside a form with keys of its own."""
    field = Field("code", _("Code of a trustee"), required=True, help=help_line)
    return Form(FormSpec(TrusteeTyped, (field,)), _("A trustee approves"), has_keys=False)
