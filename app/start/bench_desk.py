"""Answers `handrail bench` from inside an office: a manager's window stands open, and each page is timed as asked."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import partial
from hashlib import file_digest
from itertools import cycle
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from time import perf_counter

from PySide6.QtCore import QAbstractTableModel, QEventLoop, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QTableView

from app.bench import large
from app.bench.harness import Milliseconds, timed
from app.bench.windows import Waiting, megabytes, press
from app.core.paths import Profile
from app.desk.backups import BackupWanted
from app.domain.calendar import FIVE_YEARS, months_after, quarter_of, span_of
from app.domain.codes import CAME
from app.domain.pack import Pack
from app.ops.demonstration import EVENING, PASSWORD, TODAY, moment
from app.ops.lots import stock
from app.programme.desk import ProgrammeDesk
from app.programme.finding.cases import WordsTyped
from app.programme.left.counting import AFTER, ENDS, LEFT_OUT, CohortWanted, Programme
from app.programme.office import number_setting
from app.programme.packs.shelf import shelf_of
from app.start.application import application
from app.start.commands import DONE, FAILED
from app.start.commands import moment as at_moment
from app.start.programme_commands import make_demonstration, make_office
from app.start.programme_window import Making, ProgrammeWindow, Screens
from ui.kit.tokens import Accent
from ui.programme.cases.screen import CasesScreen
from ui.shell.sign_in import SignInPage
from ui.shell.window import ShellWindow

MANAGER, NEUTRAL = "manager", "password"
FIRST_ROWS, FRAMES, FRAME_S = 40, 200, 1 / 60
IDS = 'SELECT id FROM "case" ORDER BY number'
ROWS = (
    'SELECT c.number, p.given_name, p.family_name, c.programme, c.state, c.received_on FROM "case" c '
    "JOIN client p ON p.id = c.client_id ORDER BY c.number LIMIT 40"
)
LIKE = (
    "SELECT count(*) FROM client WHERE given_name LIKE :words OR family_name LIKE :words",
    "SELECT count(*) FROM session_note WHERE text LIKE :words",
)
COUNT = 'SELECT count(*) FROM "case"'
USUAL_CASE = (
    "SELECT lower(hex(m.case_id)) FROM mark m JOIN \"case\" c ON c.id = m.case_id WHERE c.state = 'on_programme' "
    "GROUP BY m.case_id ORDER BY abs(count(*) - 10), c.number LIMIT 1"
)
USUAL_SESSION = (
    "SELECT lower(hex(session_id)) FROM mark GROUP BY session_id ORDER BY abs(count(*) - 8), max(at) DESC LIMIT 1"
)
PIECE, ONE_DAY_S = 1 << 20, 86_400
Index = QModelIndex | QPersistentModelIndex
Place = tuple[str, str | None]
NOWHERE = QModelIndex()


class FewRows(QAbstractTableModel):
    """The least a list can be: as many rows as there are ids, words in the first of them."""

    def __init__(self, count: int, rows: list[tuple[object, ...]]) -> None:
        super().__init__()
        self._count, self._rows = count, rows

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """One for each id."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """What was read of each."""
        return 0 if parent.isValid() else len(self._rows[0])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of the rows that are here."""
        if role != Qt.ItemDataRole.DisplayRole or index.row() >= len(self._rows):
            return None
        return str(self._rows[index.row()][index.column()])


