"""Shows and prints the sheets: template words and typed facts, through the leak gate, noted when they leave (REP-6)."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Literal

from sqlalchemy import select

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.core.language import _
from app.core.shapes import Draft, Line, Row, ShortText
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.codes import LawfulBasis
from app.domain.roles import Reach
from app.ops.leaving import write_copy
from app.programme.left import filling
from app.programme.reach import may_write_case
from app.programme.rights import Right
from app.programme.rules.issue import Channel, copy_number
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.document import Disclosure, ListGone
from reports.kit import preview
from reports.kit.delivery import neutral_name
from reports.programme.sheets.page import TO_HIM, leaks, render
from reports.programme.sheets.rows import Sheet

SheetKind = Literal["statement", "goals", "file", "sign_in", "meeting"]
FILL = {
    "statement": filling.statement,
    "goals": filling.goals,
    "file": filling.file,
    "sign_in": filling.sign_in,
    "meeting": filling.meeting,
}
OF_A_MAN = frozenset({"statement", "goals", "file"})
DPI = 96


class SheetAsked(Draft):
    """Which sheet, and of what: a case, a session for who signs in, a meeting for its pack."""

    sheet: SheetKind
    about: ShortText


class SheetWanted(Draft):
    """A sheet to be made as a file. The facts of a file leave to somebody, on a basis and for a reason (RET-1)."""

    sheet: SheetKind
    about: ShortText
    recipient: ShortText = ""
    basis: str = ""
    necessity: Line = ""
    to_folder: str | None = None


class SheetShown(Row):
    """The pages as they would be printed."""

    sheet: str
    words: str
    pages: tuple[bytes, ...]


class SheetMade(Row):
    """The file: its neutral name, its bytes and their hash, and what is to be known of this copy."""

    sheet: str
    file: str
    content: bytes
    sha256: str
    notes: tuple[str, ...]


class Sheets(Noun):
    """What is done with sheets."""

    seat: ProgrammeSeat

    @act("sheet.show", Right.WRITE_REPORT, kind=Kind.OPEN)
    def show(self, work: Work, draft: SheetAsked) -> SheetShown:
        """Show a sheet as it would be printed now."""
        pdf = checked(self._filled(work, draft.sheet, draft.about))
        pages = preview.pages(pdf, dpi=DPI)
        return SheetShown(sheet=draft.sheet, words=sheet_words()[draft.sheet], pages=pages)

    @act("sheet.make", Right.WRITE_REPORT)
    def make(self, work: Work, draft: SheetWanted) -> SheetMade:
        """Make a sheet as a file, and note it in the log of what left (RET-1)."""
        sheet = self._filled(work, draft.sheet, draft.about)
        if draft.sheet == "file" and (problems := _problems(draft)):
            raise InvalidInput(problems)
        pdf = checked(sheet)
        name = neutral_name("Letter" if isinstance(sheet, TO_HIM) else "Report")
        digest = sha256(pdf).hexdigest()
        copy = self._note(work, draft, digest, _reader(sheet, draft))
        file = name if draft.to_folder is None else write_copy(Path(draft.to_folder) / name, pdf)
        notes = (_("This reader has had it before: this is copy {number}.").format(number=copy),) if copy > 1 else ()
        return SheetMade(sheet=draft.sheet, file=file, content=pdf, sha256=digest, notes=notes)

    def _filled(self, work: Work, sheet: str, about: str) -> Sheet:
        """The sheet's values; what is not within reach is not there (UX-13)."""
        if sheet in OF_A_MAN and not may_write_case(work, self.seat, about):
            raise Missing
        is_own = work.reach is Reach.ALL or self.seat.is_own(work, self.seat.person, "session", about)
        if sheet == "sign_in" and not is_own:
            raise Missing
        return FILL[sheet](work, self.seat, about)

    def _note(self, work: Work, draft: SheetWanted, digest: str, recipient: str) -> int:
        """Note it in the log of what left; gives which copy of the very same pages it is for this reader (REP-11)."""
        person, now = self.seat.person, self.seat.clock.now()
        if draft.sheet not in OF_A_MAN:
            work.add(
                ListGone(
                    what=draft.sheet, recipient=person.label, basis=LawfulBasis.LEGITIMATE_INTEREST.value,
                    necessity=sheet_words()[draft.sheet], rows=0, sha256=digest, at=now, by_user=person.id,
                    by_label=person.label,
                )
            )  # fmt: skip
            return 1
        what = f"sheet.{draft.sheet}"
        earlier = select(Disclosure.recipient).where(
            Disclosure.case_id == draft.about, Disclosure.what == what, Disclosure.sha256_cleared == digest
        )
        copy = copy_number(recipient, work.session.scalars(earlier))
        work.add(
            Disclosure(
                case_id=draft.about, what=what, recipient=recipient, copy_number=copy,
                basis=draft.basis or LawfulBasis.LEGITIMATE_INTEREST.value,
                necessity=draft.necessity or sheet_words()[draft.sheet], channel=Channel.BY_HAND.value,
                approver=person.id, sha256_cleared=digest, sha256_delivered=digest, at=now, by_user=person.id,
            )
        )  # fmt: skip
        return copy


def sheet_words() -> dict[str, str]:
    """What the sheets are called."""
    return {
        "statement": _("Statement to sign"),
        "goals": _("His goals"),
        "file": _("Facts of his file"),
        "sign_in": _("Sign-in sheet"),
        "meeting": _("Meeting pack"),
    }


def checked(sheet: Sheet) -> bytes:
    """The bytes once the leak gate has traced every word; refused otherwise (R8)."""
    out = BytesIO()
    render(sheet, out)
    pdf = out.getvalue()
    if problems := leaks(sheet, pdf):
        raise NotAllowed(*problems)
    return pdf


def _reader(sheet: Sheet, draft: SheetWanted) -> str:
    """He himself, or who was named."""
    return draft.recipient.strip() or str(getattr(sheet, "name", ""))


def _problems(draft: SheetWanted) -> dict[str, str]:
    problems = {}
    if not draft.recipient.strip():
        problems["recipient"] = _("Name who gets it.")
    if draft.basis not in set(LawfulBasis):
        problems["basis"] = _("Choose the lawful basis from the list.")
    if not draft.necessity.strip():
        problems["necessity"] = _("Say in a few words why this reader needs it.")
    return problems
