"""Sends letters to him: template words and typed facts, the leak gate, an address that a person read back (REP-6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from app.core.errors import InvalidInput, Missing, NotAllowed, Stale
from app.core.language import _
from app.core.shapes import CaseId, replaced, to_builtins, to_json
from app.desk.act import Kind, act
from app.desk.seat import Noun, Person
from app.domain.codes import LawfulBasis, LegalBasisKind
from app.domain.names import full_name
from app.domain.roles import Reach
from app.ops.leaving import write_copy
from app.programme.attendance.follow_ups import open_follow_ups
from app.programme.case_list import short_name
from app.programme.letters.facts import (
    checked_by,
    is_new,
    letter_of,
    posted_again,
    posted_to,
    saved_on,
    sessions_ahead,
    shares,
)
from app.programme.letters.owed import DATED_BEFORE, dates_of, free_from, owed_letters
from app.programme.letters.rows import (
    LetterAgain,
    LetterDrafted,
    LetterGone,
    LetterIssued,
    LetterLine,
    LetterNamed,
    LetterPage,
    LetterPutAside,
    LettersGone,
    LettersWanted,
    OwedLetter,
)
from app.programme.moments import moment_for
from app.programme.office import setting
from app.programme.papers import four_words
from app.programme.reach import cases_within_reach, may_write_case
from app.programme.rights import Right
from app.programme.rules.issue import ON_PAPER, Channel, copy_number, reasons_not_to_send
from app.programme.rules.limits import LimitKind
from app.programme.seat import ProgrammeSeat
from app.store.plans import newest_first
from app.store.work import Work
from models.programme.case import Case
from models.programme.client import Client
from models.programme.delivery import FollowUpDone
from models.programme.document import Disclosure, Letter
from reports.kit import preview
from reports.kit.delivery import add_password, neutral_name
from reports.programme.letters.page import leaks, render
from reports.programme.letters.rows import Letter as LetterPaper
from reports.programme.letters.rows import LetterKind
from reports.programme.letters.words import subject

SENT, ASIDE, TO_PRINT = "sent", "put_aside", "to_print"
DPI = 96
COURT = frozenset({LegalBasisKind.COURT_REQUIREMENT.value, LegalBasisKind.LICENCE.value})


@dataclass(frozen=True)
class Leaving:
    """One letter on its way out: its bytes as they were checked, as they leave, and how."""

    pdf: bytes
    content: bytes
    password: str
    notes: tuple[str, ...]
    disclosure: str


class Told(NamedTuple):
    """What a list tells of a letter: its bytes and values stay where they are (P8)."""

    id: str
    kind: str
    state: str
    because: str | None
    at: datetime
    by_label: str


class Letters(Noun):
    """What is done with letters to him."""

    seat: ProgrammeSeat

    @act("letter.owed", Right.WRITE_REPORT, kind=Kind.LIST)
    def owed(self, work: Work, draft: LettersWanted) -> tuple[OwedLetter, ...]:
        """List the letters that what happened asks for, the oldest first, each with the day on which it may go."""
        return owed_letters(work, self.seat, draft.case)

    @act("letter.list", Right.WRITE_REPORT, kind=Kind.LIST)
    def list(self, work: Work, draft: LettersGone) -> tuple[LetterLine, ...]:
        """List the letters that have gone or were put aside, the newest first, a page of them at a time."""
        query = select(*(getattr(Letter, name) for name in Told._fields), Case, Client)
        query = query.join(Case, Case.id == Letter.case_id)
        query = query.join(Client, Client.id == Case.client_id).where(cases_within_reach(work, self.seat.person))
        if draft.case is not None:
            query = query.where(Letter.case_id == draft.case)
        is_few = draft.case is not None or work.reach is not Reach.ALL
        page = newest_first(work.session, query, Letter, draft.before, is_few=is_few)
        rows = work.session.execute(page.limit(draft.most)).all()
        return tuple(_line(Told(*row[:-2]), row.Case, row.Client) for row in rows)

    @act("letter.draft", Right.WRITE_REPORT, kind=Kind.OPEN, about="case")
    def draft(self, work: Work, draft: LetterDrafted) -> LetterPage:
        """Show a letter as it would be printed now, and what has to be known before it goes (REP-6, REP-12)."""
        case = work.get(Case, draft.case)
        client = work.get(Client, case.client_id)
        address = (client.address or "").strip()
        letter = letter_of(
            work,
            self.seat,
            case,
            draft.kind,
            session=draft.session or "",
            address=address if draft.with_address else "",
        )
        pdf = rendered(letter)
        free_on = free_from(work, draft.kind, saved_on(work, self.seat, case, draft.kind))
        back = str(setting(work.session, "paper.return_address")).strip()
        return LetterPage(
            case=draft.case,
            reference=case.reference,
            name=short_name(client),
            kind=draft.kind,
            words=subject(draft.kind),
            about=draft.about,
            seen=seen_of(letter),
            pages=preview.pages(pdf, dpi=DPI),
            address=address,
            shares_address=client.shares_address,
            address_is_new=is_new(self.seat, client),
            free_on=free_on,
            is_free=free_on <= self.seat.clock.today(),
            envelope=tuple(line for line in (letter.head.name, *address.split("\n"), back) if line),
            missing=tuple(_missing(letter, back)),
        )

    @act("letter.issue", Right.WRITE_REPORT, about="case")
    def issue(self, work: Work, draft: LetterIssued) -> LetterGone:
        """Send a letter: what was looked at, after the leak gate, to an address read back (REP-10 to REP-14)."""
        case = work.get(Case, draft.case)
        client = work.get(Client, case.client_id)
        self._refuse_early(work, case, draft)
        address = self._address(client, draft)
        by_his_post = draft.channel is Channel.POST and draft.to_address == "his"
        second = checked_by(self.seat, client, draft.second) if by_his_post else None
        letter = letter_of(work, self.seat, case, draft.kind, session=draft.session or "", address=address)
        if seen_of(letter) != draft.seen:
            raise Stale(_("The records have changed since this letter was looked at. Look at it again."))
        leaving = self._leave(work, case, client, draft, draft.kind, _checked(letter))
        kept = self._keep(work, case, draft, letter, leaving, second)
        self._settle_warning(work, case, draft)
        work.changed("case", case.id)
        work.changed("letter", kept.id)
        file = kept.name or ""
        if draft.to_folder is not None:
            file = write_copy(Path(draft.to_folder) / file, leaving.content)
        return LetterGone(
            letter=kept.id,
            case=draft.case,
            file=file,
            content=leaving.content,
            password=leaving.password,
            sha256=kept.sha256 or "",
            notes=leaving.notes,
        )

    @act("letter.again", Right.WRITE_REPORT)
    def again(self, work: Work, draft: LetterAgain) -> LetterGone:
        """Send the very bytes of a letter once more, and note a second copy with its reason (RET-1, REP-11).

        One that is still to be printed is given without another line in the log. Raises InvalidInput by field.
        """
        kept = self._kept(work, draft.letter)
        case = work.get(Case, kept.case_id)
        client = work.get(Client, case.client_id)
        pdf = bytes(kept.content or b"")
        leaving = Leaving(pdf, pdf, "", (), kept.disclosure_id or "")
        if kept.state != TO_PRINT:
            if not (draft.because or "").strip():
                raise InvalidInput({"because": _("Say why it goes once more.")})
            if draft.channel is Channel.POST:
                posted_again(self.seat, client, kept, is_read_back=draft.read_back, second=draft.second)
            leaving = self._leave(work, case, client, draft, LetterKind(kept.kind), pdf)
            kept.state = TO_PRINT if draft.to_print and draft.channel in ON_PAPER else SENT
        work.changed("letter", kept.id)
        file = kept.name or ""
        file = file if draft.to_folder is None else write_copy(Path(draft.to_folder) / file, leaving.content)
        return LetterGone(
            letter=kept.id, case=CaseId(case.id), file=file, content=leaving.content, password=leaving.password,
            sha256=kept.sha256 or "", notes=leaving.notes,
        )  # fmt: skip

    @act("letter.printed", Right.WRITE_REPORT)
    def printed(self, work: Work, draft: LetterNamed) -> LetterLine:
        """Say that a letter came out of the printer; until then it stands as still to be printed (REP-11)."""
        kept = self._kept(work, draft.letter)
        kept.state = SENT
        case = work.get(Case, kept.case_id)
        work.changed("letter", kept.id)
        told = Told(*(getattr(kept, name) for name in Told._fields))
        return _line(told, case, work.get(Client, case.client_id))

    def _kept(self, work: Work, id: str) -> Letter:
        """A letter that has gone. Raises Missing when it is not within reach, or none was written."""
        kept = work.get(Letter, id)
        if kept.content is None or not may_write_case(work, self.seat, kept.case_id):
            raise Missing
        return kept

    @act("letter.put_aside", Right.WRITE_REPORT, about="case")
    def put_aside(self, work: Work, draft: LetterPutAside) -> LetterLine:
        """Say that no letter is written about this, and why; it leaves the list and stays in the record."""
        case = work.get(Case, draft.case)
        owed = {(one.kind, one.about) for one in owed_letters(work, self.seat, case.id)}
        if (draft.kind, draft.about) not in owed:
            raise InvalidInput({"about": _("No such letter is owed to him. Look at the list again.")})
        kept = work.add(
            Letter(
                case_id=case.id, kind=draft.kind.value, about=draft.about, state=ASIDE, because=draft.because,
                at=moment_for(work, self.seat, Letter, case.id), by_user=self.seat.person.id,
                by_label=self.seat.person.label,
            )
        )  # fmt: skip
        work.changed("letter", kept.id)
        told = Told(*(getattr(kept, name) for name in Told._fields))
        return _line(told, case, work.get(Client, case.client_id))

    def _refuse_early(self, work: Work, case: Case, draft: LetterIssued) -> None:
        """Bad news waits; sooner only by a manager who says how the safety lead was called (REP-14)."""
        wants_sooner = bool((draft.sooner or "").strip())
        if wants_sooner and self.seat.reach(Right.OVERRIDE) is Reach.NONE:
            raise NotAllowed(_("A manager can send this sooner, after a call to the safety lead."))
        ends = free_from(work, draft.kind, saved_on(work, self.seat, case, draft.kind))
        today = self.seat.clock.today()
        if reasons := reasons_not_to_send(draft.kind, ends, today, manager_called_lead=wants_sooner):
            raise NotAllowed(*reasons)

    def _address(self, client: Client, draft: LetterIssued) -> str:
        """The address that stands on the letter: none unless it goes by post (REP-12)."""
        if draft.channel is not Channel.POST:
            return ""
        is_his = draft.to_address == "his"
        return posted_to(
            client.address if is_his else draft.address, read_back_in="read_back", is_read_back=draft.read_back,
            is_shared=is_his and shares(client),
        )  # fmt: skip

    def _leave(
        self, work: Work, case: Case, client: Client, draft: LetterIssued | LetterAgain, kind: LetterKind, pdf: bytes
    ) -> Leaving:
        """Note the copy in the delivery log; what goes by mail has a password of its own (RET-1, R7)."""
        password = four_words() if draft.channel in (Channel.SECURE_EMAIL, Channel.PORTAL) else ""
        content = add_password(pdf, password) if password else pdf
        digest, recipient = sha256(pdf).hexdigest(), full_name(client.given_name, client.family_name)
        same = select(Disclosure.recipient).where(
            Disclosure.case_id == case.id, Disclosure.what == f"letter.{kind.value}",
            Disclosure.sha256_cleared == digest,
        )  # fmt: skip
        copy = copy_number(recipient, work.session.scalars(same))
        row = work.add(
            Disclosure(
                case_id=case.id,
                what=f"letter.{kind.value}",
                recipient=recipient,
                basis=(LawfulBasis.PUBLIC_TASK if case.legal_kind in COURT else LawfulBasis.LEGITIMATE_INTEREST).value,
                necessity=subject(kind) if isinstance(draft, LetterIssued) else f"{subject(kind)}. {draft.because}",
                channel=draft.channel.value,
                proof=draft.proof,
                approver=self.seat.person.id,
                sha256_cleared=digest,
                sha256_delivered=sha256(content).hexdigest(),
                copy_number=copy,
                at=self.seat.clock.now(),
                by_user=self.seat.person.id,
            )
        )
        notes = (_("He has had this letter before: this is copy {number}.").format(number=copy),) if copy > 1 else ()
        return Leaving(pdf, content, password, notes, row.id)

    def _keep(
        self, work: Work, case: Case, draft: LetterIssued, letter: LetterPaper, leaving: Leaving, second: Person | None
    ) -> Letter:
        dates = dates_of(sessions_ahead(work, self.seat, case)) if draft.kind.value in DATED_BEFORE else ()
        return work.add(
            Letter(
                case_id=case.id,
                kind=draft.kind.value,
                about=draft.about or seen_of(letter)[:32],
                state=TO_PRINT if draft.to_print and draft.channel in ON_PAPER else SENT,
                because=(draft.sooner or "").strip() or None,
                values=to_builtins(replaced(letter, head=replaced(letter.head, logo=None))),
                dates=list(dates),
                name=neutral_name("Letter"),
                sha256=sha256(leaving.pdf).hexdigest(),
                content=leaving.pdf,
                disclosure_id=leaving.disclosure,
                at=moment_for(work, self.seat, Letter, case.id),
                by_user=self.seat.person.id,
                by_label=self.seat.person.label,
                second_user=second.id if second else None,
            )
        )

    def _settle_warning(self, work: Work, case: Case, draft: LetterIssued) -> None:
        """The warning that a mark asked for is written (ATT-9)."""
        if draft.kind not in (LetterKind.WARNING_1, LetterKind.WARNING_2):
            return
        for one in open_follow_ups(work, self.seat, {case.id: case}):
            if (one.kind, one.session) == (LimitKind.WARNING.value, draft.about):
                work.add(
                    FollowUpDone(
                        case_id=case.id, session_id=one.session, kind=one.kind, limit=one.limit,
                        words=_("The letter was sent."), at=moment_for(work, self.seat, FollowUpDone, case.id),
                        by_user=self.seat.person.id, by_label=self.seat.person.label,
                    )
                )  # fmt: skip


def rendered(letter: LetterPaper) -> bytes:
    """The letter's bytes: the same values give the same bytes."""
    out = BytesIO()
    render(letter, out)
    return out.getvalue()


