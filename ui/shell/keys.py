"""What the window's own keys do: panes, text size, and what the palette offers."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.core.language import _
from ui.kit import theme
from ui.kit.jobs import Jobs
from ui.shell.desk_page import DeskPage
from ui.shell.manual import ReadingPane, guides, keys_page, manual_page
from ui.shell.palette import Command, Finder

D = TypeVar("D")


def commands(page: DeskPage[D], go: Callable[[str], None], lock: Callable[[], None], side: str) -> list[Command]:
    """Verbs of the screen first, then the places this person has, then the manual's guides (UX-25)."""
    verbs = page.screen.verbs if page.screen and not page.screen.veil.is_drawn else []
    do = [Command(verb.words, verb.icon, verb.key, verb.run, is_verb=True) for verb in verbs]
    do += [Command(one.word, one.icon, "", partial(go, one.key), is_verb=True) for one in page.offered]
    places = [spec for spec in page.specs.values() if spec.in_rail]
    to = [Command(spec.word, spec.icon, f"Ctrl+{at}", partial(go, spec.key)) for at, spec in enumerate(places, 1)]
    read = [
        Command(_("Manual: {title}").format(title=title), "help", "", partial(_read, page.window(), title, text))
        for title, text in guides(side)
    ]
    return [*do, Command(_("Lock"), "lock", "Ctrl+L", lock, is_verb=True), *to, *read]


def finder(page: DeskPage[D], jobs: Jobs, go: Callable[[str, str], None]) -> Finder:
    """Asks every screen of this person that can find something, and opens what is chosen on it (UX-25)."""

    def find(typed: str) -> list[Command]:
        hits = page.look_for(typed)
        return [Command(one.words, spec.icon, "", partial(go, spec.key, one.subject)) for spec, one in hits]

    return Finder(jobs, find)


def next_pane(page: DeskPage[D] | None, by: int) -> None:
    """F6: from rail to the parts of the page and round again."""
    now = QApplication.focusWidget()
    if page is None or page.screen is None:
        return
    panes = [page.rail, *page.screen.panes()]
    here = [at for at, pane in enumerate(panes) if now is not None and (pane is now or pane.isAncestorOf(now))]
    at = (here[-1] + by) % len(panes) if here else 0
    _first_stop(panes[at]).setFocus(Qt.FocusReason.TabFocusReason)


def read_help(window: QWidget, page: DeskPage[D] | None, side: str) -> None:
    """F1: the page of the manual about the screen that is shown."""
    if page is not None and page.way.here is not None:
        spec = page.specs[page.way.here[0]]
        ReadingPane(window, spec.word, manual_page(side, (spec.key, spec.belongs_to))).open()


def read_keys(window: QWidget, page: DeskPage[D] | None) -> None:
    """Ctrl+/: what can be pressed on the screen that is shown."""
    if page is not None and page.screen is not None:
        verbs = [(verb.key, verb.words) for verb in page.screen.verbs]
        ReadingPane(window, _("Keys of this screen"), keys_page(verbs, page.protect is None)).open()


def _read(window: QWidget, title: str, text: str) -> None:
    ReadingPane(window, title, text).open()


def resize_text(by: float) -> None:
    """Larger, smaller, or with 0 the usual size."""
    now = theme.current()
    now.choose(now.chosen, now.scale + by if by else 1.0)


def _first_stop(pane: QWidget) -> QWidget:
    if pane.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return pane
    stops = (one for one in pane.findChildren(QWidget) if one.isVisible() and one.isEnabled())
    return next((one for one in stops if one.focusPolicy() & Qt.FocusPolicy.TabFocus), pane)
