"""Answers a man who asks for his file: every item decided, two people sign, the safety check, then it goes (RET-8)."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from sqlalchemy import select

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.core.language import Speaking, _
from app.core.shapes import CaseId, PlainValue, convert, replaced, to_builtins
from app.desk.act import Kind as ActKind
from app.desk.act import act
from app.desk.seat import Noun
from app.domain.calendar import months_after
from app.domain.codes import LawfulBasis
from app.domain.names import full_name
from app.domain.roles import Reach
from app.ops.leaving import write_copy
from app.programme.access.items import held_about
from app.programme.access.recorded import Held
from app.programme.access.shapes import (
    AccessAsked,
    AccessCopy,
    AccessGiven,
    AccessLine,
    AccessPage,
    AccessPrepared,
    AccessSigned,
    AccessWanted,
    ItemRow,
    ItemsDecided,
    Outcome,
    kind_words,
    state_words,
)
from app.programme.case_list import short_name
from app.programme.letters.facts import checked_by, his_language, is_new, posted_to, shares
from app.programme.moments import moment_for
from app.programme.notices import NoticeKind, seal
from app.programme.office import office_logo, setting
from app.programme.papers import four_words
from app.programme.reach import cases_within_reach, may_write_case
from app.programme.reporting.clearing import ask_clearance, cleared_on
from app.programme.rights import Right
from app.programme.rules.issue import Channel, copy_number
from app.programme.seat import ProgrammeSeat
from app.programme.task_rows import Kind, Round, TaskRow
from app.store.work import Work
from models.programme.case import Case
from models.programme.client import Client
from models.programme.document import AccessRequest, Disclosure
from reports.kit.delivery import add_password, neutral_name
from reports.programme.sheets.access import AccessItem, AccessPack, leaks, render
from reports.programme.sheets.rows import Head

DECIDING, WAITING, CLEARED, GIVEN = "deciding", "waiting", "cleared", "given"


class AccessRequests(Noun):
    """What is done when he asks for his file."""

    seat: ProgrammeSeat

    @act("subject_access.prepare", Right.WRITE_REPORT, about="case")
    def prepare(self, work: Work, draft: AccessPrepared) -> AccessPage:
        """Take in his request: its month runs, the safety team hears of it, every item is listed (RET-8, R12)."""
        case = work.get(Case, draft.case)
        if draft.requested_on > self.seat.clock.today():
            raise InvalidInput({"requested_on": _("This date lies after today.")})
        still = select(AccessRequest.id).where(AccessRequest.case_id == case.id, AccessRequest.state != GIVEN)
        if work.session.scalars(still.limit(1)).first() is not None:
            raise NotAllowed(_("A request of his is open already. Answer that one first."))
        with Speaking(his_language(work, work.get(Client, case.client_id))):
            items = [_new_item(one) for one in held_about(work, self.seat, case)]
        due = months_after(draft.requested_on, 1)
        request = work.add(
            AccessRequest(
                case_id=case.id, requested_on=draft.requested_on, due_on=due, state=DECIDING,
                items=[_kept(one) for one in items], at=moment_for(work, self.seat, AccessRequest, case.id),
                by_user=self.seat.person.id, by_label=self.seat.person.label,
            )
        )  # fmt: skip
        told = {"requested_on": draft.requested_on.isoformat(), "due_on": due.isoformat()}
        seal(work, self.seat, NoticeKind.SUBJECT_ACCESS, case.id, told)
        work.changed("access", request.id)
        return self._page(work, request)

    @act("subject_access.list", Right.WRITE_REPORT, kind=ActKind.LIST)
    def list(self, work: Work, draft: AccessWanted) -> tuple[AccessLine, ...]:
        """List requests with their clocks, the one due first at the top."""
        query = select(AccessRequest, Case, Client).join(Case, Case.id == AccessRequest.case_id)
        query = query.join(Client, Client.id == Case.client_id).where(cases_within_reach(work, self.seat.person))
        if draft.case is not None:
            query = query.where(AccessRequest.case_id == draft.case)
        if not draft.done_too:
            query = query.where(AccessRequest.state != GIVEN)
        rows = work.session.execute(query.order_by(AccessRequest.due_on, AccessRequest.id)).all()
        states = states_of(work, self.seat, [request for request, _case, _client in rows])
        today = self.seat.clock.today()
        return tuple(
            AccessLine(
                request=request.id, case=CaseId(case.id), reference=case.reference, name=short_name(client),
                requested_on=request.requested_on, due_on=request.due_on, state=states[request.id],
                state_words=state_words(states[request.id]),
                is_overdue=request.state != GIVEN and request.due_on < today,
            )
            for request, case, client in rows
        )  # fmt: skip

    @act("subject_access.show", Right.WRITE_REPORT, kind=ActKind.OPEN)
    def show(self, work: Work, draft: AccessAsked) -> AccessPage:
        """Show a request with its items and decisions."""
        return self._page(work, self._request(work, draft.request))

    @act("subject_access.decide", Right.WRITE_REPORT)
    def decide(self, work: Work, draft: ItemsDecided) -> AccessPage:
        """Decide items one by one; a decision not to give needs its ground and its reason (R12)."""
        request = self._request(work, draft.request)
        if request.state != DECIDING:
            raise NotAllowed(_("This request has been signed. Its items cannot be changed."))
        items = {one.item: one for one in map(_row, request.items)}
        problems = {}
        for said in draft.items:
            if said.item not in items:
                problems["item"] = _("There is no such item.")
            elif said.outcome is not Outcome.GIVE and (said.ground is None or not said.why.strip()):
                problems["why"] = _("Say on what ground, and why.")
            elif said.outcome is Outcome.CUT and not said.cut_text.strip():
                problems["cut_text"] = _("Write what remains to be read.")
            else:
                items[said.item] = replaced(
                    items[said.item], outcome=said.outcome.value, ground=said.ground.value if said.ground else "",
                    other_asked=said.other_asked, cut_text=said.cut_text.strip(), why=said.why.strip(),
                    by=self.seat.person.label,
                )  # fmt: skip
        if problems:
            raise InvalidInput(problems)
        request.items = [_kept(one) for one in items.values()]
        work.changed("access", request.id)
        return self._page(work, request)

    @act("subject_access.sign", Right.WRITE_REPORT)
    def sign(self, work: Work, draft: AccessSigned) -> AccessPage:
        """Two people sign; the pack goes to the safety check like every paper with free words (R8, R12)."""
        request = self._request(work, draft.request)
        if request.state != DECIDING:
            raise NotAllowed(_("This request has been signed already."))
        items = tuple(map(_row, request.items))
        if still := sum(not one.outcome for one in items):
            raise NotAllowed(_("{count} items are not decided yet.").format(count=still))
        second = self.seat.second(draft.second, Right.COUNTERSIGN)
        pack = pack_of(work, self.seat, request, items)
        out = BytesIO()
        render(pack, out)
        pdf = out.getvalue()
        if problems := leaks(pack, pdf):
            raise NotAllowed(*problems)
        request.content, request.sha256, request.name = pdf, sha256(pdf).hexdigest(), neutral_name("Letter")
        request.asked_at = ask_clearance(work, self.seat, request.case_id, request.id, pdf, request.sha256)
        request.state, request.signed_label, request.second_label = WAITING, self.seat.person.label, second.label
        request.signed_by, request.second_user = self.seat.person.id, second.id
        work.changed("access", request.id)
        return self._page(work, request)

    @act("subject_access.give", Right.WRITE_REPORT)
    def give(self, work: Work, draft: AccessGiven) -> AccessCopy:
        """Give him the very bytes that were signed and cleared, behind a password, and note it (RET-1, REP-12)."""
        request = self._request(work, draft.request)
        if states_of(work, self.seat, [request])[request.id] not in (CLEARED, GIVEN):
            raise NotAllowed(_("Awaiting safety clearance."))
        client = work.get(Client, work.get(Case, request.case_id).client_id)
        if draft.channel is Channel.POST:
            posted_to(
                client.address, read_back_in="address_read_back", is_read_back=draft.address_read_back,
                is_shared=shares(client),
            )  # fmt: skip
            checked_by(self.seat, client, draft.second)
        earlier = select(Disclosure.recipient).where(Disclosure.sha256_cleared == request.sha256)
        recipient = full_name(client.given_name, client.family_name)
        password = four_words()
        content = add_password(bytes(request.content or b""), password)
        row = work.add(
            Disclosure(
                case_id=request.case_id, what="access.pack",
                recipient=recipient,
                copy_number=copy_number(recipient, work.session.scalars(earlier)),
                basis=LawfulBasis.LEGAL_OBLIGATION.value, necessity=_("He asked for his file."),
                channel=draft.channel.value, proof=draft.proof, approver=request.second_user or "",
                sha256_cleared=request.sha256 or "", sha256_delivered=sha256(content).hexdigest(),
                at=self.seat.clock.now(), by_user=self.seat.person.id,
            )
        )  # fmt: skip
        request.state = GIVEN
        name = request.name or ""
        file = name if draft.to_folder is None else write_copy(Path(draft.to_folder) / name, content)
        work.changed("access", request.id)
        return AccessCopy(
            request=request.id, file=file, content=content, password=password, sha256=row.sha256_delivered or ""
        )

    def _request(self, work: Work, id: str) -> AccessRequest:
        request = work.get(AccessRequest, id)
        if not may_write_case(work, self.seat, request.case_id):
            raise Missing
        return request

    def _page(self, work: Work, request: AccessRequest) -> AccessPage:
        case = work.get(Case, request.case_id)
        client = work.get(Client, case.client_id)
        state = states_of(work, self.seat, [request])[request.id]
        items = tuple(map(_row, request.items))
        return AccessPage(
            request=request.id, case=CaseId(case.id), reference=case.reference,
            name=short_name(client), requested_on=request.requested_on,
            due_on=request.due_on, state=state, state_words=state_words(state),
            line=state_words(state) if state in (WAITING, CLEARED) else "", items=items,
            open_items=sum(not one.outcome for one in items), signed_by=request.signed_label or "",
            second=request.second_label or "", address_is_new=is_new(self.seat, client),
        )  # fmt: skip


def pack_of(work: Work, seat: ProgrammeSeat, request: AccessRequest, items: Sequence[ItemRow]) -> AccessPack:
    """What the pack says: the items that are given, as they were decided (R12)."""
    case = work.get(Case, request.case_id)
    client, today = work.get(Client, case.client_id), seat.clock.today()
    language = his_language(work, client)
    with Speaking(language):
        words = kind_words()
    given = [one for one in items if one.outcome in (Outcome.GIVE, Outcome.CUT)]
    return AccessPack(
        head=Head(
            office=str(setting(work.session, "office.name")),
            label=str(setting(work.session, "paper.discreet_label")),
            made_on=today, made_at=datetime.combine(today, time(), UTC), language=language,
            logo=office_logo(work.session),
        ),
        name=full_name(client.given_name, client.family_name),
        requested_on=request.requested_on,
        items=tuple(
            AccessItem(kind=words[one.kind], on=one.on, text=one.cut_text or one.text) for one in given
        ),
    )  # fmt: skip


def as_it_would_read(seat: ProgrammeSeat, request: str) -> bytes:
    """His file as it would be printed, were the decisions signed as they stand now."""
    with seat.open_work(reading=True) as work:
        found, out = work.get(AccessRequest, request), BytesIO()
        render(pack_of(work, seat, found, tuple(map(_row, found.items))), out)
        return out.getvalue()


def states_of(work: Work, seat: ProgrammeSeat, requests: Sequence[AccessRequest]) -> dict[str, str]:
    """Where each stands; cleared only by a line of the safety team for exactly these bytes (NEV-2)."""
    asked = {one.id: (one.case_id, one.sha256 or "") for one in requests if one.state == WAITING}
    cleared = cleared_on(work, seat, asked)
    return {one.id: CLEARED if one.id in cleared else one.state for one in requests}


def access_due(round_: Round) -> Iterator[TaskRow]:
    """A request stands on Today until it is answered, whatever became of the case (RET-8)."""
    if round_.seat.reach(Right.WRITE_REPORT) is Reach.NONE:
        return
    is_open = AccessRequest.state != GIVEN
    for request, name in round_.of_closed_too(AccessRequest, AccessRequest.case_id, is_open):
        words = _("Answer his request for his file: {name}").format(name=name)
        yield round_.row("subject_access.decide", request.id, request.due_on, words, state_words(request.state))


KINDS = (Kind("access", access_due),)


def _new_item(held: Held) -> ItemRow:
    """Typed facts are given unless somebody decides otherwise; free words wait for a decision."""
    return ItemRow(
        item=held.key, kind=held.kind, words=kind_words()[held.kind], on=held.on, text=held.text, is_free=held.is_free,
        outcome="" if held.is_free else Outcome.GIVE.value, ground="", other_asked="not_asked", cut_text="", why="",
        by="",
    )  # fmt: skip


def _kept(row: ItemRow) -> PlainValue:
    """An item as it is kept."""
    return to_builtins(row)


def _row(kept: PlainValue) -> ItemRow:
    """The same, read back."""
    return convert(kept, ItemRow)
