"""Buttons that show their key, and ticks and rounds painted in our own colours."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QCheckBox, QPushButton, QRadioButton, QSizePolicy, QStyle, QStyleOptionButton

from ui.kit import theme
from ui.kit.theme import set_property

SHOWN_ONLY = frozenset({"", "Enter", "Space", "Delete", "M", "L", "T", "W", "Esc Esc", "F5", "Ctrl+L", "Ctrl+K"})
HEIGHTS = {"place": 40, "rail": 38}
MNEMONIC = Qt.TextFlag.TextShowMnemonic.value
LEFT = Qt.AlignmentFlag.AlignVCenter.value | Qt.AlignmentFlag.AlignLeft.value


class KeyButton(QPushButton):
    """A button: icon, verb and object, and at its right the key that presses it. One filled button a screen (UX-23)."""

    def __init__(self, words: str, key: str = "", icon: str = "", look: str = "plain", small: bool = False) -> None:
        super().__init__(words)
        self._key = key
        self._icon = icon
        self._is_small = small
        self.is_folded = False
        self.setProperty("look", look)
        self.setAccessibleName(words.replace("&", ""))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        for one in () if key in SHOWN_ONLY else {key, key.replace("+Enter", "+Return")}:
            QShortcut(QKeySequence(one), self, self.click)

    @property
    def key(self) -> str:
        """The key as shown."""
        return self._key

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, as Space does; a key held down presses once (2.1.1)."""
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}:
            if not event.isAutoRepeat():
                self.click()
            event.accept()
            return
        super().keyPressEvent(event)

    def say(self, words: str, icon: str = "") -> None:
        """Change the words, and the name a screen reader speaks; and the icon, when there is another."""
        self.setText(words)
        self._icon = icon or self._icon
        self.setAccessibleName(words.replace("&", ""))
        self.updateGeometry()

    def fill(self, is_filled: bool) -> None:
        """Make this the filled button, or plain again."""
        set_property(self, "look", "filled" if is_filled else "plain")
        self.updateGeometry()

    def fold(self, is_folded: bool) -> None:
        """Show only the icon; the name stays."""
        self.is_folded = is_folded
        self.setToolTip(self.accessibleName() if is_folded else "")
        self.updateGeometry()
        self.update()

    def _is_bold(self) -> bool:
        return self.property("look") == "filled" or (self.property("look") == "place" and self.isChecked())

    def _metrics(self, size: str, bold: bool) -> QFontMetrics:
        return QFontMetrics(theme.current().font(size, bold))

    def sizeHint(self) -> QSize:
        px = theme.current().px
        look = self.property("look")
        if look == "crumb":
            crumb = self._metrics("small", False)
            return QSize(crumb.horizontalAdvance(self.text()) + 4, max(crumb.height() + 4, px(24)))
        text = self._metrics("body", look in {"filled", "place"})
        pad = px(10 if self._is_small else 12)
        width = 2 * pad + (px(20) + px(10) if self._icon else 0)
        if self.is_folded:
            width = 2 * px(10) + px(20)
        else:
            width += text.size(MNEMONIC, self.text()).width() + px(4)
            width += self._metrics("small", False).horizontalAdvance(self._key) + px(12) if self._key else 0
        return QSize(
            max(width, px(36)),
            max(text.height() + px(8 if self._is_small else 14), px(30 if self._is_small else HEIGHTS.get(look, 36))),
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text, option.icon = "", QIcon()
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        self._paint_content(painter)
        painter.end()

    def _paint_content(self, painter: QPainter) -> None:
        now = theme.current()
        colour = self._colour()
        if self.property("look") == "crumb":
            painter.setPen(QColor(now.tokens.ink if self.underMouse() else now.tokens.ink_2))
            painter.setFont(now.font("small"))
            painter.drawText(self.rect(), LEFT, self.text())
            return
        left = (self.width() - now.px(20)) // 2 if self.is_folded else now.px(10 if self._is_small else 12)
        if self._icon:
            now.paint_icon(painter, self._icon, colour, left, self.height() / 2)
            left += now.px(30)
        if self.is_folded:
            return
        painter.setPen(QColor(colour))
        painter.setFont(now.font("body", self._is_bold()))
        key_room = self._metrics("small", False).horizontalAdvance(self._key) + now.px(12) if self._key else 0
        room = QRect(left, 0, self.width() - left - key_room - now.px(8), self.height())
        is_centred = not self._icon and not self._key
        painter.drawText(
            QRect(0, 0, self.width(), self.height()) if is_centred else room,
            MNEMONIC | (Qt.AlignmentFlag.AlignCenter.value if is_centred else LEFT),
            self.text(),
        )
        if self._key:
            painter.setFont(now.font("small"))
            painter.setPen(QColor(self._key_colour(colour)))
            painter.drawText(
                QRect(0, 0, self.width() - now.px(12), self.height()),
                Qt.AlignmentFlag.AlignVCenter.value | Qt.AlignmentFlag.AlignRight.value,
                self._key,
            )

    def _colour(self) -> str:
        t = theme.current().tokens
        look = self.property("look")
        if not self.isEnabled():
            return t.ink_3
        if look in {"place", "rail"}:
            return t.rail_here.ink if self.isChecked() else t.rail_ink
        return t.on_primary if look == "filled" else t.ink

    def _key_colour(self, colour: str) -> str:
        t = theme.current().tokens
        look = self.property("look")
        if not self.isEnabled() or look == "filled":
            return colour
        return t.rail_dim if look in {"place", "rail"} and not self.isChecked() else t.ink_2

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.updateGeometry()


class _Marked:
    """Painting shared by ticks and rounds: a 22 px mark, then words that may wrap."""

    SIDE, GAP = 22, 10

    @staticmethod
    def text_height(words: str, width: int, bold: bool) -> int:
        now = theme.current()
        room = max(1, width - now.px(_Marked.SIDE + _Marked.GAP))
        metrics = QFontMetrics(now.font("body", bold))
        box = metrics.boundingRect(QRect(0, 0, room, 10_000), MNEMONIC | Qt.TextFlag.TextWordWrap.value, words)
        return max(box.height(), now.px(_Marked.SIDE)) + now.px(8)

    @staticmethod
    def width(words: str) -> int:
        now = theme.current()
        text = QFontMetrics(now.font("body", True)).size(MNEMONIC, words).width()
        return int(text + now.px(_Marked.SIDE + _Marked.GAP + 4))

    @staticmethod
    def paint_words(painter: QPainter, words: str, size: QSize, bold: bool, colour: str) -> None:
        now = theme.current()
        left = now.px(_Marked.SIDE + _Marked.GAP)
        painter.setFont(now.font("body", bold))
        painter.setPen(QColor(colour))
        flags = MNEMONIC | Qt.TextFlag.TextWordWrap.value | LEFT
        painter.drawText(QRect(left, 0, size.width() - left, size.height()), flags, words)

    @staticmethod
    def box(size: QSize) -> QRectF:
        side = theme.current().px(_Marked.SIDE)
        return QRectF(1, (size.height() - side) / 2 + 1, side - 2, side - 2)


class TickBox(QCheckBox):
    """A check box whose words wrap, painted from tokens."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setAccessibleName(words.replace("&", ""))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return _Marked.text_height(self.text(), width, False)

    def sizeHint(self) -> QSize:
        return QSize(_Marked.width(self.text()), _Marked.text_height(self.text(), 10_000, False))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(120), _Marked.text_height(self.text(), 10_000, False))

    def hitButton(self, pos: object) -> bool:  # noqa: ARG002 - the words are part of the target
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = theme.current().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = _Marked.box(self.size())
        is_on = self.isChecked()
        painter.setPen(QPen(QColor(t.primary if is_on else t.control if self.isEnabled() else t.ink_3), 2))
        painter.setBrush(QColor(t.primary if is_on else t.surface))
        painter.drawRoundedRect(box, 5, 5)
        if is_on:
            theme.current().paint_icon(
                painter, "check", t.on_primary, box.left() + 1, box.center().y(), _Marked.SIDE - 4
            )
        _Marked.paint_words(painter, self.text(), self.size(), False, t.ink if self.isEnabled() else t.ink_3)
        painter.end()


class RoundChoice(QRadioButton):
    """One of several: a radio button painted from tokens, bold when chosen."""

    def __init__(self, words: str, value: str = "") -> None:
        super().__init__(words)
        self.value = value or words
        self.setAccessibleName(words.replace("&", ""))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_Marked.width(self.text()), _Marked.text_height(self.text(), 10_000, True))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:  # noqa: ARG002 - the words are part of the target
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = theme.current().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = _Marked.box(self.size())
        painter.setPen(QPen(QColor(t.primary if self.isChecked() else t.control), 2))
        painter.setBrush(QColor(t.surface))
        painter.drawEllipse(box)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.primary))
            painter.drawEllipse(QPointF(box.center()), box.width() / 4, box.width() / 4)
        _Marked.paint_words(painter, self.text(), self.size(), self.isChecked(), t.ink if self.isEnabled() else t.ink_3)
        painter.end()