def as_it_would_go(seat: ProgrammeSeat, case: str, kind: LetterKind, address: str) -> bytes:
    """A letter to him as it would be printed now. Raises NotAllowed when nothing in the records asks for one."""
    with seat.open_work(reading=True) as work:
        return rendered(letter_of(work, seat, work.get(Case, case), kind, address=address))


def seen_of(letter: LetterPaper) -> str:
    """What a letter says, whoever signs it and wherever it goes: it must not change between looking and sending."""
    said = replaced(letter, head=replaced(letter.head, address="", signed_by=""))
    return sha256(to_json(said)).hexdigest()


def state_words(letter: Told) -> str:
    """Gone, or why none was written."""
    if letter.state in (SENT, TO_PRINT):
        return _("Sent") if letter.state == SENT else _("To print")
    return {
        "told_by_phone": _("Not written: told by telephone"),
        "told_in_person": _("Not written: told in person"),
        "not_needed": _("Not written: not needed"),
        "not_safe": _("Not written: no way is safe"),
    }.get(letter.because or "", _("Not written"))


def _checked(letter: LetterPaper) -> bytes:
    """The bytes once the leak gate has traced every word; refused otherwise (R8)."""
    pdf = rendered(letter)
    if problems := leaks(letter, pdf):
        raise NotAllowed(*problems)
    return pdf


def _missing(letter: LetterPaper, back: str) -> Iterator[str]:
    """What the office has not said of itself yet; the letter can go without it."""
    head = letter.head
    if not head.office:
        yield _("The name of the office is not set.")
    if not head.office_phone:
        yield _("The number on which he can call is not set.")
    if not back:
        yield _("No return address is set for the envelope.")


def _line(letter: Told, case: Case, client: Client) -> LetterLine:
    return LetterLine(
        letter=letter.id,
        case=CaseId(case.id),
        reference=case.reference,
        name=short_name(client),
        kind=LetterKind(letter.kind),
        words=subject(LetterKind(letter.kind)),
        state=letter.state,
        state_words=state_words(letter),
        at=letter.at,
        by=letter.by_label,
    )
