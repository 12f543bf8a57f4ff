"""Shows letters and a man's own file over invented rows: the screens themselves, without an office."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from types import SimpleNamespace

from app.core.shapes import CaseId
from app.programme.access.shapes import AccessPage, ItemKind, ItemRow
from app.programme.letters.rows import LetterPage, OwedLetter
from reports.kit import preview
from reports.programme.letters.page import render
from reports.programme.letters.rows import DatesLetter, Head, LetterKind, Meeting
from reports.programme.letters.words import subject
from ui.programme.access.screen import AccessScreen
from ui.programme.post.screen import PostScreen
from ui.shell.screen import Context

TODAY = date(2026, 11, 24)
ADDRESS = "4 Quay Street\nNorthmarsh NM1 1AA"
OWED = (
    ("P-0412", "Daniel O.", LetterKind.JOINING, True), ("P-0407", "Femi A.", LetterKind.WARNING_1, True),
    ("P-0398", "Roy D.", LetterKind.NOT_SUITABLE, False),
)  # fmt: skip
FILE = (
    (ItemKind.WHO, "Name: Daniel Osei", False, "give"),
    (ItemKind.REFERRAL, "He hits when he drinks.", True, ""),
    (ItemKind.NOTE, "Foundation 2: he spoke of his brother and what he said to him.", True, "cut"),
    (ItemKind.RISK, "SARA: Medium", True, "keep"),
)


def an_owed(reference: str, name: str, kind: LetterKind, is_free: bool) -> OwedLetter:
    """One letter that is owed."""
    return OwedLetter(
        case=CaseId(reference), reference=reference, name=name, kind=kind, words=subject(kind), about=reference,
        on=TODAY, free_on=TODAY if is_free else date(2026, 11, 25), is_free=is_free,
    )  # fmt: skip


@cache
def printed() -> bytes:
    """A letter about his dates, as it is printed."""
    head = Head(
        office="Northside Change Programme", office_address="12 Mill Lane", office_phone="01632 960012",
        label="Evening programme", name="Daniel Osei", address=ADDRESS, written_on=TODAY,
        made_at=datetime(2026, 11, 24, tzinfo=UTC), signed_by="Priya Nair",
    )  # fmt: skip
    meeting = Meeting(what="Foundation 1", on=date(2026, 12, 1), begins="18:30", ends="21:00", place="Room 2")
    out = BytesIO()
    render(DatesLetter(kind=LetterKind.JOINING, head=head, meetings=(meeting,)), out)
    return preview.png(out.getvalue(), 0, dpi=72)


def letters(ctx: Context[object]) -> PostScreen:
    """P22: three owed, the first one beside the list; as for one that nothing asked for, it cannot be put aside."""
    rows = tuple(an_owed(*one) for one in OWED)

    def draft(asked: object) -> LetterPage:
        row = next(one for one in rows if one.about == asked.about)  # type: ignore[attr-defined]
        return LetterPage(
            case=row.case, reference=row.reference, name=row.name, kind=row.kind, words=row.words, about="",
            seen="0", pages=(printed(),), address=ADDRESS, shares_address="no", address_is_new=False,
            free_on=row.free_on, is_free=row.is_free, envelope=("Daniel Osei", *ADDRESS.split("\n"), "PO Box 12"),
            missing=(),
        )  # fmt: skip

    acts = SimpleNamespace(owed=lambda _asked: rows, list=lambda _asked: (), draft=draft)
    return PostScreen(replace(ctx, desk=SimpleNamespace(letters=acts)))  # type: ignore[arg-type]  # what it reads


def his_file(ctx: Context[object]) -> AccessScreen:
    """A request with one item to decide."""
    items = tuple(
        ItemRow(
            item=str(at), kind=kind, words=kind.value, on=TODAY, text=text, is_free=is_free, outcome=outcome,
            ground="other_person" if outcome in ("cut", "keep") else "", other_asked="not_asked", cut_text="",
            why="It is about his brother." if outcome == "cut" else "", by="",
        )
        for at, (kind, text, is_free, outcome) in enumerate(FILE)
    )  # fmt: skip
    page = AccessPage(
        request="r", case=CaseId("P-0412"), reference="P-0412", name="Daniel O.", requested_on=TODAY,
        due_on=date(2026, 12, 24), state="deciding", state_words="Items to decide", line="", items=items, open_items=1,
        signed_by="", second="", address_is_new=False,
    )  # fmt: skip
    acts = SimpleNamespace(show=lambda _asked: page)

    class Opened(AccessScreen):
        """Opened with a request, as Today opens it."""

        def open(self, subject: str | None = None) -> None:
            super().open(subject or "r")

    return Opened(replace(ctx, desk=SimpleNamespace(access_requests=acts)))  # type: ignore[arg-type]
