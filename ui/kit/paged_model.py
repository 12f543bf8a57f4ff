"""Feeds tables ids first and rows when they are seen, so that ten thousand cases open as fast as ten."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Generic, TypeVar, overload

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from app.core.language import _
from ui.kit.jobs import Jobs
from ui.kit.tokens import Tone

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
PAGE, KEPT = 100, 20
AT_ONCE, REMEMBERED = 2, 3  # pages on their way, and those that wait while somebody scrolls on
REST_MS = 60  # a list that stands still for so long is being read; rows that fly past are not fetched
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
NOWHERE = QModelIndex()


class Align(Enum):
    """Words left, numbers right."""

    LEFT = Qt.AlignmentFlag.AlignLeft
    RIGHT = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column as data: its head, what it shows of a row, and how. `tone` makes the value a chip."""

    head: str
    value: Callable[[R], str]
    align: Align = Align.LEFT
    strong: bool = False
    small: bool = False
    tone: Callable[[R], Tone] | None = None
    icon: Callable[[R], str] | None = None
    width: int = 0
    sort: str = ""


def key_of(column: Column[R]) -> str:
    """How a column is called where its width is kept."""
    return column.sort or column.head


def numbers(head: str, value: Callable[[R], str], width: int = 0) -> Column[R]:
    """A column of figures: right-aligned."""
    return Column(head, value, align=Align.RIGHT, width=width)


class PackedIds(Sequence[str]):
    """Many ids of one length in one text: a third of the memory of a string each (P3)."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._text, self._count = "".join(ids), len(ids)
        self._long = len(ids[0]) if ids else 1
        if len(self._text) != self._long * self._count:
            raise ValueError("ids of one length")

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[str, ...]: ...
    def __getitem__(self, at: int | slice) -> str | tuple[str, ...]:
        if isinstance(at, slice):
            return tuple(self[one] for one in range(*at.indices(self._count)))
        if not -self._count <= at < self._count:
            raise IndexError(at)
        first = at % self._count * self._long
        return self._text[first : first + self._long]

    def index(self, value: str, start: int = 0, stop: int | None = None) -> int:
        """Where an id stands; one that only spans two others is none of them. Raises ValueError."""
        end = len(self) if stop is None else min(stop, len(self))
        found = self._text.find(value, start * self._long, end * self._long) if len(value) == self._long else -1
        while found >= 0 and found % self._long:
            found = self._text.find(value, found + 1, end * self._long)
        if found < 0:
            raise ValueError(value)
        return found // self._long

    def __contains__(self, value: object) -> bool:
        try:
            return self.index(str(value)) >= 0
        except ValueError:
            return False


class PagedModel(QAbstractTableModel, Generic[R]):
    """Ids in display order; pages of 100 rows are asked for when painted and about 20 pages are kept.

    The first column names the row. Short lists call `show(rows, id_of)` and use the same class.
    """

    failed = Signal(object)

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._ids: Sequence[str] = ()
        self._pages: OrderedDict[int, tuple[R, ...]] = OrderedDict()
        self._asked: set[int] = set()
        self._wanted: list[int] = []
        self._question = 0
        self._fetch: Callable[[tuple[str, ...]], Sequence[R]] | None = None
        self._jobs: Jobs | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ask_waiting)

    def show(self, rows: Sequence[R], id_of: Callable[[R], str]) -> None:
        """Show a short list that is already here."""
        self.beginResetModel()
        self._question += 1
        self._fetch = None
        self._forget_asked()
        self._ids = tuple(id_of(row) for row in rows)
        self._pages = OrderedDict((at // PAGE, tuple(rows[at : at + PAGE])) for at in range(0, len(rows), PAGE))
        self.endResetModel()

    def show_ids(
        self,
        ids: Sequence[str],
        fetch: Callable[[tuple[str, ...]], Sequence[R]],
        jobs: Jobs,
        first: Sequence[R] = (),
    ) -> None:
        """Show a long list: `fetch` brings the rows of some ids, in their order, on a reading thread.

        The `first` rows may come along with the ids, so that the list does not flicker when it is shown.
        """
        self.beginResetModel()
        self._question += 1
        self._ids = ids if isinstance(ids, PackedIds) else tuple(ids)
        self._fetch, self._jobs = fetch, jobs
        self._pages.clear()
        self._forget_asked()
        if first:
            self._pages[0] = tuple(first)
        self.endResetModel()

    def _forget_asked(self) -> None:
        self._asked.clear()
        self._wanted.clear()
        self._rest.stop()

    def clear(self) -> None:
        """Forget everything (lock)."""
        self.show((), lambda _row: "")

    def id_at(self, row: int) -> str:
        """The id of a row."""
        return self._ids[row]

    def row_of(self, id_: str) -> int:
        """Where an id stands, or -1."""
        try:
            return self._ids.index(id_)
        except ValueError:
            return -1

    def row_at(self, row: int) -> R | None:
        """The row when it is here; asks for its page when it is not."""
        page = row // PAGE
        if page not in self._pages:
            self._ask(page)
        rows = self._pages.get(page)
        return rows[row % PAGE] if rows is not None and row % PAGE < len(rows) else None

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.head
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | column.align.value
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            ROW_ROLE,
            Qt.ItemDataRole.TextAlignmentRole,
        }:
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | column.align.value
        row = self.row_at(index.row())
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown(row, column)
        return _("loading") if row is None else self._spoken(row, column, column.value(row))

    @staticmethod
    def shown(row: R | None, column: Column[R]) -> str:
        """What stands in a cell; dots until its row is here."""
        return "…" if row is None else column.value(row)

    def _spoken(self, row: R, column: Column[R], value: str) -> str:
        """Row subject, column, value; an empty cell says so (A03)."""
        subject = self.columns[0].value(row)
        if column is self.columns[0]:
            return f"{column.head}: {value or _('empty')}"
        return f"{subject}, {column.head}: {value or _('empty')}"

    def _ask(self, page: int) -> None:
        """Ask for a page that is painted; of those that fly past only the newest few, once the list rests (P4)."""
        if self._fetch is None or self._jobs is None or page in self._asked:
            return
        if not self._rest.isActive() and len(self._asked) < AT_ONCE:
            self._rest.start()
            self._begin(page)
            return
        if page not in self._wanted:
            self._rest.start()
        self._wanted = [*[one for one in self._wanted if one != page][1 - REMEMBERED :], page]

    def _ask_waiting(self) -> None:
        """The list rests: the pages that were painted last."""
        while self._wanted and len(self._asked) < AT_ONCE:
            self._begin(self._wanted.pop())

    def _begin(self, page: int) -> None:
        if self._fetch is None or self._jobs is None or page in self._asked or page in self._pages:
            return
        self._asked.add(page)
        work = partial(self._fetch, tuple(self._ids[page * PAGE : (page + 1) * PAGE]))
        told = partial(self._take, self._question, page)
        self._jobs.read(self, work, told, partial(self._lost, self._question, page), key=f"page {page}")

    def _lost(self, question: int, page: int, error: Exception) -> None:
        if question == self._question:
            self._asked.discard(page)
            self.failed.emit(error)

    def _take(self, question: int, page: int, rows: Sequence[R]) -> None:
        if question != self._question:
            return
        self._asked.discard(page)
        if not self._rest.isActive():
            self._ask_waiting()
        self._pages[page] = tuple(rows)
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)
        first, last = page * PAGE, min(len(self._ids), (page + 1) * PAGE) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