@dataclass
class Opened:
    """The window with its desk, the raw driver beside it, a bare table, and the words that are typed."""

    window: ShellWindow
    desk: ProgrammeDesk
    until_idle: Callable[[], None]
    bare: QMainWindow
    typed: Iterator[str]

    def read(self, statement: str, given: Mapping[str, object] | None = None) -> list[tuple[object, ...]]:
        """Rows by the raw driver, on a connection that is warm already."""
        connection = self.desk.seat.store.engine.raw_connection()
        try:
            return list(connection.driver_connection.execute(statement, given or {}).fetchall())  # type: ignore[union-attr]  # open, so there is one
        finally:
            connection.close()

    def page(self, key: str, subject: str | None = None, after: Place = (NEUTRAL, None)) -> Milliseconds:
        """From the wish to see a page until it stands there, painted; another was seen before it."""
        self.window.go(*after)
        self.until_idle()

        def opened() -> None:
            self.window.go(key, subject)
            self.until_idle()
            self.window.repaint()

        return timed(opened)

    def anew(self, key: str, after: Place) -> Milliseconds:
        """The same where this page was not seen since the sign-in: it is made, and all of it drawn."""
        self.window.go(*after)
        page = self.window.desk_page
        for made in page.made if page is not None else ():
            if page is not None and page.key_of(made) == key:
                page.forget(made)
        return self.page(key, after=after)

    def cases(self) -> CasesScreen:
        """The list, showing everybody."""
        if not isinstance(self.window.screen, CasesScreen):
            self.window.go("cases")
            self.until_idle()
        screen = self.window.screen
        if not isinstance(screen, CasesScreen):
            raise TypeError
        if screen.tabs.value() != "all":
            screen.tabs.set_value("all")
            screen.refresh()
            self.until_idle()
        return screen


def answer(profile: Profile, screens: Screens) -> int:
    """Sign in, then one line for each line that asks."""
    app = application(Accent.TEAL)
    running = ProgrammeWindow(
        profile, screens, Making(make_office, make_demonstration), at_moment(moment(TODAY, EVENING))
    )
    running.show()
    shown = running.window
    page = shown.centralWidget() if shown else None
    if shown is None or not isinstance(page, SignInPage):
        return FAILED

    def until_idle() -> None:
        loop = QEventLoop()
        Waiting(app, lambda: running.desk is not None and running.jobs.is_idle(), loop.quit)
        loop.exec()

    page.user.setText(MANAGER)
    page.password.setText(PASSWORD)
    page.password.setFocus()
    press(page.password, Qt.Key.Key_Return)
    until_idle()
    if running.desk is None:
        return FAILED
    opened = Opened(shown, running.desk, until_idle, QMainWindow(), cycle(words_typed()))
    work = works(opened)
    shown.hold_idle(ONE_DAY_S)  # nobody touches a key here, and a window that locked would never answer
    for line in sys.stdin:
        print(json.dumps(work[line.strip()]()), flush=True)
    running.close()
    return DONE


def works(opened: Opened) -> dict[str, Callable[[], list[Milliseconds]]]:
    """Everything that can be asked for, by its word."""
    case, session = opened.read(USUAL_CASE)[0][0], opened.read(USUAL_SESSION)[0][0]
    wanted, by_hand = five_years(), aggregates(opened)
    him: Place = ("case", str(case))
    return {
        large.LIST: lambda: [listed(opened)],
        large.BARE_LIST: lambda: [timed(lambda: bare_list(opened))],
        large.SCROLL: lambda: scrolled(opened),
        large.TYPED: lambda: [timed(lambda: find(opened)) for _turn in range(30)],
        large.BY_LIKE: lambda: [timed(lambda: like(opened)) for _turn in range(2)],
        large.MEMORY: lambda: [megabytes()],
        large.OUTCOMES: lambda: [timed(lambda: opened.desk.outcomes.show(wanted))],
        large.AGGREGATES: lambda: [timed(by_hand)],
        large.BACKUP: lambda: [backed_up(opened)],
        large.BARE_COPY: lambda: [bare_copy(opened)],
        large.CASES: lambda: [float(str(opened.read(COUNT)[0][0]))],
        "case": lambda: [opened.page(*him)],
        "register": lambda: [opened.page("register", str(session))],
        large.TODAY_AGAIN: lambda: [opened.page("today", after=him)],
        large.TODAY_NEW: lambda: [opened.anew("today", after=him)],
    }


def listed(opened: Opened) -> Milliseconds:
    """The whole list, opened from elsewhere."""
    opened.cases()
    return opened.page("cases")


def bare_list(opened: Opened) -> None:
    """The floor: ids and some rows, read and shown."""
    ids, rows = opened.read(IDS), opened.read(ROWS)
    table = QTableView()
    table.setModel(model := FewRows(len(ids), rows))
    model.setParent(table)
    opened.bare.setCentralWidget(table)
    opened.bare.resize(opened.window.size())
    opened.bare.show()
    opened.bare.repaint()
    rest(0)
    opened.bare.hide()


