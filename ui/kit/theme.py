"""Turns tokens into palette, fonts, the one style sheet and tinted icons; follows the system (UX-27, UX-28)."""

from functools import lru_cache
from importlib.resources import files
from string import Template
from typing import cast

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetrics,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from ui.kit import tokens as tk
from ui.kit.tokens import Accent, Look, Tokens

FAMILIES = ("Atkinson Hyperlegible", "Noto Sans")
SMALLEST, LARGEST = 0.75, 2.0


class Theme(QObject):
    """The look of one running program. Made once at start; `current()` finds it from anywhere in ui/."""

    changed = Signal()

    def __init__(
        self, app: QApplication, accent: Accent = Accent.TEAL, look: Look | None = None, scale: float = 1.0
    ) -> None:
        super().__init__(app)
        self.accent = accent
        self.scale = scale
        self._chosen = look
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._fonts: dict[tuple[str, bool], QFont] = {}
        self._metrics: dict[tuple[str, bool], QFontMetrics] = {}
        self._hints = QGuiApplication.styleHints()
        self.tokens = tk.tokens_for(self.look, accent)
        for font in (
            "AtkinsonHyperlegible-Regular",
            "AtkinsonHyperlegible-Bold",
            "NotoSans-Regular-subset",
            "NotoSans-Bold-subset",
        ):
            QFontDatabase.addApplicationFontFromData(QByteArray(_resource("fonts", f"{font}.ttf")))
        app.setProperty("theme", self)
        app.setStyle("Fusion")
        self._hints.colorSchemeChanged.connect(self.apply)
        self.apply()

    @property
    def look(self) -> Look:
        """The look chosen by the person, or the system's when none is."""
        if self._chosen is not None:
            return self._chosen
        if self._hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return Look.CONTRAST
        return Look.DARK if self._hints.colorScheme() == Qt.ColorScheme.Dark else Look.LIGHT

    @property
    def chosen(self) -> Look | None:
        """The look the person chose; None follows the system."""
        return self._chosen

    def choose(self, look: Look | None = None, scale: float | None = None) -> None:
        """Change the look (None follows the system) or the text size, 75 to 200 %."""
        self._chosen = look
        if scale is not None:
            self.scale = min(LARGEST, max(SMALLEST, scale))
        self.apply()

    def apply(self) -> None:
        """Paint everything in the present look and text size."""
        self.tokens = tk.tokens_for(self.look, self.accent)
        for kept in (self._pixmaps, self._fonts, self._metrics):
            kept.clear()
        app = cast("QApplication", QApplication.instance())
        app.setStyleSheet("")  # a sheet put over another is worked out anew for every part, ten times as slow
        app.setFont(self.font("body"))
        app.setPalette(palette_of(self.tokens))
        app.setStyleSheet(style_sheet(self.tokens, self.scale))
        self.changed.emit()

    def font(self, size: str, bold: bool = False) -> QFont:
        """A token size as a font: display, h1, h2, body, small. Everybody shares it: copy it before you change it."""
        font = self._fonts.get((size, bold))
        if font is None:
            font = self._fonts[size, bold] = QFont()
            font.setFamilies(list(FAMILIES))
            font.setPointSizeF(tk.POINTS[size] * self.scale)
            font.setBold(bold or size in {"display", "h1", "h2"})
        return font

    def metrics(self, size: str, bold: bool = False) -> QFontMetrics:
        """How wide and how high words are in a token size; kept, because every painted cell asks (P4)."""
        metrics = self._metrics.get((size, bold))
        if metrics is None:
            metrics = self._metrics[size, bold] = QFontMetrics(self.font(size, bold))
        return metrics

    def px(self, length: int) -> int:
        """A length of the 100 % design at the person's text size."""
        return round(length * self.scale)

    def pixmap(self, name: str, colour: str, size: int = 20, ratio: float = 1.0) -> QPixmap:
        """An icon of the set, tinted."""
        key = (name, colour, size, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = _drawn(name, colour, size, ratio)
        return self._pixmaps[key]

    def icon(self, name: str, colour: str | None = None, size: int = 20) -> QIcon:
        """A tinted icon for a widget that paints its own."""
        return QIcon(self.pixmap(name, colour or self.tokens.ink, self.px(size), 2.0))

    def paint_icon(self, painter: QPainter, name: str, colour: str, left: float, middle: float, size: int = 20) -> None:
        """Paint an icon with its left edge and its vertical middle given."""
        side = self.px(size)
        pixmap = self.pixmap(name, colour, side, painter.device().devicePixelRatioF())
        painter.drawPixmap(int(left), int(middle - side / 2), pixmap)


def current() -> Theme:
    """The theme of this program."""
    theme = cast("QApplication", QApplication.instance()).property("theme")
    return cast("Theme", theme)


@lru_cache(maxsize=256)
def colour(name: str) -> QColor:
    """A token's colour, read from its words once (P4)."""
    return QColor(name)


def set_property(widget: QWidget, name: str, value: str) -> None:
    """Give a widget a meaning (`tone`, `look`, `kind`) and let the style sheet see it."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def palette_of(t: Tokens) -> QPalette:
    """All that a palette can say."""
    palette = QPalette()
    role = QPalette.ColorRole
    for part, colour in {
        role.Window: t.canvas,
        role.WindowText: t.ink,
        role.Base: t.surface,
        role.AlternateBase: t.zebra,
        role.Text: t.ink,
        role.Button: t.surface,
        role.ButtonText: t.ink,
        role.Highlight: t.selection.ground,
        role.HighlightedText: t.selection.ink,
        role.PlaceholderText: t.ink_3,
        role.ToolTipBase: t.surface,
        role.ToolTipText: t.ink,
        role.Link: t.primary,
        role.Mid: t.line,
        role.Dark: t.control,
        role.Accent: t.primary,
    }.items():
        palette.setColor(part, QColor(colour))
    for part in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, part, QColor(t.ink_3))
    return palette


def style_sheet(t: Tokens, scale: float) -> str:
    """The one style sheet with the tokens filled in."""
    words: dict[str, str] = {
        name: str(getattr(t, name)) for name in Tokens.__slots__ if isinstance(getattr(t, name), str)
    }
    for name in ("selection", "ok", "warn", "stop", "info", "mute", "rail_here"):
        words |= {f"{name}_ink": getattr(t, name).ink, f"{name}_ground": getattr(t, name).ground}
        words[f"{name}_edge"] = getattr(t, name).ink if t.outlined else getattr(t, name).ground
    words |= {f"{size}_pt": f"{points * scale:.2f}pt" for size, points in tk.POINTS.items()}
    words |= {f"s{length}": f"{round(length * scale)}px" for length in (2, 4, 5, 6, 7, 8, 10, 12, 16, 18, 20, 24, 28)}
    return Template(_resource("style", "handrail.qss").decode()).substitute(words)


def _resource(folder: str, name: str) -> bytes:
    return (files("resources") / folder / name).read_bytes()


def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    svg = (
        _resource("icons", f"{name}.svg")
        .replace(b"currentColor", colour.encode())
        .replace(b'width="2"', b'width="1.75"')
    )
    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
