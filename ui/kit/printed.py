"""Shows the printed pages of a paper in the window, as wide as there is room; nothing is opened outside."""

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.language import _
from ui.kit import theme
from ui.kit.layouts import vertical
from ui.kit.widgets import Card, words


class PrintedPages(Card):
    """The pages as they would be printed, below one another."""

    def __init__(self) -> None:
        super().__init__(margin=12)
        self.note = words("", "small")
        self._box = QWidget()
        self._lines = vertical(self._box, gap=12)
        self.add(self.note)
        self.add(self._box)
        self.body.addStretch(1)

    def show_pages(self, pages: Sequence[bytes], note: str) -> None:
        """Show these pictures, and what is to be known of them."""
        for old in self._box.findChildren(PrintedPage):
            self._lines.removeWidget(old)
            old.hide()
            old.deleteLater()
        for number, picture in enumerate(pages, start=1):
            self._lines.addWidget(PrintedPage(picture, number, len(pages)))
        self.note.setText(note)
        self.note.setVisible(bool(note))


class PaperPicture(QWidget):
    """A picture as it lies on white paper, at its size there; for the eye only, words beside it say what it is."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_picture(self, picture: bytes) -> None:
        """Show this one; nothing is shown of nothing."""
        self._image = QImage.fromData(picture)
        self.setVisible(not self._image.isNull())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return (self._image.size() / 2).grownBy(QMargins(8, 8, 8, 8))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.drawImage(self.rect().adjusted(8, 8, -8, -8), self._image)
        painter.setPen(QColor(theme.current().tokens.line))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class PrintedPage(QWidget):
    """One page, as wide as there is room."""

    def __init__(self, picture: bytes, number: int, of: int) -> None:
        super().__init__()
        self._image = QImage.fromData(picture)
        self.setAccessibleName(_("Page {number} of {count} as printed").format(number=number, count=of))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width * self._image.height() / max(1, self._image.width()))

    def sizeHint(self) -> QSize:
        width = max(self.width(), 200)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.heightForWidth(max(self.width(), 160)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.rect(), self._image)
        painter.setPen(QColor(theme.current().tokens.line))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
