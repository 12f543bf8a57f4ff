"""F1 and Ctrl+/: shows the manual's page about a screen, and the keys of a screen, in a plain reading pane."""

from collections.abc import Sequence
from importlib.resources import files

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QTextBrowser, QWidget

from app.core.language import _
from ui.kit import theme
from ui.kit.buttons import KeyButton
from ui.kit.layouts import horizontal, vertical
from ui.kit.tokens import SPACE_4, SPACE_5
from ui.kit.widgets import words

TITLE, WIDTH, HEIGHT = "Handrail", 720, 560


def manual_page(side: str, names: Sequence[str]) -> str:
    """The manual's text about the first of these screens that has a page; each desk reads its own side only."""
    folder = files("resources") / "manual" / side
    for name in names:
        page = folder / f"{name}.md"
        if side and name and page.is_file():
            return page.read_text("utf-8")
    return _("The manual has no page about this screen yet. Ctrl+/ shows its keys.")


def guides(side: str) -> tuple[tuple[str, str], ...]:
    """The manual's pages about no single screen: title and text, "Start here" first."""
    folder = files("resources") / "manual" / side / "guide"
    texts = [page.read_text("utf-8") for page in folder.iterdir()] if side and folder.is_dir() else []
    titled = ((text.partition("\n")[0].removeprefix("# "), text) for text in texts)
    return tuple(sorted(titled, key=lambda one: (not one[0].startswith("Start"), one[0])))


def window_keys(can_share: bool) -> tuple[tuple[str, str], ...]:
    """Keys that mean the same on every screen; what is never shown to others locks instead (UX-37)."""
    return (
        ("Ctrl+K", _("Find or do anything")),
        ("Ctrl+1 … Ctrl+9", _("Go to a place of the rail")),
        ("Alt+Left", _("Back")),
        ("F6", _("Next part of the page")),
        ("F5", _("Load again")),
        ("F8", _("Next field to put right")),
        ("Ctrl+L", _("Lock")),
        ("Ctrl+Shift+H", _("Screen-share safe, on or off") if can_share else _("Lock; nobody else reads this desk")),
        ("Esc Esc", _("Hide and lock")),
        ("Ctrl++ · Ctrl+- · Ctrl+0", _("Larger, smaller, usual text")),
        ("F1", _("Help")),
    )


def keys_page(verbs: Sequence[tuple[str, str]], can_share: bool = True) -> str:
    """The keys of one screen, its own first, as a text to read."""
    own = [pair for pair in verbs if pair[0]]
    parts = [f"## {_('On this screen')}", *_lines(own)] if own else []
    return "\n".join([*parts, "", f"## {_('Everywhere')}", *_lines(window_keys(can_share))])


def _lines(pairs: Sequence[tuple[str, str]]) -> list[str]:
    return [f"- **{key}** {meaning}" for key, meaning in pairs]


class ReadingPane(QDialog):
    """A text to read over the page. It leads nowhere outside; Esc closes it."""

    def __init__(self, parent: QWidget, title: str, text: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(TITLE)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(title)
        px = theme.current().px
        self.resize(min(px(WIDTH), parent.width() - 48), min(px(HEIGHT), parent.height() - 48))
        box = vertical(self, gap=SPACE_4, margin=SPACE_5)
        box.addWidget(words(title, "h1"))
        self.text = QTextBrowser()
        self.text.setObjectName("reading")
        self.text.setAccessibleName(title)
        self.text.setOpenLinks(False)
        self.text.setTabChangesFocus(True)
        self.text.setMarkdown(text)
        box.addWidget(self.text, 1)
        row = horizontal()
        row.addStretch(1)
        self.close_it = KeyButton(_("Close"), "Esc", look="filled")
        self.close_it.setAutoDefault(True)
        self.close_it.clicked.connect(self.reject)
        row.addWidget(self.close_it)
        box.addLayout(row)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.text.setFocus()