def scrolled(opened: Opened) -> list[Milliseconds]:
    """Every frame of a pull at the bar from the first to the last row; between them the readers have their time."""
    table = opened.cases().table
    bar = table.verticalScrollBar()
    bar.setValue(0)
    opened.until_idle()
    times = []
    for frame in range(1, FRAMES + 1):
        begun = perf_counter()
        bar.setValue(bar.maximum() * frame // FRAMES)
        table.viewport().repaint()
        rest(0)
        times.append((perf_counter() - begun) * 1000)
        rest(FRAME_S - (perf_counter() - begun))
    return times


def rest(seconds: float) -> None:
    """What is left of a frame."""
    loop = QEventLoop()
    QTimer.singleShot(max(0, round(seconds * 1000)), loop.quit)
    loop.exec()


def find(opened: Opened) -> object:
    """What one key asks."""
    return opened.desk.finding.find(WordsTyped(words=next(opened.typed)))


def like(opened: Opened) -> None:
    """The same words as an office would look for them in a plain table."""
    given: dict[str, object] = {"words": f"%{next(opened.typed)}%"}
    for statement in LIKE:
        opened.read(statement, given)


def words_typed() -> tuple[str, ...]:
    """Beginnings of names and of words in notes, as they grow under the fingers."""
    names = (*stock().given[:20], *stock().family[:20])
    said = (word for note in stock().notes[:10] for word in note.split()[1:4])
    return tuple(word[:count] for word in (*names, *said) for count in range(2, min(6, len(word)) + 1))


def five_years() -> CohortWanted:
    """The longest period of the page, up to the quarter that runs."""
    first, last = span_of(quarter_of(TODAY), FIVE_YEARS)
    return CohortWanted(from_=first, to=last)


def aggregates(opened: Opened) -> Callable[[], large.Counted]:
    """The same figures by hand; what the programmes ask for is read before anything is timed."""
    seat, wanted = opened.desk.seat, five_years()
    with seat.store.work(reading=True) as work:
        packs = shelf_of(work).packs
        months = number_setting(work.session, "measure.after_months")
    words = {
        "packs": ", ".join(f"({_pack_words(pack)})" for pack in packs),
        "came": _quoted(CAME), "ends": _quoted(ENDS), "left_out": _quoted(LEFT_OUT),
    }  # fmt: skip
    long_ago = seat.clock.at(datetime.combine(months_after(seat.clock.today(), -months), time()))
    at = f"{long_ago.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000000Z"
    period = {"first": wanted.from_.isoformat(), "last": wanted.to.isoformat(), "long_ago": at}
    return partial(large.by_hand, opened.read, words, period)


def _pack_words(pack: Pack) -> str:
    counted = Programme(pack)
    least = "NULL" if counted.first_milestone is None else counted.first_milestone
    asks, after = bool(counted.stages), AFTER in counted.stages
    return f"'{pack.code}', '{pack.version}', {counted.only_groups}, {least}, {counted.needs_review}, {asks}, {after}"


def _quoted(codes: Iterable[str]) -> str:
    return ", ".join(f"'{code}'" for code in sorted(codes))


def backed_up(opened: Opened) -> Milliseconds:
    """The daily backup by its own act, into a folder of its own, so that no backup of this office is tidied away."""
    with TemporaryDirectory(prefix="bench-", dir=database_of(opened).parent) as folder:
        return timed(lambda: opened.desk.backups.make(BackupWanted(to=folder)))


def bare_copy(opened: Opened) -> Milliseconds:
    """The floor: the file as it lies is copied to the disk for good, and the copy is read back and hashed."""
    with TemporaryDirectory(prefix="bench-", dir=database_of(opened).parent) as folder:
        copy = Path(folder) / "copy"

        def copied() -> None:
            with database_of(opened).open("rb") as content, copy.open("xb") as out:
                copyfileobj(content, out, PIECE)
                out.flush()
                os.fsync(out.fileno())
            with copy.open("rb") as written:
                file_digest(written, "sha256")

        return timed(copied)


def database_of(opened: Opened) -> Path:
    """Where the records lie."""
    return Path(str(opened.read("PRAGMA database_list")[0][2]))
