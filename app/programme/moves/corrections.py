"""Keeps the correcting letters that are owed until each has gone, and notes it in the delivery log (CASE-9)."""

from datetime import UTC, date, datetime, time
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from sqlalchemy import select

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, Row, ShortText
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.ops.leaving import write_copy
from app.programme.office import office_logo, setting
from app.programme.reach import cases_within_reach, may_write_case
from app.programme.rights import Right
from app.programme.rules.issue import Channel
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.document import Disclosure
from models.programme.placing import CorrectingLetter
from reports.kit import preview
from reports.kit.delivery import neutral_name
from reports.programme.letters.correction import CorrectionLetter, leaks, render


class CorrectionsWanted(Draft):
    """Which correcting letters: of one case or all within reach, those that have gone too or not."""

    case: CaseId | None = None
    sent_too: bool = False


class LetterGone(Draft):
    """That a correcting letter has gone: when, how, and what shows it."""

    letter: str
    sent_on: date
    channel: Channel
    proof: ShortText | None = None


class PaperOfLetter(Draft):
    """Which correcting letter to print, and where its file is to lie; without a folder it is only looked at."""

    letter: str
    to_folder: str | None = None


class LetterPrinted(Row):
    """The letter as it is printed, its bytes for a printer, and the file it was written to."""

    letter: str
    file: str
    content: bytes
    pages: tuple[bytes, ...]


class CorrectionRow(Row):
    """One correcting letter: to whom, its words, by when, and whether it has gone."""

    letter: str
    case: CaseId
    reference: str
    recipient: str
    text: str
    due_on: date
    sent_on: date | None


class Corrections(Noun):
    """What is done about letters that correct a paper."""

    seat: ProgrammeSeat

    @act("correction.list", Right.READ_CASE, kind=Kind.LIST)
    def list(self, work: Work, draft: CorrectionsWanted) -> tuple[CorrectionRow, ...]:
        """List correcting letters, the one due first at the top (CASE-9)."""
        query = select(CorrectingLetter, Case).join(Case, Case.id == CorrectingLetter.case_id)
        query = query.where(cases_within_reach(work, self.seat.person))
        if draft.case is not None:
            query = query.where(CorrectingLetter.case_id == draft.case)
        if not draft.sent_too:
            query = query.where(CorrectingLetter.sent_on.is_(None))
        rows = work.session.execute(query.order_by(CorrectingLetter.due_on, CorrectingLetter.id))
        return tuple(_row(letter, case) for letter, case in rows)

    @act("correction.print", Right.WRITE_REPORT)
    def print(self, work: Work, draft: PaperOfLetter) -> LetterPrinted:
        """Print a correcting letter: its drafted words and nothing else, through the leak gate (CASE-9, R8)."""
        letter = work.get(CorrectingLetter, draft.letter)
        if not may_write_case(work, self.seat, letter.case_id):
            raise Missing
        pdf = self._printed(work, letter)
        file = neutral_name("Letter")
        if draft.to_folder is not None:
            file = write_copy(Path(draft.to_folder) / file, pdf)
        pages = preview.pages(pdf, dpi=96)
        return LetterPrinted(letter=letter.id, file=file, content=pdf, pages=pages)

    @act("correction.send", Right.WRITE_REPORT)
    def send(self, work: Work, draft: LetterGone) -> CorrectionRow:
        """Note that a correcting letter has gone; it stands in the delivery log like every paper (RET-1, REP-11)."""
        letter = work.get(CorrectingLetter, draft.letter)
        case = work.get(Case, letter.case_id)
        if not may_write_case(work, self.seat, case.id):
            raise Missing
        if letter.sent_on is not None:
            raise NotAllowed(_("This letter has gone already."))
        if draft.sent_on > self.seat.clock.today():
            raise InvalidInput({"sent_on": _("This date lies after today.")})
        letter.sent_on, letter.sent_how, letter.sent_by = draft.sent_on, draft.channel.value, self.seat.person.id
        first = work.get(Disclosure, letter.disclosure_id)
        digest = sha256(letter.text.encode()).hexdigest()
        work.add(
            Disclosure(
                case_id=case.id,
                what="letter.correction",
                recipient=letter.recipient,
                basis=first.basis,
                necessity=_("Corrects a paper that was sent by mistake."),
                channel=draft.channel.value,
                proof=draft.proof,
                approver=self.seat.person.id,
                sha256_cleared=digest,
                sha256_delivered=digest,
                at=self.seat.clock.now(),
                by_user=self.seat.person.id,
            )
        )
        work.changed("case", case.id)
        return _row(letter, case)

    def _printed(self, work: Work, letter: CorrectingLetter) -> bytes:
        today = self.seat.clock.today()
        paper = CorrectionLetter(
            office=str(setting(work.session, "office.name")),
            office_address=str(setting(work.session, "paper.address")),
            marking=str(setting(work.session, "paper.marking")),
            recipient=letter.recipient,
            written_on=today,
            made_at=datetime.combine(today, time(), UTC),
            signed_by=self.seat.person.label,
            text=letter.text,
            logo=office_logo(work.session),
        )
        out = BytesIO()
        render(paper, out)
        if problems := leaks(paper, out.getvalue()):
            raise NotAllowed(*problems)
        return out.getvalue()


def _row(letter: CorrectingLetter, case: Case) -> CorrectionRow:
    return CorrectionRow(
        letter=letter.id,
        case=CaseId(case.id),
        reference=case.reference,
        recipient=letter.recipient,
        text=letter.text,
        due_on=letter.due_on,
        sent_on=letter.sent_on,
    )
