"""Lets a list leave as CSV or XLSX, and notes who asked for it, for whom and why (R11, RET-1)."""

import secrets
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from string import ascii_lowercase
from typing import Literal

from sqlalchemy import select

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Draft, Line, Nothing, Row, ShortText
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.codes import LawfulBasis
from app.ops.leaving import write_copy
from app.ops.tables import as_csv, as_xlsx
from app.programme.left.filling import statistics as statistics_sheet
from app.programme.left.lists import LISTS, Span, list_words
from app.programme.left.sheets import checked
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.document import ListGone

ListKey = Literal["waiting", "referrals", "attendance", "statistics", "left"]
QUARTER = timedelta(days=91)


class ListAsked(Draft):
    """Which list leaves, in which form, for whom, on what basis and why; the period counts where the list has one.

    The statistics return can be narrowed (`by`, `programme`, `site`), and it alone is made as a paper (`pdf`).
    """

    list: ListKey
    recipient: ShortText
    basis: str
    necessity: Line
    form: Literal["xlsx", "csv", "pdf"] = "xlsx"
    first: date | None = None
    last: date | None = None
    by: Literal["referred", "ended"] = "referred"
    programme: ShortText | None = None
    site: ShortText | None = None
    to_folder: str | None = None


class ListMade(Row):
    """The sheet that leaves: its neutral name, its bytes, how many rows it has."""

    gone: str
    file: str
    content: bytes
    sha256: str
    rows: int


class ListGoneRow(Row):
    """One list that has left."""

    gone: str
    words: str
    recipient: str
    basis: str
    necessity: str
    rows: int
    sha256: str
    at: datetime
    by: str


class Exports(Noun):
    """What is done with lists that leave."""

    seat: ProgrammeSeat

    @act("export.make", Right.WRITE_REPORT)
    def make(self, work: Work, draft: ListAsked) -> ListMade:
        """Make a sheet of a list that cannot run anything, and note that it leaves (R11, RET-1)."""
        today = self.seat.clock.today()
        span = Span(draft.first or today - QUARTER, draft.last or today, draft.by, draft.programme, draft.site)
        if problems := _problems(draft, span):
            raise InvalidInput(problems)
        now = self.seat.clock.now()
        content, rows = self._made(work, draft, span, now)
        name = f"Table-{''.join(secrets.choice(ascii_lowercase) for _place in range(6))}.{draft.form}"
        digest = sha256(content).hexdigest()
        kept = work.add(
            ListGone(
                what=draft.list,
                recipient=draft.recipient.strip(),
                basis=draft.basis,
                necessity=draft.necessity.strip(),
                rows=rows,
                sha256=digest,
                at=now,
                by_user=self.seat.person.id,
                by_label=self.seat.person.label,
            )
        )
        file = name if draft.to_folder is None else write_copy(Path(draft.to_folder) / name, content)
        work.changed("export", kept.id)
        return ListMade(gone=kept.id, file=file, content=content, sha256=digest, rows=rows)

    def _made(self, work: Work, draft: ListAsked, span: Span, now: datetime) -> tuple[bytes, int]:
        """The bytes of the list in the form asked for, and how many rows it has."""
        if draft.form == "pdf":
            sheet = statistics_sheet(work, self.seat, span.wanted())
            return checked(sheet), sum(len(part.lines) for part in sheet.parts)
        table = LISTS[draft.list](work, self.seat, span)
        return as_csv(table) if draft.form == "csv" else as_xlsx(table, now), len(table.rows)

    @act("export.list", Right.WRITE_REPORT, kind=Kind.LIST)
    def list(self, work: Work, _draft: Nothing) -> tuple[ListGoneRow, ...]:
        """List the sheets that have left, the newest first (RET-1)."""
        words = {**list_words(), "sign_in": _("Sign-in sheet"), "meeting": _("Meeting pack")}
        rows = work.session.scalars(select(ListGone).order_by(ListGone.at.desc(), ListGone.id).limit(500))
        return tuple(
            ListGoneRow(
                gone=row.id, words=words[row.what], recipient=row.recipient, basis=row.basis,
                necessity=row.necessity, rows=row.rows, sha256=row.sha256, at=row.at, by=row.by_label,
            )
            for row in rows
        )  # fmt: skip


def _problems(draft: ListAsked, span: Span) -> dict[str, str]:
    problems = {}
    if draft.form == "pdf" and draft.list != "statistics":
        problems["form"] = _("Only the statistics return is made as a paper.")
    if not draft.recipient.strip():
        problems["recipient"] = _("Name who gets it.")
    if draft.basis not in set(LawfulBasis):
        problems["basis"] = _("Choose the lawful basis from the list.")
    if not draft.necessity.strip():
        problems["necessity"] = _("Say in a few words why this reader needs it.")
    if span.last < span.first:
        problems["last"] = _("The period ends before it begins.")
    return problems
