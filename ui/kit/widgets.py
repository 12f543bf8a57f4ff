"""The small pieces every page is made of: words, cards, chips, lines and empty states."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.buttons import KeyButton
from ui.kit.layouts import horizontal, vertical
from ui.kit.theme import set_property
from ui.kit.tokens import RING, RING_GAP, SPACE_1, SPACE_3, SPACE_4, Tone

DOT = "  ·  "


def words(text: str, size: str = "body", tone: str = "", wraps: bool = True) -> QLabel:
    """A label: size is display, h1, h2, strong, body, small, small-strong or hint."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", size)
    label.setProperty("tone", tone)
    label.setWordWrap(wraps)
    if not wraps:
        label.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
    return label


def facts(*parts: str) -> str:
    """Short facts in one line with middle dots; empty ones leave no gap."""
    return DOT.join(part for part in parts if part)


class Icon(QWidget):
    """A decorative icon beside words: painted, so that no screen reader meets an unnamed graphic (A02)."""

    def __init__(self, name: str, tone: str = "ink_2", size: int = 20) -> None:
        super().__init__()
        self._name, self._tone, self._size = name, tone, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, tone: str) -> None:
        """Show another one."""
        self._name, self._tone = name, tone
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.current().px(self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        now.paint_icon(painter, self._name, colour_of(self._tone), 0, self.height() / 2, self._size)
        painter.end()


def colour_of(tone: str) -> str:
    """The ink of a meaning (`warn`) or of a token (`primary`)."""
    tokens = theme.current().tokens
    if tone in {part.value for part in Tone} - {"plain"}:
        return tokens.tone(Tone(tone)).ink
    return str(getattr(tokens, tone if tone and tone != "plain" else "ink"))


class Card(QFrame):
    """A white card with a title; `body` takes what it holds."""

    def __init__(self, title: str = "", face: str = "", note: str = "", margin: int = SPACE_4) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setProperty("face", face)
        self.body = vertical(self, gap=SPACE_3, margin=margin)
        self.head: QHBoxLayout | None = None
        self.note = words(note, "small", wraps=False)
        if title:
            self.setAccessibleName(title)
            self.head = horizontal()
            self.head.addWidget(words(title, "h2"), 1)
            self.head.addWidget(self.note)
            self.body.addLayout(self.head)
        self.note.setVisible(bool(note and title))

    def say_note(self, text: str) -> None:
        """The small words at the right of the title."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget below what is there."""
        self.body.addWidget(widget, stretch)


def line() -> QFrame:
    """A thin rule between parts of a card."""
    rule = QFrame()
    rule.setObjectName("line")
    rule.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    rule.setMinimumHeight(1)
    rule.setMaximumHeight(1)
    return rule


class Chip(QLabel):
    """A pill with at most four words; colour is never alone, outlined in high contrast."""

    def __init__(self, text: str, tone: Tone = Tone.MUTE, icon: str = "") -> None:
        super().__init__(text)
        self._tone, self._icon = tone, icon
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", "chip")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def tone(self) -> Tone:
        """What it means."""
        return self._tone

    def say(self, text: str, tone: Tone, icon: str = "") -> None:
        """Change words, meaning and icon together."""
        self._tone, self._icon = tone, icon
        self.setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        now = theme.current()
        metrics = QFontMetrics(now.font("small", True))
        width = metrics.horizontalAdvance(self.text()) + now.px(20) + (now.px(22) if self._icon else 0)
        return QSize(width, metrics.height() + now.px(6))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, QRectF(self.rect()), self.text(), self._tone, self._icon, is_edged=False)
        painter.end()


def paint_chip(painter: QPainter, rect: QRectF, text: str, tone: Tone, icon: str = "", is_edged: bool = True) -> None:
    """Paint a chip into a rectangle; grids use it with an edge so that it fills the cell."""
    now = theme.current()
    pair = now.tokens.tone(tone)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = is_edged or now.tokens.outlined
    painter.setPen(QPen(theme.colour(pair.ink), 1) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(pair.ground))
    box = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    left = rect.left() + now.px(10)
    if icon:
        now.paint_icon(painter, icon, pair.ink, left, rect.center().y(), 16)
        left += now.px(22)
    painter.setPen(theme.colour(pair.ink))
    painter.setFont(now.font("small", True))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(QRectF(left, rect.top(), rect.right() - left, rect.height()), flags, text)
    painter.restore()


class KeyLegend(QWidget):
    """A key in a box and what it does: the legend above a grid."""

    def __init__(self, key: str, meaning: str) -> None:
        super().__init__()
        row = horizontal(self, gap=SPACE_1 + 2)
        cap = _KeyCap(key)
        row.addWidget(cap)
        row.addWidget(words(meaning, "small", wraps=False))


class _KeyCap(QLabel):
    """The boxed key."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.setProperty("kind", "small-strong")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        now = theme.current()
        metrics = QFontMetrics(now.font("small", True))
        return QSize(metrics.horizontalAdvance(self.text()) + now.px(12), metrics.height() + now.px(4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(now.tokens.control), 1))
        painter.setBrush(QColor(now.tokens.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(QColor(now.tokens.ink))
        painter.setFont(now.font("small", True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class EmptyState(QWidget):
    """One line why nothing is here, and at most one action that fills it."""

    acted = Signal()

    def __init__(self, why: str, action: str = "", key: str = "") -> None:
        super().__init__()
        box = vertical(self)
        box.setContentsMargins(RING + RING_GAP, SPACE_4, SPACE_4, SPACE_4)  # in line with the page's title
        self._why = words(why)
        box.addWidget(self._why)
        self.button = KeyButton(action, key)
        self.button.setVisible(bool(action))
        self.button.clicked.connect(self.acted)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)

    def say(self, why: str) -> None:
        """Another reason."""
        self._why.setText(why)


class BigFigure(Card):
    """One figure with its words above and its n of N below; never a percentage alone."""

    def __init__(self, caption: str, figure: str, below: str) -> None:
        super().__init__()
        self.body.setSpacing(SPACE_1)
        self._parts = (words(caption, "small"), words(figure, "display"), words(below, "small"))
        for part in self._parts:
            self.body.addWidget(part)
        self.body.addStretch(1)  # side by side their words begin at one height
        self.say(caption, figure, below)

    def say(self, caption: str, figure: str, below: str) -> None:
        """Another figure, spoken as one."""
        self.caption, self.figure, self.below = caption, figure, below
        self.setAccessibleName(facts(caption, figure, below))
        for part, text in zip(self._parts, (caption, figure, below), strict=True):
            part.setText(text)


def tone_widget(widget: QWidget, tone: str) -> None:
    """Give a label or banner a meaning."""
    set_property(widget, "tone", tone)
