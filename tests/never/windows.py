"""Reads all that a window can say: text properties, rows of lists, accessible words, the clipboard, the settings."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QAbstractItemModel, QMetaObject, QModelIndex, QObject, QSettings, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAction, QClipboard, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QTabWidget, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app.start.programme import screens
from app.start.programme_window import ProgrammeWindow
from tests.start.profiles import PASSWORDS
from ui.shell.sign_in import SignInPage

Said = Iterator[tuple[str, str]]
SPOKEN = (
    QAccessible.Text.Name,
    QAccessible.Text.Description,
    QAccessible.Text.Value,
    QAccessible.Text.Help,
    QAccessible.Text.Accelerator,
)
TEXTS = ("QString", "QStringList", "QByteArray", "QUrl")
BY_QT = ("_q_", "_PySide")
SUBJECTS: dict[str, tuple[str, ...]] = {
    "screening": ("case",), "group": ("group",), "register": ("session",), "case": ("case",), "case_change": ("case",),
    "letters": ("case",), "motivation": ("case",), "staff_only": ("case",), "meeting": ("meeting",),
    "risk": ("case",), "report": ("report",), "review": ("case",), "new_group": (), "referral": (), "newcomer": (),
    "leaving": ("user",), "post": ("case",), "access": ("request",),
    "outcomes_cases": ("number",), "exports": (),
}  # fmt: skip


def everything_said(*put_by: QWidget) -> Said:
    """Each text that any widget of this process holds, with where it stands; not of these, which are read elsewhere."""
    read: set[object] = {one for page in put_by for one in (page, *page.findChildren(QWidget))}
    for widget in QApplication.allWidgets():
        if widget in read:
            continue
        place = f"{type(widget).__name__} {widget.objectName()}".strip()
        yield from ((f"{place}.{name}", text) for name, text in properties(widget))
        for child in widget.findChildren(QObject, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if isinstance(child, QAction):
                yield from ((f"action of {place}.{name}", text) for name, text in properties(child))
            if isinstance(child, QTextDocument):
                yield f"document of {place}", f"{child.toPlainText()}\n{child.toHtml()}"
        if isinstance(widget, QAbstractItemView | QComboBox) and widget.model() is not None:
            yield from ((f"list of {place}", text) for text in readable(widget.model()))
    for window in QApplication.topLevelWidgets():
        seen = set(read)
        yield from spoken(QAccessible.queryAccessibleInterface(window), f"accessible {type(window).__name__}", seen)
    yield "tool tip", QToolTip.text()


def properties(thing: QObject) -> Said:
    """Every property that is a text or a list of texts, those that a program added included."""
    added = [bytes(one.data()).decode() for one in thing.dynamicPropertyNames()]
    for name in [*names_of(type(thing), thing.metaObject()), *(one for one in added if not one.startswith(BY_QT))]:
        value = thing.property(name)
        for text in value if isinstance(value, list | tuple) else (value,):
            if text:
                yield str(name), str(text)


OWN_NAMES: dict[type, list[str]] = {}


def names_of(kind: type, told: QMetaObject) -> list[str]:
    """The properties of a class that are texts; a class is asked once."""
    if kind not in OWN_NAMES:
        own = [told.property(at) for at in range(told.propertyCount())]
        OWN_NAMES[kind] = [str(one.name()) for one in own if str(one.typeName()) in TEXTS]
    return OWN_NAMES[kind]


def readable(model: QAbstractItemModel) -> list[str]:
    """What a list holds; nothing when the screen that answered for it is gone, because then nobody can read it."""
    try:
        return list(cells(model))
    except RuntimeError:
        return []


def cells(model: QAbstractItemModel, below: QModelIndex | None = None, depth: int = 0) -> Iterator[str]:
    """Every value of every cell in every role, and of the headings."""
    below = below or QModelIndex()
    roles = [*range(16), *range(int(Qt.ItemDataRole.UserRole), int(Qt.ItemDataRole.UserRole) + 12)]
    for row in range(min(model.rowCount(below), 400)):
        for column in range(model.columnCount(below)):
            index = model.index(row, column, below)
            yield from (str(value) for role in roles if (value := model.data(index, role)) is not None)
            if depth < 3:
                yield from cells(model, index, depth + 1)
    if depth == 0:
        for way in (Qt.Orientation.Horizontal, Qt.Orientation.Vertical):
            for at in range(min(model.columnCount() if way is Qt.Orientation.Horizontal else model.rowCount(), 400)):
                yield from (str(value) for role in roles[:16] if (value := model.headerData(at, way, role)) is not None)


def spoken(one: QAccessibleInterface | None, place: str, seen: set[object], depth: int = 0) -> Said:
    """What a screen reader is told, all the way down; hidden parts too."""
    if one is None or not one.isValid() or depth > 40:
        return
    for kind in SPOKEN:
        if text := one.text(kind):
            yield place, text
    thing = one.object()
    if thing is not None:
        if thing in seen:
            return
        seen.add(thing)
    for at in range(min(one.childCount(), 600)):
        yield from spoken(one.child(at), place, seen, depth + 1)


def outside() -> Said:
    """What a window may have left elsewhere: clipboard and selection, settings."""
    clipboard = QApplication.clipboard()
    for way in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
        held = clipboard.mimeData(way)
        for form in held.formats() if held is not None else ():
            yield f"clipboard {form}", bytes(held.data(form).data()).decode("utf-8", "replace")
    settings = QSettings()
    for key in settings.allKeys():
        yield "settings", f"{key}={settings.value(key)!r}"


def sign_in(qtbot: QtBot, running: ProgrammeWindow, login: str) -> None:
    """Type name and password and press the button; wait until the desk has loaded."""
    assert running.window is not None
    page = running.window.centralWidget()
    assert isinstance(page, SignInPage)
    page.user.setText(login)
    page.password.setText(PASSWORDS[login])
    page.button.click()
    wait(qtbot, running)


def wait(qtbot: QtBot, running: ProgrammeWindow) -> None:
    """Until no job runs any more and what came back was drawn."""
    qtbot.waitUntil(running.jobs.is_idle, timeout=30_000)
    QTest.qWait(1)
    qtbot.waitUntil(running.jobs.is_idle, timeout=30_000)


def visit(
    qtbot: QtBot, running: ProgrammeWindow, subjects: dict[str, tuple[str, ...]], look: Callable[[str], None]
) -> list[str]:
    """Open every screen this person has for every subject it can be about, each of its tabs too; look at each."""
    visited = []
    window = running.window
    assert window is not None
    page = window.desk_page
    assert page is not None
    for key in page.specs:
        kinds = SUBJECTS.get(key, () if next(one for one in screens() if one.key == key).in_rail else ("case",))
        about: list[str | None] = [one for kind in kinds for one in subjects[kind]]
        for subject in about or [None]:
            window.go(key, subject)
            wait(qtbot, running)
            visited.append(key)
            look(f"{key} of {subject}" if subject else key)
            for tabs in page.findChildren(QTabWidget):
                for at in range(tabs.count() if tabs.isVisible() else 0):
                    tabs.setCurrentIndex(at)
                    wait(qtbot, running)
                    look(f"{key}, tab {at}")
    return visited


def windows() -> list[QWidget]:
    """Every top-level widget of this process."""
    return list(QApplication.topLevelWidgets())
