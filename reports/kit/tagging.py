"""Says what each mark on a page is, so that a screen reader reads the paper as the eye does (UX-30)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from reportlab.pdfgen.canvas import Canvas


class Element:
    """One node of the structure tree: a role, its children in reading order, and the marks that belong to it.

    `spoken`: the words as they are read, where they are drawn in another order.
    """

    def __init__(self, role: str, parent: "Element | None" = None, *, alt: str = "", scope: str = "") -> None:
        self.role, self.parent, self.alt, self.scope = role, parent, alt, scope
        self.spoken = ""
        self.kids: list[Element] = []
        self.marks: list[tuple[int, int]] = []
        if parent is not None:
            parent.kids.append(self)

    def child(self, role: str, *, alt: str = "", scope: str = "") -> "Element":
        """A new last child."""
        return Element(role, self, alt=alt, scope=scope)

    def walk(self) -> Iterator["Element"]:
        """This node and everything below it, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.walk()


class TaggedCanvas(Canvas):  # type: ignore[misc]
    """A canvas that numbers what is drawn, and draws the foot of each page when the number of pages is known."""

    def __init__(self, *args: Any, foot: Callable[["TaggedCanvas", int, int], None], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._foot = foot
        self._pages_so_far: list[dict[str, Any]] = []
        self._marks_on_page = 0

    @contextmanager
    def content(self, element: Element | None) -> Iterator[None]:
        """What is drawn inside belongs to this element; inside a figure there is no element of its own."""
        if element is None:
            yield
            return
        mark = self._marks_on_page
        self._marks_on_page += 1
        element.marks.append((len(self._pages_so_far), mark))
        self.addLiteral(f"/{element.role} <</MCID {mark}>> BDC")
        yield
        self.addLiteral("EMC")

    @contextmanager
    def artifact(self, kind: str = "/Type /Layout") -> Iterator[None]:
        """What is drawn inside is furniture: rules, bars, head and foot."""
        self.addLiteral(f"/Artifact <<{kind}>> BDC")
        yield
        self.addLiteral("EMC")

    def showPage(self) -> None:  # noqa: N802 - ReportLab calls it by this name
        """Keep the page until the last one is known."""
        self._pages_so_far.append(dict(self.__dict__))
        self._startPage()
        self._marks_on_page = 0

    def save(self) -> None:
        """Give every page its foot, then write the file."""
        pages = self._pages_so_far
        for number, page in enumerate(pages, start=1):
            self.__dict__.update(page)
            self._foot(self, number, len(pages))
            super().showPage()
        super().save()
